"""Write a role and the drafts of its description, and send them to the coordinator."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from counties.names import slug_for
from partners.models import Partner
from partners.rights import may_do, require
from publishing.models import FormerSlug, Status

from ..life import StepRefused
from ..models import Partnership, Role, RoleDescription
from ..stepping import Actor, day_of, instant
from .steps import record, role_step, step

TEXTS: Final = (
    "for_citizens_nb for_citizens_nn for_citizens_en for_citizens_se"
    " for_professionals_nb for_professionals_nn for_professionals_en"
).split()
WRITTEN: Final = (*TEXTS, "holder", "deputy", "valid_from", "valid_to")
NAMES: Final = ("name_nb", "name_nn", "name_en", "name_se")
SLUG_KIND: Final = "roller"
MAX_SLUG = 100


def write_role(
    partnership: Partnership,
    *,
    partner: Partner,
    names: Mapping[str, str],
    actor: Actor,
    at: datetime | None = None,
) -> Role:
    """Add a role that a member of the partnership has; its texts come afterwards.

    `names` hold name_nb and the like, one Norwegian form at least. Raise
    PermissionDenied, or StepRefused for a partner who is no member.
    """
    role = Role(partnership=partnership, partner=partner, **_only(names, NAMES))
    try:
        with transaction.atomic():
            Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
            require(actor, "add", role, on=day_of(at))
            _check_member(partnership, partner, day_of(at))
            if not (role.name_nb.strip() or role.name_nn.strip()):
                raise StepRefused(_("Give the role a name in bokmål or nynorsk."))
            role.slug = _free_slug(f"{partnership.county.slug} {role.name}")
            role.is_example = partnership.is_example
            last = partnership.roles.aggregate(last=Max("position"))["last"]
            role.position = 0 if last is None else last + 1
            role.save()
            record(role, "add_role", actor, at, details={"partner": partner.slug})
            return role
    except (PermissionDenied, StepRefused) as refusal:
        record(partnership, "refused_add_role", actor, at, reason=str(refusal))
        raise


def write_description(
    role: Role,
    *,
    values: Mapping[str, Any],
    actor: Actor,
    draft: RoleDescription | None = None,
    at: datetime | None = None,
) -> RoleDescription:
    """Write a draft of a role's next version, or change one; return it.

    `values` are some of `WRITTEN`. A draft that was sent and is changed by somebody
    who may not publish it is to be sent anew. Raise StepRefused when the draft has
    become public meanwhile, and when another draft is there already.
    """
    if draft is None:
        with role_step(role, "add", actor, at) as locked:
            if locked.descriptions.filter(status=Status.DRAFT).exists():
                raise StepRefused(
                    _("There is a draft of this role already. Write on in that one.")
                )
            last = locked.descriptions.aggregate(last=Max("number"))["last"] or 0
            made = RoleDescription(
                role=locked, number=last + 1, **_only(values, WRITTEN)
            )
            require(actor, "add", made, on=day_of(at))
            check_text(made)
            made.save()
            record(made, "write", actor, at, details={"number": made.number})
            return made
    with step(draft, "change", actor, at) as locked_draft:
        changed = [
            name
            for name, value in _only(values, WRITTEN).items()
            if getattr(locked_draft, name) != value
        ]
        for name in changed:
            setattr(locked_draft, name, values[name])
        check_text(locked_draft)
        if changed and not _may_publish(actor, locked_draft, at):
            locked_draft.submitted_at = None
        if changed:
            locked_draft.save()
            record(
                locked_draft, "write", actor, at, details={"fields": sorted(changed)}
            )
        return locked_draft


def submit_description(
    draft: RoleDescription, *, actor: Actor, at: datetime | None = None
) -> RoleDescription:
    """Send a draft to the coordinator, who publishes it or sends it back."""
    with step(draft, "submit", actor, at) as locked:
        if locked.submitted_at is None:
            locked.submitted_at = instant(at)
            locked.save(update_fields=["submitted_at"])
            record(locked, "submit", actor, at)
        return locked


def return_description(
    draft: RoleDescription,
    *,
    reason: str,
    actor: Actor,
    at: datetime | None = None,
) -> RoleDescription:
    """Send a draft back to the partner who wrote it; a reason is wanted."""
    with step(draft, "send_back", actor, at) as locked:
        if not reason.strip():
            raise StepRefused(_("Say what is to be changed."))
        if locked.submitted_at is None:
            raise StepRefused(_("The draft has not been sent to you."))
        locked.submitted_at = None
        locked.save(update_fields=["submitted_at"])
        record(locked, "send_back", actor, at, reason=reason.strip())
        return locked


def check_text(description: RoleDescription) -> None:
    if not (description.for_citizens_nb.strip() or description.for_citizens_nn.strip()):
        raise StepRefused(_("Write what citizens need to know, in bokmål or nynorsk."))
    if description.valid_from is None:
        raise StepRefused(_("Say from which day the description holds."))
    if description.valid_to and description.valid_to < description.valid_from:
        raise StepRefused(_("The last day must not be before the first day."))


def _check_member(partnership: Partnership, partner: Partner, today: date) -> None:
    members = partnership.memberships.exclude(valid_to__lt=today)
    if not members.filter(partner=partner).exists():
        raise StepRefused(
            _("Only members of the partnership have roles in it. Choose one of them.")
        )


def _may_publish(
    actor: Actor, description: RoleDescription, at: datetime | None
) -> bool:
    return may_do(actor, "publish", description, on=day_of(at))


def _only(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the values that may be written; raise KeyError for any other name."""
    strangers = sorted(set(values) - set(names))
    if strangers:
        raise KeyError(", ".join(strangers))
    return dict(values)


def _free_slug(wanted: str) -> str:
    """Return an address that no role has, or had."""
    base = slug_for(wanted)[:MAX_SLUG].strip("-")
    number, slug = 1, base
    while (
        Role.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=SLUG_KIND, slug=slug).exists()
    ):
        number += 1
        slug = f"{base}-{number}"
    return slug
