"""People who propose and decide, and the steps they take."""

from datetime import date

from publishing import proposals
from publishing.models import StatusChange
from services.models import GuidanceService
from tests import factories as make


class People:
    """Two partners in two counties, with somebody in each role of the first."""

    def __init__(self):
        self.county = make.make_county()
        self.partner = make.make_partner(county=self.county)
        self.council = make.make_partner(county=self.county, kind="county_council")
        self.other_partner = make.make_partner(county=self.county)
        self.other_council = make.make_partner(
            county=make.make_county(), kind="county_council"
        )
        self.editor = self.person(self.partner, "editor")
        self.colleague = self.person(self.partner, "editor")
        self.signatory = self.person(self.partner, "signatory")
        self.coordinator = self.person(self.council, "coordinator")
        self.national = self.person(make.make_partner(), "national_administrator")
        self.other_editor = self.person(self.other_partner, "editor")
        self.other_coordinator = self.person(self.other_council, "coordinator")
        self.former_editor = self.person(
            self.partner, "editor", valid_to=date(2024, 6, 30)
        )
        self.nobody = make.make_user()

    @staticmethod
    def person(partner, role, **given):
        return make.make_membership(partner=partner, role=role, **given).user


def a_service(people, **given):
    """Return a service of the partner that may be public."""
    given = {
        "target_groups": [make.make_target_group()],
        "needs": [make.make_need()],
    } | given
    return make.make_service(provider=people.partner, **given)


def proposed(people, service=None, **changes):
    """Return a proposal that the editor has written, as a draft."""
    service = service or a_service(people)
    return proposals.save(
        service, changes=changes or {"summary_nb": "Ny tekst."}, actor=people.editor
    )


def sent(people, service=None, **changes):
    """Return a proposal that the editor has sent."""
    proposal = proposed(people, service, **changes)
    return proposals.submit(proposal.object, actor=people.editor)


def approved(people, proposal, *, actor=None, **given):
    proposal.refresh_from_db()
    row = GuidanceService.objects.get(pk=proposal.object_id)
    return proposals.approve(
        proposal,
        actor=actor or people.coordinator,
        seen_mark=proposals.seen(proposal, row),
        **given,
    )


def stands(service):
    return GuidanceService.objects.get(pk=service.pk)


def actions_on(row):
    return list(
        StatusChange.objects.filter(object_id=str(row.pk)).values_list(
            "action", flat=True
        )
    )
