"""E-mail about what waits and what was decided, in the language of who reads it."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from counties.models import County
from partners.models import Membership
from publishing import outbox
from publishing.models import Proposal

from .things import thing_of


def county_of(row) -> County | None:
    """Return the county whose coordinator reads what is proposed about a row."""
    owner = getattr(row, thing_of(row).owner)
    if owner is None:
        return None
    return owner.county or (owner.municipality and owner.municipality.county)


def language_of(county: County | None) -> str:
    return "nn" if county and county.language_decision == "nynorsk" else "nb"


def to_coordinators(row):
    """Return what tells the coordinators of a row's county that something waits."""

    def tell(proposal: Proposal) -> None:
        county = county_of(row)
        if county is None:
            return
        today = timezone.localdate(proposal.submitted_at)
        people = (
            Membership.objects.valid_on(today)
            .filter(
                Q(partner__county__code=county.code),
                role=Membership.Role.COORDINATOR,
                user__is_active=True,
            )
            .exclude(user__email="")
        )
        if row.is_example:
            people = people.filter(is_example=True)
        addresses = sorted(set(people.values_list("user__email", flat=True)))
        thing = thing_of(row)
        with translation.override(language_of(county)):
            owner = getattr(row, thing.owner)
            lines = [
                _("%(partner)s asks you to read and approve: %(name)s.")
                % {"partner": owner.name, "name": row},
            ]
            if proposal.message:
                lines.append(_("They write:") + f"\n{proposal.message}")
            lines.append(
                _("Read it, and approve it or send it back:")
                + "\n"
                + _absolute(reverse("workspace:approval", args=[proposal.public_id]))
            )
            subject = _("Waits for your approval: %(name)s") % {"name": row}
            _put(proposal, "sent", proposal.submitted_at, addresses, subject, lines)

    return tell


def to_writer(row):
    """Return what tells whoever wrote a proposal how it was decided."""

    def tell(proposal: Proposal) -> None:
        writer = proposal.made_by.user
        if writer is None or not writer.email or not writer.is_active:
            return
        thing = thing_of(row)
        with translation.override(language_of(county_of(row))):
            if proposal.state == Proposal.State.APPROVED:
                subject = _("Approved and public: %(name)s") % {"name": row}
                lines = [
                    _("What you wrote about %(name)s is approved, and public now.")
                    % {"name": row},
                    _absolute(row.get_absolute_url()),
                ]
            else:
                subject = _("Sent back to you: %(name)s") % {"name": row}
                lines = [
                    _("The coordinator has sent %(name)s back to you, and writes:")
                    % {"name": row}
                    + f"\n{proposal.reason}",
                    _("What is public has not changed. Write on here:")
                    + "\n"
                    + _absolute(thing.url(slug=row.slug)),
                ]
            _put(
                proposal,
                "decided",
                proposal.decided_at,
                [writer.email],
                subject,
                lines,
            )

    return tell


def _put(
    proposal: Proposal,
    what: str,
    at: datetime,
    addresses: list[str],
    subject: str,
    lines: list[str],
) -> None:
    for address in addresses:
        to = hashlib.sha256(address.lower().encode()).hexdigest()[:32]
        outbox.put(
            key=f"proposal:{proposal.public_id}:{what}:{at.isoformat()}:{to}",
            to_address=address,
            subject=subject,
            text="\n\n".join(lines) + "\n",
            at=at,
        )


def _absolute(path: str) -> str:
    return settings.PORTAL_ADDRESS.rstrip("/") + path
