"""Plain functions that make rows; each makes only what its row needs.

Every keyword of the model is accepted; dates are arguments with a fixed default. Names
are made up and carry «Eksempel». Call them inside a transaction, or in a database of
the test's own (`cloned_database`): some rules ask only at the commit.
"""

import hashlib
from datetime import UTC, date, datetime, time
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from agreements.models import (
    Agreement,
    AgreementVersion,
    AnnualEvent,
    Body,
    Clause,
    Measure,
    Partnership,
    PartnershipMember,
    Party,
    Responsibility,
    Role,
    RoleDescription,
    Seat,
    Signature,
    Task,
    VersionEvent,
)
from counties.models import (
    Boundary,
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)
from guidance_centres.models import GuidanceCentre, OpeningException, WeeklyOpening
from partners.models import Membership, Partner
from publishing.models import AuditHead, AuditPerson, Check, FormerSlug, StatusChange
from services.models import Channel, GuidanceService, Need, TargetGroup, UnmetNeed

NUMBERS = count(1)
FIRST_DAY = date(2024, 1, 1)


def make_county(**given):
    number = next(NUMBERS)
    defaults = {
        "code": f"{number % 100:02}",
        "name": f"Eksempelfylket {number}",
        "slug": f"eksempelfylket-{number}",
    }
    return County.objects.create(**defaults | given)


def make_municipality(*, county=None, **given):
    """Return a municipality whose code fits its county."""
    number = next(NUMBERS)
    county = county or make_county()
    defaults = {
        "county": county,
        "code": f"{county.code}{number % 100:02}",
        "name": f"Eksempelkommunen {number}",
        "slug": f"eksempelkommunen-{number}",
        "valid_from": county.valid_from,
        "valid_to": county.valid_to,
    }
    return Municipality.objects.create(**defaults | given)


def make_postal_code(**given):
    number = next(NUMBERS)
    defaults = {"code": f"{number % 10000:04}", "place": "EKSEMPEL", "category": "G"}
    return PostalCode.objects.create(**defaults | given)


def make_county_change(*, old=None, new=None, **given):
    defaults = {
        "old": old or make_county(),
        "new": new or make_county(),
        "date": FIRST_DAY,
        "kind": CountyChange.Kind.MERGER,
        "municipalities_moved": 1,
    }
    return CountyChange.objects.create(**defaults | given)


def make_municipality_change(*, old=None, new=None, **given):
    defaults = {
        "old": old or make_municipality(),
        "new": new or make_municipality(),
        "date": FIRST_DAY,
    }
    return MunicipalityChange.objects.create(**defaults | given)


def make_boundary(**given):
    defaults = {
        "path": "M0 0L9 0L9 9Z",
        "box": [0, 0, 9, 9],
        "label_point": [6, 3],
    }
    return Boundary.objects.create(**defaults | given)


def make_partner(*, kind=Partner.Kind.OTHER, **given):
    number = next(NUMBERS)
    defaults = {
        "kind": kind,
        "name": f"Eksempelvirksomheten {number}",
        "slug": f"eksempelvirksomheten-{number}",
    }
    return Partner.objects.create(**defaults | given)


def make_user(**given):
    """Return a user who cannot log in: there is no password."""
    defaults = {"username": f"eksempel-{next(NUMBERS)}"}
    return get_user_model().objects.create(**defaults | given)


def make_membership(*, user=None, partner=None, **given):
    defaults = {
        "user": user or make_user(),
        "partner": partner or make_partner(),
        "role": Membership.Role.EDITOR,
        "valid_from": FIRST_DAY,
    }
    return Membership.objects.create(**defaults | given)


def make_centre(*, status="published", **given):
    """Return a place to visit: a career centre that nobody in particular runs."""
    number = next(NUMBERS)
    defaults = {
        "status": status,
        "kind": GuidanceCentre.Kind.CAREER_CENTRE,
        "name": f"Eksempelsenteret {number}",
        "slug": f"eksempelsenteret-{number}",
    }
    return GuidanceCentre.objects.create(**defaults | given)


def make_weekly_opening(*, centre=None, **given):
    """Return opening hours: Monday from 9 to 15."""
    defaults = {
        "centre": centre or make_centre(),
        "weekday": 1,
        "opens": time(9),
        "closes": time(15),
    }
    return WeeklyOpening.objects.create(**defaults | given)


def make_opening_exception(*, centre=None, starts_on=FIRST_DAY, **given):
    """Return an exception: closed on one day."""
    defaults = {
        "centre": centre or make_centre(),
        "starts_on": starts_on,
        "ends_on": starts_on,
    }
    return OpeningException.objects.create(**defaults | given)


def _make_term(model, given):
    number = next(NUMBERS)
    defaults = {"slug": f"eksempel-{number}", "name_nb": f"eksempel {number}"}
    return model.objects.create(**defaults | given)


def make_target_group(**given):
    return _make_term(TargetGroup, given)


def make_need(**given):
    return _make_term(Need, given)


