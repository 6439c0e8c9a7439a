"""What the audit trail tells of each version: how far it came, who signed, what came.

Entries are read in their order. One that was changed may tell of anything; it is then
read as telling nothing, for the chain names it.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType

from publishing.models import StatusChange

from .models import AgreementVersion

STANDS = ("send_for_approval", "sign", "signed_by_all", "imported")
SETTLED = ("signed_by_all", "imported")
SIGNED = ("sign", "imported_signature")
VOIDING = ("return_to_draft", "withdraw")


@dataclass(frozen=True)
class ToldSignature:
    """A signature as the trail keeps it; `digest` is '' where it tells none."""

    party: str
    seal: str
    signed_at: str
    digest: str = ""


@dataclass
class Told:
    """What the trail tells of one version, '' and empty where it tells nothing.

    `voided` are signatures that fell away, each with the reason; `events` are (kind,
    day, seal), `documents` (party, digest of the file, digest of the text).
    """

    label: str = ""
    state: str = ""
    digest: str = ""
    number: object = None
    is_transcript: bool = False
    signatures: dict[str, ToldSignature] = field(default_factory=dict)
    voided: list[tuple[ToldSignature, str]] = field(default_factory=list)
    events: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    documents: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def must_be_there(self) -> bool:
        """Return whether the version can no longer have been deleted as a draft."""
        draft = AgreementVersion.State.DRAFT
        return self.state not in ("", draft) or bool(self.voided or self.signatures)


def told_of_versions() -> dict[str, Told]:
    """Return what the trail tells, by the key of the version as text."""
    entries = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(AgreementVersion)
    ).exclude(action__startswith="refused_")
    found: dict[str, Told] = {}
    for entry in entries.order_by("position").iterator(chunk_size=1000):
        _read(found.setdefault(entry.object_id, Told()), entry)
    return found


def _read(told: Told, entry: StatusChange) -> None:
    details = entry.details if isinstance(entry.details, dict) else {}
    told.label = entry.object_label
    told.state = entry.to_status or told.state
    if entry.action in STANDS:
        told.digest = _text(details, "digest") or told.digest
    if entry.action in SETTLED:
        told.number = details.get("number")
        told.is_transcript = details.get("is_transcript") is True
    if entry.action in SIGNED:
        signature = ToldSignature(
            *(_text(details, name) for name in ("party", "seal", "signed_at", "digest"))
        )
        told.signatures[signature.party] = signature
    elif entry.action in VOIDING:
        told.voided += [(each, entry.reason) for each in told.signatures.values()]
        told.signatures.clear()
    elif entry.action == "add_document":
        told.documents[_texts(details, "party file_digest text")] += 1
    event = details.get("event")
    if isinstance(event, dict):
        told.events[_texts(event, "kind on seal")] += 1


def _texts(details: dict[str, object], names: str) -> tuple[str, str, str]:
    first, second, third = (_text(details, name) for name in names.split())
    return first, second, third


def _text(details: dict[str, object], name: str) -> str:
    value = details.get(name, "")
    return value if isinstance(value, str) else ""
