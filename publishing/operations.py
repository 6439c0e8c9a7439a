"""Changes of state, each with its entry in the audit trail, in one transaction."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction

from . import chain, workflow
from .acting import acted_for
from .models import AuditHead, AuditPerson, Check, StatusChange
from .request_ids import current_request_id
from .snapshots import differences, label_of, shortened, within_key

REFUSED = "refused"
# A flood of refusals must not become a flood of entries; the log has every one.
REFUSALS_A_MINUTE = 30

# Any constant will do, as long as every writer of the trail takes the same lock.
AUDIT_LOCK = 20_200_101

# The action of the access matrix that leads to a status.
ACTION_TO = {
    workflow.PUBLISHED: "publish",
    workflow.ENDED: "end",
    workflow.DRAFT: "take_back",
}


def change_status(
    row: models.Model,
    to_status: str,
    *,
    actor: AbstractBaseUser,
    reason: str = "",
    at: datetime | None = None,
) -> models.Model:
    """Move a Publishable row to another status and record who did it.

    Return the row as it now stands. Raise PermissionDenied when the actor may not do
    that with this row, and workflow.TransitionNotAllowed for a step that is not one.
    """
    model = type(row)
    with transaction.atomic():
        locked = model._default_manager.select_for_update().get(pk=row.pk)
        from_status = locked.status  # type: ignore[attr-defined]
        workflow.check_transition(from_status, to_status)
        action = ACTION_TO[to_status]
        permission = f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        if not actor.has_perm(permission, locked):  # type: ignore[attr-defined]
            raise PermissionDenied(permission)
        locked.status = to_status  # type: ignore[attr-defined]
        locked.save(update_fields=["status"])
        record_change(
            locked,
            action="change_status",
            actor=actor,
            from_status=from_status,
            to_status=to_status,
            reason=reason,
            at=at,
        )
    return locked


def record_change(
    row: models.Model,
    *,
    action: str,
    actor: AbstractBaseUser | None,
    from_status: str = "",
    to_status: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
    on_behalf_of: str = "",
    at: datetime | None = None,
) -> StatusChange:
    """Add an entry to the audit trail and return it.

    Call it inside the transaction of the change itself: if the entry cannot be
    written, the change must not stand. `at` is aware; None is now. `details` hold
    text, whole numbers, lists and dicts of them. `actor` None is the system.
    `on_behalf_of` is the slug of the partner that was acted for. The request that is
    being answered stands in the entry by its name.
    """
    at = (at or datetime.now(UTC)).astimezone(UTC)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AUDIT_LOCK])
        head = AuditHead.objects.get(pk=1)
        entry = StatusChange(
            position=head.count + 1,
            at=at,
            actor=audit_person(actor),
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_label=label_of(row),
            action=action,
            from_status=from_status,
            to_status=to_status,
            reason=reason,
            details=_with_circumstances(details, on_behalf_of),
            previous_digest=head.digest,
        )
        entry.digest = chain.entry_digest(head.digest, audit_payload(entry))
        entry.save()
    return entry


def record_edit(
    row: models.Model,
    *,
    actor: AbstractBaseUser | None,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    on_behalf_of: str = "",
    within: models.Model | None = None,
    reason: str = "",
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> StatusChange | None:
    """Record what an edit changed, field by field; None when it changed nothing.

    `before` and `after` are snapshots (snapshots.py) of the row; None where there was
    none yet, or is none any more. Only fields that differ are kept. `within` is the row
    that this one belongs to, whose page tells of it too. `on_behalf_of` is the partner
    that the actor's membership names, unless it is given. Call it inside the
    transaction of the edit itself.
    """
    changes = differences(before, after)
    if before is not None and after is not None and not changes:
        return None
    action = "added" if before is None else "deleted" if after is None else "edited"
    return record_change(
        row,
        action=action,
        actor=actor,
        reason=reason,
        details={**(details or {}), **_within(within), "changes": changes},
        on_behalf_of=on_behalf_of or acted_for(actor, row),
        at=at,
    )


def record_edits(
    edits: Iterable[tuple[models.Model, str, dict[str, Any]]],
    *,
    actor: AbstractBaseUser,
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Record many edits of one actor at once; return how many.

    Each is a row, `added` or `edited`, and {field: [old, new]} as snapshots have it.
    The same entries as `record_edit` makes, one for each row, in few queries. Call it
    inside the transaction of the edits.
    """
    at = (at or datetime.now(UTC)).astimezone(UTC)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AUDIT_LOCK])
        head = AuditHead.objects.get(pk=1)
        person = audit_person(actor)
        position, digest = head.count, head.digest
        entries = []
        for row, action, changes in edits:
            position += 1
            told = {**(details or {}), "changes": shortened(changes)}
            entry = StatusChange(
                position=position,
                at=at,
                actor=person,
                content_type=ContentType.objects.get_for_model(row),
                object_id=str(row.pk),
                object_label=label_of(row),
                action=action,
                details=_with_circumstances(told, acted_for(actor, row)),
                previous_digest=digest,
            )
            digest = entry.digest = chain.entry_digest(digest, audit_payload(entry))
            entries.append(entry)
        StatusChange.objects.bulk_create(entries, batch_size=250)
    return len(entries)


