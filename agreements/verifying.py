"""Compute anew what was signed and what was recorded, and name what does not fit.

The database refuses such changes from the application. This finds what somebody did
who owns the tables, or what a broken disk or restore did.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from publishing import chain
from publishing.models import AuditHead, StatusChange
from publishing.operations import audit_payload

from .models import AgreementVersion, Signature, SignedDocument, VoidedSignature
from .text.canonical import content_digest
from .text.version_text import version_text

# What a text stands for from the moment it is sent for approval.
STANDING = (AgreementVersion.State.FOR_APPROVAL, AgreementVersion.State.SIGNED)
SIGN, VOIDING = "sign", ("return_to_draft", "withdraw")
SETTLED = ("signed_by_all", "imported")


@dataclass(frozen=True)
class Finding:
    """Something that does not fit: what it is about, and a sentence about it."""

    about: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.about}: {self.sentence}"


@dataclass(frozen=True)
class Verified:
    """What was looked at, in numbers, and what does not fit."""

    versions: int
    signatures: int
    documents: int
    entries: int
    findings: tuple[Finding, ...]


def verify_agreements() -> Verified:
    """Look at every text that stands, every signature, document and audit entry.

    Reads all versions one by one; the trail is read in pieces, so that it need not
    fit into memory. Call it in a transaction that reads one state of the database.
    """
    versions = list(
        AgreementVersion.objects.filter(state__in=STANDING)
        .select_related("agreement")
        .order_by("agreement__slug", "number", "pk")
    )
    trail = _trail_of_versions()
    findings = [
        finding
        for version in versions
        for finding in _of_version(version, trail.get(str(version.pk), []))
    ]
    findings += _of_documents()
    findings += _of_trail()
    return Verified(
        versions=len(versions),
        signatures=Signature.objects.count() + VoidedSignature.objects.count(),
        documents=SignedDocument.objects.count(),
        entries=StatusChange.objects.count(),
        findings=tuple(findings),
    )


def _trail_of_versions() -> dict[str, list[StatusChange]]:
    """Return the entries that tell of signing, by the key of their version."""
    entries = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(AgreementVersion),
        action__in=[SIGN, "send_for_approval", *VOIDING, *SETTLED],
    ).order_by("position")
    found: dict[str, list[StatusChange]] = {}
    for entry in entries:
        found.setdefault(entry.object_id, []).append(entry)
    return found


def _of_version(
    version: AgreementVersion, entries: list[StatusChange]
) -> Iterator[Finding]:
    name = str(version)
    digest = content_digest(version_text(version))
    if digest != version.content_digest:
        yield Finding(name, _("the text is not the one that its digest was made of."))
    recorded = [
        entry.details["digest"] for entry in entries if "digest" in entry.details
    ]
    if recorded and recorded[-1] != version.content_digest:
        yield Finding(name, _("the digest is not the one in the audit trail."))
    if not recorded and not version.is_transcript:
        yield Finding(name, _("the audit trail does not tell how it came to stand."))
    if not version.is_transcript:
        yield from _of_signatures(version, name, entries)


def _of_signatures(
    version: AgreementVersion, name: str, entries: list[StatusChange]
) -> Iterator[Finding]:
    """Compare signatures with the parties, with the text, and with the trail."""
    signatures = {
        signature.party.partner.slug: signature
        for signature in Signature.objects.filter(
            party__version=version
        ).select_related("party__partner")
    }
    for slug, signature in signatures.items():
        if signature.content_digest != version.content_digest:
            yield Finding(
                name, _("the signature of %(party)s is of another text.") % _told(slug)
            )
    expected = _who_signed(entries)
    if version.state == AgreementVersion.State.SIGNED:
        expected |= set(version.parties.values_list("partner__slug", flat=True))
    for slug in sorted(expected - set(signatures)):
        yield Finding(name, _("the signature of %(party)s is missing.") % _told(slug))
    if not any(entry.action == "imported" for entry in entries):
        for slug in sorted(set(signatures) - _who_signed(entries)):
            yield Finding(
                name,
                _("the audit trail does not tell that %(party)s signed.") % _told(slug),
            )


def _who_signed(entries: Iterable[StatusChange]) -> set[str]:
    """Return the slugs of those whose signatures stand, by what the trail tells."""
    signed: set[str] = set()
    for entry in entries:
        if entry.action == SIGN:
            signed.add(entry.details["party"])
        elif entry.action in VOIDING:
            signed.clear()
    return signed


def _of_documents() -> Iterator[Finding]:
    """Compare each file with its digest, one file in memory at a time."""
    documents = SignedDocument.objects.select_related("version__agreement", "partner")
    for document in documents.order_by("pk").iterator(chunk_size=1):
        content = bytes(document.content)
        if (
            hashlib.sha256(content).hexdigest() != document.file_digest
            or len(content) != document.size
        ):
            yield Finding(
                str(document.version),
                _("the signed paper of %(party)s is not the file that was sent in.")
                % _told(document.partner.slug),
            )


def _of_trail() -> Iterator[Finding]:
    """Follow the audit trail from its first entry to the head that is kept apart."""
    head = AuditHead.objects.get(pk=1)
    entries = StatusChange.objects.select_related("actor", "content_type")
    broken = chain.verify(
        (
            chain.Entry(entry.previous_digest, audit_payload(entry), entry.digest)
            for entry in entries.order_by("position").iterator(chunk_size=1000)
        ),
        count=head.count,
        head=head.digest,
    )
    if broken is not None:
        words = {
            "previous": _("entry %(number)d does not follow from the one before it."),
            "digest": _("entry %(number)d is not what was recorded."),
            "payload": _("entry %(number)d cannot be read."),
            "count": _("entries are missing after entry %(number)d."),
            "head": _("the end of the trail is not the one that was kept apart."),
        }
        yield Finding(
            _("The audit trail"), words[broken.reason] % {"number": broken.position}
        )


def _told(slug: str) -> dict[str, str]:
    return {"party": slug}
