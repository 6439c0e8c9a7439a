"""Databases beside the one that pytest-django makes: copied from it, and dropped."""

from contextlib import contextmanager

from django.db import connection, connections
from psycopg import sql

# DROP DATABASE … WITH (FORCE) is refused to a role that may not end every process in
# the database, and autovacuum's belong to the server. The plain command waits for
# autovacuum to leave, so only this role's own connections are ended first.
END_OWN_CONNECTIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = {literal} AND usename = current_user
"""


def drop_database(name):
    """Drop a database if it is there, with whatever this role has open in it."""
    connections.close_all()
    names = {"name": sql.Identifier(name), "literal": sql.Literal(name)}
    with connection._nodb_cursor() as cursor:
        for statement in (END_OWN_CONNECTIONS, "DROP DATABASE IF EXISTS {name}"):
            cursor.execute(sql.SQL(statement).format(**names))


def copy_database(template, name):
    """Make a database as a copy of another, in place of an earlier one of its name."""
    drop_database(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


@contextmanager
def using_database(name):
    """Let Django use another database of the server, through new connections."""
    connections.close_all()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