def make_channel(**given):
    return _make_term(Channel, given)


def make_service(
    *, status="published", target_groups=(), needs=(), centres=(), **given
):
    """Return a service that may have this status; published, it has all it needs."""
    number = next(NUMBERS)
    defaults = {
        "status": status,
        "slug": f"eksempeltilbudet-{number}",
        "name_nb": f"Eksempeltilbudet {number}",
    }
    if status == "published":
        defaults |= {
            "summary_nb": "Et eksempel på et tilbud.",
            "outcome_nb": "Du vet mer om valgene dine.",
            "url": "https://example.org/tilbud",
        }
    provider = given.pop("provider", None) or make_partner()
    with transaction.atomic():
        service = GuidanceService.objects.create(provider=provider, **defaults | given)
        service.target_groups.set(target_groups)
        service.needs.set(needs)
        service.centres.set(centres)
    return service


def make_unmet_need(**given):
    defaults = {"year": 2024, "week": 1, "count": 1}
    return UnmetNeed.objects.create(**defaults | given)


def make_partnership(*, published=True, county=None, members=None, **given):
    """Return a partnership with a county council and Nav as members, or `members`."""
    number = next(NUMBERS)
    county = county or make_county()
    if members is None:
        members = [
            make_partner(kind=Partner.Kind.COUNTY_COUNCIL, county=county),
            make_partner(kind=Partner.Kind.NAV, county=county),
        ]
    defaults = {
        "county": county,
        "slug": f"eksempelpartnerskapet-{number}",
        "name_nb": f"Eksempelpartnerskapet {number}",
        "status": "published" if published else "draft",
    }
    with transaction.atomic():
        partnership = Partnership.objects.create(**defaults | given)
        for member in members:
            make_partnership_member(partnership=partnership, partner=member)
    return partnership


def make_partnership_member(*, partnership=None, partner=None, **given):
    defaults = {
        "partnership": partnership or make_partnership(),
        "partner": partner or make_partner(),
    }
    return PartnershipMember.objects.create(**defaults | given)


def make_agreement(*, partnership=None, **given):
    number = next(NUMBERS)
    defaults = {
        "partnership": partnership or make_partnership(),
        "slug": f"eksempelavtalen-{number}",
        "title_nb": f"Eksempelavtalen {number}",
    }
    return Agreement.objects.create(**defaults | given)


def make_version(*, agreement=None, state="draft", **given):
    """Return a version in this state, from `FIRST_DAY` on and without an end.

    Unsigned versions are empty. A signed one has all members of the partnership as
    parties, one clause and one responsibility, and is signed as `sign` does.
    """
    agreement = agreement or make_agreement()
    defaults = {"agreement": agreement, "agreed_from": FIRST_DAY}
    signed = state == AgreementVersion.State.SIGNED
    with transaction.atomic():
        version = AgreementVersion.objects.create(
            **defaults | {"state": "draft" if signed else state} | given
        )
        if signed:
            make_content(version)
            sign(version)
    return version


def make_content(version):
    """Give a draft its parties, one clause, and one responsibility of the first."""
    for member in version.agreement.partnership.members.all():
        make_party(version=version, partner=member)
    clause = make_clause(version=version)
    party = version.parties.first()
    make_responsibility(version=version, party=party, clause=clause)


def sign(version, *, signed_on=FIRST_DAY):
    """Have every party sign, and then the version be signed; return it.

    A transcript gets no signatures. The number is the next one of the agreement,
    unless the version has one. The digest only stands for that of the text.
    """
    text = "\n".join(version.clauses.values_list("text_nb", flat=True))
    content = f"{version.public_id}\n{text}".encode()
    version.content_digest = hashlib.sha256(content).hexdigest()
    signed = version.agreement.versions.filter(state="signed").count()
    version.number = version.number or signed + 1
    with transaction.atomic():
        version.save()
        if not version.is_transcript:
            for party in version.parties.all():
                make_signature(party=party, signed_on=signed_on)
        version.state = AgreementVersion.State.SIGNED
        version.save()
    return version


def make_clause(*, version=None, **given):
    number = next(NUMBERS)
    defaults = {
        "version": version or make_version(),
        "key": f"eksempel-{number}",
        "number": str(number),
        "position": number,
        "kind": Clause.Kind.ROLES,
        "heading_nb": "Eksempel",
        "text_nb": "Partene samarbeider.",
    }
    return Clause.objects.create(**defaults | given)


def make_party(*, version=None, partner=None, **given):
    partner = partner or make_partner()
    defaults = {
        "version": version or make_version(),
        "partner": partner,
        "name": partner.name,
    }
    return Party.objects.create(**defaults | given)


def make_signature(*, party, **given):
    """Return a signature of the text that the party's version now has."""
    defaults = {
        "party": party,
        "name": "Eksempel Eksempelsen",
        "office_nb": "leder",
        "signed_on": FIRST_DAY,
        "method": Signature.Method.PAPER,
        "content_digest": AgreementVersion.objects.get(
            pk=party.version_id
        ).content_digest,
    }
    return Signature.objects.create(**defaults | given)


