"""Databases of the benchmark's own, beside the portal's."""

from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from psycopg import sql


@contextmanager
def scratch_database(name):
    """Let Django use a new database with what the portal ships with, and drop it after.

    The role of DATABASE_URL must be allowed to make databases. One that an earlier
    run left behind is replaced.
    """
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with override_settings(PORTAL_EMBEDDED=True):
            call_command("load_portal", stdout=StringIO())
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def copies(names):
    """Yield a function that keeps the scratch database as it is now, as a copy.

    It takes one of the names and returns a connection to the copy, for `using`. The
    copies are dropped at the end.
    """
    kept = []

    def keep(name):
        source = connection.settings_dict["NAME"]
        connection.close()
        _administer("DROP DATABASE IF EXISTS {}", name)
        _administer("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)
        copy = connections["default"].copy()
        copy.settings_dict = copy.settings_dict | {"NAME": name}
        kept.append(copy)
        return copy

    try:
        yield keep
    finally:
        for copy in kept:
            copy.close()
        for name in names:
            _administer("DROP DATABASE IF EXISTS {}", name)


@contextmanager
def using(chosen):
    """Let Django use a connection that `keep` returned, and then its own again."""
    own = connections["default"]
    connections["default"] = chosen
    try:
        yield
    finally:
        connections["default"] = own


def _administer(statement, *names):
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def tidy_up():
    """Leave the tables as autovacuum would in the quiet after an import."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
