"""Public pages of agreements and roles. What is no decision yet answers 404."""

from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from counties.models import County
from publishing.addresses import moved_or_404
from publishing.paging import page_of

from . import reading, register, role_reading, time_bars
from .models import Agreement, Role

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
    asked = {
        "fylke": request.GET.get("fylke", "")[:MAX_LENGTH],
        "tilstand": request.GET.get("tilstand", "")[:MAX_LENGTH],
    }
    shown = [
        row
        for row in rows
        if asked["fylke"] in ("", row.county.slug)
        and asked["tilstand"] in ("", STATE_IN_ADDRESS[row.state])
    ]
    spans = {row.url: _spans(row.history) for row in shown}
    axis = time_bars.axis_of([span for each in spans.values() for span in each], today)
    return render(
        request,
        "agreements/agreement_list.html",
        {
            "page": page_of(shown, request.GET.get("side"), ROWS_PER_PAGE),
            "row_count": len(rows),
            "counties": _county_filter({row.county for row in rows}, asked),
            "states": _state_filter({row.state for row in rows}, asked),
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
    today = timezone.localdate()
    agreement = _public_agreement(slug)
    if agreement is None:
        return moved_or_404("avtaler", slug, "agreements:detail")
    history = reading.public_history(agreement, today)
    return _show_version(request, agreement, history, reading.to_show(history), today)


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


def _show_version(request, agreement, history, holding, today):
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
            "signed_language_name": SIGNED_LANGUAGES[agreement.signed_language],
            "history": history,
            "axis": axis,
            "axis_today": axis.today(today) if axis else "",
            "bars": time_bars.bars_on(axis, spans) if axis else [],
            "today": today,
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


def _state_filter(states, asked):
    words = {
        "in_force": _("In force"),
        "upcoming": _("Starts later"),
        "replaced": _("Replaced"),
        "terminated": _("Terminated"),
        "ended": _("Ended"),
        "not_formalised": _("Not formalised"),
    }
    choices = [("", _("All states"))]
    choices += [
        (STATE_IN_ADDRESS[state], words[state]) for state in words if state in states
    ]
    return _filter_links("tilstand", choices, asked)


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
