"""Write one partnership as the JSON file that `import agreements` reads.

What is signed imports to the same digests, and the file that an import made again
exports is the same to the letter. What the format leaves out is named in
docs/import-formats.md.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..models import (
    Agreement,
    AgreementVersion,
    Partnership,
    RoleDescription,
)
from .file_values import (
    day_to,
    instant_to,
    texts_of,
)
from .version_export import (
    ties_and_deadlines,
    version_content,
)

SIGNED, WITHDRAWN = AgreementVersion.State.SIGNED, AgreementVersion.State.WITHDRAWN


def spell_file(content: Mapping[str, Any]) -> str:
    """Return the one JSON spelling of a content: keys sorted, a newline at the end."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def partnership_content(
    partnership: Partnership,
    agreement: Agreement | None = None,
    *,
    with_drafts: bool = False,
) -> dict[str, Any]:
    """Return a partnership, and one agreement of it, as plain JSON values.

    None is its first agreement by address, or no agreement when it has none. Drafts,
    of agreements and of role descriptions, are left out unless `with_drafts`;
    withdrawn versions always are.
    """
    agreement = agreement or partnership.agreements.order_by("slug").first()
    content = {
        "partnership": _partnership(partnership),
        "roles": [
            _role(role, partnership, with_drafts)
            for role in partnership.roles.select_related("partner")
        ],
        "bodies": [_body(body) for body in partnership.bodies.all()],
        "annual_events": [
            {
                "month": event.month,
                "title": texts_of(event, "title"),
                "description": texts_of(event, "description"),
                "owner": event.owner.slug,
            }
            for event in partnership.annual_events.select_related("owner")
        ],
        "measures": [
            {
                "title": texts_of(measure, "title"),
                "description": texts_of(measure, "description"),
                "owner": measure.owner.slug,
                "deadline": day_to(measure.deadline),
                "state": measure.state,
                "national_goal": measure.national_goal,
            }
            for measure in partnership.measures.select_related("owner")
        ],
    }
    if agreement:
        content["agreement"] = _agreement(agreement, with_drafts)
    return content


def _partnership(partnership: Partnership) -> dict[str, Any]:
    status = {"status": partnership.status} if not partnership.is_published else {}
    return {
        "slug": partnership.slug,
        "county_code": partnership.county.code,
        "name": texts_of(partnership, "name"),
        "description": texts_of(partnership, "description"),
        "organisation_models": partnership.organisation_models,
        "steward": partnership.steward.slug if partnership.steward else None,
        "coordinator": texts_of(partnership, "coordinator"),
        "is_formalised": partnership.is_formalised,
        "is_example": partnership.is_example,
        "source": partnership.source,
        "as_of": partnership.as_of,
        "members": [
            {
                "partner": member.partner.slug,
                "valid_from": day_to(member.valid_from),
                "valid_to": day_to(member.valid_to),
            }
            for member in partnership.memberships.select_related("partner")
        ],
        **status,
    }


def _agreement(agreement: Agreement, with_drafts: bool) -> dict[str, Any]:
    versions = agreement.versions.select_related("copied_from__agreement")
    versions = versions.exclude(state=WITHDRAWN) if with_drafts else versions.signed()
    signed = sorted(
        (each for each in versions if each.state == SIGNED),
        key=lambda version: version.number,
    )
    drafts = sorted(
        (each for each in versions if each.state != SIGNED),
        key=lambda version: version.pk,
    )
    more = {
        "as_of": agreement.as_of,
        "continues": agreement.continues and agreement.continues.slug,
    }
    return {
        "slug": agreement.slug,
        "title": texts_of(agreement, "title"),
        "is_example": agreement.is_example,
        "signed_language": agreement.signed_language,
        "source": agreement.source,
        "versions": _versions([*signed, *drafts]),
        **{name: value for name, value in more.items() if value},
    }


def _versions(versions: Iterable[AgreementVersion]) -> list[dict[str, Any]]:
    """Return versions in this order; each follows the one before, or says which."""
    told: list[dict[str, Any]] = []
    before = None
    numbers: dict[int, int] = {}
    for version in versions:
        content = version_content(version, with_exempt_texts=True)
        content |= ties_and_deadlines(version)
        if version.previous_id != (before and before.pk):
            content["previous"] = numbers.get(version.previous_id or 0)
        if version.state == SIGNED and version.number is not None:
            numbers[version.pk] = version.number
        told.append(content)
        before = version
    return told


def _role(role, partnership: Partnership, with_drafts: bool) -> dict[str, Any]:
    example = role.is_example != partnership.is_example
    descriptions = role.descriptions.order_by("number")
    return {
        "slug": role.slug,
        "name": texts_of(role, "name"),
        "partner": role.partner.slug,
        "descriptions": [
            _description(each)
            for each in (descriptions if with_drafts else descriptions.public())
        ],
        **({"is_example": role.is_example} if example else {}),
    }


def _description(description: RoleDescription) -> dict[str, Any]:
    """Return a version and the answers to it, the first one first.

    Who gave them for the partner is left out: the file names no users.
    """
    answers = [
        {
            "answer": each.answer,
            "given_at": instant_to(each.given_at),
            **(
                {"reason": each.reason, "language": each.language}
                if each.reason
                else {}
            ),
        }
        for each in description.answers.order_by("pk")
    ]
    return {
        "number": description.number,
        "status": description.status,
        "valid_from": day_to(description.valid_from),
        "valid_to": day_to(description.valid_to),
        "for_citizens": texts_of(description, "for_citizens"),
        "for_professionals": texts_of(description, "for_professionals"),
        "holder": description.holder,
        "deputy": description.deputy,
        **({"answers": answers} if answers else {}),
    }


def _body(body) -> dict[str, Any]:
    return {
        "slug": body.slug,
        "kind": body.kind,
        "name": texts_of(body, "name"),
        "description": texts_of(body, "description"),
        "seats": [
            {
                "partner": seat.partner.slug,
                "title": texts_of(seat, "title"),
                "holder": seat.holder,
                "valid_from": day_to(seat.valid_from),
                "valid_to": day_to(seat.valid_to),
            }
            for seat in body.seats.select_related("partner")
        ],
    }
