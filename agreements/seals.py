"""What the audit trail keeps of rows that stand outside the signed text.

Digests, so that the trail holds no names: with them `verify_agreements` sees when who
signed, or what happened later, was changed afterwards.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from publishing.chain import canonical_json

from .models import VersionEvent
from .models.signing import Signing

SIGNED_FIELDS = "name office_nb office_nn method case_number archive_reference".split()
EVENT_FIELDS = "kind reference note_nb note_nn".split()


def told_signature(
    signing: Signing, party: str, signed_at: datetime | None
) -> dict[str, Any]:
    """Return what the trail keeps of a signature for the partner with a slug.

    The digest of the text is no part of the seal: it stands in the trail itself.
    """
    return {
        "party": party,
        "seal": _seal(signing, SIGNED_FIELDS, party, signing.signed_on.isoformat()),
        "signed_at": signed_at.astimezone(UTC).isoformat() if signed_at else "",
    }


def told_event(event: VersionEvent) -> dict[str, Any]:
    """Return what the trail keeps of an event."""
    on = event.on.isoformat()
    return {
        "kind": str(event.kind),
        "on": on,
        "seal": _seal(event, EVENT_FIELDS, on),
    }


def _seal(row: object, fields: list[str], *more: str) -> str:
    values = [*(str(getattr(row, name)) for name in fields), *more]
    return hashlib.sha256(canonical_json({"values": values})).hexdigest()
