"""Expect a refusal by a named rule of the database."""

from contextlib import contextmanager

import pytest
from django.db import Error, connection, transaction


@contextmanager
def refused(rule, *, by=None):
    """Expect that the database refuses the block because of `rule`.

    `rule` is the name the refusal carries. `by` names the trigger when it carries
    another name than its own. Rules that wait for the commit are asked at the end of
    the block. tests/test_every_rule_is_tested.py finds both names in the source.
    """
    with pytest.raises(Error) as refusal, transaction.atomic():
        yield
        ask_deferred_rules()
    cause = refusal.value.__cause__
    assert cause.diag.constraint_name == rule, str(refusal.value)


def ask_deferred_rules():
    """Ask at once what otherwise waits for the commit; raise what it raises."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
