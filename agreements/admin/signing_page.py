"""What a signatory is shown: the rows that are hashed, and the hash of just them."""

from dataclasses import dataclass

from publishing.chain import canonical_json
from publishing.one_state import one_state

from ..models import AgreementVersion, Clause, Party, Responsibility
from ..text.canonical import (
    VersionText,
    canonical_form,
    content_digest,
)
from ..text.version_text import text_of


@dataclass(frozen=True)
class ShownText:
    """A text with the rows it was read from, so that they can be called by name.

    `digest` is the SHA-256 of `canonical`, the exact characters that are signed.
    """

    version: AgreementVersion
    text: VersionText
    clauses: tuple[Clause, ...]
    parties: tuple[Party, ...]
    responsibilities: tuple[Responsibility, ...]
    digest: str
    canonical: str


def shown_text(version: AgreementVersion) -> ShownText:
    """Return the text of a version as it stands at one instant. Seven queries."""
    with one_state():
        version = AgreementVersion.objects.select_related(
            "agreement__partnership__county"
        ).get(pk=version.pk)
        clauses = list(version.clauses.order_by("position", "pk"))
        parties = list(
            version.parties.select_related("partner").order_by("position", "pk")
        )
        responsibilities = list(
            version.responsibilities.select_related(
                "task", "party__partner", "clause"
            ).prefetch_related("target_groups", "municipalities")
        )
    text = text_of(version, clauses, parties, responsibilities)
    return ShownText(
        version=version,
        text=text,
        clauses=tuple(clauses),
        parties=tuple(parties),
        responsibilities=tuple(responsibilities),
        digest=content_digest(text),
        canonical=canonical_json(canonical_form(text)).decode(),
    )
