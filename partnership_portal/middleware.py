"""Small middlewares: names of requests, language, headers, broken input, refusals."""

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpResponseBadRequest, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from publishing.operations import record_refusal
from publishing.request_ids import named_request

from .context_processors import is_private

SECURITY_LOG = logging.getLogger("portal.security")


def name_requests(get_response):
    """Give each request a name of ours, and tell it where somebody may ask for it.

    That is on private pages and on what went wrong. Public pages are the same for
    everybody, to the byte, so they carry none.
    """

    def middleware(request):
        with named_request() as name:
            request.request_id = name
            response = get_response(request)
            if is_private(request) or response.status_code >= 500:
                response.headers["X-Request-ID"] = name
            return response

    return middleware


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
        request.is_private = is_private(request)
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


class RecordRefusals:
    """Record once that somebody who is logged in was refused, after the rollback.

    Who, what and under which name of the request. A refusal that an operation has
    recorded itself carries `recorded`; one that a view answered in its own words is
    handed over as `request.refused_by`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        error = getattr(request, "refused_by", None)
        if error is not None and is_private(request):
            self.record(request, error, response.status_code)
        return response

    def process_exception(self, request, exception):
        """Remember what was refused; Django itself answers it."""
        if isinstance(exception, PermissionDenied):
            request.refused_by = exception

    def record(self, request, error, status):
        SECURITY_LOG.warning(
            "Refused (%s): %s %s, user %s, %s",
            status,
            request.method,
            request.path,
            request.user.pk,
            error,
        )
        if getattr(error, "recorded", False):
            return
        details = {
            "method": request.method or "",
            "path": request.path[:200],
            "status": status,
        }
        try:
            record_refusal(actor=request.user, reason=str(error)[:200], details=details)
        except DatabaseError:
            # The refusal stands, whether or not it could be written down.
            SECURITY_LOG.exception("The refusal could not be recorded")


def _is_broken(text):
    return "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)
