"""The one spelling of what is signed, and its digest. Pure: plain values in and out.

What is signed is the period, the parties, the clauses and the responsibilities, in
both written forms. Notes, states, events and archive references stand outside.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from publishing.chain import canonical_json

FORMAT = 1


@dataclass(frozen=True)
class ClauseText:
    """A clause as it is signed; `key` is its stable name across versions."""

    key: str
    number: str
    kind: str
    heading_nb: str
    heading_nn: str
    text_nb: str
    text_nn: str


@dataclass(frozen=True)
class PartyText:
    """A party as it is signed: the partner's slug and the name in the agreement."""

    partner: str
    name: str
    role_nb: str
    role_nn: str


@dataclass(frozen=True)
class ResponsibilityText:
    """A responsibility as it is signed: slugs, codes and the key of its clause."""

    task: str
    party: str
    involvement: str
    clause: str
    target_groups: tuple[str, ...]
    whole_county: bool
    municipalities: tuple[str, ...]
    note_nb: str
    note_nn: str


@dataclass(frozen=True)
class VersionText:
    """Everything the parties put their names to."""

    agreement: str
    signed_language: str
    agreed_from: date | None
    agreed_to: date | None
    clauses: tuple[ClauseText, ...]
    parties: tuple[PartyText, ...]
    responsibilities: tuple[ResponsibilityText, ...]


def canonical_form(version: VersionText) -> Mapping[str, Any]:
    """Return the version as plain values in a fixed order.

    Clauses and parties keep their order, for it is part of the text; responsibilities
    and the lists in them are sorted, for theirs is not.
    """
    return {
        "format": FORMAT,
        "agreement": version.agreement,
        "signed_language": version.signed_language,
        "agreed_from": _day(version.agreed_from),
        "agreed_to": _day(version.agreed_to),
        "clauses": [asdict(clause) for clause in version.clauses],
        "parties": [asdict(party) for party in version.parties],
        "responsibilities": sorted(
            _responsibilities(version.responsibilities), key=canonical_json
        ),
    }


def content_digest(version: VersionText) -> str:
    """Return the SHA-256 of the canonical form as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_json(canonical_form(version))).hexdigest()


def _responsibilities(
    rows: Iterable[ResponsibilityText],
) -> Iterable[Mapping[str, Any]]:
    for row in rows:
        yield {
            **asdict(row),
            "target_groups": sorted(row.target_groups),
            "municipalities": sorted(row.municipalities),
        }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
