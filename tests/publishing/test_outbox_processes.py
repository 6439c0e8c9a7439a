"""Processes that are killed, or send at the same moment: each mail arrives once."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, connections, transaction

from publishing.models import OutgoingMail
from publishing.outbox import send_due
from tests.factories import make_outgoing_mail
from tests.publishing.mail_server import PATIENCE

pytestmark = pytest.mark.usefixtures("cloned_database")

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2025, 3, 10, 8, tzinfo=UTC)

PUT = """
import os, signal
import django
django.setup()
from django.db import transaction
from django.utils import timezone
from publishing.outbox import put

def put_one():
    put(key="eksempel:killed", to_address="kari@example.org", subject="Eksempel",
        text="Hei.", at=timezone.now())

def die():
    os.kill(os.getpid(), signal.SIGKILL)
"""
KILLED_AFTER_COMMIT = PUT + "with transaction.atomic():\n    put_one()\ndie()\n"
KILLED_BEFORE_COMMIT = PUT + "with transaction.atomic():\n    put_one()\n    die()\n"


@pytest.fixture(autouse=True)
def empty_outbox(django_db_blocker, cloned_database):
    with django_db_blocker.unblock():
        OutgoingMail.objects.all().delete()
        yield


def database_url():
    """Return the URL of the database that Django uses at this moment."""
    given = connection.settings_dict
    login = ":".join(quote(given[part], safe="") for part in ("USER", "PASSWORD"))
    place = {"host": given["HOST"], "port": given["PORT"]}
    asked = urlencode({name: value for name, value in place.items() if value})
    return f"postgresql://{login}@/{given['NAME']}?{asked}"


@pytest.fixture
def start(mail_server):
    """Return a function that starts Python in a process of its own.

    It has the test's database and mail server. All are ended after the test.
    """
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "partnership_portal.settings.test",
        "DATABASE_URL": database_url(),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_server.port),
        "DEFAULT_FROM_EMAIL": "portal@portal.example",
    }
    started = []

    def start_python(*arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start_python
    for process in started:
        process.kill()
        process.communicate()


def send_twice(start):
    """Send in two fresh processes, one after the other."""
    for _time in range(2):
        process = start("manage.py", "send_mail")
        output, _nothing = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, output


def ended(process):
    process.communicate(timeout=PATIENCE)
    return process.returncode


def test_killed_between_commit_and_sending(start, mail_server):
    assert ended(start("-c", KILLED_AFTER_COMMIT)) == -signal.SIGKILL
    assert mail_server.received == []
    send_twice(start)
    [got] = mail_server.received
    assert got["Message-ID"] == OutgoingMail.objects.get().message_id


def test_killed_before_the_commit_nothing_was_ever_written(start, mail_server):
    assert ended(start("-c", KILLED_BEFORE_COMMIT)) == -signal.SIGKILL
    send_twice(start)
    assert mail_server.received == []


def test_killed_while_sending_before_the_server_has_the_mail(start, mail_server):
    mail = make_outgoing_mail(due_at=datetime.now(UTC))
    mail_server.hold_next("MAIL")
    process = start("manage.py", "send_mail")
    assert mail_server.reached.wait(PATIENCE)
    process.kill()
    assert ended(process) == -signal.SIGKILL
    mail_server.go_on.set()
    send_twice(start)
    [got] = mail_server.received
    assert got["Message-ID"] == mail.message_id


def test_killed_before_it_heard_the_server_it_sends_the_same_again(start, mail_server):
    """The one gap there is: the second mail cannot be told from the first."""
    mail = make_outgoing_mail(due_at=datetime.now(UTC))
    mail_server.hold_next("ACCEPTED")
    process = start("manage.py", "send_mail")
    assert mail_server.reached.wait(PATIENCE)
    process.kill()
    assert ended(process) == -signal.SIGKILL
    mail_server.go_on.set()
    send_twice(start)
    first, second = mail_server.received
    assert first["Message-ID"] == second["Message-ID"] == mail.message_id
    assert first.as_bytes() == second.as_bytes()


def test_two_at_once_send_a_mail_once(mail_server, django_db_blocker):
    first, second = make_outgoing_mail(), make_outgoing_mail()

    def other():
        with django_db_blocker.unblock():
            try:
                return send_due(NOW, limit=1)
            finally:
                connections.close_all()

    mail_server.hold_next("DATA")
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(other)
        try:
            assert mail_server.reached.wait(PATIENCE)
            # The first is being sent: whoever comes now takes the second, and no more.
            here = send_due(NOW)
            assert [got["Message-ID"] for got in mail_server.received] == [
                second.message_id
            ]
        finally:
            mail_server.go_on.set()
        there = sending.result(PATIENCE)
    assert (here.sent, there.sent) == (1, 1)
    assert [got["Message-ID"] for got in mail_server.received] == [
        second.message_id,
        first.message_id,
    ]


def test_nothing_is_sent_inside_a_transaction_that_may_be_undone(mail_server):
    make_outgoing_mail()
    with pytest.raises(RuntimeError), transaction.atomic():
        send_due(NOW)
    assert mail_server.received == []
