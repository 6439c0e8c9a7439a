"""Attempts to bend an agreement, in its life and behind its back."""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from agreements import operations
from agreements.drafts.drafting import open_amendment
from agreements.exchange.partnership_export import spell_file
from agreements.life import StepRefused
from agreements.models import AgreementVersion
from agreements.text.canonical import content_digest
from agreements.text.version_text import version_text
from agreements.verifying import verify_agreements
from publishing.models import AuditPerson, StatusChange
from tests.admin_forms import address, form_on
from tests.factories import (
    make_agreement,
    make_content,
    make_exemption,
    make_membership,
    make_partnership,
    make_role,
    make_user,
    make_version,
    sign,
)
from tests.refusals import ask_deferred_rules

from .exchange import exported, finish, forget_partnerships, load, write_draft
from .partnership_people import opened, rewrite, signed_version
from .step_pages import client_of

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
FIRST = date(2025, 6, 1)
PDF = b"%PDF-1.7 eksempel"


@contextmanager
def guards_off(*tables):
    """Do as an owner of the tables could: switch their triggers off for a while."""
    ask_deferred_rules()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        ask_deferred_rules()
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def holder(role, partner):
    user = make_user()
    make_membership(user=user, partner=partner, role=role)
    return user


@pytest.fixture
def coordinator(council):
    return holder("coordinator", council)


def laid_out(partnership, coordinator, **given):
    """Return a version that the operations took to the parties for approval."""
    agreement = given.pop("agreement", None) or make_agreement(partnership=partnership)
    version = make_version(agreement=agreement, **{"agreed_from": FIRST} | given)
    make_content(version)
    operations.send_for_comment(version, actor=coordinator, at=AT)
    return operations.send_for_approval(version, actor=coordinator, at=AT)


def sign_for(version, partner, **given):
    words = {"name": "Eksempel Eksempelsen", "office_nb": "leder"}
    operations.sign(
        version,
        partner=partner,
        digest=version.content_digest,
        actor=holder("signatory", partner),
        document=PDF,
        at=AT,
        **words | given,
    )


def amendment(partnership, coordinator, *, exempt=""):
    """Return a draft and the signed version that it was opened from."""
    before = signed_version(make_agreement(partnership=partnership))
    for clause in before.clauses.filter(key=exempt):
        make_exemption(clause=clause)
    draft = opened(before, coordinator)
    AgreementVersion.objects.filter(pk=draft.pk).update(agreed_from=FIRST)
    return draft, before


def sign_by_all(draft, coordinator):
    operations.send_for_comment(draft, actor=coordinator, at=AT)
    version = operations.send_for_approval(draft, actor=coordinator, at=AT)
    for party in version.parties.select_related("partner"):
        sign_for(version, party.partner)
    version.refresh_from_db()
    assert version.state == "signed"
    return version


@pytest.fixture
def version(partnership, coordinator, nav):
    """Return a version that was signed, taken back, signed again, and terminated."""
    version = laid_out(partnership, coordinator)
    sign_for(version, nav)
    by = {"actor": coordinator, "at": AT}
    operations.return_to_draft(version, reason="Rettes.", **by)
    operations.send_for_comment(version, **by)
    version = operations.send_for_approval(version, **by)
    for partner in partnership.members.all():
        sign_for(version, partner)
    day = FIRST + timedelta(days=100)
    operations.terminate(version, last_day=day, reason="Sagt opp.", **by)
    operations.archive(version, reference="25/1", on=FIRST, **by)
    return AgreementVersion.objects.get(pk=version.pk)


def found():
    return [str(finding) for finding in verify_agreements().findings]


