"""What the web's role may do, and what nobody lets it do."""

import os
from datetime import date
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import errors, sql

from partnership_portal.management.commands.grant_app_role import (
    SPECIAL_TABLES,
    table_rights,
)
from services.models import SearchEntry
from tests.conftest import APP_ROLE
from tests.factories import (
    make_agreement,
    make_check,
    make_municipality,
    make_party,
    make_responsibility,
    make_service,
    make_status_change,
    make_target_group,
    make_version,
    make_version_event,
    sign,
)

MUNICIPALITIES = "agreements_responsibility_municipalities"
GROUPS = "agreements_responsibility_target_groups"


@pytest.fixture(scope="module")
def signed(cloned_database):
    """Return a signed version with an event, a check and an audit trail beside it."""
    version = make_version(agreed_to=date(2024, 12, 31))
    party = make_party(version=version)
    make_responsibility(
        version=version, party=party, municipalities=[make_municipality()]
    )
    sign(version)
    make_version_event(version=version, kind="archived", reference="24/1")
    make_status_change()
    make_check()
    return version


def refusal(opened, statement):
    """Return the error that a statement meets; the transaction is rolled back."""
    with (
        pytest.raises(psycopg.Error) as caught,
        opened.transaction(force_rollback=True),
    ):
        opened.execute(statement)
        opened.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return caught.value


def changes(table, column):
    """Return statements that change and delete every row of a table."""
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    return [
        sql.SQL("UPDATE {table} SET {column} = {column}").format(**names),
        sql.SQL("DELETE FROM {table}").format(**names),
    ]


FROZEN = [
    ("agreements_agreementversion", "note_nb"),
    ("agreements_clause", "text_nb"),
    ("agreements_party", "name"),
    ("agreements_signature", "name"),
    ("agreements_responsibility", "note_nb"),
    (GROUPS, "targetgroup_id"),
    (MUNICIPALITIES, "municipality_id"),
]
APPEND_ONLY = [
    ("agreements_versionevent", "note_nb"),
    ("publishing_statuschange", "reason"),
    ("publishing_check", "source"),
    ("agreements_clauseevent", "text_nb"),
    ("counties_countyevent", "name"),
]
READ_ONLY = [
    ("agreements_effectiveperiod", "period"),
    ("publishing_audithead", "digest"),
    ("services_searchentry", "breadth"),
    ("services_searchword", "word"),
    ("django_migrations", "name"),
]


@pytest.mark.parametrize("table, column", FROZEN)
def test_what_was_signed_is_frozen(signed, app_role_connection, table, column):
    for statement in changes(table, column):
        error = refusal(app_role_connection, statement)
        assert isinstance(error, errors.RestrictViolation)
        assert error.diag.constraint_name.endswith("_frozen_when_signed")


@pytest.mark.parametrize("table, column", APPEND_ONLY + READ_ONLY)
def test_what_is_only_added_has_no_right_to_change(
    signed, app_role_connection, table, column
):
    for statement in changes(table, column):
        error = refusal(app_role_connection, statement)
        assert isinstance(error, errors.InsufficientPrivilege)


@pytest.mark.parametrize("table, column", READ_ONLY)
def test_what_triggers_write_has_no_right_to_insert(
    signed, app_role_connection, table, column
):
    error = refusal(app_role_connection, f"INSERT INTO {table} DEFAULT VALUES")
    assert isinstance(error, errors.InsufficientPrivilege)


