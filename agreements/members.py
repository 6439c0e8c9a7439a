"""Take a partner into the partnership of its county."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partners.models import Partner
from partners.rights import require
from publishing.operations import record_change

from .life import StepRefused
from .models import Partnership, PartnershipMember
from .stepping import Actor, day_of, person


def admit_member(
    partnership: Partnership,
    *,
    partner: Partner,
    actor: Actor,
    at: datetime | None = None,
) -> PartnershipMember:
    """Make a partner a member from that day on; return the membership.

    Raise PermissionDenied, or StepRefused for a partner who is a member already, now
    or later, or does not exist any more. Two who do it at once come one after the
    other.
    """
    today = day_of(at)
    member = PartnershipMember(
        partnership=partnership, partner=partner, valid_from=today
    )
    try:
        with transaction.atomic():
            Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
            require(actor, "add", member, on=today)
            if partner.ended_on is not None and partner.ended_on < today:
                raise StepRefused(_("The partner does not exist any more."))
            rows = partnership.memberships.all()
            if rows.filter(partner=partner).exclude(valid_to__lt=today).exists():
                raise StepRefused(_("This partner is already a member in that period."))
            last = rows.aggregate(last=Max("position"))["last"]
            member.position = 0 if last is None else last + 1
            member.save()
            record_change(
                member,
                action="admit_member",
                actor=person(actor),
                details={"partner": partner.slug, "partnership": partnership.slug},
                at=at,
            )
            return member
    except (PermissionDenied, StepRefused) as refusal:
        record_change(
            partnership,
            action="refused_admit_member",
            actor=person(actor),
            reason=str(refusal),
            at=at,
        )
        raise
