"""Every rule that the database keeps by name has a test that sees it refuse."""

import ast
from pathlib import Path

import pytest
from django.db import connection

TESTS = Path(__file__).parent
OUR_APPS = [
    "agreements",
    "counties",
    "finder",
    "guidance_centres",
    "partners",
    "publishing",
    "services",
    "workspace",
]

# Names that Django and PostgreSQL make up themselves begin with the table's, and so
# with the app's; pghistory's triggers begin with pgtrigger. Triggers that keep the
# entries of the search follow what was written and refuse nothing.
NAMED_RULES = """
    WITH ours AS (
        SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
            AND relname ~ ('^(' || %(apps)s || ')_')
    )
    SELECT conname FROM pg_constraint
    WHERE conrelid IN (SELECT oid FROM ours)
        AND contype IN ('c', 'u', 'x')
        AND conname !~ ('^(' || %(apps)s || ')_')
    UNION
    SELECT indexrelid::regclass::text FROM pg_index
    WHERE indrelid IN (SELECT oid FROM ours)
        AND indisunique
        AND indexrelid::regclass::text !~ ('^(' || %(apps)s || ')_')
    UNION
    SELECT tgname FROM pg_trigger
    WHERE tgrelid IN (SELECT oid FROM ours)
        AND NOT tgisinternal
        AND tgname !~ '^(pgtrigger|search_follows)_'
    UNION
    SELECT found[1] FROM pg_proc,
        regexp_matches(prosrc, 'CONSTRAINT = ''(\\w+)''', 'g') AS found
    WHERE pronamespace = 'public'::regnamespace
"""


def literals(node):
    """Return every string that stands in a piece of source."""
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def rules_in_tests():
    """Return the names that tests give to `refused`.

    They stand in the call, in a name that the call uses, or among the parameters of
    the test.
    """
    found = set()
    for file in TESTS.rglob("test_*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for test in ast.walk(tree):
            if not isinstance(test, ast.FunctionDef):
                continue
            calls = [
                call
                for call in ast.walk(test)
                if isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id == "refused"
            ]
            if not calls:
                continue
            for call in calls:
                found |= literals(call)
            for decorator in test.decorator_list:
                found |= literals(decorator)
            for part in ast.walk(test):
                if isinstance(part, ast.Assign):
                    found |= literals(part.value)
    return found


@pytest.mark.django_db
def test_every_rule_is_tested():
    with connection.cursor() as cursor:
        cursor.execute(NAMED_RULES, {"apps": "|".join(OUR_APPS)})
        rules = {rule for (rule,) in cursor}
    assert len(rules) > 90
    assert sorted(rules - rules_in_tests()) == []
