"""Steps in the life of a version: who, what and when, in one transaction, recorded.

stepping.py tells how a step is taken. Entering force and running out are no steps that
somebody takes: they follow from the calendar (agreements/calendar.py).
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from partners.models import Partner

from .life import LEADS_TO, StepRefused
from .models import (
    AgreementVersion,
    Party,
    Signature,
    SignedDocument,
    VersionEvent,
    VoidedSignature,
)
from .models.signing import MAX_DOCUMENT_BYTES
from .stepping import Actor, day_of, instant, record, step
from .text.canonical import content_digest
from .text.version_text import version_text

COUNCIL_AND_NAV = {Partner.Kind.COUNTY_COUNCIL, Partner.Kind.NAV}
SIGNED_FIELDS = (
    "name office_nb office_nn signed_on method case_number archive_reference"
    " content_digest"
).split()


def send_for_comment(
    version: AgreementVersion, *, actor: Actor, at: datetime | None = None
) -> AgreementVersion:
    """Lay a draft out for the parties to comment on; return it as it now stands."""
    with step(version, "send_for_comment", actor, at) as locked:
        return _move(locked, "send_for_comment", actor, at)


def send_for_approval(
    version: AgreementVersion, *, actor: Actor, at: datetime | None = None
) -> AgreementVersion:
    """Let the text stand as it is, with its digest, for the parties to sign.

    Raise StepRefused when the county council or Nav is no party, when there is no
    clause, or when the first day is not set.
    """
    with step(version, "send_for_approval", actor, at) as locked:
        kinds = set(locked.parties.values_list("partner__kind", flat=True))
        if not kinds >= COUNCIL_AND_NAV:
            raise StepRefused(
                _(
                    "Both the county council and Nav must be parties."
                    " Add the one that is missing."
                )
            )
        if locked.agreed_from is None:
            raise StepRefused(
                _("Say from which day the agreement holds before it is signed.")
            )
        if not locked.clauses.exists():
            raise StepRefused(_("The agreement has no text yet. Write the clauses."))
        locked.content_digest = content_digest(version_text(locked))
        details = {"digest": locked.content_digest}
        return _move(locked, "send_for_approval", actor, at, details=details)


def return_to_draft(
    version: AgreementVersion,
    *,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
) -> AgreementVersion:
    """Take a version back to be written on; signatures it has are voided visibly.

    Raise StepRefused when somebody has signed and no reason is given.
    """
    with step(version, "return_to_draft", actor, at) as locked:
        voided = _void_signatures(locked, reason, at)
        locked.content_digest = ""
        details = {"voided": voided}
        return _move(locked, "return_to_draft", actor, at, reason, details)


def withdraw(
    version: AgreementVersion,
    *,
    actor: Actor,
    reason: str,
    at: datetime | None = None,
) -> AgreementVersion:
    """End a version that was never signed by all; a reason is wanted."""
    with step(version, "withdraw", actor, at) as locked:
        if not reason.strip():
            raise StepRefused(_("Say why the draft is withdrawn."))
        voided = _void_signatures(locked, reason, at)
        details = {"voided": voided}
        return _move(locked, "withdraw", actor, at, reason, details)


def sign(
    version: AgreementVersion,
    *,
    partner: Partner,
    digest: str,
    actor: Actor,
    name: str,
    office_nb: str = "",
    office_nn: str = "",
    method: str = Signature.Method.ELECTRONIC,
    signed_on: date | None = None,
    case_number: str = "",
    archive_reference: str = "",
    document: bytes | None = None,
    at: datetime | None = None,
) -> Signature:
    """Sign a version for one of its parties; the last signature makes it signed.

    `digest` is that of the text which the signatory has seen; a version with another
    is refused. `signed_on` is the day of a signature on paper; an electronic one is
    given now. `document` is the signed paper as a PDF. What the agreement had in
    force gives way from the first day on. Raise StepRefused when the partner has
    signed already, when something is missing, or when another version holds later in
    the period.
    """
    with step(version, "sign", actor, at, own=partner) as locked:
        party = locked.parties.get(partner=partner)
        today = day_of(at)
        electronic = method == Signature.Method.ELECTRONIC
        if Signature.objects.filter(party=party).exists():
            raise StepRefused(_("This party has signed already."))
        if digest != locked.content_digest:
            raise StepRefused(
                _("The text has changed since you read it. Read it again, then sign.")
            )
        if not (name.strip() and (office_nb.strip() or office_nn.strip())):
            raise StepRefused(_("Give the name and the office of who signs."))
        if method not in Signature.Method.values:
            raise StepRefused(_("Choose one of the values that are offered."))
        if signed_on and not electronic and signed_on > today:
            raise StepRefused(_("The day of the signature cannot be in the future."))
        _give_number(locked)
        signature = Signature.objects.create(
            party=party,
            name=name.strip(),
            office_nb=office_nb.strip(),
            office_nn=office_nn.strip(),
            method=method,
            signed_on=today if electronic else signed_on or today,
            signed_at=instant(at) if electronic else None,
            case_number=case_number.strip(),
            archive_reference=archive_reference.strip(),
            content_digest=digest,
        )
        details = {"party": partner.slug, "digest": digest}
        record(locked, "sign", actor, at, details=details)
        if document is not None:
            _keep_document(locked, partner, document, actor, at)
        if not Party.objects.filter(version=locked, signature=None).exists():
            _take_effect(locked, actor, at)
        return signature


def add_document(
    version: AgreementVersion,
    *,
    partner: Partner,
    content: bytes,
    actor: Actor,
    at: datetime | None = None,
) -> SignedDocument:
    """Keep the signed paper of a party, a PDF of at most 10 MB, beside the version.

    Raise StepRefused for another kind of file, an empty or a bigger one, and for a
    partner who is no party.
    """
    with step(version, "add_document", actor, at, about=partner) as locked:
        if not locked.parties.filter(partner=partner).exists():
            raise StepRefused(_("This partner is not a party to the agreement."))
        return _keep_document(locked, partner, content, actor, at)


def terminate(
    version: AgreementVersion,
    *,
    last_day: date,
    actor: Actor,
    reason: str,
    at: datetime | None = None,
) -> VersionEvent:
    """Record that a signed version ends on `last_day`, inclusive, before its time."""
    with step(version, "terminate", actor, at) as locked:
        period = locked.effective.period
        if not reason.strip():
            raise StepRefused(_("Say why the agreement is terminated."))
        if period.isempty or last_day not in period:
            raise StepRefused(_("Choose a last day within the period that is left."))
        event = VersionEvent.objects.create(
            version=locked, kind="terminated", on=last_day, note_nb=reason
        )
        details = {"last_day": last_day.isoformat()}
        record(locked, "terminate", actor, at, reason=reason, details=details)
        return event


def archive(
    version: AgreementVersion,
    *,
    reference: str,
    on: date,
    actor: Actor,
    at: datetime | None = None,
) -> VersionEvent:
    """Record under which reference a signed version was archived."""
    with step(version, "archive", actor, at) as locked:
        if not reference.strip():
            raise StepRefused(_("Give the archive reference."))
        event = VersionEvent.objects.create(
            version=locked, kind="archived", on=on, reference=reference
        )
        record(locked, "archive", actor, at, details={"reference": reference})
        return event


def _move(
    locked: AgreementVersion,
    action: str,
    actor: Actor,
    at: datetime | None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> AgreementVersion:
    before, after = locked.state, LEADS_TO[action]
    locked.state = after
    locked.save(update_fields=["state", "content_digest"])
    record(
        locked,
        action,
        actor,
        at,
        before=before,
        after=after,
        reason=reason,
        details=details,
    )
    return locked


def _void_signatures(
    locked: AgreementVersion, reason: str, at: datetime | None
) -> list[str]:
    """Move the signatures among the voided ones; return who had signed, as slugs."""
    signatures = Signature.objects.filter(party__version=locked).select_related(
        "party__partner"
    )
    if signatures and not reason.strip():
        raise StepRefused(_("Say why the signatures fall away."))
    for signature in signatures:
        VoidedSignature.objects.create(
            version=locked,
            partner=signature.party.partner,
            reason=reason,
            voided_at=max(instant(at), signature.recorded_at or instant(at)),
            **{name: getattr(signature, name) for name in SIGNED_FIELDS},
        )
        signature.delete()
    return [signature.party.partner.slug for signature in signatures]


def _give_number(locked: AgreementVersion) -> None:
    """Give a version its number at the first signature; one it has stays."""
    if locked.number is None:
        highest = locked.agreement.versions.aggregate(last=Max("number"))["last"]
        locked.number = (highest or 0) + 1
        locked.save(update_fields=["number"])


def _keep_document(
    locked: AgreementVersion,
    partner: Partner,
    content: bytes,
    actor: Actor,
    at: datetime | None,
) -> SignedDocument:
    if len(content) > MAX_DOCUMENT_BYTES:
        raise StepRefused(_("The file can be 10 MB at most."))
    if not content.startswith(b"%PDF-"):
        raise StepRefused(_("The file is not a PDF. Choose the signed paper as a PDF."))
    document = SignedDocument.objects.create(
        version=locked,
        partner=partner,
        content_digest=locked.content_digest,
        content=content,
        file_digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    details = {"party": partner.slug, "file_digest": document.file_digest}
    record(locked, "add_document", actor, at, details=details)
    return document


def _take_effect(locked: AgreementVersion, actor: Actor, at: datetime | None) -> None:
    """Let what held before give way, and the version be signed."""
    day_before = locked.agreed_from - timedelta(days=1)
    overlapping = AgreementVersion.objects.signed().filter(
        agreement=locked.agreement_id, effective__period__contains=locked.agreed_from
    )
    for earlier in overlapping:
        VersionEvent.objects.create(version=earlier, kind="replaced", on=day_before)
        details = {"by": locked.number, "last_day": day_before.isoformat()}
        record(earlier, "replaced", actor, at, details=details)
    later = AgreementVersion.objects.signed().filter(
        agreement=locked.agreement_id,
        effective__period__overlap=(locked.agreed_from, locked.agreed_to),
    )
    if later.exists():
        raise StepRefused(
            _("Another version holds later in this period. Shorten the period first.")
        )
    before = locked.state
    locked.state = AgreementVersion.State.SIGNED
    locked.save(update_fields=["state"])
    record(
        locked,
        "signed_by_all",
        actor,
        at,
        before=before,
        after=locked.state,
        details={"digest": locked.content_digest, "number": locked.number},
    )
