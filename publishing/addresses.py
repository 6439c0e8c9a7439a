"""Addresses that were given up still lead to the page."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from .models import FormerSlug

MAX_STEPS = 5


def moved_to(kind: str, slug: str) -> str | None:
    """Return the present slug of an old address, or None when there is none.

    `kind` is the first segment of the path, for example ``tilbud``. An address that
    moved several times is followed, but not for ever, and not in a circle.
    """
    seen = [slug]
    for _step in range(MAX_STEPS):
        found = FormerSlug.objects.filter(kind=kind, slug=seen[-1]).first()
        if found is None:
            break
        if found.current_slug in seen:
            return None
        seen.append(found.current_slug)
    return seen[-1] if len(seen) > 1 else None


def moved_or_404(
    kind: str, slug: str, url_name: str, *rest: object
) -> HttpResponsePermanentRedirect:
    """Return the way to a page's present address; raise Http404 when there is none.

    `url_name` is the page's, which takes the slug and then `rest`.
    """
    current = moved_to(kind, slug)
    if current is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse(url_name, args=[current, *rest]))
