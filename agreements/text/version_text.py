"""Read a stored version as the plain values that are signed."""

from collections.abc import Iterable

from ..models import (
    AgreementVersion,
    Clause,
    Party,
    Responsibility,
)
from .canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
)


def version_text(version: AgreementVersion) -> VersionText:
    """Return what the parties of a version sign, or signed. Five queries."""
    return text_of(
        version,
        version.clauses.order_by("position", "pk"),
        version.parties.select_related("partner").order_by("position", "pk"),
        version.responsibilities.select_related(
            "task", "party__partner", "clause"
        ).prefetch_related("target_groups", "municipalities"),
    )


def text_of(
    version: AgreementVersion,
    clauses: Iterable[Clause],
    parties: Iterable[Party],
    responsibilities: Iterable[Responsibility],
) -> VersionText:
    """Return the same from rows that were read already, in the order they stand in."""
    return VersionText(
        agreement=version.agreement.slug,
        signed_language=version.agreement.signed_language,
        agreed_from=version.agreed_from,
        agreed_to=version.agreed_to,
        clauses=tuple(
            ClauseText(
                key=clause.key,
                number=clause.number,
                kind=clause.kind,
                heading_nb=clause.heading_nb,
                heading_nn=clause.heading_nn,
                text_nb=clause.text_nb,
                text_nn=clause.text_nn,
            )
            for clause in clauses
        ),
        parties=tuple(
            PartyText(
                partner=party.partner.slug,
                name=party.name,
                role_nb=party.role_nb,
                role_nn=party.role_nn,
            )
            for party in parties
        ),
        responsibilities=tuple(
            ResponsibilityText(
                task=row.task.slug,
                party=row.party.partner.slug,
                involvement=row.involvement,
                clause=row.clause.key,
                target_groups=tuple(group.slug for group in row.target_groups.all()),
                whole_county=row.whole_county,
                municipalities=tuple(place.code for place in row.municipalities.all()),
                note_nb=row.note_nb,
                note_nn=row.note_nn,
            )
            for row in responsibilities
        ),
    )
