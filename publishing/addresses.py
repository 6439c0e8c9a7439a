"""Addresses that were given up still lead to the page."""

from .models import FormerSlug

MAX_STEPS = 5


def moved_to(kind: str, slug: str) -> str | None:
    """Return the present slug of an old address, or None when there is none.

    `kind` is the first segment of the path, for example ``tilbud``. An address that
    moved several times is followed, but not for ever.
    """
    current = slug
    for _step in range(MAX_STEPS):
        found = FormerSlug.objects.filter(kind=kind, slug=current).first()
        if found is None:
            break
        current = found.current_slug
    return current if current != slug else None
