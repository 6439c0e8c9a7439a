"""A form that is sent twice, or twenty times at once, does its work one time.

Each page with a form carries a token of its own, signed for its reader. The first who
sends it writes the token's digest, in the transaction of the work itself: others wait
at the unique digest, and are then told what came of it. When the work fails, the token
is unused again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction

from .models import FormToken

SALT = "publishing.once"
# How long a page may lie open and still be sent.
VALID_FOR = timedelta(days=7)
# Rows that outlived every token go with the next form that is sent, some at a time.
FORGOTTEN_AT_ONCE = 100


class TokenRefused(Exception):
    """The token is missing, too old, or was made for somebody or something else."""


class SentBefore(Exception):
    """The token was used for another content; `address` is what came of that."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True)
class Done:
    """What came of a form; `repeated` when it had been sent before."""

    address: str
    repeated: bool = False


def new_token(purpose: str, user: Any = None) -> str:
    """Return a token for one page with one form. Nothing is stored.

    `purpose` names the form; `user` is who reads the page, or None for a stranger.
    """
    value = [purpose, _key_of(user), secrets.token_urlsafe(16)]
    return signing.dumps(value, salt=SALT, compress=False)


def once(
    token: str,
    work: Callable[[], str],
    *,
    purpose: str,
    user: Any = None,
    content: str = "",
    anew: bool = False,
    at: datetime | None = None,
) -> Done:
    """Do the work for the first who brings the token; tell the others what came of it.

    `work` returns the address of its result and runs in a transaction with the token;
    what it raises undoes both. `content` is the digest of what was sent. Another
    content under a used token raises SentBefore, or counts as a form of its own when
    `anew`: so it is for rows that guard themselves against a second editor. Raise
    TokenRefused for a token that is not good.
    """
    at = at or datetime.now(UTC)
    _check(token, purpose, user)
    digest = hashlib.sha256(f"{token}:{content if anew else ''}".encode()).hexdigest()
    with transaction.atomic():
        row = FormToken(
            digest=digest, content=content, user_id=_key_of(user), used_at=at
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            earlier = FormToken.objects.filter(digest=digest).first()
            if earlier is None:
                raise
            if earlier.content != content:
                raise SentBefore(earlier.result_address) from None
            return Done(earlier.result_address, repeated=True)
        row.result_address = work()
        row.save(update_fields=["result_address"])
        forget_old(at)
    return Done(row.result_address)


def content_digest(
    sent: Mapping[str, Iterable[str]],
    files: Iterable[tuple[str, str, int]] = (),
    leave_out: Iterable[str] = (),
) -> str:
    """Return one digest of all that a form was sent with.

    `files` are field, name and size of each. `leave_out` names fields that differ from
    page to page and say nothing.
    """
    without = {*leave_out, "csrfmiddlewaretoken"}
    kept = {name: list(values) for name, values in sent.items() if name not in without}
    text = json.dumps([kept, sorted(files)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def forget_old(at: datetime) -> int:
    """Delete some rows whose tokens nobody can use any more; return how many."""
    old = FormToken.objects.filter(used_at__lt=at - VALID_FOR - timedelta(days=1))
    chosen = old.select_for_update(skip_locked=True)[:FORGOTTEN_AT_ONCE]
    keys = [row.pk for row in chosen]
    if keys:
        FormToken.objects.filter(pk__in=keys).delete()
    return len(keys)


def _check(token: str, purpose: str, user: Any) -> None:
    try:
        made = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature as error:
        raise TokenRefused("not good, or too old") from error
    if not isinstance(made, list) or made[:2] != [purpose, _key_of(user)]:
        raise TokenRefused("made for something else")


def _key_of(user: Any) -> Any:
    """Return the key of a user who is logged in; None for everybody else."""
    return getattr(user, "pk", None)
