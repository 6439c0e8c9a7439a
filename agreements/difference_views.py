"""The page of what changed between two versions of an agreement."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.addresses import moved_or_404

from . import reading
from .models import Agreement
from .text.difference_reading import read_difference


@require_safe
def version_difference(request, slug, first, second):
    """Show what changes from the earlier version to the later, in either order."""
    agreement = (
        Agreement.objects.public()
        .select_related("partnership__county")
        .filter(slug=slug)
        .first()
    )
    if agreement is None:
        return moved_or_404("avtaler", slug, "agreements:difference", first, second)
    history = reading.public_history(agreement, timezone.localdate())
    by_number = {holding.number: holding for holding in history}
    if first == second or not {first, second} <= set(by_number):
        raise Http404
    before, after = by_number[min(first, second)], by_number[max(first, second)]
    for holding in (before, after):
        holding.version.agreement = agreement
    return render(
        request,
        "agreements/difference.html",
        {
            "agreement": agreement,
            "before": before,
            "after": after,
            "difference": read_difference(
                before.version, after.version, language=get_language()
            ),
            "choices": _choices(agreement, history, before, after),
            "canonical_path": _address(agreement, before, after),
            "crumbs": [
                (_("Agreements"), reverse("agreements:list")),
                (agreement.title, agreement.get_absolute_url()),
                (_("What has changed"), ""),
            ],
        },
    )


def _address(agreement, before, after):
    numbers = [before.number, after.number]
    return reverse("agreements:difference", args=[agreement.slug, *numbers])


def _choices(agreement, history, before, after):
    """Return links to other pairs: from another earlier version, to another later one.

    Empty where there are but two versions.
    """
    if len(history) < 3:
        return []
    in_order = sorted(history, key=lambda holding: holding.number)
    return [
        {
            "name": _("From version"),
            "items": [
                {
                    "label": str(each.number),
                    "url": _address(agreement, each, after),
                    "current": each == before,
                }
                for each in in_order
                if each.number < after.number
            ],
        },
        {
            "name": _("To version"),
            "items": [
                {
                    "label": str(each.number),
                    "url": _address(agreement, before, each),
                    "current": each == after,
                }
                for each in in_order
                if each.number > before.number
            ],
        },
    ]
