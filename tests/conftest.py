"""What tests of every app share: a fixed day, and databases of a test's own."""

import os
from contextlib import contextmanager
from datetime import date
from io import StringIO
from itertools import count

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings

from tests import kept
from tests.databases import copy_database, drop_database, using_database
from tests.strong_logins import strong_login

APP_ROLE = os.environ.get("PORTAL_TEST_APP_ROLE") or "portal_app"
APP_PASSWORD = os.environ.get("PORTAL_TEST_APP_PASSWORD", "")
CLONES = count(1)
# What is asked holds or not, however busy the machine is.
settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("portal")


@pytest.fixture(scope="session")
def django_db_setup(
    request,
    django_test_environment,
    django_db_blocker,
    django_db_modify_db_settings,
):
    """Make the migrated test database, whichever tests were chosen.

    pytest-django makes it only when a chosen test is marked, and tests that use a copy
    of it are not.
    """
    keep = request.config.getvalue("reuse_db") and not request.config.getvalue(
        "create_db"
    )
    with django_db_blocker.unblock():
        # `migrate` runs on the copy too; it has nothing left to do.
        if migrated := kept.migrated_database():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated
        made = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, keepdb=keep
        )
    yield
    if not request.config.getvalue("reuse_db"):
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def forced_logins_are_strong(monkeypatch):
    """Let `force_login` give the second factor too; few tests are about that."""
    monkeypatch.setattr(Client, "_login", strong_login)


@pytest.fixture
def today():
    """Return a fixed Monday in an ordinary week, after the reform of 2024."""
    return date(2025, 3, 10)


@contextmanager
def clone_of_test_database(blocker):
    """Let Django use a fresh copy of the migrated test database, and drop it after.

    For tests that commit. Emptying the tables afterwards, as Django would, is no way:
    the database refuses TRUNCATE where rows are only ever added.
    """
    template = connection.settings_dict["NAME"]
    clone = f"{template}_clone_{next(CLONES)}"
    with blocker.unblock():
        copy_database(template, clone)
        try:
            with using_database(clone):
                yield
        finally:
            drop_database(clone)


@pytest.fixture(scope="module")
def cloned_database(django_db_setup, django_db_blocker):
    """Let a module's tests commit in one copy of the test database.

    What one test commits the next one sees. Do not mix it with `db` in a module.
    """
    with clone_of_test_database(django_db_blocker):
        yield


@pytest.fixture
def new_connection():
    """Return a function that opens psycopg connections to Django's present database.

    Keywords replace those of the owner's login. All are closed after the test.
    """
    opened = []

    def connect(**changes):
        opened.append(psycopg.connect(**connection.get_connection_params() | changes))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.fixture
def app_role_connection(cloned_database, new_connection):
    """Return a connection to the copy as the web's role, with just its rights.

    Skip where the server has no such role, or the tests themselves run as it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user",
            [APP_ROLE],
        )
        if not cursor.fetchone():
            pytest.skip(f"the server has no role {APP_ROLE} beside the owner")
    call_command("grant_app_role", role=APP_ROLE, stdout=StringIO())
    return new_connection(user=APP_ROLE, password=APP_PASSWORD)
