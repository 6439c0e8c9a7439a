"""«Bekreft opplysningene»: what is to be confirmed, and one thing with its facts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners.confirming import (
    FactsChanged,
    NoSuchInterval,
    choose_interval,
    confirm,
)
from partners.models import Partner
from partners.rights import may_do
from partners.standing import held_by
from publishing.fact_groups import UnknownFactGroup, digest_of, facts_of
from publishing.freshness import FEWEST_MONTHS, MOST_MONTHS
from publishing.paging import page_of
from publishing.private_pages import private_page

from .reading import find_row, rows_of, with_states

PER_PAGE = 30
MONTHS = range(FEWEST_MONTHS, MOST_MONTHS + 1)


@require_http_methods(["GET", "HEAD"])
@private_page
def check_list(request):
    """Show what the reader's partners have published, what is late first."""
    today = timezone.localdate()
    partners = partners_of(request.user, today)
    told = with_states(rows_of([each.pk for each in partners], today), today)
    page = page_of(told, request.GET.get("side"), PER_PAGE)
    return render(
        request,
        "workspace/checks/list.html",
        {
            "partners": [
                {"partner": each, "may_choose": may_do(request.user, "change", each)}
                for each in partners
            ],
            "months": MONTHS,
            "page": page,
            "to_confirm": sum(bool(each.to_confirm) for each in told),
            "total": len(told),
            "crumbs": _crumbs(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def check_one(request, kind, slug):
    """Show the facts of one thing, group by group; POST confirms one group."""
    today = timezone.localdate()
    row = find_row(kind, slug, today)
    if row is None or not may_do(request.user, "confirm", row):
        raise Http404
    has_changed = ""
    if request.method == "POST":
        group = request.POST.get("gruppe", "")
        try:
            confirm(
                row,
                group,
                actor=request.user,
                on=today,
                seen=request.POST.get("sett", ""),
            )
        except (UnknownFactGroup, PermissionDenied):
            raise Http404 from None
        except FactsChanged:
            has_changed = group
            row = find_row(kind, slug, today)
        else:
            messages.success(request, _("Thank you. This is confirmed now."))
            return HttpResponseRedirect(f"{request.path}#{group}")
    [told] = with_states([row], today)
    return render(
        request,
        "workspace/checks/one.html",
        {
            "told": told,
            "groups": groups_shown(told, today),
            "has_changed": has_changed,
            "mend_url": f"{reverse('workspace:desk')}{kind}/{slug}/",
            "crumbs": [*_crumbs(reverse("workspace:checks")), (told.name, "")],
        },
        status=409 if has_changed else 200,
    )


@require_POST
@private_page
def interval(request, slug):
    """Choose how often a partner confirms its facts."""
    partner = Partner.objects.filter(slug=slug).first()
    if partner is None or not may_do(request.user, "change", partner):
        raise Http404
    try:
        months = int(request.POST.get("maneder", ""))
        choose_interval(partner, months, actor=request.user, on=timezone.localdate())
    except (ValueError, NoSuchInterval):
        messages.error(request, _("Choose between 1 and 12 months."))
    else:
        messages.success(request, _("The choice is saved."))
    return HttpResponseRedirect(reverse("workspace:checks"))


def groups_shown(told, today):
    """Return each group of a row with its facts, and the digest of what is shown."""
    return [
        {
            "state": state,
            "facts": [fact for fact in facts if fact.values],
            "empty": [fact.label for fact in facts if not fact.values],
            "seen": digest_of(told.row, state.group),
            "is_confirmed_today": bool(
                state.freshness.last and state.freshness.last.on == today
            ),
        }
        for state in told.states
        for facts in [facts_of(told.row, state.group)]
    ]


def partners_of(user, on):
    """Return the partners a person acts for on a day, in Norwegian order. One query."""
    return list(
        Partner.objects.filter(pk__in=held_by(user, on).values("partner"))
        .select_related("county", "municipality__county")
        .in_norwegian_order()
    )


def _crumbs(list_url=""):
    return [
        (_("My page"), reverse("workspace:desk")),
        (_("Confirm the facts"), list_url),
    ]
