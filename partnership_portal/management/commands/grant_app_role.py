"""Give the web's database role its rights, and no others."""

import os

import pghistory.models
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

DEFAULT_ROLE = "portal_app"

ORDINARY = {"SELECT", "INSERT", "UPDATE", "DELETE"}
APPEND = {"SELECT", "INSERT"}
READ = {"SELECT"}

# Every other table is ordinary; the history that pghistory writes is appended to.
SPECIAL_TABLES = {
    "agreements_roleanswer": APPEND,
    "agreements_versionevent": APPEND,
    "agreements_voidedsignature": APPEND,
    "agreements_signeddocument": APPEND,
    "publishing_statuschange": APPEND,
    "publishing_check": APPEND,
    # Decided or given up, a proposal is kept.
    "publishing_proposal": {"SELECT", "INSERT", "UPDATE"},
    # Triggers write these four with the owner's rights.
    "agreements_effectiveperiod": READ,
    "publishing_audithead": READ,
    "services_searchentry": READ,
    "services_searchword": READ,
    "django_migrations": READ,
    # One row a request, written again when the request tells more of itself.
    "pghistory_context": {"SELECT", "INSERT", "UPDATE"},
}
NEVER = ["TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"]

RIGHTS_HELD = """
    SELECT relation.relname, relation.relkind = 'S', acl.privilege_type
        || CASE WHEN acl.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    FROM pg_class AS relation, aclexplode(relation.relacl) AS acl
    WHERE relation.relnamespace = 'public'::regnamespace
        AND acl.grantee = %(role)s::regrole
    UNION ALL
    SELECT relation.relname, false, acl.privilege_type || ' ON COLUMN'
    FROM pg_class AS relation
    JOIN pg_attribute AS field ON field.attrelid = relation.oid,
        aclexplode(field.attacl) AS acl
    WHERE relation.relnamespace = 'public'::regnamespace
        AND acl.grantee = %(role)s::regrole
"""
SEQUENCES = """
    SELECT sequence.relname, owner.relname
    FROM pg_class AS sequence
    JOIN pg_depend AS link
        ON link.objid = sequence.oid AND link.deptype IN ('a', 'i')
    JOIN pg_class AS owner ON owner.oid = link.refobjid
    WHERE sequence.relkind = 'S'
        AND sequence.relnamespace = 'public'::regnamespace
"""
# Whoever may execute a SECURITY DEFINER trigger function can hang it on a temporary
# table and make the owner write what the table says.
OPEN_DEFINER_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
        AND prosecdef AND prorettype = 'trigger'::regtype
        AND has_function_privilege(%(role)s::regrole, oid, 'EXECUTE')
"""
RIGHTS_TOO_MANY = """
    SELECT wanted.name, privilege
    FROM unnest(%(names)s::text[], %(rights)s::text[]) AS wanted (name, rights),
        unnest(%(privileges)s::text[]) AS privilege
    WHERE NOT privilege = ANY (string_to_array(wanted.rights, ' '))
        AND has_table_privilege(%(role)s::regrole, wanted.name, privilege)
"""


def table_rights():
    """Return the rights of the web's role as {table: set of privileges}."""
    tables = connection.introspection.django_table_names(only_existing=True)
    rights = dict.fromkeys(tables, ORDINARY)
    for model in apps.get_models():
        if issubclass(model, pghistory.models.Event):
            rights[model._meta.db_table] = APPEND
    return rights | SPECIAL_TABLES


class Command(BaseCommand):
    help = "Give the web's database role its rights on our tables; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--role",
            help="the role; else PORTAL_APP_ROLE in the environment, else portal_app",
        )

    def handle(self, *args, role=None, **options):
        role = role or os.environ.get("PORTAL_APP_ROLE") or DEFAULT_ROLE
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user = %(role)s,"
                " EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %(role)s)",
                {"role": role},
            )
            is_owner, exists = cursor.fetchone()
            if is_owner:
                self.stdout.write(f"{role} owns the tables; there is nothing to grant.")
            elif not exists:
                self.stdout.write(f"There is no role {role}; nothing was granted.")
            else:
                changed = grant(cursor, role)
                self.stdout.write(f"Rights of {role}: {changed} changed.")


def grant(cursor, role):
    """Make the role's rights what they should be; return how many objects changed.

    Call it as the owner of the tables, inside a transaction. Raise CommandError when
    the role can do more all the same, as a superuser or through another role.
    """
    name = connection.ops.quote_name(role)
    tables = table_rights()
    changed = grant_on_database(cursor, role, name)
    changed += grant_on_relations(cursor, role, name, tables)
    cursor.execute(OPEN_DEFINER_FUNCTIONS, {"role": name})
    functions = [function for (function,) in cursor.fetchall()]
    for function in functions:
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC, {name}")
    refuse_too_many(cursor, name, tables)
    return changed + len(functions)


def grant_on_database(cursor, role, name):
    """Let the role connect and see the schema, but create nothing in it."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    cursor.execute(
        "SELECT has_database_privilege(%(role)s, current_database(), 'CONNECT'),"
        " has_schema_privilege(%(role)s, 'public', 'USAGE'),"
        " has_schema_privilege(%(role)s, 'public', 'CREATE')",
        {"role": role},
    )
    may_connect, may_use, may_create = cursor.fetchone()
    changes = [
        (not may_connect, f"GRANT CONNECT ON DATABASE {database} TO {name}"),
        (not may_use, f"GRANT USAGE ON SCHEMA public TO {name}"),
        (may_create, f"REVOKE CREATE ON SCHEMA public FROM {name}"),
    ]
    statements = [statement for needed, statement in changes if needed]
    for statement in statements:
        cursor.execute(statement)
    return len(statements)


def grant_on_relations(cursor, role, name, tables):
    """Set the rights on tables and their sequences; take back every other right."""
    wanted = {(table, False): rights for table, rights in tables.items()}
    cursor.execute(SEQUENCES)
    for sequence, table in cursor.fetchall():
        if "INSERT" in tables.get(table, ()):
            wanted[sequence, True] = {"USAGE"}
    held = {}
    cursor.execute(RIGHTS_HELD, {"role": name})
    for relation, is_sequence, privilege in cursor.fetchall():
        held.setdefault((relation, is_sequence), set()).add(privilege)
    changes = [
        relation
        for relation in sorted(wanted.keys() | held.keys())
        if wanted.get(relation, set()) != held.get(relation, set())
    ]
    for relation, is_sequence in changes:
        kind = "SEQUENCE" if is_sequence else "TABLE"
        target = f"{kind} {connection.ops.quote_name(relation)}"
        cursor.execute(f"REVOKE ALL ON {target} FROM {name}")
        rights = wanted.get((relation, is_sequence))
        if rights:
            cursor.execute(f"GRANT {', '.join(sorted(rights))} ON {target} TO {name}")
    return len(changes)


def refuse_too_many(cursor, name, tables):
    """Raise CommandError when the role has rights that it was not given here."""
    cursor.execute(
        RIGHTS_TOO_MANY,
        {
            "role": name,
            "names": list(tables),
            "rights": [" ".join(rights) for rights in tables.values()],
            "privileges": [*ORDINARY, *NEVER],
        },
    )
    surplus = sorted(f"{privilege} on {table}" for table, privilege in cursor)
    if surplus:
        raise CommandError(
            f"{name} still has {surplus[0]} and {len(surplus) - 1} rights more, as a"
            " superuser, through PUBLIC or through another role. Take them away, or"
            " choose a role of its own for the web."
        )
