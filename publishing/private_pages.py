"""Pages that only some may see."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers


def private_page(view):
    """Let only who is logged in ask a view, and keep its answers out of every cache.

    Others are sent to the log-in and come back. A refusal is an answer too: were the
    404 kept, it would still be there when somebody gets the right.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not request.user.is_authenticated:
            response = redirect_to_login(request.get_full_path())
        else:
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                page = render_to_string("404.html", {}, request)
                response = HttpResponse(page, status=404)
        add_never_cache_headers(response)
        return response

    return answer
