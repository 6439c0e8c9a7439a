"""The partners of a coordinator's county on one page, as a table, and one more."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counties.models import County, Municipality
from counties.names import fold
from partners.accounts.operations import InvitationRefused, invite
from partners.field_access import may_grant
from partners.models import Membership, Partner
from partners.partner_operations import PartnerKnown, add_partner, find_partners
from partners.rights import may_at_all, may_do
from partners.standing import standings_of
from publishing.csv_writing import csv_download
from publishing.forms import answer_form
from publishing.operations import record_refusal
from publishing.paging import page_of
from publishing.private_pages import private_page

from . import handed_over
from .forms import ROLE_HELP, FindForm, NewPartnerForm
from .overview import NOT_A_PARTY, SIGNED, TO_SIGN, partner_rows

ROWS_PER_PAGE = 50
MAX_LENGTH = 100
FILTERS = {
    "venter": lambda row: row.waits,
    "uten-folk": lambda row: not row.people,
    "innvendinger": lambda row: row.objections > 0,
    "forfalt": lambda row: row.overdue > 0,
    "utenfor": lambda row: not row.is_member,
}


@require_safe
@private_page
def partner_list(request):
    """Show every partner of the county and what waits for each."""
    _coordinators_only(request)
    rows = partner_rows(request.user, timezone.localdate())
    asked = _asked(request)
    words = {
        "": _("All partners"),
        "venter": _("Something waits"),
        "uten-folk": _("Nobody has access"),
        "innvendinger": _("Objections"),
        "forfalt": _("Overdue facts"),
        "utenfor": _("Not in the partnership"),
    }
    return render(
        request,
        "workspace/people/partner_list.html",
        {
            "page": page_of(
                _chosen(rows, asked), request.GET.get("side"), ROWS_PER_PAGE
            ),
            "asked": asked,
            "total": len(rows),
            "filters": [
                {
                    "label": f"{label} ({len(_chosen(rows, {'q': '', 'vis': name}))})",
                    "url": f"?vis={name}" if name else "?",
                    "current": asked["vis"] == name,
                }
                for name, label in words.items()
            ],
            "crumbs": [_home(), (_("Partners"), "")],
        },
    )


@require_safe
@private_page
def partner_table(request):
    """Send the same table as a file; no cell can become a formula."""
    _coordinators_only(request)
    rows = partner_rows(request.user, timezone.localdate())
    names = dict(Membership.Role.choices)
    agreement = {
        SIGNED: _("signed"),
        TO_SIGN: _("waits for a signature"),
        NOT_A_PARTY: _("not a party"),
    }
    header = [
        _("Partner"),
        _("Kind"),
        _("Organisation number"),
        _("County"),
        _("Municipality"),
        _("In the partnership"),
        _("People"),
        _("What they may do"),
        _("Open invitations"),
        _("Services published"),
        _("Service drafts"),
        _("Overdue facts"),
        _("Roles"),
        _("Roles without an answer"),
        _("Objections"),
        _("Agreement"),
        _("Last active"),
    ]
    return csv_download(
        "partnere.csv",
        header,
        (
            [
                row.partner.name,
                row.partner.get_kind_display(),
                row.partner.organisation_number,
                row.partner.county,
                row.partner.municipality,
                _("yes") if row.is_member else _("no"),
                row.people,
                ", ".join(str(names[role]) for role in row.roles_of_people),
                row.invitations,
                row.published,
                row.drafts,
                row.overdue,
                row.roles,
                row.roles_to_answer,
                row.objections,
                agreement[row.agreement],
                row.last_active,
            ]
            for row in _chosen(rows, _asked(request))
        ),
    )


@require_http_methods(["GET", "POST"])
@private_page
def new_partner(request):
    """Look for a partner; add one that is nowhere, and invite its first person."""
    _coordinators_only(request)
    county = _county_of(request)
    find = FindForm(request.GET or None)
    text = find.cleaned_data["q"] if find.is_bound and find.is_valid() else ""
    found = find_partners(text, county=county)
    is_number = text.replace(" ", "").isdigit()

    def show(form):
        return render(
            request,
            "workspace/people/new_partner.html",
            {
                "form": form,
                "find": find,
                "text": text,
                "is_number": is_number,
                "found": [
                    (each, may_do(request.user, "add", Membership(partner=each)))
                    for each in found
                ],
                "show_form": bool(text) or form.is_bound,
                "heading": _("Invite a partner"),
                "crumbs": [
                    _home(),
                    (_("Partners"), reverse("workspace:partner_list")),
                    (_("Invite a partner"), ""),
                ],
            },
        )

    refusals = []

    def save(form):
        given = form.cleaned_data
        place = given["municipality"]
        home = place.county if place else county
        if home is None:
            raise ValidationError({"municipality": _("Choose the municipality.")})
        try:
            partner = add_partner(
                name=given["name"],
                kind=given["kind"],
                county=home,
                municipality=place,
                organisation_number=given["organisation_number"],
                actor=request.user,
            )
            invited = invite(
                partner,
                role=given["role"],
                email=given["email"],
                valid_from=timezone.localdate(),
                valid_to=given["valid_to"],
                actor=request.user,
            )
        except PartnerKnown as known:
            refusals.append(str(known))
            address = reverse("workspace:people_of", args=[known.partner.slug])
            link = format_html('<a href="{}">{}</a>', address, known.partner.name)
            raise ValidationError(
                format_html(
                    _("{partner} is here already. Invite its people there."),
                    partner=link,
                )
            ) from known
        except InvitationRefused as refusal:
            refusals.append(str(refusal))
            raise ValidationError(str(refusal)) from refusal
        words = {"partner": partner.name, "email": given["email"]}
        if handed_over.keep(request, invited):
            sentence = _("%(partner)s is added.")
        else:
            sentence = _(
                "%(partner)s is added, and an invitation is on its way to %(email)s."
            )
        messages.success(request, sentence % words)
        return reverse("workspace:people_of", args=[partner.slug])

    response = answer_form(
        request,
        NewPartnerForm,
        show=show,
        save=save,
        initial={"organisation_number" if is_number else "name": text},
        municipalities=_municipalities(county),
        roles=_roles_to_give(request),
    )
    for sentence in refusals:
        record_refusal(actor=request.user, reason=sentence)
    return response


def _coordinators_only(request):
    """Raise Http404 for who coordinates no county: the page does not exist for them."""
    if not may_at_all(request.user, "add", Partner):
        raise Http404


def _asked(request):
    chosen = request.GET.get("vis", "")
    return {
        "q": request.GET.get("q", "").strip()[:MAX_LENGTH],
        "vis": chosen if chosen in FILTERS else "",
    }


def _chosen(rows, asked):
    fits = FILTERS.get(asked["vis"], lambda _row: True)
    wanted = fold(asked["q"])
    return [
        row
        for row in rows
        if fits(row)
        and (
            wanted in fold(row.partner.name)
            or asked["q"].replace(" ", "") == row.partner.organisation_number
        )
    ]


def _county_of(request):
    """Return the county that the reader coordinates, None when there are several."""
    today = timezone.localdate()
    codes = {
        each.county
        for each in standings_of(request.user, today)
        if each.role == Membership.Role.COORDINATOR and each.county
    }
    if len(codes) != 1:
        return None
    return County.objects.valid_on(today).filter(code=codes.pop()).first()


def _municipalities(county):
    today = timezone.localdate()
    places = Municipality.objects.valid_on(today).select_related("county")
    if county is not None:
        places = places.filter(county=county)
    return places.order_by("sort_name", "pk")


def _roles_to_give(request):
    """Return the roles the reader may invite a new partner's first person to."""
    held = standings_of(request.user, timezone.localdate())
    return [
        (str(role), ROLE_HELP[role])
        for role in Membership.Role
        if request.user.is_superuser or may_grant(held, role)
    ]


def _home():
    return (_("My page"), reverse("workspace:desk"))
