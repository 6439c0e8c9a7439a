"""Public pages of agreements and roles. What is no decision yet answers 404."""

from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from counties.models import County
from publishing.addresses import moved_or_404
from publishing.paging import page_of
from publishing.writing import long_date

from . import (
    reading,
    register,
    role_reading,
    time_bars,
)
from .ahead import (
    coming_reading,
    coming_words,
)
from .models import Agreement, Role
from .phrases import shortened, written_day
from .ties import ties_of

ROWS_PER_PAGE = 30
# What is longer is no address of a county, and is not carried along in links.
MAX_LENGTH = 100
SIGNED_LANGUAGES = {"nb": gettext_lazy("bokmål"), "nn": gettext_lazy("nynorsk")}
# What a state is called in the address of the register.
STATE_IN_ADDRESS = {
    "in_force": "gjelder",
    "upcoming": "kommer",
    "replaced": "erstattet",
    "terminated": "oppsagt",
    "ended": "avsluttet",
    "not_formalised": "ikke-formalisert",
}


@require_safe
def agreement_list(request):
    today = timezone.localdate()
    rows = register.register_on(today)
    names = ["fylke", "tilstand", "part", "aar"]
    asked = {name: request.GET.get(name, "").strip()[:MAX_LENGTH] for name in names}
    shown = [row for row in rows if _fits(row, asked)]
    spans = {row.url: _spans(row.history) for row in shown}
    axis = time_bars.axis_of([span for each in spans.values() for span in each], today)
    return render(
        request,
        "agreements/agreement_list.html",
        {
            "page": page_of(shown, request.GET.get("side"), ROWS_PER_PAGE),
            "row_count": len(rows),
            "is_filtered": any(asked.values()),
            "filters": _filters(rows, asked, today),
            "counties_without": register.counties_without(rows, today),
            "axis": axis,
            "axis_today": axis.today(today) if axis else "",
            "bars": [
                {"row": row, "bars": time_bars.bars_on(axis, spans[row.url])}
                for row in shown
                if axis and spans[row.url]
            ],
            "crumbs": [(_("Agreements"), "")],
        },
    )


@require_safe
def agreement_detail(request, slug):
    """Show the version in force, else the latest; with `dato` the one of that day."""
    today = timezone.localdate()
    agreement = _public_agreement(slug)
    if agreement is None:
        return moved_or_404("avtaler", slug, "agreements:detail")
    history = reading.public_history(agreement, today)
    text = request.GET.get("dato", "").strip()[:MAX_LENGTH]
    day = written_day(text)
    holding = reading.in_force_on(history, day) if day else reading.to_show(history)
    if holding is None:
        return _show_no_version(request, agreement, history, day, today)
    return _show_version(
        request,
        agreement,
        history,
        holding,
        today,
        asked_day=day,
        misread="" if day else shortened(text),
    )


@require_safe
def agreement_version(request, slug, number):
    today = timezone.localdate()
    agreement = _public_agreement(slug)
    if agreement is None:
        return moved_or_404("avtaler", slug, "agreements:version", number)
    history = reading.public_history(agreement, today)
    holding = next((each for each in history if each.number == number), None)
    if holding is None:
        raise Http404
    return _show_version(request, agreement, history, holding, today)


@require_safe
def role_list(request):
    today = timezone.localdate()
    roles = role_reading.public_roles()
    asked = {"fylke": request.GET.get("fylke", "")[:MAX_LENGTH]}
    counties = County.objects.filter(partnership__roles__in=Role.objects.public())
    if asked["fylke"]:
        roles = roles.filter(partnership__county__slug=asked["fylke"])
    page = page_of(roles, request.GET.get("side"), ROWS_PER_PAGE)
    readings = role_reading.roles_on(page, today)
    return render(
        request,
        "roles/role_list.html",
        {
            "page": page,
            "partnerships": [
                (partnership, list(of_one))
                for partnership, of_one in groupby(
                    readings, key=lambda each: each.role.partnership
                )
            ],
            "counties": _county_filter(counties.distinct(), asked),
            "crumbs": [(_("Roles"), "")],
        },
    )


@require_safe
def role_detail(request, slug):
    today = timezone.localdate()
    role = role_reading.public_roles().filter(slug=slug).first()
    if role is None:
        return moved_or_404("roller", slug, "roles:detail")
    return render(
        request,
        "roles/role_detail.html",
        {
            "role": role,
            "reading": role_reading.roles_on([role], today)[0],
            "today": today,
            "crumbs": [(_("Roles"), reverse("roles:list")), (role.name, "")],
        },
    )