def record_refusal(
    *,
    actor: Any,
    reason: str,
    about: models.Model | None = None,
    details: dict[str, Any] | None = None,
    on_behalf_of: str = "",
    at: datetime | None = None,
) -> StatusChange | None:
    """Record that somebody was refused; None for a stranger, and for a flood.

    Call it after the transaction that was refused is rolled back, or the entry goes
    with it. `about` is the row in question; None is the person who asked.
    """
    if not isinstance(actor, AbstractBaseUser) or not actor.is_authenticated:
        return None
    at = at or datetime.now(UTC)
    lately = StatusChange.objects.filter(
        actor__user_id=actor.pk, action=REFUSED, at__gt=at - timedelta(minutes=1)
    )
    if lately.count() >= REFUSALS_A_MINUTE:
        return None
    return record_change(
        about or actor,
        action=REFUSED,
        actor=actor,
        reason=reason,
        details=details,
        on_behalf_of=on_behalf_of,
        at=at,
    )


def mark_recorded(refusal: Exception) -> None:
    """Note on a refusal that the trail has it, so that nobody records it again."""
    refusal.recorded = True  # type: ignore[attr-defined]


def audit_payload(entry: StatusChange) -> dict[str, Any]:
    """Return what the digest of an entry is computed over.

    Persons stand in it only as their digest, so that a name can be erased later.
    """
    return {
        "position": entry.position,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor.digest if entry.actor else "",
        "type": f"{entry.content_type.app_label}.{entry.content_type.model}",
        "object": entry.object_id,
        "label": entry.object_label,
        "action": entry.action,
        "from": entry.from_status,
        "to": entry.to_status,
        "reason": entry.reason,
        "details": entry.details,
    }


def record_check(
    row: models.Model,
    *,
    kind: str,
    checked_on: date,
    source: str = "",
    actor: AbstractBaseUser | None = None,
    on_behalf_of: str = "",
    fact_group: str = "all",
) -> Check:
    """Record that a person, or a source, states that the facts held on a day.

    `on_behalf_of` is the name of the organisation that the person acted for.
    """
    return Check.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        fact_group=fact_group,
        kind=kind,
        checked_on=checked_on,
        source=source,
        actor=audit_person(actor),
        on_behalf_of=on_behalf_of,
    )


def record_statements(statements: Iterable[tuple[models.Model, date, str]]) -> None:
    """Record what sources state: the row, the day of the source, and its name."""
    Check.objects.bulk_create(
        [
            Check(
                content_type=ContentType.objects.get_for_model(row),
                object_id=str(row.pk),
                kind=Check.Kind.STATED_BY_SOURCE,
                checked_on=day,
                source=source,
            )
            for row, day, source in statements
        ],
        batch_size=500,
    )


def erase_person(person: AuditPerson) -> None:
    """Remove a name from the audit trail; the trail itself still verifies."""
    person.user = None
    person.name = person.salt = ""
    person.save(update_fields=["user", "name", "salt"])


def audit_person(user: AbstractBaseUser | None) -> AuditPerson | None:
    """Return a user as the audit trail names people; None for the system."""
    if user is None:
        return None
    known = AuditPerson.objects.filter(user_id=user.pk).exclude(salt="").first()
    name = user.get_full_name() or user.get_username()  # type: ignore[attr-defined]
    if known and known.name == name:
        return known
    salt = secrets.token_hex(16)
    return AuditPerson.objects.create(
        user_id=user.pk,
        salt=salt,
        name=name,
        digest=chain.person_digest(salt, name),
    )


def _with_circumstances(
    details: dict[str, Any] | None, on_behalf_of: str
) -> dict[str, Any]:
    told = dict(details or {})
    if on_behalf_of:
        told["on_behalf_of"] = on_behalf_of
    if request := current_request_id():
        told["request_id"] = request
    return told


def _within(row: models.Model | None) -> dict[str, str]:
    return {} if row is None else {"within": within_key(row)}
