"""Who may take which step in the life of a version, and what the step leaves behind."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from agreements import commenting, operations
from agreements.life import LEADS_TO, StepRefused, may_act
from agreements.models import AgreementVersion, EffectivePeriod, Signature
from agreements.text.canonical import content_digest
from agreements.text.version_text import version_text
from publishing.models import StatusChange
from tests.factories import (
    make_agreement,
    make_clause,
    make_comment,
    make_content,
    make_county,
    make_membership,
    make_partner,
    make_partnership,
    make_user,
    make_version,
    move,
)

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
FIRST = date(2025, 6, 1)
PDF = b"%PDF-1.7 eksempel"
STATES = ["draft", "for_comment", "for_approval", "signed", "withdrawn"]
ROLES = [
    "editor",
    "signatory",
    "coordinator",
    "coordinator_elsewhere",
    "national_administrator",
    "superuser",
    "anonymous",
]


@pytest.fixture
def partnership():
    return make_partnership()


@pytest.fixture
def council(partnership):
    return partnership.members.get(kind="county_council")


@pytest.fixture
def nav(partnership):
    return partnership.members.get(kind="nav")


@pytest.fixture
def people(partnership, council, nav):
    """Return a user for each role; editor and signatory are Nav's."""
    elsewhere = make_partner(kind="county_council", county=make_county())
    directorate = make_partner(kind="state_agency")
    holders = {
        "editor": ("editor", nav),
        "signatory": ("signatory", nav),
        "council_signatory": ("signatory", council),
        "coordinator": ("coordinator", council),
        "coordinator_elsewhere": ("coordinator", elsewhere),
        "national_administrator": ("national_administrator", directorate),
    }
    users = {"anonymous": AnonymousUser(), "superuser": make_user(is_superuser=True)}
    for name, (role, partner) in holders.items():
        users[name] = make_user()
        make_membership(user=users[name], partner=partner, role=role)
    return users


def version_in(state, partnership, agreement=None, **given):
    """Return a version with its text in a state; a signed one by all its parties."""
    given = {"agreed_from": FIRST} | given
    agreement = agreement or make_agreement(partnership=partnership)
    if state == "signed":
        return make_version(agreement=agreement, state="signed", **given)
    version = make_version(agreement=agreement, **given)
    make_content(version)
    if state == "for_approval":
        version.content_digest = content_digest(version_text(version))
    return move(version, state)


def take(action, version, actor, partner):
    """Take a step with all that it wants, for a partner where it is for one."""
    steps = {
        "send_for_comment": lambda: operations.send_for_comment(
            version, actor=actor, at=AT
        ),
        "send_for_approval": lambda: operations.send_for_approval(
            version, actor=actor, at=AT
        ),
        "return_to_draft": lambda: operations.return_to_draft(
            version, actor=actor, reason="Rettes.", at=AT
        ),
        "withdraw": lambda: operations.withdraw(
            version, actor=actor, reason="Avlyst.", at=AT
        ),
        "sign": lambda: operations.sign(
            version,
            partner=partner,
            digest=version.content_digest,
            actor=actor,
            name="Eksempel Eksempelsen",
            office_nb="direktør",
            at=AT,
        ),
        "archive": lambda: operations.archive(
            version, reference="25/1", on=FIRST, actor=actor, at=AT
        ),
        "terminate": lambda: operations.terminate(
            version, last_day=FIRST, reason="Sagt opp.", actor=actor, at=AT
        ),
        "comment": lambda: commenting.comment(
            version, partner=partner, text="Skriv «senest».", actor=actor, at=AT
        ),
        "answer": lambda: commenting.answer(
            make_comment(version=version), text="Rettet.", actor=actor, at=AT
        ),
        "add_document": lambda: operations.add_document(
            version, partner=partner, content=PDF, actor=actor, at=AT
        ),
    }
    return steps[action]()


