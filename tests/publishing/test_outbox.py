"""E-mails wait in the outbox and reach a real SMTP server, once each."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from publishing import outbox
from publishing.models import OutgoingMail
from publishing.outbox import (
    BACK_OFF,
    KEPT_FOR,
    NothingToTryAgain,
    Report,
    forget_sent,
    next_attempt,
    put,
    send_due,
    try_again,
)
from tests.factories import make_outgoing_mail

NOW = datetime(2025, 3, 10, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 5), (3, 30), (4, 120), (5, 480), (6, 1440), (7, 1440)],
)
def test_each_failure_waits_longer(attempts, minutes):
    assert next_attempt(attempts, NOW) == NOW + minutes * MINUTE


def test_the_eighth_failure_is_the_last():
    assert next_attempt(8, NOW) is None


@pytest.mark.django_db
class TestPutting:
    def written(self, **given):
        defaults = {
            "key": "eksempel:1",
            "to_address": "kari@example.org",
            "subject": "Eksempel",
            "text": "Hei.",
            "at": NOW,
        }
        return put(**defaults | given)

    def test_a_mail_is_due_from_the_instant_it_is_written(self, settings):
        settings.PORTAL_MAIL_DOMAIN = "portal.example"
        mail = self.written()
        assert OutgoingMail.objects.get() == mail
        assert (mail.created_at, mail.due_at, mail.attempts) == (NOW, NOW, 0)
        assert mail.message_id.startswith("<")
        assert mail.message_id.endswith("@portal.example>")

    def test_the_same_key_again_is_nothing(self):
        first = self.written()
        assert self.written(text="Noe annet.") is None
        assert OutgoingMail.objects.get().text == first.text
        # The transaction around both goes on.
        assert self.written(key="eksempel:2") is not None

    def test_what_is_rolled_back_is_not_written(self):
        with pytest.raises(LookupError), transaction.atomic():
            self.written()
            raise LookupError
        assert not OutgoingMail.objects.exists()

    def test_a_subject_is_one_line_that_fits(self):
        mail = self.written(
            subject="Frist\r\nBcc: ola@example.org\x0b\x85\u2028i dag\x07"
        )
        assert mail.subject == "Frist Bcc: ola@example.org i dag"
        long = self.written(key="eksempel:2", subject="Å" * 300)
        assert long.subject == "Å" * 199 + "…"


@pytest.mark.django_db
class TestSending:
    def test_a_mail_arrives_once_and_says_that_a_machine_wrote_it(self, mail_server):
        mail = make_outgoing_mail(
            to_address="kari@example.org", subject="Påminning: æøå", text="Hei på deg."
        )
        assert send_due(NOW) == Report(sent=1, failed=0, given_up=0, waiting=0)
        assert send_due(NOW) == Report(sent=0, failed=0, given_up=0, waiting=0)
        [got] = mail_server.received
        assert mail_server.recipients == [["kari@example.org"]]
        assert got["To"] == "kari@example.org"
        assert got["From"] == "Eksempelportalen <portal@portal.example>"
        assert got["Subject"] == "Påminning: æøå"
        assert got["Message-ID"] == mail.message_id
        assert parsedate_to_datetime(got["Date"]) == mail.created_at
        assert got["Auto-Submitted"] == "auto-generated"
        assert got.get_content_type() == "text/plain"
        assert got.get_content_charset() == "utf-8"
        assert got.get_content().strip() == "Hei på deg."
        mail.refresh_from_db()
        assert (mail.sent_at, mail.attempts) == (NOW, 1)

    def test_a_mail_is_not_sent_before_it_is_due(self, mail_server):
        make_outgoing_mail(due_at=NOW + MINUTE)
        assert send_due(NOW) == Report(sent=0, failed=0, given_up=0, waiting=1)
        assert send_due(NOW + MINUTE).sent == 1

    def test_what_is_due_longest_goes_first_and_a_run_has_an_end(self, mail_server):
        for minutes in (2, 3, 1):
            make_outgoing_mail(subject=f"{minutes}", due_at=NOW - minutes * MINUTE)
        assert send_due(NOW, limit=2) == Report(sent=2, failed=0, given_up=0, waiting=1)
        assert [got["Subject"] for got in mail_server.received] == ["3", "2"]

    def test_a_server_that_says_later_gets_the_same_mail_later(self, mail_server):
        mail = make_outgoing_mail()
        other = make_outgoing_mail()
        mail_server.replies["RCPT"] = ["451 4.7.1 Later, <eksempel@example.org>"]
        assert send_due(NOW) == Report(sent=1, failed=1, given_up=0, waiting=1)
        mail.refresh_from_db()
        assert (mail.attempts, mail.due_at) == (1, NOW + BACK_OFF[0])
        assert mail.last_error == "451 4.7.1 Later, …"
        assert send_due(NOW).sent == 0
        assert send_due(NOW + BACK_OFF[0]).sent == 1
        assert [got["Message-ID"] for got in mail_server.received] == [
            other.message_id,
            mail.message_id,
        ]
        mail.refresh_from_db()
        assert mail.attempts == 2

    @pytest.mark.parametrize("command", ["RCPT", "DATA"])
    def test_a_mail_that_is_refused_for_good_is_given_up(self, mail_server, command):
        mail = make_outgoing_mail()
        make_outgoing_mail()
        mail_server.replies[command] = ["550 5.1.1 No such user"]
        assert send_due(NOW) == Report(sent=1, failed=0, given_up=1, waiting=0)
        mail.refresh_from_db()
        assert (mail.sent_at, mail.given_up_at) == (None, NOW)
        assert mail.last_error == "550 5.1.1 No such user"

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "kari@",
            "kari@example.org, ola@example.org",
            "kari@example.org\nBcc: ola@example.org",
            # Of these Python's parser fails, or makes another address.
            "kari@[",
            "<>",
            "kåre@example.org",
            "kari ola@example.org",
        ],
    )
    def test_what_is_no_address_is_given_up_alone(self, mail_server, address):
        mail = make_outgoing_mail(to_address=address)
        make_outgoing_mail()
        assert send_due(NOW) == Report(sent=1, failed=0, given_up=1, waiting=0)
        mail.refresh_from_db()
        assert mail.given_up_at == NOW
        assert "@" not in mail.last_error

    def test_a_mail_that_nobody_foresaw_does_not_stand_first_for_ever(
        self, mail_server, monkeypatch
    ):
        mail = make_outgoing_mail()
        other = make_outgoing_mail()
        compose = outbox._message

        def fail_for_the_first(each, server):
            if each.pk == mail.pk:
                raise TypeError("nobody foresaw this")
            return compose(each, server)

        monkeypatch.setattr(outbox, "_message", fail_for_the_first)
        report = send_due(NOW)
        assert (report.failed, report.problem) == (1, "TypeError nobody foresaw this")
        assert send_due(NOW).sent == 1
        assert mail_server.received[0]["Message-ID"] == other.message_id

    def test_the_eighth_failure_gives_up(self, mail_server):
        mail = make_outgoing_mail(attempts=7)
        mail_server.replies["DATA"] = ["451 Later"]
        assert send_due(NOW) == Report(sent=0, failed=0, given_up=1, waiting=0)
        mail.refresh_from_db()
        assert (mail.attempts, mail.given_up_at) == (8, NOW)

    @pytest.mark.parametrize(
        ("command", "reply"),
        [("MAIL", "550 5.7.1 Not from you"), ("RCPT", "421 4.3.2 Closing")],
    )
    def test_a_server_that_will_have_none_ends_the_run(
        self, mail_server, command, reply
    ):
        make_outgoing_mail()
        other = make_outgoing_mail()
        mail_server.replies[command] = [reply]
        assert send_due(NOW) == Report(
            sent=0, failed=1, given_up=0, waiting=2, problem=reply
        )
        other.refresh_from_db()
        assert (other.attempts, other.last_error) == (0, "")
        assert send_due(NOW).sent == 1

    def test_a_server_that_is_down_costs_no_mail_an_attempt(
        self, mail_server, settings
    ):
        mail = make_outgoing_mail()
        with socket.socket() as deaf:
            # Bound and not listening: whoever calls is refused.
            deaf.bind(("127.0.0.1", 0))
            settings.EMAIL_PORT = deaf.getsockname()[1]
            report = send_due(NOW)
        assert report.problem.startswith("ConnectionRefusedError")
        assert (report.sent, report.failed, report.waiting) == (0, 0, 1)
        mail.refresh_from_db()
        assert (mail.attempts, mail.due_at, mail.last_error) == (0, mail.created_at, "")
        settings.EMAIL_PORT = mail_server.port
        assert send_due(NOW).sent == 1

    def test_a_sender_that_is_no_address_spoils_no_mail(self, mail_server, settings):
        settings.DEFAULT_FROM_EMAIL = "Eksempelportalen"
        mail = make_outgoing_mail()
        with pytest.raises(ImproperlyConfigured, match="DEFAULT_FROM_EMAIL"):
            send_due(NOW)
        mail.refresh_from_db()
        assert mail.given_up_at is None


@pytest.mark.django_db
class TestAfterwards:
    def test_what_was_given_up_has_all_its_attempts_again(self, mail_server):
        mail = make_outgoing_mail(attempts=8, given_up_at=NOW)
        assert send_due(NOW).sent == 0
        again = try_again(mail, NOW + MINUTE)
        assert (again.attempts, again.due_at) == (0, NOW + MINUTE)
        assert send_due(NOW + MINUTE).sent == 1

    @pytest.mark.parametrize(
        "given",
        [{}, {"sent_at": NOW}, {"given_up_at": NOW, "to_address": ""}],
        ids=["waiting", "sent", "forgotten"],
    )
    def test_nothing_else_is_tried_again(self, given):
        mail = make_outgoing_mail(**given)
        with pytest.raises(NothingToTryAgain):
            try_again(mail, NOW)
        mail.refresh_from_db()
        assert mail.due_at != NOW

    def test_what_ended_is_forgotten_and_keeps_its_key(self):
        sent = make_outgoing_mail(sent_at=NOW - MINUTE)
        given_up = make_outgoing_mail(given_up_at=NOW - MINUTE, last_error="550")
        kept = [make_outgoing_mail(sent_at=NOW), make_outgoing_mail()]
        assert forget_sent(NOW) == 2
        assert forget_sent(NOW) == 0
        for mail in (sent, given_up):
            mail.refresh_from_db()
            texts = (mail.to_address, mail.subject, mail.text, mail.last_error)
            assert texts == ("", "", "", "")
            again = put(key=mail.key, to_address="x", subject="x", text="x", at=NOW)
            assert again is None
        for mail in kept:
            before = mail.text
            mail.refresh_from_db()
            assert mail.text == before


@pytest.mark.django_db
class TestCommand:
    @pytest.fixture(autouse=True)
    def english(self):
        with translation.override("en"):
            yield

    def run(self):
        output = StringIO()
        call_command("send_mail", stdout=output)
        return output.getvalue()

    def test_it_tells_in_one_line_what_it_did(self, mail_server):
        make_outgoing_mail(due_at=datetime.now(UTC))
        mail_server.replies["RCPT"] = ["451 Later"]
        make_outgoing_mail(due_at=datetime.now(UTC))
        assert self.run() == ("E-mails sent: 1, put off: 1, given up: 0, waiting: 1.\n")

    def test_without_a_server_everything_waits(self, settings):
        settings.EMAIL_HOST = ""
        mail = make_outgoing_mail(due_at=datetime.now(UTC))
        assert self.run() == "No mail server is set up (EMAIL_HOST). Waiting: 1.\n"
        mail.refresh_from_db()
        assert (mail.attempts, mail.sent_at) == (0, None)

    def test_a_timer_sees_that_the_server_is_down(self, mail_server):
        make_outgoing_mail(due_at=datetime.now(UTC))
        mail_server.replies["MAIL"] = ["451 4.3.0 Full"]
        with pytest.raises(CommandError, match=r"451 4\.3\.0 Full"):
            self.run()

    def test_it_forgets_what_was_sent_long_ago(self, settings):
        settings.EMAIL_HOST = ""
        mail = make_outgoing_mail(sent_at=datetime.now(UTC) - KEPT_FOR - MINUTE)
        recent = make_outgoing_mail(sent_at=datetime.now(UTC) - KEPT_FOR + MINUTE)
        self.run()
        mail.refresh_from_db()
        recent.refresh_from_db()
        assert (mail.text, bool(recent.text)) == ("", True)

    def test_what_has_waited_for_long_is_given_up_and_emptied(self, mail_server):
        at = datetime.now(UTC)
        stale = make_outgoing_mail(due_at=at - KEPT_FOR - MINUTE)
        make_outgoing_mail(due_at=at - KEPT_FOR + MINUTE)
        assert "sent: 1" in self.run()
        stale.refresh_from_db()
        assert stale.given_up_at >= at
        assert (stale.to_address, stale.subject, stale.text) == ("", "", "")
        assert len(mail_server.received) == 1
