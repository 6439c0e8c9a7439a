"""The counties: map and list, one county, and who does what in it."""

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import AgreementVersion, Task
from counties.models import County
from guidance_centres.models import GuidanceCentre
from publishing.addresses import moved_or_404
from services.models import TargetGroup

from . import county_page, county_words
from .agreement_versions import public_partnership, shown_on, versions_of
from .county_history import (
    Records,
    heirs_of,
    load_records,
    municipalities_today,
    story_of,
)
from .county_map import country_map, municipality_map
from .county_words import years
from .matrix_page import Chart, places_of, read_question


@require_safe
def county_list(request):
    today = timezone.localdate()
    counties = list(
        County.objects.valid_on(today).in_norwegian_order().select_related("boundary")
    )
    former = County.objects.ended_before(today).in_norwegian_order()
    return render(
        request,
        "counties/county_list.html",
        {
            "crumbs": [(_("Counties"), "")],
            "map": country_map(counties),
            "counties": _county_lines(counties, today),
            "former": _former_lines(former, load_records()),
        },
    )


def _county_lines(counties, today):
    """Return each county with its agreement in force and its number of centres."""
    in_force = {
        version.agreement.partnership.county_id: version
        for version in AgreementVersion.objects.in_force(today).select_related(
            "agreement__partnership"
        )
    }
    centres = dict(
        GuidanceCentre.objects.published()
        .filter(kind=GuidanceCentre.Kind.CAREER_CENTRE)
        .order_by()
        .values_list("county")
        .annotate(Count("pk"))
    )
    return [
        {
            "county": county,
            "version": in_force.get(county.pk),
            "centres": centres.get(county.pk, 0),
        }
        for county in counties
    ]


def _former_lines(counties, records: Records):
    lines = []
    for county in counties:
        story = story_of(county, records)
        lines.append(
            {
                "county": county,
                "years": years(county),
                "after": story.after,
                "text": " ".join(filter(None, [story.end, *story.gave])),
            }
        )
    return lines


@require_safe
def county_detail(request, slug):
    today = timezone.localdate()
    county = _find_county(slug)
    if county is None:
        return moved_or_404("fylker", slug, "counties:detail")
    show = _ended_county if county.valid_to and county.valid_to < today else _county
    return render(request, *show(county, today))


def _county(county, today):
    """Return template and context of a county of today."""
    partnership = public_partnership(county)
    municipalities = list(
        county.municipalities.valid_on(today)
        .select_related("boundary")
        .in_norwegian_order()
    )
    places = county_page.places_in(county)
    context = _common(county, load_records()) | {
        "partnership": partnership,
        "municipalities": county_page.municipality_links(
            [municipality.name for municipality in municipalities]
        ),
        "map": municipality_map(municipalities, places.on_map),
        "places": places,
        "services": county_page.services_in(county),
    }
    if partnership is None:
        context["lede"] = _("We do not know the agreement in %(county)s yet.") % {
            "county": county.name
        }
        context["expected_members"] = county_page.expected_members(county, today)
    else:
        agreed = county_page.agreed(partnership, today, today)
        progress = county_page.progress_of(partnership, today)
        codes = {each.code: each.name for each in municipalities}
        context |= {
            "lede": county_page.organisation_sentence(county, partnership)
            or partnership.name,
            "members": county_page.members_of(partnership, today),
            "agreed": agreed,
            "preview": county_page.matrix_preview(agreed.version, codes),
            "roles": county_page.roles_of(partnership, today),
            "bodies": county_page.bodies_of(partnership),
            "progress": progress,
            "next_up": county_page.what_comes_next(
                partnership, agreed, progress, today
            ),
        }
    return "counties/county_detail.html", context


def _ended_county(county, today):
    """Return template and context of a county that is gone."""
    partnership = public_partnership(county)
    last_day = county.valid_to
    successors = municipalities_today(county)
    names = county.municipalities.valid_on(last_day).in_norwegian_order()
    heirs = heirs_of(successors)
    context = _common(county, load_records()) | {
        "partnership": partnership,
        "municipality_names": list(names.values_list("name", flat=True)),
        "map": municipality_map(successors),
        "counties_today": heirs,
        "today_sentence": county_words.today_sentence(county, heirs),
        "places": county_page.places_in(county),
    }
    if partnership is not None:
        context |= {
            "organisation": county_page.organisation_sentence(county, partnership),
            "members": county_page.members_of(partnership, last_day),
            "agreed": county_page.agreed(partnership, last_day, today),
        }
    return "counties/county_ended.html", context


def _common(county, records):
    story = story_of(county, records)
    return {
        "county": county,
        "years": years(county),
        "story": story,
        "before": [(each, years(each)) for each in story.before],
        "after": [(each, years(each)) for each in story.after],
        "crumbs": [(_("Counties"), _counties_url()), (county.name, "")],
    }


@require_safe
def county_roles(request, slug):
    today = timezone.localdate()
    county = _find_county(slug)
    if county is None:
        return moved_or_404("fylker", slug, "counties:roles")
    groups = list(TargetGroup.objects.all())
    asked = read_question(request.GET, today, (group.slug for group in groups))
    partnership = public_partnership(county)
    versions = versions_of(partnership)
    version = next((each for each in versions if each.holds_on(asked.day)), None)
    roles = county_page.roles_of(partnership, asked.day) if partnership else []
    context = {
        "county": county,
        "crumbs": [
            (_("Counties"), _counties_url()),
            (county.name, county.get_absolute_url()),
            (_("Who does what"), ""),
        ],
        "asked": asked,
        "today": today,
        "groups": groups,
        "versions": versions,
        "version": version,
        "roles": roles,
        "last_version": shown_on(versions, asked.day),
    }
    if version is not None:
        chart = Chart(
            version.row,
            groups=groups,
            places=places_of(county, asked.day),
            tasks=Task.objects.all(),
            parties=version.row.parties.select_related("partner"),
        )
        context |= _matrix(chart, asked.group)
    return render(request, "counties/county_roles.html", context)


def _matrix(chart, slug):
    """Return what the template needs to show the matrix, or the lack of one."""
    if not chart.parts:
        return {"chart": None}
    group = next(
        (each for each in chart.groups if each.slug == slug), chart.usual_group()
    )
    lines = chart.lines(group)
    return {
        "chart": chart,
        "group": group,
        "lines": lines,
        "parties": list(chart.parties.values()),
        "gaps": sum(line.is_gap for line in lines),
        "done": sum(not line.is_gap for line in lines),
    }


def _find_county(slug):
    """Return the county of an address, with what the public may need, or None."""
    return (
        County.objects.select_related("partnership__steward").filter(slug=slug).first()
    )


def _counties_url():
    return reverse("counties:list")
