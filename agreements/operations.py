"""Steps in the life of a version: who, what and when, in one transaction, recorded.

Every step locks the agreement and then the version, asks the access matrix, and writes
its entry in the audit trail. What is refused changes nothing, and the refusal itself is
recorded once the transaction has been rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import matrix, may
from partners.models import Partner
from partners.standing import standings_of
from publishing.operations import record_change

from .canonical import content_digest
from .life import LEADS_TO, StepRefused, thing_of
from .models import (
    Agreement,
    AgreementVersion,
    Party,
    Signature,
    VersionEvent,
    VoidedSignature,
)
from .version_text import version_text

COUNCIL_AND_NAV = {Partner.Kind.COUNTY_COUNCIL, Partner.Kind.NAV}
SIGNED_FIELDS = (
    "name office_nb office_nn signed_on method case_number archive_reference"
    " content_digest"
).split()

Actor = AbstractBaseUser | AnonymousUser


def send_for_comment(
    version: AgreementVersion, *, actor: Actor, at: datetime | None = None
) -> AgreementVersion:
    """Lay a draft out for the parties to comment on; return it as it now stands."""
    with _step(version, "send_for_comment", actor, at) as locked:
        return _move(locked, "send_for_comment", actor, at)


def send_for_approval(
    version: AgreementVersion, *, actor: Actor, at: datetime | None = None
) -> AgreementVersion:
    """Let the text stand as it is, with its digest, for the parties to sign.

    Raise StepRefused when the county council or Nav is no party, when there is no
    clause, or when the first day is not set.
    """
    with _step(version, "send_for_approval", actor, at) as locked:
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
    with _step(version, "return_to_draft", actor, at) as locked:
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
    with _step(version, "withdraw", actor, at) as locked:
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
    at: datetime | None = None,
) -> Signature:
    """Sign a version for one of its parties; the last signature makes it signed.

    `digest` is that of the text which the signatory has seen; a version with another
    is refused. What the agreement had in force gives way from the first day on. Raise
    StepRefused when the partner is no party or has signed already, or when another
    version holds later in the period.
    """
    with _step(version, "sign", actor, at, own=partner) as locked:
        party = locked.parties.filter(partner=partner).first()
        if party is None:
            raise StepRefused(_("This partner is not a party to the agreement."))
        if Signature.objects.filter(party=party).exists():
            raise StepRefused(_("This party has signed already."))
        if digest != locked.content_digest:
            raise StepRefused(
                _("The text has changed since you read it. Read it again, then sign.")
            )
        instant = _instant(at)
        if locked.number is None:
            highest = locked.agreement.versions.aggregate(last=Max("number"))["last"]
            locked.number = (highest or 0) + 1
            locked.save(update_fields=["number"])
        electronic = method == Signature.Method.ELECTRONIC
        signature = Signature.objects.create(
            party=party,
            name=name,
            office_nb=office_nb,
            office_nn=office_nn,
            method=method,
            signed_on=signed_on or timezone.localdate(instant),
            signed_at=instant if electronic else None,
            case_number=case_number,
            content_digest=digest,
        )
        details = {"party": partner.slug, "digest": digest}
        record_change(
            locked, action="sign", actor=_person(actor), details=details, at=at
        )
        if not Party.objects.filter(version=locked, signature=None).exists():
            _take_effect(locked, actor, at)
        return signature


def terminate(
    version: AgreementVersion,
    *,
    last_day: date,
    actor: Actor,
    reason: str,
    at: datetime | None = None,
) -> VersionEvent:
    """Record that a signed version ends on `last_day`, inclusive, before its time."""
    with _step(version, "record_event", actor, at) as locked:
        period = locked.effective.period
        if not reason.strip():
            raise StepRefused(_("Say why the agreement is terminated."))
        if period.isempty or last_day not in period:
            raise StepRefused(_("Choose a last day within the period that is left."))
        event = VersionEvent.objects.create(
            version=locked, kind="terminated", on=last_day, note_nb=reason
        )
        details = {"last_day": last_day.isoformat()}
        _record(locked, "terminate", actor, at, reason, details)
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
    with _step(version, "record_event", actor, at) as locked:
        if not reference.strip():
            raise StepRefused(_("Give the archive reference."))
        event = VersionEvent.objects.create(
            version=locked, kind="archived", on=on, reference=reference
        )
        _record(locked, "archive", actor, at, details={"reference": reference})
        return event


@contextmanager
def _step(
    version: AgreementVersion,
    action: str,
    actor: Actor,
    at: datetime | None,
    own: Partner | None = None,
) -> Iterator[AgreementVersion]:
    """Yield the version, locked, when the actor may take the step; else record it.

    The agreement is locked first, as the triggers do, so that two never wait for each
    other. With `own` the right must come from that partner.
    """
    try:
        with transaction.atomic():
            Agreement.objects.select_for_update(no_key=True).get(
                pk=version.agreement_id
            )
            locked = (
                AgreementVersion.objects.select_for_update(of=("self",), no_key=True)
                .select_related("agreement__partnership__county")
                .get(pk=version.pk)
            )
            _check(locked, action, actor, at, own)
            yield locked
    except (PermissionDenied, StepRefused) as refusal:
        _record(version, f"refused_{action}", actor, at, reason=str(refusal))
        raise


def _check(locked, action, actor, at, own):
    standings = standings_of(actor, timezone.localdate(_instant(at)))
    if own is not None:
        standings = [each for each in standings if each.partner == own.slug]
    thing = thing_of(locked)
    if may(standings, action, thing):
        return
    states = matrix()["agreement_version"][action].states
    if any(
        may(standings, action, type(thing)(thing.kind, thing.owners, thing.counties, s))
        for s in states
    ):
        raise StepRefused(
            _("This cannot be done while the version is: %(state)s.")
            % {"state": locked.get_state_display()}
        )
    raise PermissionDenied(action)


def _move(locked, action, actor, at, reason="", details=None):
    before, after = locked.state, LEADS_TO[action]
    locked.state = after
    locked.save(update_fields=["state", "content_digest"])
    record_change(
        locked,
        action=action,
        actor=_person(actor),
        from_status=before,
        to_status=after,
        reason=reason,
        details=details,
        at=at,
    )
    return locked


def _void_signatures(locked, reason, at):
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
            voided_at=max(_instant(at), signature.recorded_at or _instant(at)),
            **{name: getattr(signature, name) for name in SIGNED_FIELDS},
        )
        signature.delete()
    return [signature.party.partner.slug for signature in signatures]


def _take_effect(locked, actor, at):
    """Let what held before give way, and the version be signed."""
    day_before = locked.agreed_from - timedelta(days=1)
    overlapping = AgreementVersion.objects.signed().filter(
        agreement=locked.agreement_id, effective__period__contains=locked.agreed_from
    )
    for earlier in overlapping:
        VersionEvent.objects.create(version=earlier, kind="replaced", on=day_before)
        details = {"by": locked.number, "last_day": day_before.isoformat()}
        _record(earlier, "replaced", actor, at, details=details)
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
    record_change(
        locked,
        action="signed_by_all",
        actor=_person(actor),
        from_status=before,
        to_status=locked.state,
        details={"digest": locked.content_digest, "number": locked.number},
        at=at,
    )


def _record(version, action, actor, at, reason="", details=None):
    record_change(
        version,
        action=action,
        actor=_person(actor),
        reason=reason,
        details=details,
        at=at,
    )


def _person(actor):
    return actor if actor.is_authenticated else None


def _instant(at):
    return at or datetime.now(UTC)
