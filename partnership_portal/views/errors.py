"""Pages for what goes wrong, in the site's look and the reader's language."""

from django.http import HttpResponse
from django.template.loader import get_template, render_to_string


def bad_request(request, exception=None):
    """Render without context: the host itself may be what is wrong."""
    return HttpResponse(get_template("400.html").render(), status=400)


def forbidden(request, exception=None):
    return HttpResponse(render_to_string("403.html", {}, request), status=403)


def not_found(request, exception=None):
    return HttpResponse(render_to_string("404.html", {}, request), status=404)


def server_error(request):
    """Render without context processors: they may be what failed."""
    return HttpResponse(get_template("500.html").render(), status=500)
