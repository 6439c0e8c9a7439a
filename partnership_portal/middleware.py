"""Small middlewares: language, isolation headers, broken input, public pages."""

from django.conf import settings
from django.http import HttpResponseBadRequest, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from .context_processors import path_without_language


def path_language(get_response):
    """Activate the language that the path names, else the default one.

    Neither cookie nor Accept-Language is read, so an address is the same page for
    everybody and needs no ``Vary``.
    """
    prefixes = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}

    def middleware(request):
        first = request.path_info.lstrip("/").split("/", 1)[0]
        language = first if first in prefixes else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware


def isolation_headers(get_response):
    """Keep other origins from embedding or reading our answers.

    Only our own pages may ask the browser for a position, and of the rest nobody.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
        )
        return response

    return middleware


def refuse_broken_input(get_response):
    """Answer 400 to NUL characters and lone surrogates in the query.

    PostgreSQL can store neither, and a driver error must never reach a reader.
    """

    def middleware(request):
        for name, values in request.GET.lists():
            if any(_is_broken(text) for text in (name, *values)):
                return HttpResponseBadRequest(render_to_string("400.html"))
        return get_response(request)

    return middleware


def forget_visitors(get_response):
    """Let a public page know nothing of who asks, so that it is the same for all.

    Cookies of a log-in are not seen there: nothing can be read from them, and no answer
    takes back a stale one. What would write is refused before the protection of forms
    asks for a cookie.
    """

    def middleware(request):
        first = path_without_language(request.path_info).lstrip("/").split("/", 1)[0]
        request.is_private = first in settings.PORTAL_PRIVATE_PATHS
        if request.is_private:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(
                ["GET", "HEAD"],
                _("This page can only be read. Go back and follow a link instead."),
                content_type="text/plain; charset=utf-8",
            )
        request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


def _is_broken(text):
    return "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)
