"""What an import adds to a version, what it leaves alone, and what it refuses."""

import json

import pytest

from agreements.exchange.partnership_export import spell_file
from agreements.models import Agreement, AgreementVersion, Partnership
from agreements.text.canonical import content_digest
from agreements.text.version_text import version_text
from tests.factories import (
    make_agreement,
    make_county,
    make_partner,
    make_partnership,
    make_version_event,
)

from .exchange import (
    exported,
    finish,
    forget_partnerships,
    load,
    make_everything,
    taken_back,
    write_draft,
)


def changed(text, **values):
    content = json.loads(text)
    content["agreement"]["versions"][0] |= values
    return spell_file(content)


def test_text_that_is_not_that_of_its_digest_is_refused(db, tmp_path):
    text = exported(finish(write_draft(make_agreement())).agreement)
    forget_partnerships()
    printed, fine = load(tmp_path, text.replace("samarbeider", "samarbeidar"))
    assert not fine
    assert "1 avvist" in printed
    assert not AgreementVersion.objects.exists()


def test_event_exemption_and_deadlines_that_came_later_are_added(db, tmp_path):
    agreement = finish(write_draft(make_agreement())).agreement
    with taken_back():
        version = agreement.versions.get()
        make_version_event(version=version)
        clause = version.clauses.first()
        member = agreement.partnership.members.first()
        clause_rows = {"legal_basis": "offl. § 13", "decided_on": "2025-01-01"}
        text = exported(agreement)
    content = json.loads(text)
    told = content["agreement"]["versions"][0]
    told["clauses"][0]["exemption"] = clause_rows
    told["deadlines"] = [
        {
            "kind": "renewal",
            "on": "2030-01-01",
            "owner": member.slug,
            "clause": "formal",
        }
    ]
    printed, fine = load(tmp_path, spell_file(content))
    assert fine, printed
    assert "0 nye, 0 endret" in load(tmp_path, spell_file(content))[0]
    version = agreement.versions.get()
    assert version.later_events.get().kind == "replaced"
    assert version.clauses.get(pk=clause.pk).exemption.legal_basis == "offl. § 13"
    assert version.deadlines.get().clause_key == "formal"


def test_what_a_person_did_around_a_text_is_not_undone(db, tmp_path):
    agreement = make_everything()
    text, version = exported(agreement), agreement.versions.get(number=1)
    version.deadlines.filter(kind="other").delete()
    version.deadlines.update(on="2031-01-01")
    exemption = version.clauses.get(key="formal").exemption
    exemption.legal_basis = "offl. § 14"
    exemption.save()
    before = exported(agreement)
    printed, fine = load(tmp_path, text)
    assert fine
    assert "0 nye" in printed
    assert exported(agreement) == before


def test_draft_that_was_withdrawn_here_comes_anew(db, tmp_path):
    agreement = write_draft(make_agreement()).agreement
    text = exported(agreement, with_drafts=True)
    agreement.versions.update(state="withdrawn")
    assert load(tmp_path, text)[1]
    states = agreement.versions.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "draft"]


def test_agreement_that_a_person_edited_is_kept(db, tmp_path):
    agreement = finish(write_draft(make_agreement())).agreement
    text = exported(agreement)
    agreement.title_nb, agreement.edited_by_person_at = "Rettet", "2025-01-01T12:00Z"
    agreement.save()
    assert load(tmp_path, text)[1]
    assert Agreement.objects.get(pk=agreement.pk).title_nb == "Rettet"


def test_file_that_does_not_say_what_it_carries_on_unties_nothing(db, tmp_path):
    agreement = make_everything()
    content = json.loads(exported(agreement))
    del content["agreement"]["continues"]
    assert load(tmp_path, spell_file(content))[1]
    assert Agreement.objects.get(pk=agreement.pk).continues.slug == "malen"