class TestWhatTheVerificationFinds:
    def test_a_life_that_nobody_bent_fits(self, version):
        assert found() == []

    @pytest.mark.parametrize(
        ("table", "statement"),
        [
            ("signature", "UPDATE {} SET name = 'En Annen'"),
            ("signature", "UPDATE {} SET office_nb = 'statsråd'"),
            ("signature", "UPDATE {} SET signed_on = '2020-01-01'"),
            ("signature", "UPDATE {} SET signed_at = '2020-01-01'"),
            ("signature", "UPDATE {} SET case_number = '99/1'"),
            ("voidedsignature", "UPDATE {} SET name = 'En Annen'"),
            ("voidedsignature", "UPDATE {} SET reason = 'Et annet ord.'"),
            ("voidedsignature", "UPDATE {} SET content_digest = ''"),
            ("voidedsignature", "DELETE FROM {}"),
            ("signeddocument", "DELETE FROM {}"),
            ("signeddocument", "UPDATE {} SET content_digest = ''"),
            ("versionevent", "DELETE FROM {} WHERE kind = 'terminated'"),
            ("versionevent", "DELETE FROM {} WHERE kind = 'archived'"),
            ("versionevent", "UPDATE {} SET note_nb = 'Et annet ord.'"),
            ("versionevent", "UPDATE {} SET reference = '99/9'"),
            ("effectiveperiod", "DELETE FROM {}"),
            ("effectiveperiod", "UPDATE {} SET period = '[2020-01-01,)'"),
            ("effectiveperiod", "UPDATE {} SET period = 'empty'"),
            ("agreementversion", "UPDATE {} SET number = 7"),
            ("agreementversion", "UPDATE {} SET state = 'draft'"),
            ("agreementversion", "UPDATE {} SET state = 'withdrawn'"),
            ("agreementversion", "UPDATE {} SET is_transcript = true"),
            ("agreement", "UPDATE {} SET slug = 'en-annen'"),
        ],
    )
    def test_what_stands_around_the_text_is_not_exchanged(
        self, version, table, statement
    ):
        table = f"agreements_{table}"
        with guards_off(table) as cursor:
            cursor.execute(statement.format(table))
            assert cursor.rowcount
        assert found()

    def test_a_signature_is_missed_also_in_what_is_made_a_transcript(self, version):
        with guards_off(
            "agreements_signature", "agreements_agreementversion"
        ) as cursor:
            cursor.execute(
                "UPDATE agreements_agreementversion SET is_transcript = true"
            )
            cursor.execute("DELETE FROM agreements_signature")
        for slug in version.parties.values_list("partner__slug", flat=True):
            assert any(slug in sentence for sentence in found())

    def test_a_version_that_is_gone_is_missed(self, partnership, coordinator, nav):
        version = laid_out(partnership, coordinator)
        tables = "signature responsibility clause party agreementversion".split()
        with guards_off(
            *(f"agreements_{table}" for table in tables),
            "agreements_responsibility_target_groups",
            "agreements_responsibility_municipalities",
        ):
            version.delete()
        assert len(found()) == 1
        assert str(version) in found()[0]

    def test_a_draft_that_was_deleted_is_not_missed(self, partnership, coordinator):
        signed = sign(make_version(agreement=make_agreement(partnership=partnership)))
        before = len(found())
        open_amendment(signed, actor=coordinator).delete()
        assert len(found()) == before

    def test_a_transcript_that_no_trail_tells_of_is_found(self, partnership):
        agreement = make_agreement(partnership=partnership)
        finish_transcript(make_version(agreement=agreement, is_transcript=True))
        assert len(found()) == 1

    def test_a_signature_that_was_slipped_in_is_found(self, version, partnership):
        row = version.voided_signatures.get()
        row.pk, row._state.adding = None, True
        row.save(force_insert=True)
        assert len(found()) == 1

    @pytest.mark.parametrize("change", [{"name": "En Annen"}, {"salt": ""}])
    def test_another_name_in_the_trail_is_found(self, version, change):
        with guards_off("publishing_auditperson"):
            AuditPerson.objects.update(**change)
        assert len(found()) == AuditPerson.objects.count()

    @pytest.mark.parametrize("details", ["{}", "[]", '{"party": 1, "event": 2}'])
    def test_a_trail_that_tells_nothing_any_more_stops_nothing(self, version, details):
        with guards_off("publishing_statuschange"):
            StatusChange.objects.update(details=json.loads(details))
        assert found()

    def test_a_head_that_is_gone_is_found(self, version):
        with guards_off("publishing_audithead") as cursor:
            cursor.execute("DELETE FROM publishing_audithead")
        assert len(found()) == 1


