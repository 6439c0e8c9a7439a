"""Write plain values on a row by all its rules: of its fields and of the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils.translation import gettext as _

from .. import workflow
from ..refusals import explain
from .plain_values import Plain, stored_values


class _TriedOnly(Exception):
    """Ends a trial: nothing that it wrote stays."""


def write(
    row: models.Model,
    plain: Mapping[str, Plain],
    *,
    sentences: Mapping[str, Any],
    at: datetime,
    publish: bool = False,
) -> None:
    """Write values on a row, locked before, and note that a person edited it.

    With `publish` the row is published with them, and every rule of a published row is
    asked. Raise ValidationError with sentences, by field where they have one; nothing
    is changed then. Rules of the database that wait for the commit are asked at once.
    """
    model = type(row)
    values = stored_values(model, plain)
    links = {
        name: values.pop(name)
        for name in list(values)
        if model._meta.get_field(name).many_to_many
    }
    for name, value in values.items():
        setattr(row, name, value)
    written = [*values]
    if publish:
        workflow.check_transition(str(row.status), workflow.PUBLISHED)  # type: ignore[attr-defined]
        row.status = workflow.PUBLISHED  # type: ignore[attr-defined]
        written.append("status")
    if hasattr(row, "edited_by_person_at"):
        row.edited_by_person_at = at
        written.append("edited_by_person_at")
    _ask_fields(row, set(written), links)
    try:
        with transaction.atomic():
            row.save(update_fields=written)
            for name, chosen in links.items():
                getattr(row, name).set(chosen)
            connection.check_constraints()
    except (IntegrityError, OperationalError) as error:
        sentence = explain(error, sentences)
        if sentence is None:
            raise
        raise ValidationError(sentence, code="refused") from error


def trial(
    row: models.Model,
    plain: Mapping[str, Plain],
    *,
    sentences: Mapping[str, Any],
    at: datetime,
    publish: bool = False,
) -> ValidationError | None:
    """Return what would stop `write`, or None; nothing that is tried stays."""
    tried = type(row)._base_manager.get(pk=row.pk)
    try:
        with transaction.atomic():
            write(tried, plain, sentences=sentences, at=at, publish=publish)
            raise _TriedOnly
    except _TriedOnly:
        return None
    except ValidationError as problems:
        return problems


def _ask_fields(row: models.Model, written: set[str], links: Mapping[str, Any]) -> None:
    """Ask the rules of fields and of the model, as a form would.

    What was not written is not asked about: an old slip elsewhere in the row must not
    stop somebody. The status is seen all the same, for rules ask for it.
    """
    problems: dict[str, Any] = {}
    others = {field.name for field in row._meta.concrete_fields} - written - {"status"}
    try:
        row.full_clean(exclude=others)
    except ValidationError as error:
        problems = error.update_error_dict({})
    if getattr(row, "status", "") == workflow.PUBLISHED:
        for field in row._meta.many_to_many:
            chosen = links.get(field.name)
            if chosen is None and "status" in written:
                chosen = getattr(row, field.name).all()
            if not field.blank and chosen is not None and not chosen.exists():
                problems[field.name] = [
                    ValidationError(_("Choose at least one."), code="required")
                ]
    if problems:
        raise ValidationError(problems)
