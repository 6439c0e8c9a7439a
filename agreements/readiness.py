"""What a text still lacks before it can be signed. Pure: plain values in and out."""

from collections.abc import Collection
from dataclasses import dataclass

from .text.canonical import VersionText


@dataclass(frozen=True)
class Readiness:
    """What stands in the way, and what somebody may have forgotten.

    `lacks` are codes of what is needed: county_council, nav, first_day, clauses. The
    rest is only told: `one_form` are the numbers of clauses that stand in one written
    form alone, `without_task` the names of parties that are responsible for nothing.
    """

    lacks: tuple[str, ...]
    one_form: tuple[str, ...]
    without_task: tuple[str, ...]


def readiness(text: VersionText, kinds: Collection[str]) -> Readiness:
    """Return how far a text is; `kinds` are the kinds of partner of its parties."""
    lacks = [kind for kind in ("county_council", "nav") if kind not in kinds]
    if text.agreed_from is None:
        lacks.append("first_day")
    if not text.clauses:
        lacks.append("clauses")
    responsible = {row.party for row in text.responsibilities}
    return Readiness(
        lacks=tuple(lacks),
        one_form=tuple(
            clause.number
            for clause in text.clauses
            if not (clause.heading_nb and clause.heading_nn)
            or bool(clause.text_nb) != bool(clause.text_nn)
        ),
        without_task=tuple(
            party.name for party in text.parties if party.partner not in responsible
        ),
    )
