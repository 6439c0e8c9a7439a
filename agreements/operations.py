"""Steps in the life of a version: who, what and when, in one transaction, recorded.

stepping.py tells how a step is taken. Entering force and running out are no steps that
somebody takes: they follow from the calendar (agreements/calendar.py).
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from partners.models import Partner

from .life import LEADS_TO, StepRefused, kinds_of_parties
from .models import (
    AgreementVersion,
    ClauseExemption,
    Party,
    Signature,
    SignedDocument,
    VersionEvent,
    VoidedSignature,
)
from .models.signing import MAX_DOCUMENT_BYTES
from .seals import told_event, told_signature
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
    clause, when the first day is not set, and for a transcript, which nobody signs.
    """
    with step(version, "send_for_approval", actor, at) as locked:
        if locked.is_transcript:
            raise StepRefused(
                _(
                    "The version is marked as told by a source, and such a version is"
                    " not signed. Take the mark away before it is sent for approval."
                )
            )
        if not kinds_of_parties(locked) >= COUNCIL_AND_NAV:
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
    at = instant(at)
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
        if any(map(_hides_something, (name, office_nb, office_nn, case_number))):
            raise StepRefused(
                _("There is a character that cannot be seen. Type the text anew.")
            )
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
            signed_at=at if electronic else None,
            case_number=case_number.strip(),
            archive_reference=archive_reference.strip(),
            content_digest=digest,
        )
        details = {
            **told_signature(signature, partner.slug, signature.signed_at),
            "digest": digest,
        }
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
        details = {"last_day": last_day.isoformat(), "event": told_event(event)}
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
        details = {"reference": reference, "event": told_event(event)}
        record(locked, "archive", actor, at, details=details)
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
    details = {
        "party": partner.slug,
        "file_digest": document.file_digest,
        "text": document.content_digest,
    }
    record(locked, "add_document", actor, at, details=details)
    return document


def _take_effect(locked: AgreementVersion, actor: Actor, at: datetime | None) -> None:
    """Let what held before give way, and the version be signed."""
    day_before = locked.agreed_from - timedelta(days=1)
    overlapping = AgreementVersion.objects.signed().filter(
        agreement=locked.agreement_id, effective__period__contains=locked.agreed_from
    )
    for earlier in overlapping:
        event = VersionEvent.objects.create(
            version=earlier, kind="replaced", on=day_before
        )
        details = {
            "by": locked.number,
            "last_day": day_before.isoformat(),
            "event": told_event(event),
        }
        record(earlier, "replaced", actor, at, details=details)
    later = AgreementVersion.objects.signed().filter(
        agreement=locked.agreement_id,
        effective__period__overlap=DateRange(
            locked.agreed_from, locked.agreed_to, "[]"
        ),
    )
    if later.exists():
        raise StepRefused(
            _("Another version holds later in this period. Shorten the period first.")
        )
    exempt = _keep_exempt(locked)
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
        details={
            "digest": locked.content_digest,
            "number": locked.number,
            **({"exempt": exempt} if exempt else {}),
        },
    )


def _keep_exempt(locked: AgreementVersion) -> list[str]:
    """Exempt what was exempted in the version before since the draft was opened.

    Return the keys of these clauses. What was exempt in the draft itself and is so no
    more has been lifted there, and stays lifted: an exemption can be decided later, but
    a text that was shown cannot be taken back.
    """
    ever = ClauseExemption.pgh_event_models["insert"].objects.filter(
        clause__version=locked
    )
    open_clauses = {
        clause.key: clause
        for clause in locked.clauses.filter(exemption=None).exclude(
            pk__in=ever.values("clause")
        )
    }
    later = ClauseExemption.objects.filter(
        clause__version=locked.previous_id, clause__key__in=open_clauses
    ).select_related("clause")
    for exemption in later:
        ClauseExemption.objects.create(
            clause=open_clauses[exemption.clause.key],
            legal_basis=exemption.legal_basis,
            decided_on=exemption.decided_on,
        )
    return sorted(exemption.clause.key for exemption in later)


def _hides_something(text: str) -> bool:
    """Return whether a text has control signs, or signs that show nothing."""
    return any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn"} for sign in text)