def make_version_event(*, version=None, **given):
    """Return an event: the version was replaced, and FIRST_DAY was its last day."""
    defaults = {
        "version": version or make_version(state="signed"),
        "kind": VersionEvent.Kind.REPLACED,
        "on": FIRST_DAY,
    }
    return VersionEvent.objects.create(**defaults | given)


def make_task(*, needs=(), **given):
    number = next(NUMBERS)
    defaults = {
        "slug": f"eksempeloppgave-{number}",
        "partnership_task": 1,
        "name_nb": f"Eksempeloppgaven {number}",
    }
    task = Task.objects.create(**defaults | given)
    task.needs.set(needs)
    return task


def make_responsibility(
    *, version=None, target_groups=None, municipalities=(), **given
):
    """Return a responsibility for one group, in the whole county or `municipalities`.

    Give `target_groups=[]` or `whole_county` to say otherwise.
    """
    version = version or make_version()
    if target_groups is None:
        target_groups = [make_target_group()]
    defaults = {
        "version": version,
        "involvement": Responsibility.Involvement.DELIVERS,
        "whole_county": not municipalities,
    }
    for name, make in [("party", make_party), ("clause", make_clause)]:
        if name not in given:
            defaults[name] = make(version=version)
    if "task" not in given:
        defaults["task"] = make_task()
    with transaction.atomic():
        responsibility = Responsibility.objects.create(**defaults | given)
        responsibility.target_groups.set(target_groups)
        responsibility.municipalities.set(municipalities)
    return responsibility


def make_role(*, partnership=None, partner=None, **given):
    number = next(NUMBERS)
    defaults = {
        "partnership": partnership or make_partnership(),
        "partner": partner or make_partner(),
        "slug": f"eksempelrollen-{number}",
        "name_nb": f"Eksempelrollen {number}",
    }
    return Role.objects.create(**defaults | given)


def make_role_description(*, role=None, status="published", **given):
    defaults = {
        "role": role or make_role(),
        "status": status,
        "number": 1,
        "for_citizens_nb": "Den du kan spørre.",
        "valid_from": FIRST_DAY,
    }
    return RoleDescription.objects.create(**defaults | given)


def make_measure(*, partnership=None, owner=None, **given):
    defaults = {
        "partnership": partnership or make_partnership(),
        "owner": owner or make_partner(),
        "title_nb": "Eksempeltiltaket",
        "deadline": FIRST_DAY,
        "national_goal": "access",
    }
    return Measure.objects.create(**defaults | given)


def make_annual_event(*, partnership=None, owner=None, **given):
    defaults = {
        "partnership": partnership or make_partnership(),
        "owner": owner or make_partner(),
        "title_nb": "Eksempelmøtet",
        "month": 3,
    }
    return AnnualEvent.objects.create(**defaults | given)


def make_body(*, partnership=None, **given):
    number = next(NUMBERS)
    defaults = {
        "partnership": partnership or make_partnership(),
        "slug": f"eksempelgruppen-{number}",
        "kind": Body.Kind.STEERING_GROUP,
        "name_nb": f"Eksempelgruppen {number}",
    }
    return Body.objects.create(**defaults | given)


def make_seat(*, body=None, partner=None, **given):
    defaults = {
        "body": body or make_body(),
        "partner": partner or make_partner(),
        "title_nb": "medlem",
        "valid_from": FIRST_DAY,
    }
    return Seat.objects.create(**defaults | given)


def make_audit_person(**given):
    number = next(NUMBERS)
    defaults = {
        "name": f"Eksempel {number}",
        "salt": "00" * 16,
        "digest": hashlib.sha256(str(number).encode()).hexdigest(),
    }
    return AuditPerson.objects.create(**defaults | given)


def make_status_change(**given):
    """Return an entry that follows the head of the audit trail."""
    head = AuditHead.objects.get()
    defaults = {
        "position": head.count + 1,
        "previous_digest": head.digest,
        "digest": hashlib.sha256(f"{head.count + 1}".encode()).hexdigest(),
        "at": datetime(2024, 1, 1, 12, tzinfo=UTC),
        "content_type": ContentType.objects.get_for_model(County),
        "object_id": "1",
        "object_label": "Eksempelfylket",
        "action": "change_status",
    }
    return StatusChange.objects.create(**defaults | given)


def make_check(**given):
    """Return a check: a source stated it."""
    defaults = {
        "content_type": ContentType.objects.get_for_model(County),
        "object_id": "1",
        "kind": Check.Kind.STATED_BY_SOURCE,
        "checked_on": FIRST_DAY,
        "source": "Eksempelkilden",
    }
    return Check.objects.create(**defaults | given)


def make_former_slug(**given):
    number = next(NUMBERS)
    defaults = {
        "kind": "partnere",
        "slug": f"gammel-{number}",
        "current_slug": f"ny-{number}",
    }
    return FormerSlug.objects.create(**defaults | given)
