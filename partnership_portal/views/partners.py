"""Partners: the list, and one partner with everything it has promised."""

from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements import reading, role_reading
from agreements.models import AgreementVersion, Partnership, Party, Responsibility
from counties.models import County
from counties.names import fold, normalise_query, slug_for
from partners.models import Partner
from partnership_portal import structured_data
from publishing.addresses import moved_or_404
from publishing.checks import told_of, with_confirmations
from publishing.paging import page_of

PARTNERS_PER_PAGE = 50
PLACES_PER_PAGE = 30
MAX_CHILDREN = 30
MAX_SERVICES = 100
# What is longer is no address, and is not carried along in links.
MAX_LENGTH = 120


@require_safe
def partner_list(request):
    today = timezone.localdate()
    asked = {
        "q": normalise_query(request.GET.get("q", "")),
        "type": request.GET.get("type", "")[:MAX_LENGTH],
        "fylke": request.GET.get("fylke", "")[:MAX_LENGTH],
        "del_av": request.GET.get("del_av", "")[:MAX_LENGTH],
    }
    found = _named(_filtered(asked), asked["q"])
    rows = found.select_related("county", "municipality").in_norwegian_order()
    kinds = set(Partner.objects.order_by().values_list("kind", flat=True).distinct())
    whole = (
        Partner.objects.filter(slug=asked["del_av"]).first()
        if asked["del_av"]
        else None
    )
    return render(
        request,
        "partners/partner_list.html",
        {
            "page": page_of(rows, request.GET.get("side"), PARTNERS_PER_PAGE),
            "asked": asked,
            "is_filtered": any(asked.values()),
            "whole": whole,
            "kinds": [choice for choice in Partner.Kind.choices if choice[0] in kinds],
            "counties": County.objects.filter(
                Exists(Partner.objects.filter(county=OuterRef("pk")))
            ).in_norwegian_order(),
            "today": today,
            "crumbs": [(_("Partners"), "")],
        },
    )


@require_safe
def partner_detail(request, slug):
    today = timezone.localdate()
    partner = (
        with_confirmations(Partner.objects.select_related("county", "parent"))
        .select_related("municipality__county", "predecessor")
        .annotate(child_count=Count("children"))
        .filter(slug=slug)
        .first()
    )
    if partner is None:
        return moved_or_404("partnere", slug, "partners:detail")
    children = partner.children.in_norwegian_order()[:MAX_CHILDREN]
    return render(
        request,
        "partners/partner_detail.html",
        {
            "partner": partner,
            "has_ended": partner.ended_on is not None and partner.ended_on < today,
            "children": children,
            "children_left_out": max(partner.child_count - MAX_CHILDREN, 0),
            "successors": partner.successors.in_norwegian_order(),
            "promises": _promises(partner, today),
            "promising_parts": _promising_parts(partner, today),
            "agreements": _agreements(partner, today),
            "without_agreement": _without_agreement(partner, today),
            "roles": role_reading.roles_on(
                role_reading.public_roles().filter(partner=partner), today
            ),
            "services": partner.services.published()[:MAX_SERVICES],
            "places": page_of(
                partner.centres.published().in_norwegian_order(),
                request.GET.get("side"),
                PLACES_PER_PAGE,
            ),
            "today": today,
            "checked": told_of(partner, today),
            "crumbs": [(_("Partners"), reverse("partners:list")), (partner.name, "")],
            "structured": [
                structured_data.organisation(
                    partner, request.build_absolute_uri, departments=children
                )
            ],
        },
    )


def _filtered(asked):
    """Return the partners that the choices leave; an unknown choice leaves none."""
    found = Partner.objects.all()
    if asked["type"]:
        found = found.filter(kind=asked["type"])
    if asked["fylke"]:
        found = found.filter(county__slug=asked["fylke"])
    if asked["del_av"]:
        found = found.filter(parent__slug=asked["del_av"])
    return found


def _named(found, text):
    """Return the partners whose name, address or organisation number holds `text`.

    Both «Gjøvik» and «gjovik» find Gjøvik. A few hundred names are compared here,
    since the database cannot fold them as `counties.names` does.
    """
    if not text:
        return found
    wanted = fold(text)
    digits = text.replace(" ", "")
    try:
        in_address = slug_for(text)
    except ValueError:
        in_address = ""
    rows = found.order_by().values_list("pk", "name", "slug", "organisation_number")
    return found.filter(
        pk__in=[
            pk
            for pk, name, slug, number in rows
            if (wanted and wanted in fold(name))
            or (in_address and in_address in slug)
            or (digits.isdigit() and number and digits in number)
        ]
    )


def _promises(partner, today):
    """Return (agreement, tasks) for what the partner has promised and now holds."""
    rows = reading.responsibilities_in_words(
        Responsibility.objects.in_force(today).filter(party__partner=partner)
    ).order_by("version__agreement__partnership__county__sort_name", "version")
    return [
        (version, reading.tasks_of(of_version))
        for version, of_version in groupby(rows, key=lambda row: row.version)
    ]


def _promising_parts(partner, today):
    """Return those that belong to the partner and have promises in force."""
    promises = Responsibility.objects.in_force(today).filter(
        party__partner=OuterRef("pk")
    )
    parts = partner.children.filter(Exists(promises))
    return parts.in_norwegian_order()[:MAX_CHILDREN]


def _agreements(partner, today):
    """Return what the partner's agreements are, and whether it looks after them.

    Each is (agreement, version to show, whether it is a party in that, steward).
    """
    own = Party.objects.filter(version=OuterRef("pk"), partner=partner)
    versions = (
        AgreementVersion.objects.public()
        .filter(
            Q(agreement__versions__parties__partner=partner)
            | Q(agreement__partnership__steward=partner)
        )
        .annotate(is_party=Exists(own))
        .select_related("agreement__partnership__county", "effective")
        .prefetch_related("later_events")
        .order_by("agreement__partnership__county__sort_name", "agreement", "number")
        .distinct()
    )
    found = []
    for agreement, of_one in groupby(versions, key=lambda each: each.agreement):
        history = reading.history_of(of_one, today)
        party_in = [each for each in history if each.version.is_party]
        shown = reading.to_show(party_in or history)
        is_steward = agreement.partnership.steward_id == partner.pk
        if party_in or is_steward:
            found.append((agreement, shown, bool(party_in), is_steward))
    return found


def _without_agreement(partner, today):
    """Return published partnerships without an agreement that the partner is in."""
    return (
        Partnership.objects.published()
        .filter(
            is_formalised=False,
            memberships__in=partner.partnership_memberships.valid_on(today),
        )
        .select_related("county")
        .distinct()
    )
