"""E-mail leaves by way of a table, so that neither a crash nor a rollback betrays it.

`put` writes a mail in the transaction of what it tells of: both stand, or neither.
`send_due` sends afterwards, one mail to a transaction, with its row locked until the
server has answered. A mail goes out twice only where the process dies between the
server's acceptance and the commit; its Message-ID and Date are then the same.
"""

import re
import smtplib
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.text import Truncator

from .models import OutgoingMail

# How long to wait after the first failure, the second, and so on; then it is enough.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
    timedelta(hours=24),
)
# After this, nobody needs to see any more what was written to whom.
KEPT_FOR = timedelta(days=90)
LONGEST_SUBJECT = 200
LONGEST_ERROR = 200

SENT, PUT_OFF, GIVEN_UP = "sent", "put off", "given up"


class NothingToTryAgain(Exception):
    """The mail was not given up, or its text and address are gone by now."""


@dataclass(frozen=True)
class Report:
    """What a run did: three counts of mails, and how many are still to be sent.

    `problem` is why the run stopped early, for the server took no mail; '' when it
    went through. It names no recipient.
    """

    sent: int
    failed: int
    given_up: int
    waiting: int
    problem: str = ""


def put(
    *, key: str, to_address: str, subject: str, text: str, at: datetime
) -> OutgoingMail | None:
    """Write a mail to be sent from `at` on, and return it; None when `key` is there.

    Call it inside the transaction of what the mail tells of. `key` says what the mail
    is about and to whom, in at most 200 characters; it is kept when the rest is
    forgotten, so no address may stand in it. Line breaks in the subject become
    spaces, and what is longer than 200 characters is cut.
    """
    message_id = f"<{uuid.uuid4()}@{settings.PORTAL_MAIL_DOMAIN}>"
    mail = OutgoingMail(
        key=key,
        message_id=message_id,
        to_address=to_address,
        subject=_one_line(subject),
        text=text,
        created_at=at,
        due_at=at,
    )
    # The database decides who was first; the caller's transaction lives on.
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    return OutgoingMail.objects.filter(message_id=message_id).first()


def has_server() -> bool:
    """Return whether mail leaves at all; without a server everything waits."""
    return bool(settings.EMAIL_HOST)


def waiting() -> QuerySet[OutgoingMail]:
    """Return the mails that were neither sent nor given up, due or not."""
    return OutgoingMail.objects.filter(sent_at=None, given_up_at=None)


def send_due(at: datetime, limit: int = 100) -> Report:
    """Send the mails that are due at an instant, at most `limit`, longest due first.

    Several processes may do so at once: each mail is taken by one of them. A failure
    that may pass puts the mail off, one that will not (or the eighth) gives it up.
    Whatever is not clearly about the mail alone ends the run. Raise
    ImproperlyConfigured when the sender's address cannot be one, and RuntimeError
    inside a transaction, for a mail that was sent must be marked for good.
    """
    _check_sender()
    counts = {SENT: 0, PUT_OFF: 0, GIVEN_UP: 0}
    problem = ""
    server = get_connection()
    try:
        for _number in range(limit):
            outcome, problem = _send_next(at, server)
            if outcome:
                counts[outcome] += 1
            if problem or not outcome:
                break
    finally:
        with suppress(OSError):
            server.close()
    return Report(
        sent=counts[SENT],
        failed=counts[PUT_OFF],
        given_up=counts[GIVEN_UP],
        waiting=waiting().count(),
        problem=problem,
    )


