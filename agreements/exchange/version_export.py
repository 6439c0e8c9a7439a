"""Write a version as the file of a partnership tells it: version_file.py, backwards."""

from collections.abc import Mapping
from typing import Any

from ..models import (
    AgreementVersion,
    Clause,
    Responsibility,
    Signature,
)
from .file_values import (
    day_to,
    instant_to,
    texts_of,
)


def version_content(
    version: AgreementVersion, *, with_exempt_texts: bool
) -> dict[str, Any]:
    """Return a version as JSON values, the same for the same rows.

    A version that is not signed is told as a draft. Without `with_exempt_texts` the
    text of an exempt clause is None. Which version it follows, which one was its
    template and its deadlines stand elsewhere: `ties_and_deadlines`. Six queries,
    however long the agreement is.
    """
    is_signed = version.state == AgreementVersion.State.SIGNED
    parties = list(
        version.parties.select_related("partner", "signature").order_by(
            "position", "pk"
        )
    )
    clauses = version.clauses.select_related("exemption").order_by("position", "pk")
    rows = version.responsibilities.select_related(
        "task", "party__partner", "clause"
    ).prefetch_related("target_groups", "municipalities")
    return {
        "number": version.number if is_signed else None,
        "state": "signed" if is_signed else "draft",
        "is_transcript": version.is_transcript,
        "agreed_from": day_to(version.agreed_from),
        "agreed_to": day_to(version.agreed_to),
        "note": texts_of(version, "note"),
        "clauses": [_clause(each, with_exempt_texts) for each in clauses],
        "parties": [
            {
                "partner": party.partner.slug,
                "name": party.name,
                "role": texts_of(party, "role"),
            }
            for party in parties
        ],
        "responsibilities": [
            _responsibility(row) for row in rows.order_by("position", "pk")
        ],
        "signatures": [
            _signature(party.partner.slug, party.signature)
            for party in parties
            if is_signed and hasattr(party, "signature")
        ],
        "events": [_event(event) for event in version.later_events.all()],
        **({"content_digest": version.content_digest} if is_signed else {}),
    }


def ties_and_deadlines(version: AgreementVersion) -> dict[str, Any]:
    """Return the template of a version, and its deadlines; {} when it has neither."""
    template = version.copied_from
    tied: dict[str, Any] = {}
    if template and template.state == AgreementVersion.State.SIGNED:
        tied["copied_from"] = {
            "agreement": template.agreement.slug,
            "number": template.number,
        }
    deadlines = version.deadlines.select_related("owner").order_by(
        "on", "kind", "title_nb", "title_nn"
    )
    if deadlines:
        tied["deadlines"] = [
            {
                "kind": deadline.kind,
                "on": day_to(deadline.on),
                "title": texts_of(deadline, "title"),
                "clause": deadline.clause_key,
                "owner": deadline.owner.slug,
                "done_on": day_to(deadline.done_on),
            }
            for deadline in deadlines
        ]
    return tied


def exemption_of(clause: Clause) -> Mapping[str, Any] | None:
    """Return by what law and since when a clause is exempt, or None when it is not."""
    exemption = getattr(clause, "exemption", None)
    if exemption is None:
        return None
    return {
        "legal_basis": exemption.legal_basis,
        "decided_on": day_to(exemption.decided_on),
    }


def _clause(clause: Clause, with_exempt_texts: bool) -> dict[str, Any]:
    exemption = exemption_of(clause)
    hidden = exemption and not with_exempt_texts
    return {
        "key": clause.key,
        "number": clause.number,
        "kind": clause.kind,
        "heading": texts_of(clause, "heading"),
        "text": None if hidden else texts_of(clause, "text"),
        **({"exemption": exemption} if exemption else {}),
    }


def _responsibility(row: Responsibility) -> dict[str, Any]:
    return {
        "task": row.task.slug,
        "party": row.party.partner.slug,
        "involvement": row.involvement,
        "target_groups": sorted(group.slug for group in row.target_groups.all()),
        "whole_county": row.whole_county,
        "municipalities": sorted(place.code for place in row.municipalities.all()),
        "clause": row.clause.key,
        "note": texts_of(row, "note"),
    }


def _signature(party: str, signature: Signature) -> dict[str, Any]:
    more = {
        "archive_reference": signature.archive_reference,
        "signed_at": instant_to(signature.signed_at),
    }
    return {
        "party": party,
        "name": signature.name,
        "office": texts_of(signature, "office"),
        "signed_on": day_to(signature.signed_on),
        "method": signature.method,
        "case_number": signature.case_number,
        **{name: value for name, value in more.items() if value},
    }


def _event(event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "on": day_to(event.on),
        "note": texts_of(event, "note"),
        **({"reference": event.reference} if event.reference else {}),
    }
