"""All services, and one service with everything that is known of it."""

from datetime import timedelta

from django.db.models import Count, Max, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.reach import promises_reaching
from counties.names import normalise_query
from finder.cards import ages, plain_card, referral
from finder.contact import actions_of, contact_at, contact_of
from finder.knowledge import load_knowledge
from finder.place_register import as_row
from finder.question import Question
from partnership_portal import structured_data
from publishing.addresses import moved_or_404
from publishing.checks import told_of, with_confirmations
from publishing.models import Status
from publishing.paging import page_of
from services.models import GuidanceService
from services.taxonomy import load_taxonomy

from .service_page import (
    by_county,
    facts_of,
    operators_of,
    waiting_time_of,
)
from .service_places import (
    MOST_PLACES_LISTED,
    answer_for,
    council_of,
    county_of,
    is_for,
    places_of,
    with_council,
)

PER_PAGE = 30


@require_safe
def service_list(request):
    today = localdate()
    services = GuidanceService.objects.published().with_facts().in_listing_order()
    page = page_of(services, request.GET.get("side"), PER_PAGE)
    taxonomy = load_taxonomy()
    return render(
        request,
        "services/list.html",
        {
            "crumbs": [(_("Services"), "")],
            "page": page,
            "groups": _in_groups(page, taxonomy),
            "today": today,
        },
    )


@require_safe
def service_detail(request, slug):
    now = timezone.now()
    today = localdate(now)
    asked = normalise_query(request.GET.get("sted", ""))
    knowledge = load_knowledge()
    place = knowledge.gazetteer.find(asked) if asked else None
    services = with_page_facts(GuidanceService.objects.public())
    if county := county_of(place):
        services = with_council(services, county[0], today)
    service = services.filter(slug=slug).first()
    if service is None:
        return moved_or_404("tilbud", slug, "services:detail")
    if not service.is_published:
        return _ended(request, service)
    context = page_context(request, service, asked, place, now=now)
    return render(request, "services/detail.html", context)


def page_context(request, service, asked="", place=None, *, now):
    """Return what the page of a service shows, to somebody who asked about a place.

    `service` was loaded by `with_page_facts`; `place` is what the gazetteer found.
    """
    today = localdate(now)
    taxonomy = load_knowledge().taxonomy
    here = place if is_for(service, place) else None
    home = here.municipality if here else None
    listed = places_of(
        service, home, place_count=service.place_count, now=now, today=today
    )
    answer = answer_for(service, asked, place, listed, place_count=service.place_count)
    council, council_county = council_of(service, here)
    is_listed = service.place_count <= MOST_PLACES_LISTED
    near = answer.shown if answer else []
    contact = contact_of(service, [each.centre for each in near or listed], council)
    here_first = contact_at(near[0].centre, near[0].url) if len(near) == 1 else None
    checked = told_of(service, today)
    promises = promises_reaching(
        [service], on=today, municipality=as_row(home) if home else None
    )[service.pk]
    return {
        "crumbs": [(_("Services"), reverse("services:list")), (service.name, "")],
        "service": service,
        "place_name": here.label if here else "",
        "council": council,
        "council_county": council_county,
        "actions": actions_of(here_first or contact),
        "ages": ages(service),
        "facts": facts_of(service, taxonomy),
        "waiting_time": waiting_time_of(service),
        "checked": checked,
        "listed": listed if is_listed else [],
        "asked": asked,
        "home": home.name if home else "",
        "place_answer": answer,
        "contact": contact,
        "responsible": by_county(promises),
        "structured": [
            structured_data.service(
                service,
                service.get_absolute_url(),
                request.build_absolute_uri,
                provider=service.provider,
                operators=operators_of(promises),
                places=[each.centre for each in (listed if is_listed else near)],
                url=service.url,
                phone=service.phone,
                terms=referral(service),
                modified=structured_data.full_day(
                    checked.confirmed_on or service.as_of
                ),
            )
        ],
        "today": today,
    }


def _ended(request, service):
    """Answer 410: what it was, since when it is gone, where to look instead."""
    county = service.counties.order_by("-valid_to", "sort_name").first()
    last_day = (
        service.provider.ended_on
        or (service.counties.aggregate(last=Max("valid_to"))["last"])
    )
    instead = Question(
        place=county.name if county else "",
        groups=tuple(group.slug for group in service.target_groups.all()),
        needs=tuple(need.slug for need in service.needs.all()),
    )
    return render(
        request,
        "410.html",
        {
            "service": service,
            "gone_since": last_day and last_day + timedelta(days=1),
            "county": county,
            "instead": f"{reverse('finder:results')}{instead.query}",
            "crumbs": [(_("Services"), reverse("services:list")), (service.name, "")],
            "today": localdate(),
        },
        status=410,
    )


def with_page_facts(services):
    """Load the facts, how many places give it, and who confirmed them when."""
    published = Q(centres__status=Status.PUBLISHED)
    counted = services.with_facts().annotate(
        place_count=Count("centres", filter=published, distinct=True)
    )
    return with_confirmations(counted)


def _in_groups(page, taxonomy):
    """Return the page's services under the area they are for, in their order."""
    headings = {0: _("For the whole country"), 1: _("In several counties")}
    groups = []
    for service in page:
        heading = headings.get(service.scope) or service.county_name or _("Locally")
        if not groups or groups[-1]["heading"] != heading:
            groups.append({"heading": heading, "cards": []})
        groups[-1]["cards"].append(plain_card(service, taxonomy))
    return groups
