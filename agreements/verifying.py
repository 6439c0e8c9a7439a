"""Compute anew what was signed and what was recorded, and name what does not fit.

The database refuses such changes from the application. This finds what somebody did
who owns the tables, or what a broken disk or restore did. What a whole trail that was
written anew tells, nothing inside the database can contradict.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from publishing import chain
from publishing.models import AuditHead, AuditPerson, StatusChange
from publishing.operations import audit_payload

from .models import (
    AgreementVersion,
    Signature,
    SignedDocument,
    VersionEvent,
    VoidedSignature,
)
from .seals import told_event, told_signature
from .text.canonical import content_digest
from .text.version_text import version_text
from .trail_reading import Told, ToldSignature, told_of_versions

# What a text stands for from the moment it is sent for approval.
STANDING = (AgreementVersion.State.FOR_APPROVAL, AgreementVersion.State.SIGNED)


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
    head: str
    findings: tuple[Finding, ...]


def verify_agreements(*, kept: tuple[int, str] | None = None) -> Verified:
    """Look at every text that stands, every signature, document and audit entry.

    `kept` is the position and digest of an entry as they were kept outside of the
    database: a trail written anew from there or before is noticed by it alone.
    Reads all versions one by one; the trail is read in pieces, so that it need not
    fit into memory. Call it in a transaction that reads one state of the database.
    """
    versions = list(
        AgreementVersion.objects.select_related("agreement", "effective").order_by(
            "agreement__slug", "number", "pk"
        )
    )
    trail = told_of_versions()
    findings = []
    for version in versions:
        told = trail.pop(str(version.pk), Told())
        findings += [
            Finding(str(version), sentence) for sentence in _of_version(version, told)
        ]
    findings += [
        Finding(told.label, _("the version is gone, and the audit trail tells of it."))
        for told in trail.values()
        if told.must_be_there
    ]
    findings += _of_files()
    findings += [
        Finding(_("The audit trail"), sentence)
        for sentence in (*_of_trail(), *_of_kept(kept), *_of_people())
    ]
    return Verified(
        versions=sum(version.state in STANDING for version in versions),
        signatures=Signature.objects.count() + VoidedSignature.objects.count(),
        documents=SignedDocument.objects.count(),
        entries=StatusChange.objects.count(),
        head=StatusChange.objects.values_list("digest", flat=True).last() or "",
        findings=tuple(findings),
    )


def _of_version(version: AgreementVersion, told: Told) -> Iterator[str]:
    if told.state and told.state != version.state:
        yield _("its state is not the one in the audit trail.")
    if version.state in STANDING:
        yield from _of_text(version, told)
    yield from _of_signatures(version, told)
    yield from _of_voided(version, told)
    yield from _of_documents(version, told)
    yield from _of_events(version, told)


def _of_text(version: AgreementVersion, told: Told) -> Iterator[str]:
    if content_digest(version_text(version)) != version.content_digest:
        yield _("the text is not the one that its digest was made of.")
    elif not _holds_as_told(version):
        yield _("the days it holds do not follow from its period and its events.")
    if not told.digest:
        yield _("the audit trail does not tell how it came to stand.")
    elif told.digest != version.content_digest:
        yield _("the digest is not the one in the audit trail.")
    if told.number is not None and told.number != version.number:
        yield _("its number is not the one in the audit trail.")
    if told.digest and told.is_transcript != version.is_transcript:
        yield _("the audit trail tells otherwise whether it was told by a source.")


def _holds_as_told(version: AgreementVersion) -> bool:
    """Return whether the stored days are the agreed ones less what ended them early."""
    effective = getattr(version, "effective", None)
    if version.state != AgreementVersion.State.SIGNED:
        return effective is None
    if effective is None or effective.agreement_id != version.agreement_id:
        return False
    first, last = version.agreed_from, version.agreed_to
    ends = [
        event.on
        for event in version.later_events.all()
        if event.kind != VersionEvent.Kind.ARCHIVED
    ]
    last = min([*ends, *([last] if last else [])], default=None)
    period = effective.period
    if first and last and last < first:
        return period.isempty
    after = last and last + timedelta(days=1)
    return not period.isempty and (period.lower, period.upper) == (first, after)


def _of_signatures(version: AgreementVersion, told: Told) -> Iterator[str]:
    """Compare signatures with the parties, with the text, and with the trail."""
    signatures = {
        signature.party.partner.slug: signature
        for signature in Signature.objects.filter(
            party__version=version
        ).select_related("party__partner")
    }
    expected = set(told.signatures)
    if version.state == AgreementVersion.State.SIGNED and not version.is_transcript:
        expected |= set(version.parties.values_list("partner__slug", flat=True))
    for slug in sorted(expected - set(signatures)):
        yield _("the signature of %(party)s is missing.") % {"party": slug}
    for slug, signature in sorted(signatures.items()):
        party = {"party": slug}
        if signature.content_digest != version.content_digest:
            yield _("the signature of %(party)s is of another text.") % party
        kept = told_signature(signature, slug, signature.signed_at)
        if slug not in told.signatures:
            yield _("the audit trail does not tell that %(party)s signed.") % party
        elif not _is_told(kept, told.signatures[slug]):
            yield (
                _("the signature of %(party)s is not the one in the audit trail.")
                % party
            )


def _is_told(kept: dict[str, str], told: ToldSignature) -> bool:
    return (kept["seal"], kept["signed_at"]) == (told.seal, told.signed_at)


def _of_voided(version: AgreementVersion, told: Told) -> Iterator[str]:
    kept: Counter[tuple[str, ...]] = Counter()
    for row in version.voided_signatures.select_related("partner"):
        slug = row.partner.slug
        seal = told_signature(row, slug, None)["seal"]
        kept[slug, seal, row.content_digest, row.reason] += 1
    expected = Counter(
        (each.party, each.seal, each.digest, reason) for each, reason in told.voided
    )
    yield from _compared(
        kept,
        expected,
        missing=_("the signature of %(what)s that fell away is missing."),
        untold=_("the audit trail does not tell of this fallen signature: %(what)s."),
    )


def _of_documents(version: AgreementVersion, told: Told) -> Iterator[str]:
    kept = Counter(
        version.signed_documents.values_list(
            "partner__slug", "file_digest", "content_digest"
        )
    )
    yield from _compared(
        kept,
        told.documents,
        missing=_("the signed paper of %(what)s is missing."),
        untold=_("the audit trail does not tell of this signed paper: %(what)s."),
    )


def _of_events(version: AgreementVersion, told: Told) -> Iterator[str]:
    events = map(told_event, version.later_events.all())
    yield from _compared(
        Counter((each["kind"], each["on"], each["seal"]) for each in events),
        told.events,
        missing=_("what happened later is missing: %(what)s."),
        untold=_("the audit trail does not tell what happened later: %(what)s."),
        names=2,
    )


def _compared(
    kept: Counter, expected: Counter, *, missing: str, untold: str, names: int = 1
) -> Iterator[str]:
    """Yield a sentence for each row that is on one side only.

    A row is called by as many of its values as `names` says.
    """
    for rows, sentence in ((expected - kept, missing), (kept - expected, untold)):
        for row in sorted(rows.elements()):
            yield sentence % {"what": " ".join(row[:names])}


def _of_files() -> Iterator[Finding]:
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
                % {"party": document.partner.slug},
            )


def _of_trail() -> Iterator[str]:
    """Follow the audit trail from its first entry to the head that is kept apart."""
    # Without its head the trail is as one whose end was cut off.
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
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
        yield words[broken.reason] % {"number": broken.position}


def _of_kept(kept: tuple[int, str] | None) -> Iterator[str]:
    if kept is None:
        return
    position, digest = kept
    if not StatusChange.objects.filter(position=position, digest=digest).exists():
        yield _("entry %(number)d is not the one that was kept elsewhere.") % {
            "number": position
        }


def _of_people() -> Iterator[str]:
    """Compare the names that were not erased with their digests in the trail."""
    for person in AuditPerson.objects.order_by("pk").iterator(chunk_size=1000):
        if (person.name, person.salt) == ("", ""):
            continue
        if len(person.salt) < chain.MIN_SALT_LENGTH or person.digest != (
            chain.person_digest(person.salt, person.name)
        ):
            yield _("the name «%(name)s» is not the one that was recorded.") % {
                "name": person.name
            }
