"""Say in a sentence why the database refused to save something."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db import DatabaseError, OperationalError
from django.db.models import BaseConstraint
from django.utils.translation import gettext_lazy as _

# SQLSTATE of PostgreSQL: lock_not_available, deadlock_detected, query_canceled.
BUSY = {"55P03", "40P01", "57014"}
FOREIGN_KEY_VIOLATION = "23503"
UNIQUE_VIOLATION = "23505"

TRAIL_SENTENCES = {
    "statuschange_append_only": _("The audit trail can only be added to."),
    "check_append_only": _("A check that was recorded stays as it is."),
    "auditperson_erase_only": _("A person in the audit trail can only be erased."),
}


def explain(error: DatabaseError, sentences: Mapping[str, Any]) -> Any:
    """Return a translated sentence for a refusal of the database, or None.

    `sentences` maps names of triggers to sentences; those of the models' own
    constraints are found by themselves. None means that the error is no refusal but
    a fault, to be raised again.
    """
    state, name = _what_broke(error)
    if isinstance(error, OperationalError):
        if state not in BUSY:
            return None
        return _(
            "Somebody else is saving the same thing at this moment. Nothing was saved."
            " Wait a little and save again."
        )
    return known_reason(error, sentences) or _(
        "The database refused this by the rule «%(name)s». Nothing was saved."
    ) % {"name": name or state}


def known_reason(error, sentences=MappingProxyType({})):
    """Return the sentence for the rule that was broken, or None when it has none."""
    state, name = _what_broke(error)
    known = sentences.get(name) or model_sentences().get(name)
    if known:
        return known
    if state == FOREIGN_KEY_VIOLATION:
        return _(
            "Something else builds on this row, so it cannot be taken away."
            " Nothing was saved."
        )
    if state == UNIQUE_VIOLATION:
        return _(
            "Another row already has a value that may exist only once."
            " Nothing was saved."
        )
    return None


def _what_broke(error):
    """Return the SQLSTATE, and the name of the constraint or trigger or ''."""
    cause = error.__cause__
    diagnosis = getattr(cause, "diag", None)
    state = getattr(cause, "sqlstate", None)
    return state, getattr(diagnosis, "constraint_name", None) or ""


@cache
def model_sentences():
    """Return the sentence of every named constraint of every model."""
    unsaid = BaseConstraint.default_violation_error_message
    return TRAIL_SENTENCES | {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != unsaid
    }
