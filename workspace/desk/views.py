"""The front page of «Min side», and what its reader may do."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.access import ROLES
from partners.access_words import sentences_for, table
from partners.models import Membership
from publishing.private_pages import private_page

from .mine import Mine
from .reader import Reader
from .sources import waiting_for

# More than this is read in the lists of their own.
MOST_SHOWN = 20


@require_safe
@private_page
def desk(request):
    """Show what waits for the person first, then what is theirs."""
    reader = _reader(request)
    items = waiting_for(reader)
    return render(
        request,
        "workspace/desk/desk.html",
        {
            "reader": reader,
            "choices": _choices(request, reader),
            "items": items[:MOST_SHOWN],
            "left_out": max(0, len(items) - MOST_SHOWN),
            "total": len(items),
            "mine": Mine(reader),
            "crumbs": [(_("My page"), "")],
        },
    )


@require_safe
@private_page
def rights(request):
    """Show what the person may do, in sentences, and the whole access matrix."""
    reader = _reader(request)
    return render(
        request,
        "workspace/desk/rights.html",
        {
            "reader": reader,
            "memberships": [
                {
                    "membership": each,
                    "kinds": [
                        {"name": name, "sentences": told, "links": _places(kind)}
                        for kind, name, told in sentences_for(each)
                    ],
                }
                for each in reader.memberships
            ],
            "roles": [capfirst(Membership.Role(role).label) for role in ROLES],
            "table": list(table()),
            "crumbs": [
                (_("My page"), reverse("workspace:desk")),
                (_("What may I do?"), ""),
            ],
        },
    )


def _reader(request):
    now = timezone.now()
    reader = Reader(
        user=request.user,
        today=timezone.localdate(now),
        now=now,
        chosen=request.GET.get("partner", ""),
    )
    if reader.chosen and not reader.memberships:
        # A partner that is not one's own, or none at all: the same page for both.
        return Reader(user=reader.user, today=reader.today, now=now)
    return reader


def _choices(request, reader):
    """Return the partners to choose between; nothing for who acts for one alone."""
    partners = {each.partner_id: each.partner for each in reader.all_memberships}
    if len(partners) < 2:
        return []
    here = reverse("workspace:desk")
    choices = [(_("All"), here, not reader.chosen)]
    choices += [
        (each.name, f"{here}?partner={each.slug}", each.slug == reader.chosen)
        for each in partners.values()
    ]
    return [
        {"label": label, "url": url, "current": current}
        for label, url, current in choices
    ]


def _places(kind):
    """Return where things of a kind are worked with, as (words, address)."""
    here = reverse("workspace:desk")
    agreements = reverse("admin:agreements_agreementversion_changelist")
    return {
        "guidance_service": [(_("To the services"), f"{here}tilbud/")],
        "guidance_centre": [(_("To the places"), f"{here}steder/")],
        "partner": [(_("To the partners"), f"{here}partnere/")],
        "membership": [(_("To the people"), f"{here}folk/")],
        "role": [(_("To the roles"), f"{here}roller/")],
        "role_description": [(_("To the roles"), f"{here}roller/")],
        "agreement": [(_("To the agreements"), agreements)],
        "agreement_version": [(_("To the agreements"), agreements)],
    }.get(kind, [])