def snapshot(version):
    """Return what a refused step must leave as it was."""
    row = AgreementVersion.objects.get(pk=version.pk)
    return (
        row.state,
        row.number,
        row.content_digest,
        row.later_events.count(),
        row.signed_documents.count(),
        row.comments.exclude(answer="").count(),
        Signature.objects.filter(party__version=row).count(),
    )


# Written down apart from the access matrix, so that a slip there is noticed here.
BEFORE_SIGNED = {"draft", "for_comment", "for_approval"}
ALLOWED = {
    "send_for_comment": ({"draft"}, {"coordinator"}),
    "send_for_approval": ({"for_comment"}, {"coordinator"}),
    "return_to_draft": ({"for_comment", "for_approval"}, {"coordinator"}),
    "withdraw": (BEFORE_SIGNED, {"coordinator"}),
    "sign": ({"for_approval"}, {"signatory"}),
    "terminate": ({"signed"}, {"coordinator", "national_administrator"}),
    "archive": ({"signed"}, {"coordinator", "national_administrator"}),
    "comment": ({"for_comment"}, {"editor", "signatory", "coordinator"}),
    "answer": (BEFORE_SIGNED, {"coordinator"}),
    "add_document": ({"for_approval", "signed"}, {"signatory", "coordinator"}),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ALLOWED)
def test_every_state_action_and_role(
    action, role, state, partnership, people, council, nav
):
    version = version_in(state, partnership)
    partner = council if role == "coordinator" else nav
    states, roles = ALLOWED[action]
    before, entries = snapshot(version), StatusChange.objects.count()
    if role in roles and state in states:
        take(action, version, people[role], partner)
        assert StatusChange.objects.count() > entries
        if action in LEADS_TO:
            assert snapshot(version)[0] == LEADS_TO[action]
    else:
        with pytest.raises(StepRefused if role in roles else PermissionDenied):
            take(action, version, people[role], partner)
        assert snapshot(version) == before
        refusal = StatusChange.objects.latest("position")
        assert refusal.action == f"refused_{action}"


def test_nobody_signs_for_a_partner_that_is_not_their_own(partnership, people, council):
    version = version_in("for_approval", partnership)
    with pytest.raises(PermissionDenied):
        take("sign", version, people["signatory"], council)


def test_last_signature_makes_the_version_signed_and_replaces_the_one_before(
    partnership, people, council, nav
):
    first = version_in("signed", partnership, agreed_from=date(2024, 1, 1))
    version = version_in("for_approval", partnership, agreement=first.agreement)
    take("sign", version, people["signatory"], nav)
    assert snapshot(version)[:2] == ("for_approval", 2)
    take("sign", version, people["council_signatory"], council)
    assert snapshot(version)[:2] == ("signed", 2)
    assert EffectivePeriod.objects.get(version=first).period.upper == FIRST
    assert first.later_events.get().kind == "replaced"
    assert EffectivePeriod.objects.get(version=version).period.lower == FIRST


def test_signatory_signs_the_text_that_was_read_and_only_once(partnership, people, nav):
    version = version_in("for_approval", partnership)
    read = version.content_digest
    version.content_digest = "b" * 64
    with pytest.raises(StepRefused):
        take("sign", version, people["signatory"], nav)
    version.content_digest = read
    take("sign", version, people["signatory"], nav)
    with pytest.raises(StepRefused):
        take("sign", version, people["signatory"], nav)


def test_going_back_to_draft_voids_signatures_with_a_reason(partnership, people, nav):
    version = version_in("for_approval", partnership)
    take("sign", version, people["signatory"], nav)
    with pytest.raises(StepRefused):
        operations.return_to_draft(version, actor=people["coordinator"], at=AT)
    take("return_to_draft", version, people["coordinator"], nav)
    assert snapshot(version) == ("draft", 1, "", 0, 0, 0, 0)
    voided = version.voided_signatures.get()
    assert (voided.partner, voided.reason) == (nav, "Rettes.")


@pytest.mark.parametrize("kind", ["county_council", "nav"])
def test_council_and_nav_are_parties_before_approval(partnership, people, kind):
    version = version_in("for_comment", partnership)
    version.responsibilities.all().delete()
    version.parties.filter(partner__kind=kind).delete()
    with pytest.raises(StepRefused):
        operations.send_for_approval(version, actor=people["coordinator"], at=AT)


