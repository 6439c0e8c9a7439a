"""The house itself: arrows point down, types hold, nothing is left undone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PURE_AND_OPERATIONS = [
    "agreements/drafts/adapting.py",
    "agreements/ahead/calendar_file.py",
    "agreements/text/canonical.py",
    "agreements/ahead/coming.py",
    "agreements/text/difference.py",
    "agreements/impact.py",
    "agreements/matching.py",
    "agreements/text/merging.py",
    "agreements/next_steps.py",
    "counties/geometry.py",
    "counties/maps.py",
    "counties/names.py",
    "counties/history.py",
    "agreements/matrix.py",
    "finder/distance.py",
    "finder/fallback.py",
    "finder/gazetteer.py",
    "finder/lexicon.py",
    "finder/matching.py",
    "finder/nearby.py",
    "finder/place_in_text.py",
    "finder/places.py",
    "finder/question.py",
    "finder/rules/",
    "finder/spoken_languages.py",
    "finder/steps.py",
    "finder/suggestions.py",
    "finder/tokens.py",
    "finder/understanding.py",
    "finder/unmet_needs.py",
    "finder/usual_needs.py",
    "guidance_centres/opening_hours.py",
    "guidance_centres/osm_hours.py",
    "guidance_centres/osm_writing.py",
    "guidance_centres/public_holidays.py",
    "partners/access.py",
    "partners/accounts/pace.py",
    "partners/oidc/checks.py",
    "partners/oidc/configuration.py",
    "partners/oidc/organisations.py",
    "partners/oidc/own_paths.py",
    "partners/oidc/pending.py",
    "partners/oidc/words.py",
    "publishing/hygiene.py",
    "publishing/once.py",
    "publishing/organisation_numbers.py",
    "publishing/typed.py",
    "partners/rights.py",
    "partners/scopes.py",
    "publishing/acting.py",
    "publishing/chain.py",
    "publishing/freshness.py",
    "publishing/outbox.py",
    "publishing/operations.py",
    "publishing/request_ids.py",
    "publishing/snapshots.py",
    "publishing/proposals/",
    "publishing/source_dates.py",
    "publishing/workflow.py",
    "services/norwegian_text.py",
    "services/norwegian_words.py",
]

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "partnership_portal.settings.production",
    "SECRET_KEY": "not-a-secret-" + "k3y7" * 15,
    "ALLOWED_HOSTS": "portal.example.no",
    "PORTAL_OPERATOR": "Eksempel fylkeskommune",
    "PORTAL_ACCESSIBILITY_STATEMENT_URL": "https://uustatus.no/eksempel",
}


def run(*command, **environment):
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def tool(name):
    return str(Path(sys.executable).parent / name)


def test_ruff_has_nothing_to_say():
    status, output = run(tool("ruff"), "check", "--no-cache", ".")
    assert status == 0, output


def test_everything_is_formatted():
    status, output = run(tool("ruff"), "format", "--check", "--no-cache", ".")
    assert status == 0, output


def test_types_of_pure_modules_and_operations_hold():
    status, output = run(sys.executable, "-m", "mypy", "--strict", *PURE_AND_OPERATIONS)
    assert status == 0, output


def test_imports_run_downwards_only():
    status, output = run(tool("lint-imports"), "--no-cache")
    assert status == 0, output


def test_no_migration_is_missing():
    status, output = run(
        sys.executable,
        "manage.py",
        "makemigrations",
        "--check",
        DJANGO_SETTINGS_MODULE="partnership_portal.settings.test",
    )
    assert status == 0, output


def test_production_settings_pass_the_deployment_check():
    status, output = run(
        sys.executable,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **PRODUCTION,
    )
    assert status == 0, output


def test_production_names_every_missing_setting_at_once():
    environment = {**PRODUCTION, "SECRET_KEY": "", "ALLOWED_HOSTS": ""}
    status, output = run(sys.executable, "manage.py", "check", **environment)
    assert status != 0
    assert "SECRET_KEY, ALLOWED_HOSTS" in output


@pytest.mark.django_db(databases=["default"])
def test_production_does_not_start_with_a_role_that_owns_the_tables(settings):
    from partnership_portal.checks import application_role_owns_nothing

    assert application_role_owns_nothing(None, ["default"]) == []
    settings.PORTAL_REFUSE_OWNER_ROLE = True
    [problem] = application_role_owns_nothing(None, ["default"])
    assert problem.id == "portal.E001"


def source_files():
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).parts
        if not parts[0].startswith(".") and "node_modules" not in parts:
            yield path


def test_files_stay_readable_in_length():
    """About 400 lines; what a command wrote (migrations) is left out."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in source_files()
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert not long


def test_there_is_no_raw_sql_outside_migrations_and_the_ground():
    """SQL built in a view or form is how injections begin."""
    allowed = {"publishing", "partnership_portal", "tests", "migrations", "bench"}
    found = [
        str(path.relative_to(ROOT))
        for path in source_files()
        if not allowed & set(path.relative_to(ROOT).parts)
        and any(
            word in path.read_text(encoding="utf-8")
            for word in ("RawSQL", ".raw(", ".extra(", "cursor()")
        )
    ]
    assert not found
