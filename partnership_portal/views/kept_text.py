"""A form that came without a log-in, or from a page that grew old, loses nothing."""

from django.conf import settings
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers

from publishing.forms.keeping import (
    came_from_us,
    holds_secrets,
    kept_fields,
    readable,
    sends_to_log_in,
)

from ..context_processors import is_private
from .errors import forbidden


class Stale(Exception):
    """A form came without the token of its page, or with one that holds no longer."""


def csrf_failure(request, reason=""):
    """Answer a form from an old page with its text, a stranger's with a refusal."""
    request.refused_by = Stale(reason)
    if not may_keep(request):
        return forbidden(request)
    return kept_page(request)


def keep_typed_text(get_response):
    """Where a form would be answered by the log-in page, give its text back instead."""

    def middleware(request):
        response = get_response(request)
        if may_keep(request) and request.POST and sends_to_log_in(request, response):
            return kept_page(request)
        return response

    return middleware


def may_keep(request):
    return request.method == "POST" and is_private(request) and came_from_us(request)


def kept_page(request):
    """Show what was written, how to log in beside it, and the button that sends it."""
    fields = kept_fields(request.POST)
    context = {
        "fields": fields,
        "readable": readable(fields),
        "path": request.get_full_path(),
        "log_in": resolve_url(settings.LOGIN_URL),
        "had_files": bool(request.FILES),
        "had_secrets": holds_secrets(request.POST),
    }
    response = render(request, "workspace/form/kept.html", context, status=403)
    add_never_cache_headers(response)
    return response
