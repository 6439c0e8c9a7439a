"""Rows of a partnership: its agreement, its roles, its plan."""

import hashlib
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from agreements.models import (
    Agreement,
    AgreementVersion,
    AnnualEvent,
    Body,
    Clause,
    ClauseExemption,
    Comment,
    Deadline,
    Measure,
    Partnership,
    PartnershipMember,
    Party,
    Responsibility,
    Role,
    RoleAnswer,
    RoleDescription,
    Seat,
    Signature,
    SignedDocument,
    Task,
    VersionEvent,
    VoidedSignature,
)
from partners.models import Partner

from .ground import (
    FIRST_DAY,
    NUMBERS,
    make_county,
    make_partner,
    make_target_group,
)


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

    Drafts, and what is withdrawn or out for comment, are empty. Further on a version
    has all members of the partnership as parties, one clause and one responsibility;
    a signed one is signed as `sign` does. A transcript stays empty.
    """
    agreement = agreement or make_agreement()
    defaults = {"agreement": agreement, "agreed_from": FIRST_DAY}
    with transaction.atomic():
        version = AgreementVersion.objects.create(**defaults | given)
        if state in ("for_approval", "signed"):
            make_content(version)
        if state == "signed":
            sign(version)
        else:
            move(version, state)
    return version


def move(version, state):
    """Take a version through the steps that lead to a state before «signed»."""
    ways = {
        "draft": [],
        "withdrawn": ["withdrawn"],
        "for_comment": ["for_comment"],
        "for_approval": ["for_comment", "for_approval"],
    }
    for step in ways[state]:
        if step == "for_approval" and not version.content_digest:
            version.content_digest = example_digest(version)
        version.state = step
        version.save()
    return version


def make_content(version):
    """Give a draft its parties, one clause, and one responsibility of the first."""
    for member in version.agreement.partnership.members.all():
        make_party(version=version, partner=member)
    clause = make_clause(version=version)
    party = version.parties.first()
    make_responsibility(version=version, party=party, clause=clause)


def complete(version):
    """Give a draft the parties that every agreement has, and a clause, if they lack."""
    kinds = set(version.parties.values_list("partner__kind", flat=True))
    if not {"county_council", "nav"} <= kinds:
        for member in version.agreement.partnership.members.exclude(
            pk__in=version.parties.values("partner")
        ):
            make_party(version=version, partner=member)
    if not version.clauses.exists():
        make_clause(version=version)


def example_digest(version):
    """Return a digest that only stands for that of the text."""
    text = "\n".join(version.clauses.values_list("text_nb", flat=True))
    return hashlib.sha256(f"{version.public_id}\n{text}".encode()).hexdigest()


def sign(version, *, signed_on=FIRST_DAY):
    """Have every party sign, and then the version be signed; return it.

    A draft is sent for approval first, with what it lacks for that. A transcript gets
    no signatures. The number is the next one of the agreement, unless the version has
    one.
    """
    if not version.is_transcript and version.state == "draft":
        complete(version)
    version.content_digest = version.content_digest or example_digest(version)
    signed = version.agreement.versions.filter(state="signed").count()
    version.number = version.number or signed + 1
    with transaction.atomic():
        if not version.is_transcript:
            if version.state == "draft":
                move(version, "for_approval")
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


def void(signature, *, reason="Teksten måtte rettes."):
    """Keep a signature among the voided ones, and take it away."""
    party = signature.party
    names = "name office_nb office_nn signed_on method case_number content_digest"
    with transaction.atomic():
        voided = VoidedSignature.objects.create(
            version=party.version,
            partner=party.partner,
            reason=reason,
            voided_at=timezone.now(),
            **{name: getattr(signature, name) for name in names.split()},
        )
        signature.delete()
    return voided


def make_voided_signature():
    """Return a signature that fell away."""
    party = make_version(state="for_approval").parties.first()
    return void(make_signature(party=party))


def make_comment(**given):
    version = given.get("version") or make_version(state="for_comment")
    defaults = {
        "version": version,
        "partner": version.agreement.partnership.members.first(),
        "text": "Eksempel på en kommentar.",
        "written_at": timezone.now(),
    }
    return Comment.objects.create(**defaults | given)


def make_exemption(*, clause=None, **given):
    defaults = {
        "clause": clause or make_clause(),
        "legal_basis": "offl. § 23",
        "decided_on": FIRST_DAY,
    }
    return ClauseExemption.objects.create(**defaults | given)


def make_deadline(*, version=None, owner=None, **given):
    """Return a deadline of a version that is signed, unless one is given."""
    version = version or make_version(state="signed")
    defaults = {
        "version": version,
        "kind": Deadline.Kind.EVALUATION,
        "on": FIRST_DAY,
        "owner": owner or version.agreement.partnership.members.first(),
    }
    return Deadline.objects.create(**defaults | given)


def make_signed_document(
    *, version=None, partner=None, content=b"%PDF-1.7 eksempel", **given
):
    version = version or make_version(state="for_approval")
    defaults = {
        "version": version,
        "partner": partner or version.parties.first().partner,
        "content_digest": version.content_digest,
        "content": content,
        "file_digest": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    return SignedDocument.objects.create(**defaults | given)


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


def make_role_answer(*, description=None, **given):
    """Return an answer of the role's partner: accepted."""
    description = description or make_role_description()
    defaults = {
        "description": description,
        "partner": description.role.partner,
        "answer": "acknowledged",
        "given_at": datetime(2024, 1, 1, 12, tzinfo=UTC),
    }
    return RoleAnswer.objects.create(**defaults | given)


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
