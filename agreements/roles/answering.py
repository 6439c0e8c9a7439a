"""Accept a version of a role's description, or object to it, for the role's partner.

Only that partner answers. Other members of the partnership are heard where they talk
together; two who speak for one role would leave the public with two truths.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from partners.access import Thing, may
from partners.standing import standings_of

from ..life import StepRefused
from ..models import Answer, RoleAnswer, RoleDescription
from ..stepping import Actor, day_of, instant
from .steps import record, step

MAX_REASON = 2000


@dataclass(frozen=True)
class Said:
    """What is answered, why, and in which language the reason is."""

    answer: str
    reason: str = ""
    language: str = ""


def acknowledge(
    description: RoleDescription, *, actor: Actor, at: datetime | None = None
) -> RoleAnswer:
    """Accept a version for the partner whose role it is; return the answer.

    What is accepted already stays as it is: the answer that stands is returned.
    """
    return _answer(description, "acknowledge", Said(Answer.ACKNOWLEDGED), actor, at)


def object_to(
    description: RoleDescription,
    *,
    reason: str,
    actor: Actor,
    language: str = "nb",
    at: datetime | None = None,
) -> RoleAnswer:
    """Object to a version for the partner whose role it is; the reason is public."""
    said = Said(Answer.OBJECTED, reason.strip(), language)
    return _answer(description, "object", said, actor, at)


def _answer(
    description: RoleDescription,
    action: str,
    said: Said,
    actor: Actor,
    at: datetime | None,
) -> RoleAnswer:
    with step(description, action, actor, at) as locked:
        partner = locked.role.partner
        _speaks_for(partner.slug, action, actor, at)
        _check(locked, said, at)
        standing = locked.answers.newest_first().first()
        if standing and (standing.answer, standing.reason) == (
            said.answer,
            said.reason,
        ):
            return standing
        entry = record(
            locked,
            action,
            actor,
            at,
            before=standing.answer if standing else "",
            after=said.answer,
            reason=said.reason,
            details={"party": partner.slug, "number": locked.number},
        )
        made: RoleAnswer = RoleAnswer.objects.create(
            description=locked,
            partner=partner,
            answer=said.answer,
            reason=said.reason,
            language=said.language,
            given_by=entry.actor,
            given_at=instant(at),
        )
        return made


def _speaks_for(partner: str, action: str, actor: Actor, at: datetime | None) -> None:
    """Raise PermissionDenied unless the actor answers as one of the partner's own.

    Whoever may do everything in the portal still answers for nobody.
    """
    held = standings_of(actor, day_of(at), afresh=True)
    own = [each for each in held if each.partner == partner]
    thing = Thing("role_description", frozenset({partner}), state="published")
    if not may(own, action, thing):
        raise PermissionDenied(action)


def _check(locked: RoleDescription, said: Said, at: datetime | None) -> None:
    if locked.valid_to and locked.valid_to < day_of(at):
        raise StepRefused(
            _("This version no longer holds, so it is not answered any more.")
        )
    if said.answer == Answer.OBJECTED and not said.reason:
        raise StepRefused(_("Say what you object to."))
    if len(said.reason) > MAX_REASON:
        raise StepRefused(
            _("The reason can be %(limit)s characters at most.") % {"limit": MAX_REASON}
        )