@pytest.mark.parametrize("table, column", FROZEN + APPEND_ONLY + READ_ONLY)
def test_guards_cannot_be_put_aside(signed, app_role_connection, table, column):
    for statement in (
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"DROP TABLE {table} CASCADE",
        f"CREATE TRIGGER mine BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ):
        error = refusal(app_role_connection, statement)
        assert isinstance(error, errors.InsufficientPrivilege), statement


def test_triggers_cannot_be_silenced_by_a_setting(signed, app_role_connection):
    error = refusal(app_role_connection, "SET session_replication_role = replica")
    assert isinstance(error, errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    "function",
    [
        "begin_effective_period",
        "version_event_recorded",
        "extend_audit_chain",
        "search_follows_service",
        "search_forgets_service",
        "search_follows_link",
        "search_follows_name",
    ],
)
def test_owner_is_not_made_to_write(signed, app_role_connection, function):
    """A trigger function hung on one's own table would act with the owner's rights."""
    error = refusal(
        app_role_connection,
        "CREATE TEMP TABLE bait (id bigint);"
        "CREATE TRIGGER hook BEFORE INSERT ON bait"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
    )
    assert isinstance(error, errors.InsufficientPrivilege)
    assert function in str(error)


def test_guards_are_not_fooled_by_a_temporary_table(signed, app_role_connection):
    """Temporary tables come first on the search path, unless a function says not."""
    error = refusal(
        app_role_connection,
        "CREATE TEMP TABLE agreements_agreementversion (id bigint, state text);"
        "UPDATE agreements_clause SET text_nb = 'Noe annet.'",
    )
    assert error.diag.constraint_name == "clause_frozen_when_signed"


def test_nothing_is_created_in_the_schema(signed, app_role_connection):
    for statement in (
        "CREATE TABLE public.mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql RETURN 1",
    ):
        error = refusal(app_role_connection, statement)
        assert isinstance(error, errors.InsufficientPrivilege)


def test_signed_version_cannot_be_changed_by_way_of_new_rows(
    signed, app_role_connection
):
    error = refusal(
        app_role_connection,
        "INSERT INTO agreements_party"
        " (version_id, partner_id, name, role_nb, role_nn, position)"
        " SELECT version_id, partner_id, 'x', '', '', 9 FROM agreements_party LIMIT 1",
    )
    assert error.diag.constraint_name == "party_frozen_when_signed"


@pytest.fixture
def web(app_role_connection):
    """Let Django itself connect as the web's role."""
    settings = connection.settings_dict
    before = {name: settings[name] for name in ("USER", "PASSWORD")}
    connection.close()
    settings["USER"] = APP_ROLE
    settings["PASSWORD"] = app_role_connection.info.password
    yield
    connection.close()
    settings.update(before)


def test_web_signs_replaces_and_signs_again(web):
    """The whole course, each step committed, with the rights of the web alone."""
    first = make_version(state="signed")
    make_version_event(version=first, on=date(2024, 6, 30))
    following = make_version(
        agreement=first.agreement, state="signed", agreed_from=date(2024, 7, 1)
    )
    make_version_event(version=following, kind="terminated", on=date(2024, 12, 31))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT period::text FROM agreements_effectiveperiod"
            " WHERE agreement_id = %s ORDER BY period",
            [first.agreement_id],
        )
        assert cursor.fetchall() == [
            ("[2024-01-01,2024-07-01)",),
            ("[2024-07-01,2025-01-01)",),
        ]


def test_what_web_edits_is_found_and_what_it_deletes_is_not(web):
    service = make_service(target_groups=[make_target_group(slug="sailors")])
    [entry] = SearchEntry.objects.filter(facets__contains=["group:sailors"])
    assert entry.pk == service.pk
    service.delete()
    assert not SearchEntry.objects.filter(pk=entry.pk).exists()


def test_web_builds_no_entries_by_itself(signed, app_role_connection):
    error = refusal(app_role_connection, "SELECT build_search_entries('{1}', false)")
    assert isinstance(error, errors.InsufficientPrivilege)


def test_web_deletes_a_draft(web):
    make_version().delete()
    make_agreement().delete()


def test_web_adds_to_the_audit_trail_and_to_the_history(web):
    first = make_status_change()
    assert make_status_change().position == first.position + 1
    make_check()
    municipality = make_municipality()
    municipality.name = "Nytt eksempel"
    municipality.save()
    assert municipality.events.count() == 2


def test_every_table_has_rights_and_no_special_name_is_misspelt(signed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        existing = {table for (table,) in cursor}
    assert table_rights().keys() == existing
    assert SPECIAL_TABLES.keys() <= existing


def granted(**options):
    output = StringIO()
    call_command("grant_app_role", stdout=output, **options)
    return output.getvalue().strip()


def test_granting_again_changes_nothing(signed, app_role_connection):
    assert granted(role=APP_ROLE) == f"Rights of {APP_ROLE}: 0 changed."


def test_surplus_rights_are_taken_back(signed, app_role_connection):
    with connection.cursor() as cursor:
        for statement in (
            "GRANT UPDATE, TRUNCATE ON publishing_statuschange TO {}",
            "GRANT UPDATE (note_nb) ON agreements_versionevent TO {}",
            "GRANT SELECT ON counties_county TO {} WITH GRANT OPTION",
            "REVOKE INSERT ON counties_county FROM {}",
            "GRANT EXECUTE ON FUNCTION extend_audit_chain() TO {}",
            "GRANT CREATE ON SCHEMA public TO {}",
        ):
            cursor.execute(statement.format(APP_ROLE))
    assert granted(role=APP_ROLE) == f"Rights of {APP_ROLE}: 5 changed."
    assert granted(role=APP_ROLE) == f"Rights of {APP_ROLE}: 0 changed."


def test_rights_that_come_another_way_are_an_error(signed, app_role_connection):
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE ON publishing_check TO PUBLIC")
    try:
        with pytest.raises(CommandError, match="UPDATE on publishing_check"):
            granted(role=APP_ROLE)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("REVOKE UPDATE ON publishing_check FROM PUBLIC")


def test_role_comes_from_option_then_environment(signed, monkeypatch):
    owner = connection.settings_dict["USER"]
    nothing = f"{owner} owns the tables; there is nothing to grant."
    monkeypatch.setitem(os.environ, "PORTAL_APP_ROLE", owner)
    assert granted() == nothing
    assert granted(role="nobody_at_all") == (
        "There is no role nobody_at_all; nothing was granted."
    )
