"""What the database refuses from the moment a version of an agreement is signed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError

from agreements.models import (
    Agreement,
    AgreementVersion,
    EffectivePeriod,
    Signature,
)
from tests.factories import (
    FIRST_DAY,
    make_agreement,
    make_clause,
    make_content,
    make_municipality,
    make_party,
    make_responsibility,
    make_signature,
    make_target_group,
    make_version,
    make_version_event,
    move,
    sign,
    void,
)
from tests.refusals import ask_deferred_rules, refused

pytestmark = pytest.mark.django_db

LAST_DAY = date(2024, 12, 31)
NEXT_DAY = date(2025, 1, 1)


def run_sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def signed():
    version = make_version(state="signed")
    ask_deferred_rules()
    return version


@pytest.fixture
def draft():
    """Return a version with all its content, which nobody has signed."""
    version = make_version()
    make_content(version)
    return version


def effective(version):
    """Return first and last day of a signed version, both inclusive; None is open."""
    period = EffectivePeriod.objects.get(version=version).period
    return period.lower, period.upper and period.upper - timedelta(days=1)


# Being signed


def test_version_is_signed_by_its_parties_and_takes_effect(draft):
    sign(draft)
    assert effective(draft) == (FIRST_DAY, None)
    assert AgreementVersion.objects.in_force(FIRST_DAY).get() == draft


def test_version_is_not_created_signed():
    with refused("agreementversion_frozen_when_signed"):
        AgreementVersion.objects.create(
            agreement=make_agreement(),
            state="signed",
            number=1,
            agreed_from=FIRST_DAY,
            content_digest="a" * 64,
        )


def test_version_is_signed_by_all_parties(draft):
    by = "agreementversion_frozen_when_signed"
    draft.number = 1
    move(draft, "for_approval")
    first, last = draft.parties.all()
    draft.state = "signed"
    make_signature(party=first)
    with refused("agreementversion_signed_by_all", by=by):
        draft.save()
    make_signature(party=last)
    draft.save()


def test_version_without_parties_is_not_signed():
    version = make_version(content_digest="a" * 64, number=1, state="for_comment")
    version.state = "signed"
    with refused("agreementversion_signed_by_all"):
        version.save()


@pytest.fixture
def half_signed(draft):
    """Return a version that one of its parties has signed."""
    move(draft, "for_approval")
    make_signature(party=draft.parties.first())
    return draft


@pytest.mark.parametrize("state", ["for_approval", "withdrawn"])
def test_text_stands_outside_draft_and_comment(draft, state):
    move(draft, state)
    with refused("text_stands_from_approval_on"):
        draft.clauses.update(text_nb="En annen tekst.")
    with refused("text_stands_from_approval_on"):
        make_clause(version=draft)
    with refused("text_stands_from_approval_on"):
        draft.parties.first().delete()
    with refused("text_stands_from_approval_on"):
        draft.responsibilities.first().target_groups.add(make_target_group())
    with refused("text_stands_from_approval_on"):
        AgreementVersion.objects.filter(pk=draft.pk).update(agreed_to=LAST_DAY)
    with refused("text_stands_from_approval_on"):
        AgreementVersion.objects.filter(pk=draft.pk).update(content_digest="b" * 64)


def test_text_changes_while_it_lies_out_for_comment(draft):
    move(draft, "for_comment")
    draft.clauses.update(text_nb="En annen tekst.")


@pytest.mark.parametrize(
    "change",
    [
        {"content_digest": "b" * 64},
        {"agreed_from": LAST_DAY},
        {"agreed_to": NEXT_DAY},
    ],
)
def test_digest_and_period_stand_from_the_first_signature(half_signed, change):
    with refused("period_stands_from_the_first_signature"):
        AgreementVersion.objects.filter(pk=half_signed.pk).update(**change)


@pytest.mark.parametrize("change", [{"slug": "ny"}, {"signed_language": "nn"}])
def test_identity_of_an_agreement_is_part_of_what_is_signed(signed, change):
    with refused("agreement_identity_stands"):
        Agreement.objects.filter(pk=signed.agreement_id).update(**change)
    Agreement.objects.filter(pk=signed.agreement_id).update(source="en kilde")


def test_identity_of_an_unsigned_agreement_may_change(draft):
    Agreement.objects.filter(pk=draft.agreement_id).update(slug="ny")


def test_signature_is_of_this_text(draft):
    move(draft, "for_approval")
    with refused("signature_of_this_text"):
        make_signature(party=draft.parties.first(), content_digest="b" * 64)


def test_signature_is_given_while_the_version_lies_out_for_approval(draft):
    move(draft, "for_comment")
    with refused("signature_while_for_approval"):
        make_signature(party=draft.parties.first())


def test_signature_is_voided_visibly_or_stays(half_signed):
    signature = half_signed.parties.first().signature
    signature.name = "En annen"
    with refused("signature_is_voided_visibly"):
        signature.save()
    with refused("signature_is_voided_visibly"):
        signature.delete()
    with refused("signatures_are_voided_first"):
        AgreementVersion.objects.filter(pk=half_signed.pk).update(state="draft")
    void(Signature.objects.get(pk=signature.pk))
    half_signed.state = "draft"
    half_signed.content_digest = ""
    half_signed.save()
    half_signed.clauses.update(text_nb="En annen tekst.")


@pytest.mark.parametrize(
    "rule, change",
    [
        ("agreementversion_signed_is_numbered", {"number": None}),
        ("agreementversion_signed_has_digest", {"content_digest": ""}),
        ("agreementversion_signed_has_digest", {"content_digest": "A" * 64}),
    ],
)
def test_signed_version_has_what_it_needs(rule, change):
    """Transcripts, for what others lack stops them on the way."""
    values = {"number": 1, "content_digest": "a" * 64, "is_transcript": True} | change
    transcript = make_version(**values)
    transcript.state = "signed"
    with refused(rule):
        transcript.save()


def test_transcript_needs_neither_signatures_nor_days():
    version = make_version(is_transcript=True, agreed_from=None, agreed_to=LAST_DAY)
    sign(version)
    assert effective(version) == (None, LAST_DAY)


# Being frozen


@pytest.mark.parametrize(
    "change",
    [
        {"agreed_to": LAST_DAY},
        {"agreed_from": NEXT_DAY},
        {"content_digest": "b" * 64},
        {"note_nb": "Endret."},
        {"state": "draft"},
        {"state": "withdrawn"},
        {"number": 9},
        {},
    ],
)
def test_signed_version_does_not_change(signed, change):
    for field, value in change.items():
        setattr(signed, field, value)
    with refused("agreementversion_frozen_when_signed"):
        signed.save()


def test_signed_version_is_not_deleted(signed):
    with refused("agreementversion_frozen_when_signed"):
        AgreementVersion.objects.filter(pk=signed.pk)._raw_delete("default")


def test_draft_may_be_deleted(draft):
    draft.delete()
    ask_deferred_rules()


PARTS = [
    ("clause_frozen_when_signed", "clauses", {"text_nb": "Noe annet."}),
    ("party_frozen_when_signed", "parties", {"name": "En annen"}),
    ("responsibility_frozen_when_signed", "responsibilities", {"position": 9}),
]


def test_signed_version_is_protected_from_django_too(signed):
    with pytest.raises(ProtectedError):
        signed.delete()


@pytest.mark.parametrize("rule, parts, change", PARTS)
def test_parts_of_a_signed_version_stand(signed, rule, parts, change):
    parts = getattr(signed, parts)
    with refused(rule):
        parts.update(**change)
    with refused(rule):
        parts.update(version=make_version())
    with refused(rule):
        parts.all()._raw_delete("default")


def test_nothing_is_added_to_a_signed_version(signed):
    with refused("clause_frozen_when_signed"):
        make_clause(version=signed)
    with refused("party_frozen_when_signed"):
        make_party(version=signed)
    with refused("responsibility_frozen_when_signed"):
        make_responsibility(
            version=signed,
            party=signed.parties.first(),
            clause=signed.clauses.first(),
        )


def test_parts_of_a_draft_do_not_move_into_a_signed_version(signed):
    with refused("clause_frozen_when_signed"):
        type(make_clause()).objects.exclude(version=signed).update(version=signed)
    with refused("party_frozen_when_signed"):
        type(make_party()).objects.exclude(version=signed).update(version=signed)


def test_signatures_of_a_signed_version_stand(signed):
    party = signed.parties.first()
    signature = party.signature
    signature.name = "En annen"
    with refused("signature_frozen_when_signed"):
        signature.save()
    with refused("signature_frozen_when_signed"):
        signature.delete()
    ready = make_version(state="for_approval")
    other = make_signature(party=ready.parties.first())
    with refused("signature_frozen_when_signed"):
        type(other).objects.filter(pk=other.pk).update(party=party)


def test_groups_of_a_signed_responsibility_stand(signed):
    groups = signed.responsibilities.get().target_groups
    with refused("responsibility_target_groups_frozen_when_signed"):
        groups.add(make_target_group())
    with refused("responsibility_target_groups_frozen_when_signed"):
        groups.clear()
    with refused("responsibility_target_groups_frozen_when_signed"):
        groups.through.objects.update(targetgroup=make_target_group())


def test_places_of_a_signed_responsibility_stand():
    version = make_version()
    party = make_party(version=version)
    responsibility = make_responsibility(
        version=version, party=party, municipalities=[make_municipality()]
    )
    sign(version)
    places = responsibility.municipalities
    with refused("responsibility_municipalities_frozen_when_signed"):
        places.add(make_municipality())
    with refused("responsibility_municipalities_frozen_when_signed"):
        places.clear()
    with refused("responsibility_municipalities_frozen_when_signed"):
        places.through.objects.update(municipality=make_municipality())


@pytest.mark.parametrize(
    "rule, table",
    [
        ("agreementversion_no_truncate", "agreementversion"),
        ("clause_no_truncate", "clause"),
        ("party_no_truncate", "party"),
        ("signature_no_truncate", "signature"),
        ("responsibility_no_truncate", "responsibility"),
        ("responsibility_target_groups_no_truncate", "responsibility_target_groups"),
        ("responsibility_municipalities_no_truncate", "responsibility_municipalities"),
        ("versionevent_no_truncate", "versionevent"),
        ("effectiveperiod_no_truncate", "effectiveperiod"),
        ("voidedsignature_no_truncate", "voidedsignature"),
        ("signeddocument_no_truncate", "signeddocument"),
    ],
)
def test_tables_are_not_emptied(rule, table):
    with refused(rule):
        run_sql(f"TRUNCATE agreements_{table} CASCADE")


# Holding, and being replaced


def test_one_version_is_in_force_on_a_day():
    agreement = make_agreement()
    make_version(agreement=agreement, state="signed", agreed_to=LAST_DAY)
    by = "agreementversion_takes_effect"
    for days in [
        {"agreed_from": LAST_DAY},
        {"agreed_from": date(2020, 1, 1), "agreed_to": FIRST_DAY},
        {"agreed_from": date(2020, 1, 1)},
        {"agreed_from": date(2024, 5, 1), "agreed_to": date(2024, 5, 1)},
    ]:
        with refused("effectiveperiod_one_in_force", by=by):
            make_version(agreement=agreement, state="signed", **days)
    following = make_version(agreement=agreement, state="signed", agreed_from=NEXT_DAY)
    assert AgreementVersion.objects.in_force(NEXT_DAY).get() == following


def test_two_agreements_may_hold_on_the_same_day():
    make_version(state="signed")
    make_version(state="signed")


@pytest.mark.parametrize("kind", ["replaced", "terminated", "expired"])
def test_ended_version_makes_room_for_the_next(signed, kind):
    following = {"agreement": signed.agreement, "agreed_from": NEXT_DAY}
    with refused("effectiveperiod_one_in_force"):
        make_version(state="signed", **following)
    make_version_event(version=signed, kind=kind, on=LAST_DAY)
    assert effective(signed) == (FIRST_DAY, LAST_DAY)
    make_version(state="signed", **following)
    signed.refresh_from_db()
    assert signed.agreed_to is None


def test_event_never_lengthens_the_period():
    version = make_version(state="signed", agreed_to=LAST_DAY)
    make_version_event(version=version, on=date(2030, 1, 1))
    assert effective(version) == (FIRST_DAY, LAST_DAY)


def test_version_replaced_before_its_first_day_never_holds(signed):
    make_version_event(version=signed, on=FIRST_DAY - timedelta(days=1))
    assert EffectivePeriod.objects.get(version=signed).period.isempty
    make_version(agreement=signed.agreement, state="signed")


def test_archived_version_holds_on(signed):
    make_version_event(version=signed, kind="archived", on=LAST_DAY, reference="24/1")
    assert effective(signed) == (FIRST_DAY, None)


def test_archive_reference_is_given(signed):
    with refused("versionevent_archive_reference"):
        make_version_event(version=signed, kind="archived")


def test_only_a_signed_version_ends(draft):
    with refused("versionevent_ends_effect"):
        make_version_event(version=draft)


def test_events_are_only_ever_added(signed):
    event = make_version_event(version=signed, on=LAST_DAY)
    event.on = NEXT_DAY
    with refused("versionevent_append_only"):
        event.save()
    with refused("versionevent_append_only"):
        event.delete()


def test_effective_period_follows_from_dates_and_events(signed):
    period = EffectivePeriod.objects.get(version=signed)
    with refused("effectiveperiod_follows"):
        period.save()
    with refused("effectiveperiod_follows"):
        period.delete()
    draft = make_version()
    with refused("effectiveperiod_follows"):
        EffectivePeriod.objects.create(
            version=draft, agreement=draft.agreement, period=(FIRST_DAY, LAST_DAY)
        )
