"""What is exported imports to the same digests, and exports to the same bytes."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings

from agreements.exchange.partnership_export import (
    partnership_content,
    spell_file,
)
from agreements.models import Agreement, AgreementVersion, Partnership
from agreements.text.canonical import content_digest
from agreements.text.text_writing import write_text
from agreements.text.version_text import version_text
from publishing.importing import check_deferred_constraints
from publishing.models import StatusChange
from tests.factories import (
    make_agreement,
    make_county,
    make_municipality,
    make_partner,
    make_partnership,
    make_target_group,
    make_task,
    make_version,
)

from . import random_texts
from .exchange import (
    digests,
    exported,
    finish,
    forget_partnerships,
    load,
    make_everything,
    taken_back,
    write_draft,
)


def imported_entries():
    return StatusChange.objects.filter(action="imported")


@pytest.mark.usefixtures("portal_data")
@pytest.mark.parametrize("slug", ["oppland", "eksempel-innlandet"])
def test_shipped_agreement_comes_back_the_same(slug, tmp_path):
    text, before = exported(Agreement.objects.get(slug=slug)), digests()
    forget_partnerships()
    assert not Partnership.objects.exists()
    printed, fine = load(tmp_path, text)
    assert fine, printed
    assert exported(Agreement.objects.get(slug=slug)) == text
    after = digests()
    assert after
    assert after == {key: before[key] for key in before if key[0] == slug}


@pytest.mark.usefixtures("portal_data")
@pytest.mark.parametrize("slug", ["oppland", "eksempel-innlandet"])
def test_export_of_what_was_shipped_is_nothing_new_to_the_portal(slug, tmp_path):
    entries = StatusChange.objects.count()
    printed, fine = load(tmp_path, exported(Agreement.objects.get(slug=slug)))
    assert fine
    assert "0 nye, 0 endret" in printed
    assert StatusChange.objects.count() == entries


@pytest.mark.usefixtures("portal_data")
def test_what_the_portal_ships_with_was_imported_by_the_trail():
    told = {
        (entry.object_id, entry.details["digest"], entry.details["number"])
        for entry in imported_entries()
    }
    assert told == {
        (str(version.pk), version.content_digest, version.number)
        for version in AgreementVersion.objects.signed()
    }


@pytest.fixture
def moved(db, tmp_path):
    """Return a function: what is exported of everything, before and after an import.

    The rows that agreements build on, and the template, are there both times.
    """

    def move_over(**given):
        agreement = make_everything()
        text, before = exported(agreement, **given), digests()
        template = exported(Agreement.objects.get(slug="malen"))
        forget_partnerships()
        for each in (template, text):
            printed, fine = load(tmp_path, each)
            assert fine, printed
        assert digests() == before
        return text, exported(Agreement.objects.get(slug="eksempel"), **given)

    return move_over


@pytest.mark.parametrize("with_drafts", [False, True])
def test_everything_that_the_format_tells_comes_back_the_same(moved, with_drafts):
    before, after = moved(with_drafts=with_drafts)
    assert after == before


def test_importing_the_same_file_again_adds_nothing(moved, tmp_path):
    text, _same = moved(with_drafts=True)
    entries = list(StatusChange.objects.values())
    versions = list(AgreementVersion.objects.order_by("pk").values())
    printed, fine = load(tmp_path, text)
    assert fine
    assert "0 nye, 0 endret" in printed
    assert list(StatusChange.objects.values()) == entries
    assert list(AgreementVersion.objects.order_by("pk").values()) == versions


def test_trail_tells_of_each_signed_version_once(moved):
    moved(with_drafts=True)
    eksempel = AgreementVersion.objects.signed().filter(agreement__slug="eksempel")
    for version in eksempel:
        entry = imported_entries().get(object_id=str(version.pk))
        assert entry.actor is None
        assert entry.details == {
            "digest": version.content_digest,
            "number": version.number,
        }
    assert imported_entries().count() == AgreementVersion.objects.signed().count()


def test_optional_facts_are_told(db):
    content = json.loads(exported(make_everything()))
    agreement = content["agreement"]
    first, second = agreement["versions"]
    assert agreement["continues"] == "malen"
    assert first["copied_from"] == {"agreement": "malen", "number": 1}
    assert first["clauses"][0]["exemption"] == {
        "legal_basis": "offl. § 23",
        "decided_on": "2024-01-01",
    }
    assert first["clauses"][0]["text"] == {"nb": "Partene samarbeider."}
    assert "exemption" not in first["clauses"][1]
    assert first["signatures"][0]["signed_at"] == "2024-03-05T09:30:12.000345+00:00"
    assert first["signatures"][0]["archive_reference"] == "2024/17-3"
    assert [each["kind"] for each in first["deadlines"]] == ["evaluation", "other"]
    assert first["deadlines"][1]["done_on"] == "2025-02-01"
    assert {
        "kind": "archived",
        "on": "2024-01-01",
        "note": {},
        "reference": "ARK-1",
    } in (first["events"])
    assert not {"deadlines", "copied_from", "previous"} & second.keys()


def test_drafts_are_left_out_unless_asked_for(db):
    agreement = make_everything()
    told = json.loads(exported(agreement))
    assert [each["state"] for each in told["agreement"]["versions"]] == ["signed"] * 2
    assert [len(role["descriptions"]) for role in told["roles"]] == [1, 0]
    told = json.loads(exported(agreement, with_drafts=True))
    drafts = told["agreement"]["versions"][2:]
    assert [each["state"] for each in drafts] == ["draft"] * 3
    assert [each["number"] for each in drafts] == [None] * 3
    assert [each.get("previous") for each in drafts] == [None, 2, 2]
    assert [len(role["descriptions"]) for role in told["roles"]] == [2, 0]


def test_withdrawn_version_is_never_told(db):
    agreement = make_agreement()
    make_version(agreement=agreement, state="withdrawn")
    told = json.loads(exported(agreement, with_drafts=True))
    assert told["agreement"]["versions"] == []


def test_draft_that_follows_what_is_not_told_says_so(db):
    agreement = make_agreement()
    gone = make_version(agreement=agreement, state="withdrawn")
    finish(write_draft(agreement))
    write_draft(agreement, previous=gone)
    told = json.loads(exported(agreement, with_drafts=True))
    assert told["agreement"]["versions"][1]["previous"] is None


def test_two_drafts_of_the_same_text_stay_two(db, tmp_path):
    draft = write_draft(make_agreement())
    twin = make_version(agreement=draft.agreement)
    write_text(twin, version_text(draft))
    text = exported(draft.agreement, with_drafts=True)
    forget_partnerships()
    for _time in range(2):
        assert load(tmp_path, text)[1]
        assert AgreementVersion.objects.count() == 2


def test_template_that_nobody_signed_is_not_named(db):
    template = write_draft(make_agreement())
    agreement = finish(write_draft(make_agreement(), copied_from=template)).agreement
    assert "copied_from" not in exported(agreement)


def test_transcript_that_names_its_signatures_comes_back_the_same(db, tmp_path):
    version = finish(write_draft(make_agreement(), is_transcript=True))
    text = exported(version.agreement)
    forget_partnerships()
    printed, fine = load(tmp_path, text)
    assert fine, printed
    assert exported(Agreement.objects.get()) == text


@pytest.fixture
def rooms(db):
    """Return an agreement whose ground knows every name of the random texts."""
    county = make_county(code="34")
    kinds = {"fylket": "county_council", "nav": "nav"}
    members = [
        make_partner(slug=slug, kind=kinds.get(slug, "guidance_centre"), county=county)
        for slug in random_texts.PARTNERS
    ]
    for code in random_texts.PLACES:
        make_municipality(code=code, county=county)
    for slug in random_texts.TASKS:
        make_task(slug=slug)
    for slug in random_texts.GROUPS:
        make_target_group(slug=slug)
    return make_partnership(county=county, members=members)


def made_possible(text):
    """Return the text without what the database refuses in any version."""
    days = sorted(day for day in (text.agreed_from, text.agreed_to) if day)
    return replace(
        text,
        agreed_from=days[0] if text.agreed_from else None,
        agreed_to=days[-1] if text.agreed_to else None,
        responsibilities=tuple(
            replace(
                row,
                target_groups=row.target_groups or ("adults",),
                whole_county=not row.municipalities,
            )
            for row in text.responsibilities
        ),
    )


@settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=random_texts.versions(), other=random_texts.versions())
def test_any_text_comes_back_the_same(rooms, tmp_path, drawn, other):
    with taken_back():
        with taken_back():
            agreement = make_agreement(
                slug="eksempel",
                partnership=rooms,
                signed_language=drawn.signed_language,
            )
            signed = make_version(agreement=agreement, is_transcript=True, number=1)
            write_text(signed, made_possible(drawn))
            signed.content_digest = content_digest(version_text(signed))
            signed.state = "signed"
            signed.save()
            draft = make_version(agreement=agreement, previous=signed)
            write_text(draft, made_possible(other))
            check_deferred_constraints()
            text, before = exported(agreement, with_drafts=True), digests()
        printed, fine = load(tmp_path, text)
        assert fine, printed
        assert digests() == before
        agreement = Agreement.objects.get(slug="eksempel")
        assert exported(agreement, with_drafts=True) == text


# The command


def run(*words):
    output = StringIO()
    call_command("export_agreements", *words, stdout=output)
    return output.getvalue()


def test_command_prints_one_agreement_of_several(db):
    first = finish(write_draft(make_agreement(title_nb="Avtalen på øya"))).agreement
    second = make_agreement(partnership=first.partnership)
    text = run(first.slug)
    assert text == exported(first)
    assert text.endswith("}\n")
    assert "Avtalen på øya" in text
    assert json.loads(run(second.slug))["agreement"]["slug"] == second.slug


def test_keys_stand_in_one_order(db):
    text = run(make_everything().slug, "--with-drafts")
    assert text == spell_file(json.loads(text))


def test_command_writes_a_file(db, tmp_path):
    agreement = make_everything()
    path = tmp_path / "avtale.json"
    assert run(agreement.slug, "--output", str(path)) == ""
    assert path.read_text(encoding="utf-8") == exported(agreement)


def test_partnership_without_an_agreement_is_exported_by_its_own_address(db, tmp_path):
    partnership = make_partnership(is_formalised=False)
    text = run(partnership.slug)
    assert "agreement" not in json.loads(text)
    forget_partnerships()
    assert load(tmp_path, text)[1]
    partnership = Partnership.objects.get()
    assert spell_file(partnership_content(partnership)) == text


def test_draft_partnership_comes_back_as_a_draft(db, tmp_path):
    partnership = make_partnership(published=False)
    text = run(partnership.slug)
    forget_partnerships()
    assert load(tmp_path, text)[1]
    assert Partnership.objects.get().status == "draft"


@pytest.mark.parametrize("place", ["", "no-such-folder/avtale.json"])
def test_command_refuses_in_one_sentence(db, tmp_path, place):
    words = ["--output", str(tmp_path / place)] if place else []
    slug = make_everything().slug if place else "borte"
    with pytest.raises(CommandError) as refusal:
        run(slug, *words)
    assert refusal.value.returncode == 1
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)