def _public_agreement(slug):
    return (
        Agreement.objects.public()
        .select_related("partnership__county", "partnership__steward")
        .filter(slug=slug)
        .first()
    )


def _show_no_version(request, agreement, history, day, today):
    before, after = reading.nearest_to(history, day)
    return render(
        request,
        "agreements/agreement_on_day.html",
        {
            "agreement": agreement,
            "asked_day": day,
            "today": today,
            "nearest": [
                {"holding": holding, "when": when}
                for holding, when in [(before, "before"), (after, "after")]
                if holding
            ],
            "crumbs": [
                (_("Agreements"), reverse("agreements:list")),
                (agreement.title, agreement.get_absolute_url()),
                (long_date(day), ""),
            ],
        },
    )


def _show_version(
    request, agreement, history, holding, today, *, asked_day=None, misread=""
):
    spans = _spans(history)
    axis = time_bars.axis_of(spans, today) if len(history) > 1 else None
    title = agreement.title
    return render(
        request,
        "agreements/agreement_version.html",
        {
            "agreement": agreement,
            "partnership": agreement.partnership,
            "holding": holding,
            "version": holding.version,
            "latest": reading.to_show(history),
            "document": reading.read_document(
                holding, history, language=get_language()
            ),
            "events": holding.version.later_events.all(),
            "deadlines": [
                {"point": point, "title": coming_words.name_of(point)}
                for point in coming_reading.deadlines_of(holding.version)
                if not point.is_cancelled
            ],
            "signed_language_name": SIGNED_LANGUAGES[agreement.signed_language],
            "history": history,
            "axis": axis,
            "axis_today": axis.today(today) if axis else "",
            "bars": time_bars.bars_on(axis, spans) if axis else [],
            "today": today,
            "asked_day": asked_day,
            "misread": misread,
            "ties": ties_of(agreement, today),
            "crumbs": [
                (_("Agreements"), reverse("agreements:list")),
                (title, agreement.get_absolute_url()),
                (_("Version %(number)s") % {"number": holding.number}, ""),
            ],
        },
    )


def _spans(history):
    return [
        time_bars.Span(
            label=f"v{each.number}",
            state=each.state,
            first=each.first,
            last=each.last,
        )
        for each in history
    ]


def _county_filter(counties, asked):
    """Return links to the same list for each county that has something in it."""
    in_order = sorted(counties, key=lambda county: (county.sort_name, county.pk))
    choices = [("", _("All counties")), *((each.slug, str(each)) for each in in_order)]
    return _filter_links("fylke", choices, asked)


def _fits(row, asked):
    """Return whether a row of the register is one that is asked for."""
    year = _year(asked["aar"])
    if asked["aar"] and year is None:
        return False
    return (
        asked["fylke"] in ("", row.county.slug)
        and asked["tilstand"] in ("", STATE_IN_ADDRESS[row.state])
        and row.has_party(asked["part"], year)
    )


def _year(text):
    """Return a year written in four digits, or None."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"
    return int(text) if is_year else None


def _filters(rows, asked, today):
    """Return the choices of the register: only what something in it fits."""
    states = {row.state for row in rows}
    words = {
        "in_force": _("In force"),
        "upcoming": _("Starts later"),
        "replaced": _("Replaced"),
        "terminated": _("Terminated"),
        "ended": _("Ended"),
        "not_formalised": _("Not formalised"),
    }
    counties = sorted(
        {row.county for row in rows}, key=lambda county: (county.sort_name, county.pk)
    )
    parties = sorted(
        {partner for row in rows for partner in row.parties},
        key=lambda partner: (partner.sort_name, partner.pk),
    )
    choices = [
        ("fylke", _("County"), _("All counties"), [(c.slug, str(c)) for c in counties]),
        (
            "tilstand",
            pgettext("of an agreement", "State"),
            _("All states"),
            [(STATE_IN_ADDRESS[each], words[each]) for each in words if each in states],
        ),
        ("part", _("Party"), _("All parties"), [(p.slug, p.name) for p in parties]),
        (
            "aar",
            _("In force in the year"),
            _("All years"),
            [(str(year),) * 2 for year in reversed(register.years_of(rows, today))],
        ),
    ]
    return [
        {
            "name": name,
            "label": label,
            "all": whole,
            "options": options,
            "value": asked[name],
        }
        for name, label, whole, options in choices
    ]


def _filter_links(name, choices, asked):
    """Return `items` of components/chips.html; the other choice is kept in the link."""
    links = []
    for value, label in choices:
        query = {key: text for key, text in (asked | {name: value}).items() if text}
        links.append(
            {
                "label": label,
                "url": f"?{urlencode(query)}" if query else ".",
                "current": asked[name] == value,
            }
        )
    return links
