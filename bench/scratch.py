"""A database of the benchmark's own, beside the portal's."""

from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test import override_settings


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


def tidy_up():
    """Leave the tables as autovacuum would in the quiet after an import."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
