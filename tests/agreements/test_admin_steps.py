"""The steps of a version in the admin: shown to whom they wait for, else refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agreements import operations
from agreements.admin.base import TRIGGER_SENTENCES
from agreements.models import AgreementVersion
from publishing.models import StatusChange
from tests.admin_forms import address, form_on, shown
from tests.factories import make_county, make_partner

from .step_pages import client_of, page, signing, state_of, step, told

pytestmark = pytest.mark.django_db

STEPS = {
    "draft": ["send_for_comment", "withdraw"],
    "for_comment": ["send_for_approval", "return_to_draft", "withdraw"],
    "for_approval": ["sign", "add_document", "return_to_draft", "withdraw"],
    "signed": ["add_document", "archive", "terminate"],
    "withdrawn": [],
}
ALL = sorted({action for actions in STEPS.values() for action in actions})


@pytest.mark.parametrize("state", STEPS)
def test_coordinator_gets_a_button_for_each_step_that_can_be_taken(
    coordinator, make_in, state
):
    version = make_in(state)
    body = shown(coordinator.get(page(version)))
    buttons = {action for action in ALL if step(version, action) in body}
    # To sign is for signatories alone.
    assert buttons == {*STEPS[state]} - {"sign"}


@pytest.mark.parametrize("state", STEPS)
@pytest.mark.parametrize("action", ALL)
def test_page_of_a_step_opens_only_where_it_can_be_taken(make_in, state, action):
    version = make_in(state)
    members = version.agreement.partnership.members
    client = client_of(
        ("coordinator", members.get(kind="county_council")),
        ("signatory", members.get(kind="nav")),
    )
    answer = client.get(step(version, action))
    if action in STEPS[state]:
        assert answer.status_code == 200
    else:
        assert answer.url == page(version)
        assert told(answer)
    assert state_of(version) == state


def test_page_says_who_must_take_the_next_step(signatory, coordinator, make_in, nav):
    version = make_in("draft")
    body = shown(signatory.get(page(version)))
    assert "Kari Eksempel" in body
    assert str(version.agreement.partnership.members.first()) in body
    assert step(version, "send_for_comment") not in body
    version = make_in("for_approval")
    body = shown(coordinator.get(page(version)))
    assert "Nils Eksempel" in body
    assert nav.name in body


@pytest.mark.parametrize("action", ALL)
def test_who_has_no_role_here_is_shut_out_and_changes_nothing(make_in, action):
    elsewhere = make_partner(kind="county_council", county=make_county())
    client = client_of(("coordinator", elsewhere), ("signatory", elsewhere))
    state = next(state for state, actions in STEPS.items() if action in actions)
    version = make_in(state)
    for answer in [
        client.get(step(version, action)),
        client.post(step(version, action), {}),
        client.post(step(version, action), {"reason": "x", "reference": "x"}),
    ]:
        assert answer.status_code == 403
    assert state_of(version) == state
    assert not version.later_events.exists()


def test_refused_attempt_is_recorded(signatory, make_in):
    version = make_in("draft")
    assert signatory.post(step(version, "send_for_comment")).status_code == 403
    entry = StatusChange.objects.latest("position")
    assert entry.action == "refused_send_for_comment"


def test_reading_takes_no_step(coordinator, make_in):
    version = make_in("draft")
    entries = StatusChange.objects.count()
    coordinator.get(step(version, "send_for_comment"))
    coordinator.head(step(version, "send_for_comment"))
    assert coordinator.delete(step(version, "send_for_comment")).status_code == 405
    assert state_of(version) == "draft"
    assert StatusChange.objects.count() == entries


def test_version_goes_all_the_way_by_the_pages(coordinator, make_in, council, nav):
    version = make_in("draft")
    for action, state in [
        ("send_for_comment", "for_comment"),
        ("send_for_approval", "for_approval"),
    ]:
        answer = coordinator.post(step(version, action))
        assert answer.url == page(version)
        assert told(answer)
        assert state_of(version) == state
    for partner in [nav, council]:
        client = client_of(("signatory", partner))
        answer = client.post(step(version, "sign"), signing(client, version))
        assert answer.status_code == 302
    assert state_of(version) == "signed"


def test_everything_that_is_missing_is_told_before_approval(coordinator, make_in):
    version = make_in("for_comment")
    version.responsibilities.all().delete()
    version.parties.filter(partner__kind="nav").delete()
    version.clauses.all().delete()
    AgreementVersion.objects.filter(pk=version.pk).update(agreed_from=None)
    answer = coordinator.get(step(version, "send_for_approval"))
    assert len(answer.context["lacks"]) == 3
    assert '<form method="post" novalidate' not in shown(answer)
    answer = coordinator.post(step(version, "send_for_approval"))
    assert answer.context["form"].non_field_errors()
    assert state_of(version) == "for_comment"


def test_signatures_fall_away_only_with_a_reason(coordinator, signatory, make_in):
    version = make_in("for_approval")
    signatory.post(step(version, "sign"), signing(signatory, version))
    answer = coordinator.get(step(version, "return_to_draft"))
    assert "Nils Eksempel" in shown(answer)
    answer = coordinator.post(step(version, "return_to_draft"), {"reason": " "})
    assert answer.context["form"].errors["reason"]
    coordinator.post(step(version, "return_to_draft"), {"reason": "Feil dato."})
    assert state_of(version) == "draft"
    assert version.voided_signatures.get().reason == "Feil dato."


def test_draft_without_signatures_goes_back_without_a_reason(coordinator, make_in):
    version = make_in("for_comment")
    coordinator.post(step(version, "return_to_draft"), {"reason": ""})
    assert state_of(version) == "draft"


def test_withdrawing_wants_a_reason(coordinator, make_in):
    version = make_in("draft")
    assert coordinator.post(step(version, "withdraw")).status_code == 200
    assert state_of(version) == "draft"
    coordinator.post(step(version, "withdraw"), {"reason": "Avlyst."})
    assert state_of(version) == "withdrawn"


def test_refusal_comes_back_with_all_that_was_typed(coordinator, make_in):
    version = make_in("signed")
    sent = {"last_day": "2001-01-01", "reason": "Partene er enige."}
    answer = coordinator.post(step(version, "terminate"), sent)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert "Partene er enige." in shown(answer)
    assert 'value="2001-01-01"' in shown(answer)
    assert not version.later_events.exists()
    sent["last_day"] = timezone.localdate().isoformat()
    assert coordinator.post(step(version, "terminate"), sent).status_code == 302
    assert version.later_events.get().kind == "terminated"


def test_version_that_is_over_cannot_be_terminated(coordinator, make_in):
    version = make_in("signed")
    yesterday = timezone.localdate() - timedelta(days=1)
    operations.terminate(
        version, last_day=yesterday, reason="Oppsagt.", actor=coordinator.user
    )
    body = shown(coordinator.get(page(version)))
    assert step(version, "terminate") not in body
    assert step(version, "archive") in body


def test_archive_reference_is_noted_with_its_day(coordinator, make_in):
    version = make_in("signed")
    sent = form_on(coordinator.get(step(version, "archive"))) | {"reference": "26/7"}
    coordinator.post(step(version, "archive"), sent)
    event = version.later_events.get()
    assert (event.kind, event.reference) == ("archived", "26/7")
    assert event.on == timezone.localdate()


def test_state_that_changed_while_the_page_was_open_is_told(coordinator, make_in):
    version = make_in("for_comment")
    operations.return_to_draft(version, actor=coordinator.user)
    answer = coordinator.post(step(version, "send_for_approval"))
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert state_of(version) == "draft"


@pytest.mark.parametrize("state", ["for_approval", "signed", "withdrawn"])
def test_text_that_stands_is_locked_and_says_why(coordinator, make_in, state):
    version = make_in(state)
    reasons = set()
    for part in [version, version.clauses.get(), version.parties.first()]:
        answer = coordinator.get(address(type(part), "change", part.pk))
        assert 'name="_save"' not in shown(answer)
        reasons.add(answer.context["adminform"].fieldsets[0][1]["description"])
    assert len(reasons) == 1


def test_only_a_draft_that_nobody_has_signed_can_be_deleted(coordinator, make_in):
    for state in STEPS:
        version = make_in(state)
        url = address(AgreementVersion, "delete", version.pk)
        expected = 200 if state == "draft" else 403
        assert coordinator.get(url).status_code == expected


def test_every_rule_of_the_life_has_a_sentence():
    for rule in [
        "agreementversion_begins_as_draft",
        "agreementversion_council_and_nav",
        "agreementversion_number_stays",
        "agreementversion_ready_for_approval",
        "agreementversion_stays",
        "agreementversion_step",
        "signature_is_voided_visibly",
        "signature_while_for_approval",
        "signatures_are_voided_first",
        "signeddocument_is_what_it_says",
        "text_stands_from_approval_on",
    ]:
        assert str(TRIGGER_SENTENCES[rule])
