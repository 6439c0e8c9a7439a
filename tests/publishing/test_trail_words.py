"""The audit trail is told in plain sentences, in the reader's language."""

from datetime import UTC, datetime, time

import pytest
from django.utils.translation import override

from partners.models import Partner
from publishing.models import AuditPerson, StatusChange
from publishing.operations import erase_person, record_edit, record_refusal
from publishing.snapshots import snapshot
from publishing.trail_reading import about, entries_of, told
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 12, 9, 15, tzinfo=UTC)


@pytest.fixture
def kari():
    return make.make_user(first_name="Kari", last_name="Eksempel")


def edit(row, actor, **changes):
    before = snapshot(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    row.refresh_from_db()
    return record_edit(
        row,
        actor=actor,
        before=before,
        after=snapshot(row),
        on_behalf_of="nav-innlandet",
        at=AT,
    )


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "nb",
            "Kari Eksempel endret «Eksempel»: telefon fra «11 22 33 44» til"
            " «22 33 44 55», på vegne av NAV Innlandet, 12. november 2026 kl. 10.15.",
        ),
        (
            "nn",
            "Kari Eksempel endra «Eksempel»: telefon frå «11 22 33 44» til"
            " «22 33 44 55», på vegner av NAV Innlandet, 12. november 2026 kl. 10.15.",
        ),
        (
            "en",
            "Kari Eksempel changed «Eksempel»: phone from «11 22 33 44» to"
            " «22 33 44 55», on behalf of NAV Innlandet, 12 November 2026 10:15.",
        ),
    ],
)
def test_one_changed_field_is_one_sentence(kari, language, sentence):
    make.make_partner(slug="nav-innlandet", name="NAV Innlandet")
    row = make.make_partner(name="Eksempel", phone="11 22 33 44")
    edit(row, kari, phone="22 33 44 55")
    with override(language):
        [entry] = entries_of(row)
        assert plain(entry.sentence) == sentence
        assert entry.lines == ()


def test_several_fields_are_lines_in_the_words_of_the_reader(kari):
    row = make.make_weekly_opening(opens=time(9), closes=time(15))
    edit(row, kari, opens=time(8, 30), by_appointment=True)
    with override("nb"):
        [entry] = entries_of(row)
    assert any("«09.00» til «08.30»" in line for line in entry.lines)
    assert any("«nei» til «ja»" in line for line in entry.lines)


def test_days_and_choices_are_written_out(kari):
    row = make.make_partner(kind="other")
    edit(row, kari, kind="nav", ended_on=AT.date())
    with override("nb"):
        [entry] = entries_of(row)
    assert any("«annet» til «Nav»" in line for line in entry.lines)
    assert any("12. november 2026" in plain(line) for line in entry.lines)


def test_a_long_text_is_kept_by_its_beginning_length_and_digest(kari):
    row = make.make_partner(source="a" * 2_000)
    entry = edit(row, kari, source="b" * 2_001)
    old, new = entry.details["changes"]["source"]
    assert old == "a" * 2_000
    assert (new["length"], len(new["begins"]), len(new["digest"])) == (2_001, 200, 64)


def test_names_of_people_never_enter_the_hashed_part(kari):
    before = snapshot(kari)
    kari.last_name, kari.email = "Hemmelig", "hemmelig@eksempel.no"
    kari.save()
    entry = record_edit(kari, actor=kari, before=before, after=snapshot(kari))
    assert set(entry.details["changes"]) == {"last_name", "email"}
    kept = f"{entry.details} {entry.object_label} {entry.reason}"
    for word in ("Hemmelig", "hemmelig", "Eksempel", "Kari", kari.username):
        assert word not in kept
    with override("nb"):
        [shown] = entries_of(kari)
    assert "Kari Hemmelig" in shown.sentence
    assert "navn vises ikke" in shown.lines[0]


def test_a_membership_is_called_by_role_and_partner(kari):
    row = make.make_membership(user=kari)
    entry = record_edit(row, actor=kari, before=None, after=snapshot(row))
    assert "Kari" not in f"{entry.object_label} {entry.details}"
    assert entry.details["changes"]["user"] == [None, f"#{kari.pk}"]


def test_passwords_and_digests_are_not_in_a_snapshot(kari):
    assert not {"password", "digest"} & snapshot(kari).keys()


def test_whose_name_was_erased_is_told_so(kari):
    row = make.make_partner()
    edit(row, kari, phone="22 33 44 55")
    erase_person(AuditPerson.objects.get())
    with override("nb"):
        assert "navnet sitt slettet" in entries_of(row)[0].sentence


def test_what_belongs_to_a_row_is_told_with_it_also_when_gone(kari):
    row = make.make_weekly_opening()
    centre = row.centre
    record_edit(row, actor=kari, before=snapshot(row), after=None, within=centre)
    row.delete()
    assert len(entries_of(centre)) == 1


def test_refusals_are_not_told_of_a_row(kari):
    row = make.make_partner()
    record_refusal(actor=kari, reason="x", about=row)
    assert StatusChange.objects.filter(object_id=str(row.pk)).exists()
    assert entries_of(row) == []


def test_nothing_changed_is_no_entry(kari):
    row = make.make_partner()
    same = snapshot(row)
    assert record_edit(row, actor=kari, before=same, after=same) is None


def test_actions_and_fields_that_are_no_more_still_have_a_sentence(kari):
    row = make.make_partner()
    entry = record_edit(row, actor=kari, before=None, after={"gammelt_felt": ["a"]})
    StatusChange(action="noe_annet")
    assert entry.details["changes"] == {"gammelt_felt": [None, ["a"]]}
    with override("nb"):
        assert "gammelt_felt" in entries_of(row)[0].lines[0]


def test_reading_takes_a_fixed_number_of_queries(kari, django_assert_num_queries):
    row = make.make_partner()
    for number in range(3):
        edit(row, kari, phone=f"22 33 44 5{number}")
    edit_user = snapshot(kari)
    record_edit(kari, actor=kari, before=None, after=edit_user)
    with django_assert_num_queries(3):
        assert len(told(StatusChange.objects.order_by("-position"))) == 4
    about(row).exists()
    assert Partner.objects.exists()
