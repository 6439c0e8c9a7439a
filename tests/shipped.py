"""A pytest plugin: the portal as it is shipped, real data and examples, to read from.

Loaded once for the whole run into a copy of the migrated test database; each test
that asks for `portal_data` works inside a transaction that is rolled back.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings

from tests.databases import copy_database, drop_database


@pytest.fixture(scope="session")
def shipped_database(django_db_setup, django_db_blocker):
    """Return the name of a database that holds everything the portal ships with."""
    template = connection.settings_dict["NAME"]
    name = f"{template}_shipped"
    with django_db_blocker.unblock():
        copy_database(template, name)
        connection.settings_dict["NAME"] = name
        try:
            with override_settings(PORTAL_EMBEDDED=True):
                call_command("load_portal", stdout=StringIO())
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template
    yield name
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture
def portal_data(shipped_database, django_db_blocker):
    """Let a test read the shipped portal. Do not mix it with `db` in one test."""
    with django_db_blocker.unblock():
        connections.close_all()
        template = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = shipped_database
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template