def finish_transcript(version):
    version.content_digest = content_digest(version_text(version))
    return sign(version)


class TestSteps:
    def test_what_a_source_tells_is_not_sent_to_be_signed(
        self, partnership, coordinator
    ):
        agreement = make_agreement(partnership=partnership)
        version = make_version(agreement=agreement, is_transcript=True)
        make_content(version)
        operations.send_for_comment(version, actor=coordinator)
        with pytest.raises(StepRefused):
            operations.send_for_approval(version, actor=coordinator)
        version.refresh_from_db()
        assert version.state == "for_comment"

    @pytest.mark.parametrize("last", [FIRST + timedelta(days=9), FIRST])
    def test_a_version_that_holds_from_the_last_day_on_is_a_refusal(
        self, partnership, coordinator, nav, council, last
    ):
        """The answer is a sentence and an entry of the trail, not a fault."""
        agreement = make_agreement(partnership=partnership)
        make_version(agreement=agreement, state="signed", agreed_from=last)
        first = min(last - timedelta(days=1), FIRST)
        version = laid_out(
            partnership, coordinator, agreement=agreement, agreed_from=first
        )
        operations.return_to_draft(version, actor=coordinator)
        AgreementVersion.objects.filter(pk=version.pk).update(agreed_to=last)
        operations.send_for_comment(version, actor=coordinator)
        version = operations.send_for_approval(version, actor=coordinator)
        sign_for(version, nav)
        with pytest.raises(StepRefused):
            sign_for(version, council)
        assert StatusChange.objects.last().action == "refused_sign"

    @pytest.mark.parametrize(
        "given",
        [{"name": "\u200b"}, {"name": "Kari\u202e"}, {"office_nb": "le\u200bder"}],
    )
    def test_a_signature_hides_no_signs(self, partnership, coordinator, nav, given):
        version = laid_out(partnership, coordinator)
        with pytest.raises(StepRefused):
            sign_for(version, nav, **given)
        assert not nav.agreement_parties.get(version=version).version.number

    def test_what_was_exempted_while_a_draft_was_written_does_not_come_out(
        self, partnership, coordinator
    ):
        draft, before = amendment(partnership, coordinator)
        make_exemption(clause=before.clauses.get(key="ansvar"))
        version = sign_by_all(draft, coordinator)
        assert version.clauses.get(exemption__isnull=False).key == "ansvar"
        entry = StatusChange.objects.get(
            action="signed_by_all", object_id=str(version.pk)
        )
        assert entry.details["exempt"] == ["ansvar"]

    def test_an_exemption_that_was_lifted_in_the_draft_stays_lifted(
        self, partnership, coordinator
    ):
        draft, before = amendment(partnership, coordinator, exempt="ansvar")
        draft.clauses.get(key="ansvar").exemption.delete()
        version = sign_by_all(draft, coordinator)
        assert not version.clauses.exclude(exemption=None).exists()
        assert before.clauses.exclude(exemption=None).exists()


