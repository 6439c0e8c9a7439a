"""Tie identities to accounts, and let the right ones in; each with its audit entry."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.models import AbstractBaseUser, AbstractUser
from django.db import transaction
from django.utils import timezone

from partners.accounts.operations import (
    InvitationGone,
    InvitationRefused,
    LogInFirst,
    accept_invitation,
    find_invitation,
)
from partners.standing import belongs_to, held_by
from publishing.operations import record_change

from .checks import Confirmed, Refused
from .models import ExternalIdentity

# The row that entries of the trail are about when no identity is known: there is none
# with this number.
NOBODY = 0


@dataclass(frozen=True)
class Presented:
    """Whom an issuer confirmed, and the one organisation they act for this time."""

    who: Confirmed
    organisation_number: str


def opened_account(
    presented: Presented, *, at: datetime | None = None
) -> ExternalIdentity:
    """Return the identity whose account is to be opened, and note that it was used.

    Raise Refused when no account is tied to it, the account is closed or looks after
    the whole portal, or has no role for the organisation on that day. `at` None is now.
    """
    at = at or datetime.now(UTC)
    with transaction.atomic():
        identity = _locked(presented.who)
        if identity is None:
            raise Refused("unknown", organisation=presented.organisation_number)
        _may_be_opened(identity.user)
        _has_a_role(identity.user, presented, timezone.localdate(at))
        _note_use(identity, presented, at)
    return identity


def accept(
    presented: Presented, invitation: str, *, at: datetime | None = None
) -> ExternalIdentity:
    """Accept an invitation as whom an issuer confirms; return what opens the account.

    `invitation` is the secret part of its link. An identity that is not known yet gets
    an account without a password. Raise Refused when the invitation does not hold, is
    for another organisation, or the invited address has an account already: then its
    owner ties the two together.
    """
    at = at or datetime.now(UTC)
    with transaction.atomic():
        asked = find_invitation(invitation, at=at)
        if asked is None:
            raise Refused("invitation")
        number = presented.organisation_number
        if not belongs_to(asked.partner, number):
            raise Refused("wrong_organisation", organisation=number)
        identity = _locked(presented.who)
        if identity is not None:
            _may_be_opened(identity.user)
        try:
            membership = accept_invitation(
                invitation, user=identity and identity.user, password=None, at=at
            )
        except InvitationGone:
            raise Refused("invitation") from None
        except InvitationRefused:
            raise Refused("has_role") from None
        except LogInFirst:
            raise Refused("unknown", organisation=number) from None
        if identity is None:
            identity = ExternalIdentity.objects.create(
                user=membership.user,
                issuer=presented.who.issuer,
                subject=presented.who.subject,
                tied_at=at,
            )
            record_change(
                identity,
                action="tie_identity",
                actor=membership.user,
                details={"organisation_number": number},
                at=at,
            )
        _note_use(identity, presented, at)
    return identity


def tie(
    presented: Presented, *, actor: AbstractUser, at: datetime | None = None
) -> ExternalIdentity:
    """Let an identity open the actor's own account from now on, and record it.

    Raise Refused when it opens another one, the account looks after the whole portal,
    or has no role for the organisation. Tying twice changes nothing.
    """
    at = at or datetime.now(UTC)
    with transaction.atomic():
        _may_be_opened(actor)
        _has_a_role(actor, presented, timezone.localdate(at))
        made, is_new = ExternalIdentity.objects.get_or_create(
            issuer=presented.who.issuer,
            subject=presented.who.subject,
            defaults={
                "user": actor,
                "tied_at": at,
                "acr": presented.who.acr,
                "organisation_number": presented.organisation_number,
            },
        )
        if made.user_id != actor.pk:
            raise Refused("taken")
        if is_new:
            record_change(
                made,
                action="tie_identity",
                actor=actor,
                details={"organisation_number": presented.organisation_number},
                at=at,
            )
    return made


def untie(
    identity: ExternalIdentity, *, actor: AbstractUser, at: datetime | None = None
) -> bool:
    """End it that an identity opens the actor's own account; return whether it did.

    Raise Refused when nothing else opens it.
    """
    with transaction.atomic():
        mine = (
            ExternalIdentity.objects.select_for_update()
            .filter(pk=identity.pk, user=actor)
            .first()
        )
        if mine is None:
            return False
        others = ExternalIdentity.objects.filter(user=actor).exclude(pk=mine.pk)
        if not actor.has_usable_password() and not others.exists():
            raise Refused("last_way")
        record_change(mine, action="untie_identity", actor=actor, at=at)
        mine.delete()
    return True


def record_refusal(
    refused: Refused, who: Confirmed | None, *, actor: AbstractBaseUser | None = None
) -> None:
    """Record that somebody was not let in. Call it after the rollback.

    Where an identity is known, the entry is about it; else it is about nobody, for the
    subject of a stranger is not kept.
    """
    identity = who and _known(who)
    row = identity or ExternalIdentity(pk=NOBODY, issuer=who.issuer if who else "OIDC")
    record_change(
        row,
        action="refuse_log_in",
        actor=actor,
        reason=refused.reason,
        details=refused.about | ({"acr": who.acr} if who else {}),
    )


def _known(who: Confirmed) -> ExternalIdentity | None:
    return (
        ExternalIdentity.objects.select_related("user")
        .filter(issuer=who.issuer, subject=who.subject)
        .first()
    )


def _locked(who: Confirmed) -> ExternalIdentity | None:
    return (
        ExternalIdentity.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(issuer=who.issuer, subject=who.subject)
        .first()
    )


def _may_be_opened(user: AbstractUser) -> None:
    if not user.is_active:
        raise Refused("closed")
    # Its rights do not follow from memberships, so no organisation could limit them.
    if user.is_superuser:
        raise Refused("password_only")


def _has_a_role(user: AbstractBaseUser, presented: Presented, on: date) -> None:
    number = presented.organisation_number
    if not held_by(user, on, acting_for=number).exists():
        raise Refused("no_role", organisation=number)


def _note_use(identity: ExternalIdentity, presented: Presented, at: datetime) -> None:
    identity.organisation_number = presented.organisation_number
    identity.acr = presented.who.acr
    identity.last_log_in_at = at
    identity.save(update_fields=["organisation_number", "acr", "last_log_in_at"])