def test_version_that_lies_out_for_approval_here_is_not_taken_for_signed(db, tmp_path):
    agreement = finish(write_draft(make_agreement())).agreement
    text = exported(agreement)
    forget_partnerships()
    content = json.loads(text)
    content["agreement"]["versions"][0]["state"] = "draft"
    assert load(tmp_path, spell_file(content))[1]
    version = AgreementVersion.objects.get()
    assert version.number is None
    version.state = "for_comment"
    version.save()
    version.state, version.number = "for_approval", 1
    version.content_digest = content_digest(version_text(version))
    version.save()
    printed, fine = load(tmp_path, text)
    assert not fine
    assert "1 avvist" in printed


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"state": "for_approval"}, "for_approval"),
        ({"previous": 7}, "v7"),
        ({"copied_from": {"agreement": "borte", "number": 3}}, "borte v3"),
        ({"number": None}, "1 avvist"),
        ({"deadlines": [{"kind": "notice", "on": "2030-01-01", "owner": "x"}]}, "'x'"),
        ({"deadlines": [{"kind": "y", "on": "2030-01-01", "owner": "nav"}]}, "kind"),
    ],
)
def test_version_that_cannot_be_used_is_refused(db, tmp_path, values, part):
    county = make_county()
    members = [
        make_partner(kind="nav", slug="nav"),
        make_partner(kind="county_council", county=county),
    ]
    partnership = make_partnership(county=county, members=members)
    text = exported(
        finish(write_draft(make_agreement(partnership=partnership))).agreement
    )
    forget_partnerships()
    printed, fine = load(tmp_path, changed(text, **values))
    assert not fine
    assert part in printed
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(
    ("part", "values", "reason"),
    [
        ("clauses", {"kind": "xx"}, "kind"),
        ("clauses", {"key": "Æ B"}, "key"),
        ("clauses", {"heading": {"nb": "x" * 300}}, "heading_nb"),
        ("clauses", {"text": None}, "1 avvist"),
        ("parties", {"name": ""}, "name"),
        ("parties", {"partner": "borte"}, "borte"),
        ("responsibilities", {"whole_county": "ja"}, "whole_county"),
        ("responsibilities", {"clause": "borte"}, "borte"),
        ("responsibilities", {"target_groups": ["borte"]}, "borte"),
    ],
)
def test_part_of_a_text_that_cannot_be_kept_is_refused(
    db, tmp_path, part, values, reason
):
    text = exported(finish(write_draft(make_agreement())).agreement)
    forget_partnerships()
    content = json.loads(text)
    version = content["agreement"]["versions"][0]
    del version["content_digest"]
    version[part][0] |= values
    printed, fine = load(tmp_path, spell_file(content))
    assert not fine
    assert reason in printed


def test_name_that_stands_twice_in_a_list_counts_once(db, tmp_path):
    text = exported(finish(write_draft(make_agreement())).agreement)
    forget_partnerships()
    content = json.loads(text)
    row = content["agreement"]["versions"][0]["responsibilities"][0]
    for name in ("target_groups", "municipalities"):
        row[name] *= 2
    for _time in range(2):
        assert load(tmp_path, spell_file(content))[1]
    assert exported(Agreement.objects.get()) == text


def test_number_that_is_no_text_is_kept_as_one(db, tmp_path):
    text = exported(finish(write_draft(make_agreement())).agreement)
    forget_partnerships()
    content = json.loads(text)
    content["agreement"]["versions"][0]["clauses"][0]["number"] = 1
    assert load(tmp_path, spell_file(content))[1]
    assert exported(Agreement.objects.get()) == text


@pytest.mark.parametrize(
    "at", ["2024-03-05T09:30:00", "i går", "9999-12-31T23:59:59+00:00"]
)
def test_time_of_a_signature_names_its_offset(db, tmp_path, at):
    text = exported(finish(write_draft(make_agreement())).agreement)
    forget_partnerships()
    content = json.loads(text)
    content["agreement"]["versions"][0]["signatures"][0]["signed_at"] = at
    assert not load(tmp_path, spell_file(content))[1]
