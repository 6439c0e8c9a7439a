"""What one test run keeps for the next is never older than what it stems from."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection

from partnership_portal.launch import forgetful
from tests import kept
from tests.databases import copy_database, drop_database, using_database

WAITED_FOR = """
    SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted
"""
MIGRATION = "rooms/migrations/0001_models.py"


@pytest.fixture
def house(tmp_path):
    """Return a small tree of modules: a migration, what it imports, and a page."""
    for name, text in {
        "rooms/__init__.py": "",
        "rooms/migrations/__init__.py": "",
        MIGRATION: "def up():\n    from rooms import rules\n",
        "rooms/rules.py": "from .words import WORD\nimport ground.numbers\n",
        "rooms/words.py": "WORD = 1\n",
        "rooms/page.py": "TITLE = 1\n",
        "ground/__init__.py": "",
        "ground/numbers.py": "",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def digest(house):
    migrations = house.glob("*/migrations/0*.py")
    return kept.digest_of(kept.with_imports(migrations, house), ["Django==5"])


@pytest.mark.parametrize(
    "changed",
    [
        MIGRATION,
        "rooms/migrations/0002_more.py",
        "rooms/rules.py",
        "rooms/words.py",
        "rooms/__init__.py",
        "ground/__init__.py",
        "ground/numbers.py",
    ],
)
def test_a_changed_migration_or_what_it_imports_is_another_digest(house, changed):
    before = digest(house)
    with (house / changed).open("a") as file:
        file.write("CHANGED = True\n")
    assert digest(house) != before


def test_a_migration_that_is_gone_or_renamed_is_another_digest(house):
    before = digest(house)
    (house / MIGRATION).rename(house / "rooms/migrations/0001_initial.py")
    renamed = digest(house)
    (house / "rooms/migrations/0001_initial.py").unlink()
    assert len({before, renamed, digest(house)}) == 3


def test_other_packages_are_another_digest(house):
    files = kept.with_imports(house.glob("*/migrations/0*.py"), house)
    assert kept.digest_of(files, ["Django==5"]) != kept.digest_of(files, ["Django==6"])


def test_a_page_is_no_reason_to_migrate_anew(house):
    before = digest(house)
    (house / "rooms/page.py").write_text("TITLE = 2\n")
    assert digest(house) == before


def test_the_migrated_database_stems_from_every_migration_and_the_settings():
    files = {
        str(file.relative_to(kept.ROOT))
        for file in kept.migrated_files()
        if ".venv" not in file.parts
    }
    ours = {
        str(file.relative_to(kept.ROOT)) for file in kept.ROOT.glob("*/migrations/*.py")
    }
    assert len(ours) > 20
    assert ours <= files
    assert {
        "partnership_portal/settings/base.py",
        "partnership_portal/settings/test.py",
        "publishing/constraints.py",
        "publishing/apps.py",
        "tests/kept.py",
    } <= files
    assert any(
        "django/contrib/auth/migrations" in str(f) for f in kept.migrated_files()
    )


def test_the_shipped_database_stems_from_every_file_of_data_and_what_loads_it():
    files = {str(file.relative_to(kept.ROOT)) for file in kept.shipped_files()}
    data = {
        str(file.relative_to(kept.ROOT))
        for file in kept.ROOT.glob("*/data/**/*")
        if file.is_file()
    }
    assert len(data) > 20
    assert {name for name in data if not name.startswith("tests/")} <= files
    assert {
        "services/importers.py",
        "services/models/guidance_service.py",
        "publishing/importing.py",
        "partners/access_matrix.toml",
        "locale/nn/LC_MESSAGES/django.mo",
    } <= files


class Trial:
    """Databases that tell of which digest they were made."""

    def __init__(self):
        self.made = 0

    def ask(self, digest, fails=False):
        """Return (tables in a copy of the kept one, how many were made so far)."""

        def make(name):
            self.made += 1
            copy_database("template1", name)
            with using_database(name), connection.cursor() as cursor:
                cursor.execute(f"CREATE TABLE made_of_{digest} ()")
                if fails:
                    raise RuntimeError("half-way")

        copy_database(kept.kept_database("trial", digest, make), "trial_copy")
        return self.tables("trial_copy"), self.made

    def tables(self, name):
        with using_database(name):
            return connection.introspection.table_names()

    def names(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname ~ 'trial'")
            return sorted(row[0] for row in cursor.fetchall())


@pytest.fixture
def trial(django_db_setup, django_db_blocker):
    """Return what asks for databases of its own kind; all are dropped afterwards."""
    with django_db_blocker.unblock():
        trial = Trial()
        yield trial
        for name in trial.names():
            drop_database(name)


def test_a_database_is_made_once_and_then_copied(trial):
    assert trial.ask("a") == (["made_of_a"], 1)
    assert trial.ask("a") == (["made_of_a"], 1)


def test_another_digest_is_never_served_from_the_old_database(trial):
    trial.ask("a")
    assert trial.ask("b") == (["made_of_b"], 2)
    assert trial.ask("a") == (["made_of_a"], 3)
    assert trial.names() == ["kept_trial_a", "trial_copy"]


def test_a_half_made_database_is_never_served(trial):
    with pytest.raises(RuntimeError, match="half-way"):
        trial.ask("a", fails=True)
    assert trial.ask("a") == (["made_of_a"], 2)


def test_a_second_process_waits_longer_than_a_page_would(trial, monkeypatch):
    first = psycopg.connect(
        **connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True
    )
    first.execute("SELECT pg_advisory_lock(%s)", [kept.LOCK])

    def finish_when_waited_for():
        while not first.execute(WAITED_FOR, [kept.LOCK]).fetchone():
            pass
        first.execute("SELECT pg_sleep(0.5)")
        first.close()

    monkeypatch.setitem(
        connection.settings_dict, "OPTIONS", {"options": "-c lock_timeout=100"}
    )
    with ThreadPoolExecutor() as pool:
        done = pool.submit(finish_when_waited_for)
        assert trial.ask("a") == (["made_of_a"], 1)
        done.result()


def test_nobody_gets_into_a_kept_database(trial):
    trial.ask("a")
    with pytest.raises(OperationalError, match="not currently accepting connections"):
        trial.tables("kept_trial_a")


def databases(cluster):
    return cluster.query("SELECT datname FROM pg_database WHERE datname ~ 'of_a_test'")


def test_a_kept_server_keeps_kept_databases_and_nothing_else(tmp_path):
    folder = tmp_path / "kept"
    with forgetful.kept_cluster(folder) as cluster:
        for name in ("kept_of_a_test", "left_by_a_test_of_a_test"):
            cluster.query(f"CREATE DATABASE {name}")
        with forgetful.kept_cluster(folder) as second:
            assert second is None
    with forgetful.kept_cluster(folder) as cluster:
        assert databases(cluster) == "kept_of_a_test"


@pytest.mark.parametrize("broken", ["made-by", "postgres/global/pg_control"])
def test_a_server_of_another_start_or_a_broken_one_is_made_anew(tmp_path, broken):
    folder = tmp_path / "kept"
    with forgetful.kept_cluster(folder) as cluster:
        cluster.query("CREATE DATABASE kept_of_a_test")
    (folder / broken).write_text("something else")
    with forgetful.kept_cluster(folder) as cluster:
        assert databases(cluster) == ""


def test_a_machine_that_does_not_tell_its_starts_apart_keeps_nothing(monkeypatch):
    assert forgetful.state() == forgetful.state()
    monkeypatch.setattr(forgetful, "BOOT", Path("/nowhere"))
    assert forgetful.state() != forgetful.state()
