"""A new draft: who may open one, and the rows it begins with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from partners.access import Thing, may
from partners.standing import standings_of
from publishing.operations import mark_recorded, record_change

from ..life import (
    DRAFT,
    StepRefused,
)
from ..models import (
    Agreement,
    AgreementVersion,
    ClauseExemption,
    Deadline,
    Partnership,
)
from ..stepping import (
    Actor,
    day_of,
    person,
)
from ..text.canonical import VersionText
from ..text.text_writing import write_text


def may_open(user: Actor, partnership: Partnership, *, on: date) -> bool:
    """Return whether a user may open a draft for a partnership on a day.

    A draft that does not exist yet belongs to the county, and to the members that
    have not left. Two queries.
    """
    members = partnership.memberships.exclude(valid_to__lt=on)
    thing = Thing(
        "agreement_version",
        frozenset(members.values_list("partner__slug", flat=True)),
        frozenset({partnership.county.code}),
        DRAFT,
    )
    return may(standings_of(user, on), "add", thing)


@contextmanager
def opening(
    agreement: Agreement,
    partnership: Partnership,
    actor: Actor,
    at: datetime | None,
) -> Iterator[date]:
    """Yield the day, with the agreement locked, when a draft may be opened.

    `partnership` is whose the draft will be. A refusal is recorded of the agreement.
    Raise PermissionDenied when the matrix says no, StepRefused when the county has
    ended; what the block raises of these two is recorded too, and nothing is changed.
    """
    try:
        with transaction.atomic():
            Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
            on = day_of(at)
            if not may_open(actor, partnership, on=on):
                raise PermissionDenied("add")
            county = partnership.county
            if county.valid_to and county.valid_to < on:
                raise StepRefused(
                    _(
                        "%(county)s is not a county any more. Renew the agreement in"
                        " the county that came after it."
                    )
                    % {"county": county.name}
                )
            yield on
    except (PermissionDenied, StepRefused) as refusal:
        record_change(
            agreement,
            action="refused_add",
            actor=person(actor),
            reason=str(refusal),
            at=at,
        )
        mark_recorded(refusal)
        raise


def new_draft(
    agreement: Agreement,
    text: VersionText,
    *,
    previous: AgreementVersion | None = None,
    copied_from: AgreementVersion | None = None,
) -> AgreementVersion:
    """Create a draft of an agreement that says what `text` says, and return it."""
    draft = AgreementVersion.objects.create(
        agreement=agreement, previous=previous, copied_from=copied_from
    )
    write_text(draft, text)
    return draft


def latest_signed(agreement: Agreement) -> AgreementVersion | None:
    """Return the signed version that begins last; None when nothing is signed.

    Of two that begin alike, or on days not known, it is the one with the higher number.
    """
    return (
        agreement.versions.signed()
        .order_by(F("agreed_from").desc(nulls_last=True), "-number")
        .first()
    )


def carry_exemptions(source: AgreementVersion, draft: AgreementVersion) -> None:
    """Exempt in a draft what is exempt in `source`, clause by clause.

    A clause that is exempt in the draft already keeps its own legal basis.
    """
    open_clauses = {
        clause.key: clause for clause in draft.clauses.filter(exemption=None)
    }
    for exemption in ClauseExemption.objects.filter(
        clause__version=source, clause__key__in=open_clauses
    ).select_related("clause"):
        ClauseExemption.objects.create(
            clause=open_clauses[exemption.clause.key],
            legal_basis=exemption.legal_basis,
            decided_on=exemption.decided_on,
        )


def carry_deadlines(
    source: AgreementVersion,
    draft: AgreementVersion,
    *,
    on: date,
    but: AgreementVersion | None = None,
) -> None:
    """Copy to a draft the deadlines of `source` that are left on a day.

    Left is what is not done and does not lie before `on`. What the draft has, or `but`
    has, is not copied.
    """
    known = {
        _name_of(deadline)
        for version in (draft, but)
        if version is not None
        for deadline in version.deadlines.all()
    }
    keys = set(draft.clauses.values_list("key", flat=True))
    for deadline in source.deadlines.filter(on__gte=on, done_on=None):
        if _name_of(deadline) in known:
            continue
        Deadline.objects.create(
            version=draft,
            kind=deadline.kind,
            on=deadline.on,
            title_nb=deadline.title_nb,
            title_nn=deadline.title_nn,
            clause_key=deadline.clause_key if deadline.clause_key in keys else "",
            owner_id=deadline.owner_id,
        )


def _name_of(deadline: Deadline) -> tuple[str, date, str, str]:
    return (deadline.kind, deadline.on, deadline.title_nb, deadline.title_nn)
