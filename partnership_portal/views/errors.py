"""Pages for what goes wrong, in the site's look and the reader's language."""

import sys
from io import BytesIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template, render_to_string
from django.utils.module_loading import import_string

from publishing.request_ids import current_request_id

RETRY_SECONDS = "10"


def bad_request(request, exception=None):
    """Render without context: the host itself may be what is wrong."""
    return HttpResponse(get_template("400.html").render(), status=400)


def forbidden(request, exception=None):
    return HttpResponse(render_to_string("403.html", {}, request), status=403)


def not_found(request, exception=None):
    return HttpResponse(render_to_string("404.html", {}, request), status=404)


def early_refusal(status):
    """Return what the web server answers to a request that Django never gets to see.

    400.html and 500.html stand alone, and the headers are those of every answer.
    """
    page = get_template("400.html" if status < 500 else "500.html").render()

    def answer(request):
        return HttpResponse(page, status=status)

    for name in reversed(settings.HEADER_MIDDLEWARE):
        answer = import_string(name)(answer)
    return answer(
        WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": "/",
                "wsgi.input": BytesIO(),
                "wsgi.url_scheme": "https",
            }
        )
    )


def server_error(request):
    """Render without context processors: they may be what failed.

    503 when the database does not answer, or not in time; it is soon there again.
    """
    page = get_template("500.html").render({"reference": current_request_id()})
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS})
    return HttpResponse(page, status=500)
