"""The people of a partner: who may do what, until when, and who stands in for whom."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.life import StepRefused
from agreements.members import admit_member
from partners.accounts.operations import (
    InvitationRefused,
    invite,
    roles_to_invite_to,
    withdraw_invitation,
)
from partners.member_operations import (
    MembershipRefused,
    add_deputy,
    change_role,
    coordinators_of,
    end_membership,
)
from partners.models import Invitation, Membership, Partner
from partners.rights import may_at_all, may_do, rows_for
from publishing.forms import CarefulForm, answer_form
from publishing.operations import record_refusal
from publishing.private_pages import private_page

from . import handed_over
from .forms import ROLE_HELP, DeputyForm, EndForm, InviteForm, RoleForm
from .joining import JoinForm, county_of, partnership_to_join

REFUSALS = (MembershipRefused, InvitationRefused, StepRefused)


class WithdrawForm(CarefulForm):
    pass


@require_safe
@private_page
def people(request):
    """Lead to the people of the partner one acts for, or let one choose."""
    today = timezone.localdate()
    held = Membership.objects.valid_on(today).filter(user=request.user)
    own = list(
        rows_for(request.user, "view", Partner.objects.all())
        .filter(pk__in=held.values("partner"))
        .in_norwegian_order()
    )
    is_coordinator = may_at_all(request.user, "add", Partner)
    if len(own) == 1 and not is_coordinator:
        return redirect("workspace:people_of", own[0].slug)
    return render(
        request,
        "workspace/people/choose.html",
        {
            "partners": own,
            "is_coordinator": is_coordinator,
            "crumbs": [_home(), (_("People"), "")],
        },
    )


@require_http_methods(["GET", "POST"])
@private_page
def people_of(request, slug):
    """Show who may do what for a partner; who may invite does it here."""
    partner = _partner_of(request, slug)
    roles = roles_to_invite_to(request.user, partner)
    if not roles:
        # Others are told whom to ask; the form is not there for them.
        return _show_people(request, partner)

    def save(form):
        given = form.cleaned_data
        invited = invite(
            partner,
            role=given["role"],
            email=given["email"],
            valid_from=timezone.localdate(),
            valid_to=given["valid_to"],
            actor=request.user,
        )
        if not handed_over.keep(request, invited):
            messages.success(
                request,
                _("An invitation is on its way to %(email)s.")
                % {"email": given["email"]},
            )
        return reverse("workspace:people_of", args=[slug])

    return _answer(
        request,
        InviteForm,
        show=lambda form: _show_people(request, partner, form),
        save=save,
        about=partner,
        roles=[(str(role), ROLE_HELP[role]) for role in roles],
    )


@require_http_methods(["GET", "POST"])
@private_page
def withdraw(request, slug, key):
    """Withdraw an invitation that nobody has accepted."""
    partner = _partner_of(request, slug)
    if request.method != "POST":
        return redirect("workspace:people_of", slug)
    allowed = rows_for(request.user, "change", Invitation.objects.all())
    invitation = get_object_or_404(allowed, pk=key, partner=partner)

    def save(_form):
        withdraw_invitation(invitation, actor=request.user)
        messages.success(request, _("The invitation is withdrawn."))
        return reverse("workspace:people_of", args=[slug])

    return _answer(
        request,
        WithdrawForm,
        show=lambda form: _show_people(request, partner, refused=form),
        save=save,
        about=partner,
    )


@require_http_methods(["GET", "POST"])
@private_page
def join(request, slug):
    """Take a partner into the partnership of its county; only members have roles."""
    partner = _partner_of(request, slug)
    if request.method != "POST":
        return redirect("workspace:people_of", slug)
    partnership = partnership_to_join(request.user, partner)
    if partnership is None:
        raise Http404

    def save(_form):
        admit_member(partnership, partner=partner, actor=request.user)
        messages.success(
            request,
            _("%(partner)s is a member of %(partnership)s from today on.")
            % {"partner": partner.name, "partnership": partnership.name},
        )
        return reverse("workspace:people_of", args=[slug])

    return _answer(
        request,
        JoinForm,
        show=lambda form: _show_people(request, partner, refused=form),
        save=save,
        about=partner,
    )


@require_http_methods(["GET", "POST"])
@private_page
def end(request, slug, key):
    """End an access, at once or on a day."""
    partner, membership = _membership_of(request, slug, key)

    def save(form):
        end_membership(
            membership, last_day=form.cleaned_data["last_day"], actor=request.user
        )
        messages.success(request, _("The access is ended."))
        return reverse("workspace:people_of", args=[slug])

    heading = _("End the access of %(person)s") % {"person": name_of(membership.user)}
    return _answer(
        request,
        EndForm,
        show=_page(request, partner, heading, membership),
        save=save,
        about=membership,
    )


@require_http_methods(["GET", "POST"])
@private_page
def role(request, slug, key):
    """Give a person another role: the old access ends, and a new one begins."""
    partner, membership = _membership_of(request, slug, key)

    def save(form):
        change_role(membership, role=form.cleaned_data["role"], actor=request.user)
        messages.success(request, _("The new role holds from now on."))
        return reverse("workspace:people_of", args=[slug])

    heading = _("Another role for %(person)s") % {"person": name_of(membership.user)}
    return _answer(
        request,
        RoleForm,
        show=_page(request, partner, heading, membership),
        save=save,
        about=membership,
        choices=[
            (str(each), ROLE_HELP[each])
            for each in roles_to_invite_to(request.user, partner)
            if each != membership.role
        ],
    )


@require_http_methods(["GET", "POST"])
@private_page
def deputy(request, slug, key):
    """Let somebody of the partner stand in for another."""
    partner, membership = _membership_of(request, slug, key)
    others = {
        str(each.user_id): each.user
        for each in _memberships(partner).exclude(
            user__in=[membership.user_id, request.user.pk]
        )
    }

    def save(form):
        given = form.cleaned_data
        add_deputy(
            membership,
            user=others[given["person"]],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            actor=request.user,
        )
        messages.success(request, _("The deputy is added."))
        return reverse("workspace:people_of", args=[slug])

    heading = _("A deputy for %(person)s") % {"person": name_of(membership.user)}
    return _answer(
        request,
        DeputyForm,
        show=_page(request, partner, heading, membership),
        save=save,
        about=membership,
        choices=[(key, name_of(user)) for key, user in others.items()],
    )


def name_of(user):
    """Return what a person is called: the name, else the name of the log-in."""
    return user.get_full_name() or user.get_username()


def _answer(request, form_class, *, show, save, about, **options):
    """As `answer_form`; refusals of operations stand in the form and in the trail."""
    refusals = []

    def saving(form):
        try:
            return save(form)
        except REFUSALS as refusal:
            refusals.append(str(refusal))
            raise ValidationError(str(refusal)) from refusal

    response = answer_form(request, form_class, show=show, save=saving, **options)
    for sentence in refusals:
        record_refusal(actor=request.user, reason=sentence, about=about)
    return response


def _show_people(request, partner, form=None, refused=None):
    today = timezone.localdate()
    rows = [
        {
            "membership": each,
            "name": name_of(each.user),
            "stands_in_for": each.deputises_for and name_of(each.deputises_for.user),
            "begins_later": each.valid_from > today,
            "may_change": may_do(request.user, "change", each),
            "is_self": each.user_id == request.user.pk,
        }
        for each in _memberships(partner)
    ]
    invitations = []
    if form is not None or refused is not None:
        invitations = partner.invitations.usable(timezone.now())
    county = county_of(partner)
    return render(
        request,
        "workspace/people/people.html",
        {
            "partner": partner,
            "rows": rows,
            "invitations": invitations,
            "withdraw_form": WithdrawForm(user=request.user, auto_id=False),
            "handed_over": handed_over.take(request, partner),
            "joinable": partnership_to_join(request.user, partner),
            "join_form": JoinForm(user=request.user, auto_id=False),
            "form": refused or form,
            "invite_form": form,
            "coordinators": sorted(
                {
                    name_of(each.user)
                    for each in coordinators_of(county.pk, today).select_related("user")
                }
            )
            if county
            else [],
            "crumbs": crumbs_of(partner),
        },
    )


def _page(request, partner, heading, membership):
    def show(form):
        return render(
            request,
            "workspace/people/form.html",
            {
                "form": form,
                "heading": heading,
                "partner": partner,
                "membership": membership,
                "crumbs": crumbs_of(partner, heading),
            },
        )

    return show


def _partner_of(request, slug):
    seen = rows_for(request.user, "view", Partner.objects.all())
    return get_object_or_404(seen.select_related("county", "municipality"), slug=slug)


def _membership_of(request, slug, key):
    """Return a partner and an access that the reader may change; else 404."""
    partner = _partner_of(request, slug)
    allowed = rows_for(request.user, "change", _memberships(partner))
    return partner, get_object_or_404(allowed, pk=key)


def _memberships(partner):
    """Return who has access today or later, by name."""
    today = timezone.localdate()
    return (
        Membership.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            partner=partner,
            user__is_active=True,
        )
        .select_related("user", "partner__county", "deputises_for__user")
        .order_by("user__last_name", "user__first_name", "user__username", "pk")
    )


def crumbs_of(partner, *rest):
    """Return the way to a page about the people of a partner."""
    way = [_home(), (_("People"), reverse("workspace:people"))]
    if not rest:
        return [*way, (partner.name, "")]
    own = (partner.name, reverse("workspace:people_of", args=[partner.slug]))
    return [*way, own, *((words, "") for words in rest)]


def _home():
    return (_("My page"), reverse("workspace:desk"))
