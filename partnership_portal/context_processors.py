"""What every public page needs from the request: never who is asking."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language

OWN_NAMES = {
    "nb": "Bokmål",
    "nn": "Nynorsk",
    "se": "Davvisámegiella",
    "sma": "Åarjelsaemien",
    "smj": "Julevsámegiella",
    "en": "English",
}


def path_without_language(path_info: str) -> str:
    """Return the path without a leading /nn or /en; bokmål has no prefix.

    Only the codes of `LANGUAGES` count as a prefix, so `/enhet/` stays as it is.
    """
    first, _slash, rest = path_info.lstrip("/").partition("/")
    codes = {code for code, _label in settings.LANGUAGES}
    if first in codes and first != settings.LANGUAGE_CODE:
        return f"/{rest}"
    return path_info


def is_private(request: HttpRequest) -> bool:
    """Return whether the path is one where people log in."""
    first = path_without_language(request.path_info).lstrip("/").split("/", 1)[0]
    return first in settings.PORTAL_PRIVATE_PATHS


def portal(request: HttpRequest) -> dict[str, object]:
    """Return the site's name and the addresses of this same page.

    `language_links` has one entry per language of the site, in the order of
    `LANGUAGES`: `code`, `label` in the language itself, `url` (with the query, so
    that a search stays a search), `absolute_url` (without the query, for search
    engines) and `current`. `reference` is the name of the request, on private pages
    alone: public ones are the same for everybody. `accessibility_statement_url` is
    empty when the installation has not been given one.
    """
    path = path_without_language(request.path_info)
    # A query that cannot be encoded is answered with 400, and that page runs this too.
    given = urlencode(list(request.GET.lists()), doseq=True, errors="replace")
    # A page may keep what was typed out of its links.
    query = getattr(request, "query_of_links", given)
    prefix = get_script_prefix().rstrip("/")
    current = get_language() or settings.LANGUAGE_CODE
    links = []
    for code, label in settings.LANGUAGES:
        language = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        url = f"{prefix}{language}{path}"
        links.append(
            {
                "code": code,
                "label": OWN_NAMES.get(code, label),
                "url": f"{url}?{query}" if query else url,
                "absolute_url": request.build_absolute_uri(url),
                "current": code == current,
            }
        )
    return {
        "reference": getattr(request, "request_id", "") if is_private(request) else "",
        "site_name": settings.PORTAL_SITE_NAME,
        "language_links": links,
        "path_without_language": path,
        "canonical_url": request.build_absolute_uri(request.path),
        "accessibility_statement_url": settings.PORTAL_ACCESSIBILITY_STATEMENT_URL,
        "portal_operator": settings.PORTAL_OPERATOR,
        "portal_contact_email": settings.PORTAL_CONTACT_EMAIL,
        "portal_answer_days": settings.PORTAL_ANSWER_DAYS,
    }