class TestDeletingDrafts:
    @pytest.mark.parametrize("page", ["delete", "changelist"])
    def test_the_trail_tells_who_took_a_draft_away(self, council, make_in, page):
        version = make_in("draft")
        kari = client_of(("coordinator", council))
        if page == "delete":
            kari.post(address(AgreementVersion, page, version.pk), {"post": "yes"})
        else:
            chosen = {"action": "delete_selected", "_selected_action": version.pk}
            kari.post(address(AgreementVersion, page), chosen | {"post": "yes"})
        assert not AgreementVersion.objects.filter(pk=version.pk).exists()
        entry = StatusChange.objects.get(object_id=str(version.pk))
        assert (entry.action, entry.actor.user) == ("deleted", kari.user)

    def test_what_was_not_deleted_is_not_told(self, council, make_in):
        version = make_in("for_approval")
        kari = client_of(("coordinator", council))
        chosen = {"action": "delete_selected", "_selected_action": version.pk}
        kari.post(address(AgreementVersion, "changelist"), chosen | {"post": "yes"})
        assert AgreementVersion.objects.filter(pk=version.pk).exists()
        assert not StatusChange.objects.filter(action="deleted").exists()


class TestMergingPages:
    def test_a_refusal_stays_in_the_trail(self, partnership, nav, coordinator):
        """An editor may change both drafts, and may withdraw neither."""
        version = signed_version(make_agreement(partnership=partnership))
        ours, theirs = opened(version, coordinator), opened(version, coordinator)
        rewrite(theirs, "ansvar", text_nb="Nav leder arbeidet.")
        editor = client_of(("editor", nav))
        url = reverse("admin:agreements_agreementversion_merge", args=[ours.pk])
        url = f"{url}?med={theirs.pk}"
        form = form_on(editor.get(url))
        before = StatusChange.objects.count()
        assert editor.post(url, form).status_code == 403
        entry = StatusChange.objects.order_by("position").last()
        assert StatusChange.objects.count() == before + 1
        assert (entry.action, entry.object_id) == ("refused_change", str(ours.pk))
        assert entry.actor.user == editor.user


class TestImportedFiles:
    def test_what_a_file_brings_is_told_by_the_trail(self, tmp_path):
        version = finish(write_draft(make_agreement()))
        text = exported(version.agreement)
        forget_partnerships()
        printed, fine = load(tmp_path, text)
        assert fine, printed
        assert found() == []

    def test_an_end_that_a_file_brings_later_is_told_by_the_trail(self, tmp_path):
        version = finish(write_draft(make_agreement()))
        text = exported(version.agreement)
        forget_partnerships()
        assert load(tmp_path, text)[1]
        content = json.loads(text)
        told = content["agreement"]["versions"][0]
        told["events"] = [{"kind": "terminated", "on": "2020-01-01"}]
        told["clauses"][0]["exemption"] = {
            "legal_basis": "offl. § 23",
            "decided_on": "2025-01-01",
        }
        assert load(tmp_path, spell_file(content))[1]
        actions = StatusChange.objects.values_list("action", flat=True)
        assert {"imported_event", "imported_exemption"} <= set(actions)
        assert found() == []

    def test_a_signature_of_a_file_that_was_exchanged_is_found(self, tmp_path):
        version = finish(write_draft(make_agreement()))
        text, count = exported(version.agreement), version.parties.count()
        forget_partnerships()
        assert load(tmp_path, text)[1]
        with guards_off("agreements_signature") as cursor:
            cursor.execute("UPDATE agreements_signature SET name = 'En Annen'")
        assert len(found()) == count

    @pytest.mark.parametrize("thing", ["agreement", "role"])
    def test_a_file_takes_nothing_from_another_partnership(self, tmp_path, thing):
        own = write_draft(make_agreement()).agreement
        content = json.loads(exported(own, with_drafts=True))
        theirs = make_partnership()
        if thing == "agreement":
            row = make_agreement(partnership=theirs, slug="deres")
            content["agreement"]["slug"] = "deres"
        else:
            row = make_role(partnership=theirs, slug="deres")
            name = {"nb": "Rolle"}
            partner = own.partnership.members.first().slug
            content["roles"] = [
                {"slug": "deres", "name": name, "partner": partner, "descriptions": []}
            ]
        printed, fine = load(tmp_path, spell_file(content))
        assert not fine
        assert "deres" in printed
        row.refresh_from_db()
        assert row.partnership == theirs