def test_the_council_of_another_county_does_not_count(partnership, people):
    version = version_in("for_comment", partnership)
    elsewhere = make_partner(kind="county_council", county=make_county())
    version.parties.filter(partner__kind="county_council").update(partner=elsewhere)
    with pytest.raises(StepRefused):
        operations.send_for_approval(version, actor=people["coordinator"], at=AT)


@pytest.mark.parametrize(
    ("last_day", "allowed"),
    [(date(2025, 3, 10), True), (date(2025, 3, 9), False), (None, True)],
)
def test_member_that_left_no_longer_owns_a_draft_without_parties(
    partnership, people, nav, last_day, allowed
):
    version = make_version(agreement=make_agreement(partnership=partnership))
    partnership.memberships.filter(partner=nav).update(valid_to=last_day)
    may = may_act(people["editor"], "change", version, on=date(2025, 3, 10))
    assert may == allowed


def test_order_of_clauses_does_not_hang_on_when_they_were_saved(partnership):
    version = make_version(agreement=make_agreement(partnership=partnership))
    first, second = (make_clause(version=version, position=1) for _clause in "ab")
    before = content_digest(version_text(version))
    for text in ("Annen tekst.", first.text_nb):
        first.text_nb = text
        first.save()
    assert content_digest(version_text(version)) == before
    assert list(version.clauses.all()) == [first, second]


def test_what_lacks_a_first_day_or_a_text_is_not_sent_for_approval(partnership, people):
    coordinator = people["coordinator"]
    version = version_in("for_comment", partnership)
    version.responsibilities.all().delete()
    version.clauses.all().delete()
    with pytest.raises(StepRefused):
        operations.send_for_approval(version, actor=coordinator, at=AT)
    version = version_in("for_comment", partnership, agreed_from=None)
    with pytest.raises(StepRefused):
        operations.send_for_approval(version, actor=coordinator, at=AT)


def test_digest_that_is_signed_is_that_of_the_text(partnership, people):
    version = version_in("for_comment", partnership)
    sent = operations.send_for_approval(version, actor=people["coordinator"], at=AT)
    assert sent.content_digest == content_digest(version_text(version))


def test_version_does_not_take_over_from_one_that_begins_later(
    partnership, people, council, nav
):
    later = version_in("signed", partnership, agreed_from=date(2026, 1, 1))
    version = version_in("for_approval", partnership, agreement=later.agreement)
    take("sign", version, people["signatory"], nav)
    with pytest.raises(StepRefused):
        take("sign", version, people["council_signatory"], council)
    assert snapshot(version)[0] == "for_approval"


def test_version_is_terminated_within_its_period_and_with_a_reason(partnership, people):
    version = version_in("signed", partnership, agreed_to=date(2026, 5, 31))
    coordinator = people["coordinator"]
    for last_day, reason in [(date(2026, 6, 1), "Oppsagt."), (date(2026, 1, 31), " ")]:
        with pytest.raises(StepRefused):
            operations.terminate(
                version, last_day=last_day, reason=reason, actor=coordinator, at=AT
            )
    operations.terminate(
        version, last_day=date(2026, 1, 31), reason="Oppsagt.", actor=coordinator, at=AT
    )
    assert EffectivePeriod.objects.get(version=version).period.upper == date(2026, 2, 1)


def test_role_that_has_ended_gives_nothing(partnership, people, nav):
    version = version_in("for_approval", partnership)
    people["signatory"].memberships.update(valid_to=date(2025, 3, 9))
    with pytest.raises(PermissionDenied):
        take("sign", version, people["signatory"], nav)


def test_account_that_is_switched_off_gives_nothing(partnership, people, nav):
    version = version_in("for_approval", partnership)
    people["signatory"].is_active = False
    with pytest.raises(PermissionDenied):
        take("sign", version, people["signatory"], nav)
