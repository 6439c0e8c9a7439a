"""A pytest plugin: the portal as it is shipped, real data and examples, to read from.

Copied from a database that an earlier run loaded of the same data by the same code
(tests/kept.py), else loaded into a copy of the migrated one. Each test that asks for
`portal_data` works inside a transaction that is rolled back.
"""

import pytest
from django.db import connection, transaction

from tests import kept
from tests.databases import copy_database, drop_database, using_database


@pytest.fixture(scope="session")
def shipped_database(django_db_setup, django_db_blocker):
    """Return the name of a database that holds everything the portal ships with."""
    migrated = connection.settings_dict["NAME"]
    name = f"{migrated}_shipped"
    with django_db_blocker.unblock():
        if loaded := kept.shipped_database():
            copy_database(loaded, name)
        else:
            kept.load_new(name, migrated)
    yield name
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture
def portal_data(shipped_database, django_db_blocker):
    """Let a test read the shipped portal. Do not mix it with `db` in one test."""
    with (
        django_db_blocker.unblock(),
        using_database(shipped_database),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)
