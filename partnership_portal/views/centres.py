"""The places people visit: career centres first, the others by filter."""

from collections import Counter
from itertools import groupby

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.phrases import shortened
from counties.models import County
from counties.names import normalise_query
from guidance_centres.models import GuidanceCentre
from guidance_centres.opening_words import opening_of
from guidance_centres.search import KIND_ORDER, places
from partnership_portal import structured_data
from publishing.addresses import moved_or_404
from publishing.checks import told_of, with_confirmations
from publishing.models import Status
from publishing.paging import page_of

from . import centre_page
from .county_history import heirs_of, load_records, municipalities_today, story_of
from .county_map import country_map, finder_url, place_map

PER_PAGE = 40
EVERYTHING = "all"
CAREER_CENTRE = GuidanceCentre.Kind.CAREER_CENTRE


@require_safe
def centre_list(request):
    today = timezone.localdate()
    counties = list(
        County.objects.valid_on(today).in_norwegian_order().select_related("boundary")
    )
    asked = _read_question(request.GET, counties)
    found = places(county=asked["county"], text=asked["text"])
    counts = Counter(dict(found.order_by().values_list("kind").annotate(Count("pk"))))
    if asked["kind"] != EVERYTHING:
        found = found.filter(kind=asked["kind"])
    if asked["kind"] == CAREER_CENTRE:
        # Under the name of their county, as one would look for them.
        found = found.order_by("county__sort_name", "sort_name", "pk")
    page = page_of(
        found.select_related("municipality", "county", "postal_code"),
        request.GET.get("side"),
        PER_PAGE,
    )
    on_map = [centre for centre in page if centre.latitude is not None]
    return render(
        request,
        "guidance_centres/centre_list.html",
        {
            "crumbs": [(_("Career centres"), "")],
            "asked": asked,
            "counties": counties,
            "kinds": _kind_choices(asked, counts),
            "total": page.paginator.count,
            "page": page,
            "groups": _by_county(page) if asked["kind"] == CAREER_CENTRE else None,
            "on_map": on_map,
            "map": country_map(counties, on_map, quiet=True) if on_map else None,
        },
    )


def _read_question(query, counties):
    """Return kind, county and text asked for, and sentences on what made no sense."""
    problems = []
    text = normalise_query(query.get("q", ""))
    kind = query.get("type", "").strip()
    # Who writes something looks among all places, career centres first.
    usual = EVERYTHING if text else CAREER_CENTRE
    if kind and kind != EVERYTHING and kind not in GuidanceCentre.Kind.values:
        problems.append(
            _("There is no kind of place called «%(text)s». Choose one below.")
            % {"text": shortened(kind)}
        )
        kind = ""
    slug = query.get("fylke", "").strip()
    county = next((each for each in counties if each.slug == slug), None)
    if slug and county is None:
        problems.append(
            _(
                "There is no county called «%(text)s» today. Below are places in the"
                " whole country."
            )
            % {"text": shortened(slug)}
        )
    return {
        "text": text,
        "kind": kind or usual,
        "county": county,
        "problems": problems,
    }


def _kind_choices(asked, counts):
    """Return the kinds with the number of places that fit the rest of the question."""
    choices = [
        (kind, capfirst(GuidanceCentre.Kind(kind).label), counts[kind])
        for kind in KIND_ORDER
        if counts[kind] or kind in (CAREER_CENTRE, asked["kind"])
    ]
    choices.append((EVERYTHING, _("All kinds"), sum(counts.values())))
    return [
        {
            "value": kind,
            "label": _("%(kind)s (%(number)d)") % {"kind": label, "number": number},
            "current": kind == asked["kind"],
        }
        for kind, label, number in choices
    ]


def _by_county(page):
    return [
        (county, list(centres))
        for county, centres in groupby(page, key=lambda centre: centre.county)
    ]


@require_safe
def centre_detail(request, slug):
    found = with_page_facts(GuidanceCentre.objects.public())
    centre = found.filter(slug=slug).first()
    if centre is None:
        return moved_or_404("karrieresentre", slug, "guidance_centres:detail")
    context = page_context(request, centre, now=timezone.now())
    return render(request, "guidance_centres/centre_detail.html", context)


def with_page_facts(centres):
    """Load what the page of a place shows of it."""
    return with_confirmations(centres).select_related(
        "partner",
        "parent__partner",
        "postal_code",
        "county__boundary",
        "municipality__boundary",
    )


def page_context(request, centre, *, now):
    """Return what the page of a place shows; it was loaded by `with_page_facts`."""
    today = timezone.localdate(now)
    serves = list(centre.serves.in_norwegian_order().values_list("name", flat=True))
    context = {
        "centre": centre,
        "today": today,
        "crumbs": _crumbs(centre),
        "is_ended": centre.status == Status.ENDED,
        "contact": centre_page.contact_of(centre),
        "coordinates": centre_page.coordinates(centre),
        "checked": told_of(centre, today),
        "serves": [{"label": name, "url": finder_url(name)} for name in serves],
        "serves_whole_county": centre_page.serves_whole_county(centre, serves),
        "branches": centre.branches.public().in_norwegian_order(),
        "map": place_map(centre),
    }
    if context["is_ended"]:
        context["instead"] = _instead(centre, today, serves)
    else:
        context["opening"] = opening_of(centre, now, today)
        context["services"] = centre_page.services_of(centre, today)
    opening = context.get("opening")
    context["structured"] = [
        structured_data.place(
            centre,
            request.build_absolute_uri,
            hours=opening.shown_hours if opening else None,
            description=str(centre.access_text),
        )
    ]
    return context


def _crumbs(centre):
    address = reverse("guidance_centres:list")
    crumbs = [(_("Career centres"), address)]
    if centre.kind != CAREER_CENTRE:
        crumbs.append(
            (
                capfirst(centre.get_kind_display()),
                f"{address}?{urlencode({'type': centre.kind})}",
            )
        )
    return [*crumbs, (centre.name, "")]


def _instead(centre, today, serves):
    """Return where to go now that the place is gone: counties of today, and links."""
    county = centre.county
    counties, sentence = [], ""
    if county is not None and county.valid_to and county.valid_to < today:
        sentence = story_of(county, load_records()).end
        counties = heirs_of(municipalities_today(county))
    elif county is not None:
        counties = [county]
    return {
        "sentence": sentence,
        "counties": counties,
        "places": [{"label": name, "url": finder_url(name)} for name in serves],
    }
