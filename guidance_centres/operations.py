"""Opening hours of a place as its owner writes them: public at once, and recorded."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction

from partners.rights import require
from publishing.operations import record_change
from publishing.refusals import explain

from .models import GuidanceCentre, OpeningException, WeeklyOpening

WEEK = (
    *("weekday", "opens", "closes", "by_appointment", "valid_from", "valid_to"),
    *("note_nb", "note_nn"),
)
EXCEPTION = ("starts_on", "ends_on", "opens", "closes", "note_nb", "note_nn")

Values = Mapping[str, Any]


def set_week(
    centre: GuidanceCentre,
    *,
    wanted: Iterable[Values],
    actor: AbstractBaseUser,
    at: datetime | None = None,
) -> bool:
    """Let the ordinary weeks of a place be just these; return whether they changed.

    Each of `wanted` has the fields of WEEK. Rows that stay as they are are not touched.
    Raise PermissionDenied, or ValidationError when the hours do not go together.
    """
    return _replace(centre, WeeklyOpening.objects.all(), WEEK, wanted, actor, at)


def set_exceptions(
    centre: GuidanceCentre,
    *,
    wanted: Iterable[Values],
    actor: AbstractBaseUser,
    from_day: Any,
    at: datetime | None = None,
) -> bool:
    """Let the exceptions that end on a day or later be just these.

    Each of `wanted` has the fields of EXCEPTION. What is past stays as it was. Return
    and raise as `set_week`.
    """
    rows = OpeningException.objects.filter(ends_on__gte=from_day)
    return _replace(centre, rows, EXCEPTION, wanted, actor, at)


def _replace(
    centre: GuidanceCentre,
    rows: models.QuerySet[Any],
    names: tuple[str, ...],
    wanted: Iterable[Values],
    actor: AbstractBaseUser,
    at: datetime | None,
) -> bool:
    at = at or datetime.now(UTC)
    model = rows.model
    try:
        with transaction.atomic():
            locked = GuidanceCentre.objects.select_for_update(no_key=True).get(
                pk=centre.pk
            )
            require(actor, "change", locked)
            have = {_key(row, names): row for row in rows.filter(centre=locked)}
            want = {tuple(each[name] for name in names): each for each in wanted}
            before = sorted(_words(row) for row in have.values())
            gone = [row.pk for key, row in have.items() if key not in want]
            new = [each for key, each in want.items() if key not in have]
            if not gone and not new:
                return False
            model.objects.filter(pk__in=gone).delete()
            for each in new:
                model.objects.create(centre=locked, **each)
            connection.check_constraints()
            after = sorted(_words(row) for row in rows.filter(centre=locked))
            locked.edited_by_person_at = at
            locked.save(update_fields=["edited_by_person_at"])
            record_change(
                locked,
                action="edited",
                actor=actor,
                details={"changes": {model._meta.model_name: [before, after]}},
                on_behalf_of=locked.partner.slug if locked.partner else "",
                at=at,
            )
    except (IntegrityError, OperationalError) as error:
        sentence = explain(error, {})
        if sentence is None:
            raise
        raise ValidationError(sentence, code="refused") from error
    return True


def _key(row: models.Model, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _words(row: Any) -> str:
    """Return hours as the trail keeps them: the same in every language."""
    hours = f"{row.opens:%H:%M}-{row.closes:%H:%M}" if row.opens else "off"
    if isinstance(row, OpeningException):
        return f"{row.starts_on}/{row.ends_on} {hours} {row.note_nb}".strip()
    season = f" {row.valid_from or ''}/{row.valid_to or ''}"
    appointment = " appointment" if row.by_appointment else ""
    whole_year = not (row.valid_from or row.valid_to)
    return (
        f"{row.weekday} {hours}{appointment}{'' if whole_year else season}"
        f" {row.note_nb}"
    ).strip()
