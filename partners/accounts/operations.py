"""Invite somebody to act for a partner, withdraw it, accept it.

`invite` and `withdraw_invitation` are for whoever may add memberships there by the
access matrix; nobody invites to a role above their own. An invitation is a link that
works once, for a week, and no longer than its sender may invite.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.operations import record_change

from ..access import may
from ..field_access import may_grant
from ..models import Invitation, Membership, Partner
from ..scopes import scope_of
from ..standing import standings_of
from . import audit, letters
from .backends import account_called

# 43 letters in base64url.
RANDOM_BYTES = 32
WORKS_FOR = timedelta(days=7)
Actor = AbstractBaseUser | AnonymousUser


class InvitationRefused(Exception):
    """The invitation cannot be made or withdrawn; the text says why and what to do."""


class InvitationGone(Exception):
    """No such invitation can be accepted: used, withdrawn, too old, or never made."""


class LogInFirst(Exception):
    """There is an account with that e-mail address; its owner must log in to accept."""


@dataclass(frozen=True)
class Invited:
    """A new invitation, and its secret token, which is not kept anywhere else."""

    invitation: Invitation
    token: str


def may_invite(
    actor: Actor,
    partner: Partner,
    role: str,
    *,
    on: date | None = None,
    afresh: bool = False,
) -> bool:
    """Return whether somebody may invite to that role at that partner on a day.

    `on` None is today. `afresh` reads what holds now, not what this request read
    before. One query at most.
    """
    return role in _roles_granted(actor, partner, on, afresh)


def roles_to_invite_to(
    actor: Actor, partner: Partner, *, on: date | None = None
) -> list[Membership.Role]:
    """Return the roles somebody may invite to at that partner, in their usual order."""
    return _roles_granted(actor, partner, on, afresh=False)


def invite(
    partner: Partner,
    *,
    role: str,
    email: str,
    actor: AbstractBaseUser,
    valid_from: date,
    valid_to: date | None = None,
    at: datetime | None = None,
) -> Invited:
    """Invite whoever reads that address to act for the partner, and write the e-mail.

    Return the invitation with its token, which only the e-mail and the caller ever see.
    Raise PermissionDenied for who may not, and InvitationRefused, with a sentence, when
    the partner has ended, the person has the role, or is invited to it already.
    """
    at = at or datetime.now(UTC)
    email = email.strip().lower()
    token = secrets.token_urlsafe(RANDOM_BYTES)
    with _recording_refusal(partner, "refused_invite", actor, at):
        locked = _locked(partner)
        _check_right(locked, role, actor, at)
        _check_sense(locked, role, email, valid_from, valid_to, at)
        _withdraw_too_old(locked, role, email, at)
        invitation = Invitation(
            partner=locked,
            role=role,
            email=email,
            valid_from=valid_from,
            valid_to=valid_to,
            invited_by=actor,
            made_at=at,
            expires_at=at + WORKS_FOR,
            digest=_digest(token),
        )
        try:
            with transaction.atomic():
                invitation.save()
        except IntegrityError:
            raise InvitationRefused(
                _(
                    "This person is invited to that already. Withdraw the invitation"
                    " first, or wait for the answer."
                )
            ) from None
        _note(invitation, "invite", actor, at)
        letters.send_invitation(invitation, token, sender=actor)
    return Invited(invitation, token)


def withdraw_invitation(
    invitation: Invitation, *, actor: AbstractBaseUser, at: datetime | None = None
) -> Invitation:
    """Withdraw an invitation that was not accepted; return it as it now stands.

    Withdrawing twice does nothing the second time. Raise PermissionDenied for who may
    not invite there, and InvitationRefused when it was accepted.
    """
    at = at or datetime.now(UTC)
    with _recording_refusal(invitation.partner, "refused_withdraw", actor, at):
        partner = _locked(invitation.partner)
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        _check_right(partner, row.role, actor, at)
        if row.used_at is not None:
            raise InvitationRefused(
                _("The invitation is accepted already. End the membership instead.")
            )
        if row.withdrawn_at is None:
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
            _note(row, "withdraw_invitation", actor, at)
    return row


def find_invitation(token: str, *, at: datetime | None = None) -> Invitation | None:
    """Return the invitation that this token opens now, or None.

    None also when its sender may not invite there any more. The digest is what is
    compared, so the time it takes tells nothing.
    """
    at = at or datetime.now(UTC)
    found = (
        Invitation.objects.usable(at)
        .filter(digest=_digest(token))
        .select_related("partner__county", "invited_by")
        .first()
    )
    return found if found and _still_stands(found, at) else None


def accept_invitation(
    token: str,
    *,
    user: AbstractBaseUser | None = None,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    at: datetime | None = None,
) -> Membership:
    """Accept an invitation and return the membership that comes of it.

    `user` is who is logged in; None makes an account for the invited address with the
    password and names given, which the caller has looked at; without a password none
    opens it, and an identity provider must. Raise InvitationGone, or
    LogInFirst when that address has an account, or InvitationRefused when the user has
    the role already. Of twenty at once, one gets it.
    """
    at = at or datetime.now(UTC)
    with transaction.atomic():
        row = (
            Invitation.objects.usable(at)
            .select_for_update(of=("self",))
            .select_related("partner__county", "invited_by")
            .filter(digest=_digest(token))
            .first()
        )
        if row is None or not _still_stands(row, at):
            raise InvitationGone
        if user is None:
            user = _new_account(row.email, password, first_name, last_name)
        try:
            with transaction.atomic():
                membership = Membership.objects.create(
                    user=user,
                    partner=row.partner,
                    role=row.role,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                )
        except IntegrityError:
            raise InvitationRefused(
                _("You have this role in that period already.")
            ) from None
        row.used_at = at
        row.membership = membership
        row.save(update_fields=["used_at", "membership"])
        _note(row, "accept_invitation", user, at)
        record_change(
            membership,
            action="add",
            actor=user,
            details={"invitation": row.pk},
            at=at,
        )
    return membership


def _new_account(
    email: str, password: str | None, first_name: str, last_name: str
) -> AbstractBaseUser:
    """Make an account whose user name is the invited address."""
    if account_called(email) is not None:
        raise LogInFirst
    try:
        with transaction.atomic():
            user = get_user_model().objects.create_user(
                username=email,
                email=email,
                password=password,
                first_name=first_name,
                last_name=last_name,
            )
    except IntegrityError:
        raise LogInFirst from None
    audit.note("make_account", user, actor=user)
    return user


def _roles_granted(
    actor: Actor, partner: Partner, on: date | None, afresh: bool
) -> list[Membership.Role]:
    """Return the roles that somebody may give at a partner, by the access matrix.

    Only the roles by which one may add memberships there count: who coordinates a
    county gives nothing elsewhere. A superuser, who runs the portal, gives all.
    """
    if getattr(actor, "is_superuser", False) and actor.is_active:
        return list(Membership.Role)
    day = on or timezone.localdate()
    scope = scope_of(Membership)
    assert scope is not None  # noqa: S101 - registered with the app itself
    thing = scope.thing_of(Membership(partner=partner), day)
    granting = [
        each
        for each in standings_of(actor, day, afresh=afresh)
        if may([each], "add", thing)
    ]
    return [role for role in Membership.Role if may_grant(granting, role)]


def _still_stands(invitation: Invitation, at: datetime) -> bool:
    """Return whether its sender may still invite there; the system always may."""
    if invitation.invited_by is None:
        return True
    day = timezone.localdate(at)
    return may_invite(
        invitation.invited_by, invitation.partner, invitation.role, on=day, afresh=True
    )


def _check_right(partner: Partner, role: str, actor: Actor, at: datetime) -> None:
    if not may_invite(actor, partner, role, on=timezone.localdate(at), afresh=True):
        raise PermissionDenied(
            _(
                "Only who coordinates the county of %(partner)s can invite to this role"
                " there, and to no role above their own."
            )
            % {"partner": partner.name}
        )


def _check_sense(
    partner: Partner,
    role: str,
    email: str,
    valid_from: date,
    valid_to: date | None,
    at: datetime,
) -> None:
    """Raise InvitationRefused for what would come to nothing."""
    today = timezone.localdate(at)
    if partner.ended_on is not None and partner.ended_on < today:
        raise InvitationRefused(
            _("%(partner)s does not exist any more, so nobody can act for it.")
            % {"partner": partner.name}
        )
    if valid_to is not None and (valid_to < valid_from or valid_to < today):
        raise InvitationRefused(
            _("The last day must be neither past nor before the first day.")
        )
    held = Membership.objects.filter(
        models.Q(user__email__iexact=email) | models.Q(user__username=email),
        models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=valid_from),
        partner=partner,
        role=role,
    )
    if valid_to is not None:
        held = held.filter(valid_from__lte=valid_to)
    if held.exists():
        raise InvitationRefused(_("This person already has the role in that period."))


def _withdraw_too_old(partner: Partner, role: str, email: str, at: datetime) -> None:
    """Make room for a new invitation where one was never answered."""
    Invitation.objects.open().filter(
        partner=partner, role=role, email=email, expires_at__lte=at
    ).update(withdrawn_at=at)


def _locked(partner: Partner) -> Partner:
    return (
        Partner.objects.select_for_update(of=("self",), no_key=True)
        .select_related("county")
        .get(pk=partner.pk)
    )


@contextmanager
def _recording_refusal(
    partner: Partner, action: str, actor: Actor, at: datetime
) -> Iterator[None]:
    """Run in one transaction; when it is refused, record that after the rollback."""
    try:
        with transaction.atomic():
            yield
    except (PermissionDenied, InvitationRefused) as refusal:
        known = actor if isinstance(actor, AbstractBaseUser) else None
        record_change(partner, action=action, actor=known, reason=str(refusal), at=at)
        raise


def _note(
    invitation: Invitation, action: str, actor: AbstractBaseUser, at: datetime
) -> None:
    """Record it without the address: what an entry says can never be erased."""
    record_change(
        invitation,
        action=action,
        actor=actor,
        details={"partner": invitation.partner.slug, "role": invitation.role},
        at=at,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
