"""The calendar of a partner, at an address that only the partner has been given."""

import hashlib

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from partners.calendar_address import partner_at

from .calendar_file import calendar_file
from .calendar_reading import (
    entries_of,
    language_of,
    name_of,
)

AN_HOUR = 3600


@require_safe
def partner_calendar(request, token):
    """Answer the calendar that belongs to an address; 404 for every other address.

    No session is opened, no cache on the way may keep it, no search engine list it.
    """
    partner = partner_at(token)
    if partner is None:
        raise Http404
    language = language_of(partner)
    entries = entries_of(partner, timezone.localdate())
    content = calendar_file(name_of(partner), entries, language=language)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        content, content_type="text/calendar; charset=utf-8"
    )
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"private, max-age={AN_HOUR}"
    response.headers["Content-Disposition"] = 'inline; filename="kalender.ics"'
    response.headers["Content-Language"] = language
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