def next_attempt(attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after that many failures, the last one at `at`.

    `attempts` counts from 1. None means that it is to be given up.
    """
    if attempts > len(BACK_OFF):
        return None
    return at + BACK_OFF[attempts - 1]


def try_again(mail: OutgoingMail, at: datetime) -> OutgoingMail:
    """Let a mail that was given up be tried from `at` on, and return it.

    It has all its attempts again. Raise NothingToTryAgain when it was not given up,
    or is forgotten.
    """
    with transaction.atomic():
        locked = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
        if locked.given_up_at is None or not locked.to_address:
            raise NothingToTryAgain(mail.pk)
        locked.given_up_at = None
        locked.attempts = 0
        locked.due_at = at
        locked.save(update_fields=["given_up_at", "attempts", "due_at"])
    return locked


def forget_sent(before: datetime) -> int:
    """Empty what was sent or given up before an instant; return how many mails.

    Address, subject, text and error go. The row stays with its key, or the same
    reminder would be written once more.
    """
    ended = OutgoingMail.objects.filter(
        Q(sent_at__lt=before) | Q(given_up_at__lt=before)
    )
    return ended.exclude(to_address="").update(
        to_address="", subject="", text="", last_error=""
    )


def give_up_waiting(at: datetime, before: datetime) -> int:
    """Give up, at `at`, what has been due since before an instant; return how many.

    Nobody needs it any more, so it is emptied at once, like what `forget_sent` empties.
    """
    return (
        waiting()
        .filter(due_at__lt=before)
        .update(given_up_at=at, to_address="", subject="", text="", last_error="")
    )


def _send_next(at: datetime, server: BaseEmailBackend) -> tuple[str, str]:
    """Try the mail that has been due longest and that nobody else is sending.

    Return what became of it, '' when there was none or it was left alone, and the
    problem with the server, '' when it has none.
    """
    with transaction.atomic(durable=True):
        mail = (
            waiting()
            .filter(due_at__lte=at)
            .order_by("due_at", "pk")
            .select_for_update(skip_locked=True)
            .first()
        )
        if mail is None:
            return "", ""
        try:
            server.open()
        except OSError as error:
            # No mail is to blame, so none loses an attempt.
            return "", _in_short(error)
        mail.attempts += 1
        try:
            _message(mail, server).send()
        except Exception as error:
            # Whatever it was: the mail steps back, or it would stand first for ever.
            outcome = _note_failure(mail, error, at)
            problem = "" if _is_about_the_mail(error) else mail.last_error
        else:
            mail.sent_at = at
            outcome, problem = SENT, ""
        mail.save(
            update_fields=["attempts", "sent_at", "given_up_at", "due_at", "last_error"]
        )
    return outcome, problem


def _message(mail: OutgoingMail, server: BaseEmailBackend) -> EmailMessage:
    """Return the message; the same one at every attempt.

    Raise ValueError when there is no address to send to. Django would skip an empty
    one without a word, and mend some others until they are somebody else's.
    """
    try:
        validate_email(mail.to_address)
    except ValidationError:
        raise ValueError("no address") from None
    written = timezone.localtime(mail.created_at)
    return EmailMessage(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to_address],
        connection=server,
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(written),
            # RFC 3834: holiday notices must not answer a machine.
            "Auto-Submitted": "auto-generated",
        },
    )


def _note_failure(mail: OutgoingMail, error: Exception, at: datetime) -> str:
    mail.last_error = _in_short(error)
    again_at = None if _is_for_good(error) else next_attempt(mail.attempts, at)
    if again_at is None:
        mail.given_up_at = at
        return GIVEN_UP
    mail.due_at = again_at
    return PUT_OFF


def _is_about_the_mail(error: Exception) -> bool:
    """Return whether the server would take other mails: it refused just this one.

    421 closes the connection; a refused sender is the same for every mail.
    """
    about_one = (
        ValueError,
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPDataError,
    )
    return isinstance(error, about_one) and _reply(error)[0] != 421


def _is_for_good(error: Exception) -> bool:
    """Return whether trying again is in vain: 5xx, or an address that is none."""
    if isinstance(error, ValueError):
        return True
    return _is_about_the_mail(error) and 500 <= _reply(error)[0] < 600


def _reply(error: Exception) -> tuple[int, str]:
    """Return code and text of the server's answer; (0, …) where it gave none."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, said)] = error.recipients.values()
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return 0, str(error)
    return code, force_str(said, errors="replace")


def _in_short(error: Exception) -> str:
    """Return one line about what went wrong, without anybody's address."""
    code, text = _reply(error)
    said = f"{code or type(error).__name__} {text}"
    return Truncator(re.sub(r"\S*@\S*", "…", _printable(said))).chars(LONGEST_ERROR)


def _one_line(subject: str) -> str:
    return Truncator(_printable(subject)).chars(LONGEST_SUBJECT)


def _printable(text: str) -> str:
    """Return the text on one line, without control characters."""
    line = " ".join(text.split())
    return "".join(character for character in line if character.isprintable())


def _check_sender() -> None:
    """Raise ImproperlyConfigured for a sender that would make every mail fail."""
    try:
        validate_email(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    except ValidationError:
        raise ImproperlyConfigured("DEFAULT_FROM_EMAIL is no address.") from None
