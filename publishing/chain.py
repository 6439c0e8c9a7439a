"""A chain of hashes that shows when an audit trail was changed afterwards.

Each digest covers the digest before it and the entry's payload, so an entry cannot
be changed, moved, slipped in or taken out unnoticed. What was cut off at the end is
noticed when the number of entries and the last digest are kept somewhere else.

Names of persons do not enter a payload; `person_digest` of them does. When name and
salt are erased, the chain still holds and the digest tells nothing any more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

# What the first entry names as the digest before it, and the head of no entries.
GENESIS = ""
# 128 random bits as `secrets.token_urlsafe(16)` writes them.
MIN_SALT_LENGTH = 22

_DIGEST = re.compile("[0-9a-f]{64}")

Payload = Mapping[str, Any]
Reason = Literal["previous", "digest", "payload", "count", "head"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One link as it was stored: the digest it builds on, its content, its own."""

    previous_digest: str
    payload: Payload
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold.

    `position` counts entries from 1. `reason`: "previous" when the entry does not
    follow from the one before, "payload" when its content cannot be hashed,
    "digest" when content and digest differ, "count" or "head" when the chain is not
    the one that was kept apart (`position` is then that of its last entry, 0 when
    it is empty).
    """

    position: int
    reason: Reason


def canonical_json(payload: Payload) -> bytes:
    """Return the one UTF-8 spelling of a payload: sorted keys, no spaces.

    Values are text, whole numbers, true, false, null, lists and objects of these.
    Raise TypeError for anything else, floats above all, since their spelling
    differs between systems; ValueError for text that UTF-8 cannot hold.
    """
    _check_value(payload)
    return json.dumps(
        payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def entry_digest(previous_digest: str, payload: Payload) -> str:
    """Return the SHA-256 of an entry as 64 lower-case hexadecimal digits.

    `previous_digest` is GENESIS for the first one. Raise ValueError when it is no
    digest, and as `canonical_json` does.
    """
    if previous_digest != GENESIS and not _DIGEST.fullmatch(previous_digest):
        raise ValueError("the previous digest needs 64 hexadecimal digits")
    content = previous_digest.encode() + b"\n" + canonical_json(payload)
    return hashlib.sha256(content).hexdigest()


def verify(
    entries: Iterable[Entry], *, count: int | None = None, head: str | None = None
) -> Break | None:
    """Return the first break of a chain in its order, or None when it holds.

    `count` and `head` are the number of entries and the last digest as kept apart;
    None leaves them unchecked, an empty chain has the head GENESIS.
    """
    previous = GENESIS
    position = 0
    for position, entry in enumerate(entries, start=1):
        if entry.previous_digest != previous:
            return Break(position, "previous")
        try:
            digest = entry_digest(previous, entry.payload)
        except (TypeError, ValueError):
            return Break(position, "payload")
        if entry.digest != digest:
            return Break(position, "digest")
        previous = digest
    if count is not None and count != position:
        return Break(position, "count")
    if head is not None and head != previous:
        return Break(position, "head")
    return None


def person_digest(salt: str, name: str) -> str:
    """Return what stands for a person's name in a payload, 64 hexadecimal digits.

    The salt is random text of at least 22 characters, kept and erased with the name:
    without it, the name could be found by trying. Raise ValueError for a shorter one.
    """
    if len(salt) < MIN_SALT_LENGTH:
        raise ValueError(f"the salt needs at least {MIN_SALT_LENGTH} characters")
    text = unicodedata.normalize("NFC", name)
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def _check_value(value: object) -> None:
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, list | tuple):
        for item in value:
            _check_value(item)
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError("keys are text")
            _check_value(item)
        return
    raise TypeError(f"{type(value).__name__} has no canonical spelling")
