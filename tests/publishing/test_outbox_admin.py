"""The outbox in the admin: seen by those who may, changed by nobody."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from publishing.models import OutgoingMail
from tests.admin_forms import address, editor_called, shown
from tests.factories import make_outgoing_mail

pytestmark = pytest.mark.django_db

ENDED = datetime(2024, 1, 2, 12, tzinfo=UTC)
LIST = address(OutgoingMail, "changelist")


@pytest.fixture
def editor():
    return editor_called("eksempel-redaktor")


def chosen(*mails):
    return {
        "action": "try_again",
        "_selected_action": [str(getattr(mail, "pk", mail)) for mail in mails],
    }


def test_a_mail_is_shown_with_recipient_and_text(editor):
    mail = make_outgoing_mail(text="Fristen er i morgen.", last_error="451 Later")
    page = shown(editor.get(address(OutgoingMail, "change", mail.pk)))
    for piece in (mail.to_address, mail.subject, mail.text, mail.last_error):
        assert piece in page


@pytest.mark.parametrize(
    ("end", "subject"),
    [("waiting", "Venter"), ("sent", "Sendt"), ("given_up", "Oppgitt")],
)
def test_the_list_is_filtered_by_what_became_of_them(editor, end, subject):
    make_outgoing_mail(subject="Venter")
    make_outgoing_mail(subject="Sendt", sent_at=ENDED)
    make_outgoing_mail(subject="Oppgitt", given_up_at=ENDED)
    listed = editor.get(LIST, {"end": end}).context["cl"].result_list
    assert [mail.subject for mail in listed] == [subject]


def test_what_is_emptied_still_has_a_link(editor):
    mail = make_outgoing_mail(subject="", to_address="", text="", sent_at=ENDED)
    assert address(OutgoingMail, "change", mail.pk) in shown(editor.get(LIST))


def test_only_what_was_given_up_is_tried_again(editor):
    given_up = make_outgoing_mail(given_up_at=ENDED, attempts=8)
    sent = make_outgoing_mail(sent_at=ENDED)
    before = timezone.now()
    answer = editor.post(LIST, chosen(given_up, sent), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == [
        "warning",
        "success",
    ]
    given_up.refresh_from_db()
    sent.refresh_from_db()
    assert (given_up.given_up_at, given_up.attempts) == (None, 0)
    assert given_up.due_at >= before
    assert sent.sent_at == ENDED


def test_only_who_runs_the_portal_reads_mails_or_sends_them_again():
    """Mails belong to nobody: a permission that was ticked somewhere gives nothing."""
    mail = make_outgoing_mail(given_up_at=ENDED)
    user = get_user_model().objects.create_user("eksempel-leser", is_staff=True)
    names = ["view_outgoingmail", "change_outgoingmail"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    assert client.get(LIST).status_code == 403
    assert client.get(address(OutgoingMail, "change", mail.pk)).status_code == 403
    client.post(LIST, chosen(mail))
    mail.refresh_from_db()
    assert mail.given_up_at == ENDED


def test_a_row_that_no_list_offered_is_a_bad_request(editor):
    make_outgoing_mail()
    assert editor.post(LIST, chosen("x")).status_code == 400
