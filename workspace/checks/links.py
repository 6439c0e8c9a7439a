"""The link of a reminder: who may use it, for what, and when it is void.

It is single-use: each group of facts can be confirmed by it once. It is void when its
days are over, when the person no longer may confirm, and for facts that were changed
since the mail was written. Reading its page confirms nothing, for scanners of mail
follow every link.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from partners.confirming import FactsChanged, confirm
from partners.rights import may_do
from publishing.fact_groups import Fact, digest_of, facts_of, group_of

from ..models import ConfirmationLink, LinkedFacts
from .reading import KINDS, queryset_of

# 43 letters in base64url.
RANDOM_BYTES = 32
HOLDS_DAYS = 30


class LinkIsVoid(Exception):
    """The link confirms nothing (any more)."""


@dataclass(frozen=True)
class Linked:
    """A group of facts as the page of the link shows it.

    `state` is open, used, changed or gone (no longer public, or no longer this
    person's to confirm).
    """

    facts: LinkedFacts
    row: Any
    group: Any
    state: str
    shown: Sequence[Fact] = ()


def make_secret() -> tuple[str, str]:
    """Return a new secret and the digest under which it is kept."""
    secret = secrets.token_urlsafe(RANDOM_BYTES)
    return secret, digest_of_secret(secret)


def digest_of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find_link(secret: str, on: date) -> ConfirmationLink | None:
    """Return the link with this secret when it still works on a day; None otherwise.

    None as well for a person who no longer has any account that is switched on.
    """
    return (
        ConfirmationLink.objects.filter(
            digest=digest_of_secret(secret),
            expires_on__gte=on,
            user__is_active=True,
        )
        .select_related("user", "partner")
        .first()
    )


def linked_facts(link: ConfirmationLink, on: date) -> list[Linked]:
    """Return what a link told of, as it stands now, in the order of the mail."""
    return [
        _linked(link, facts, on) for facts in link.facts.select_related("content_type")
    ]


def confirm_by_link(
    link: ConfirmationLink, key: int, *, on: date, at: datetime
) -> None:
    """Confirm one group of facts of a link in the name of whom it was sent to.

    Pressing twice confirms once. Raise LinkIsVoid for what the link does not hold, or
    no longer, and FactsChanged when the facts are others than those of the mail.
    """
    with transaction.atomic():
        facts = link.facts.select_for_update(of=("self",)).filter(pk=key).first()
        if facts is None:
            raise LinkIsVoid(key)
        if facts.used_at is not None:
            return
        row = _row(facts, on)
        if row is None:
            raise LinkIsVoid(key)
        try:
            confirm(
                row,
                facts.fact_group,
                actor=link.user,
                on=on,
                seen=facts.facts_digest,
                at=at,
            )
        except PermissionDenied:
            raise LinkIsVoid(key) from None
        facts.used_at = at
        facts.save(update_fields=["used_at"])


def _linked(link: ConfirmationLink, facts: LinkedFacts, on: date) -> Linked:
    row = _row(facts, on)
    if row is None or not may_do(link.user, "confirm", row, on=on):
        return Linked(facts, None, None, "gone")
    group = group_of(row, facts.fact_group)
    if facts.used_at is not None:
        return Linked(facts, row, group, "used")
    if digest_of(row, group) != facts.facts_digest:
        return Linked(facts, row, group, "changed")
    return Linked(facts, row, group, "open", facts_of(row, group))


def _row(facts: LinkedFacts, on: date) -> Any:
    model = facts.content_type.model_class()
    kind = next((kind for kind, each in KINDS.items() if each is model), None)
    if kind is None:
        return None
    return queryset_of(kind, on).filter(pk=facts.object_id).first()


__all__ = [
    "FactsChanged",
    "LinkIsVoid",
    "confirm_by_link",
    "find_link",
    "linked_facts",
    "make_secret",
]
