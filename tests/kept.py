"""Databases that outlive a test run: made once for each state of what they stem from.

The name of such a database ends in a digest of everything that decides what is in it,
so that a change makes a new one; nothing is ever brought up to date. Tests work in
copies only. A half-made database bears another name, and nobody can connect to a
finished one.
"""

import ast
import hashlib
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib.metadata import distributions
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings
from psycopg import sql

from tests.databases import copy_database, drop_database, using_database

ROOT = Path(__file__).parent.parent
SETTINGS = ROOT / "partnership_portal" / "settings" / "test.py"
LOADER = ROOT / "partnership_portal" / "management" / "commands" / "load_portal.py"
# The lock of the processes of a run that may want the same database; any number does.
LOCK = 5_052_026


def migrated_database() -> str | None:
    """Return the name of a migrated database to copy; None when none may be kept."""
    if not may_keep():
        return None
    return kept_database("migrated", migrated_digest(), migrate_new)


def migrate_new(name: str) -> None:
    """Make a migrated database."""
    copy_database("template1", name)
    with using_database(name):
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)


def shipped_database() -> str | None:
    """Return the name of a loaded database to copy; None when none may be kept."""
    migrated = migrated_database()
    if not migrated:
        return None
    return kept_database(
        "shipped", shipped_digest(), lambda name: load_new(name, migrated)
    )


def load_new(name: str, migrated: str) -> None:
    """Make a database that holds all that the portal ships with."""
    copy_database(migrated, name)
    with using_database(name), override_settings(PORTAL_EMBEDDED=True):
        call_command("load_portal", stdout=StringIO())


def may_keep() -> bool:
    """Return whether the server is portal.py's own; a given one is left as it was."""
    return os.environ.get("PORTAL_TEST_KEEPS") == "1"


def kept_database(kind: str, digest: str, make: Callable[[str], None]) -> str:
    """Return the name of the database of this kind and digest, made when missing.

    `make` is given the name of a database to fill, as Django's own roles see it. Those
    of other digests are dropped. Several processes may ask at once.
    """
    name = f"kept_{kind}_{digest[:24]}"
    with connection._nodb_cursor() as cursor:
        # Another process may be migrating, which takes longer than a page may wait.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
            [f"kept_{kind}_"],
        )
        others = {row[0] for row in cursor.fetchall()}
        if name in others:
            return name
        for other in others:
            drop_database(other)
        new = f"new_{kind}"
        make(new)
        names = {"new": sql.Identifier(new), "name": sql.Identifier(name)}
        for statement in (
            "ALTER DATABASE {new} WITH ALLOW_CONNECTIONS false",
            "ALTER DATABASE {new} RENAME TO {name}",
        ):
            cursor.execute(sql.SQL(statement).format(**names))
    return name


@cache
def migrated_digest() -> str:
    """Return a digest of all that decides what `migrate` makes of an empty database."""
    return digest_of(migrated_files(), versions())


def migrated_files() -> set[Path]:
    """Return the files that decide it: ours, and the packages' migrations and apps."""
    loader = MigrationLoader(None)
    migrations = {module_file(each) for each in loader.disk_migrations.values()}
    # What an app connects when it is ready may act on `migrate`.
    configs = {module_file(type(config)) for config in apps.get_app_configs()}
    return with_imports({*migrations, *configs, SETTINGS, Path(__file__)}, ROOT)


def shipped_digest() -> str:
    """Return a digest of all that decides what `load_portal` makes of a migrated one.

    The day is part of it, for some rows say when they were made.
    """
    today = datetime.now(tz=ZoneInfo("Europe/Oslo")).date()
    return digest_of(shipped_files(), [migrated_digest(), str(today)])


def shipped_files() -> set[Path]:
    """Return the files that decide it: our code that loads, and what it may read."""
    models = {module_file(model) for model in apps.get_models()}
    return with_imports({LOADER, *models}, ROOT) | data_files(ROOT)


def versions() -> Iterator[str]:
    """Return the versions of Python, its packages and the database server."""
    yield platform.python_version()
    yield from sorted(f"{each.name}=={each.version}" for each in distributions())
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT version()")
        yield cursor.fetchone()[0]


def module_file(thing) -> Path:
    """Return the file of the module in which a class, or what has one, is written."""
    return Path(sys.modules[thing.__module__].__file__)


def data_files(root: Path) -> set[Path]:
    """Return what our apps and catalogues hold beside Python, but for the look."""
    places = [file.parent for file in root.glob("*/__init__.py")]
    look = {"__pycache__", "static", "templates"}
    return {
        file
        for place in [*places, root / "locale"]
        if place.name != "tests"
        for file in place.rglob("*")
        if file.is_file() and file.suffix != ".py" and not look & set(file.parts)
    }


def digest_of(files: Iterable[Path], words: Iterable[str]) -> str:
    """Return a digest of the files, by name and content, and of the words."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def with_imports(files: Iterable[Path], root: Path) -> set[Path]:
    """Return the files and all modules below `root` that they import, at any remove.

    A module brings the packages it lies in, for importing it runs them.
    """
    found: set[Path] = set()
    waiting = {file.resolve() for file in files}
    while waiting:
        file = waiting.pop()
        found.add(file)
        if root in file.parents and ".venv" not in file.parts:
            waiting |= imported_files(file, root) - found
    return found


def imported_files(file: Path, root: Path) -> set[Path]:
    """Return the modules below `root` that one file imports, and its own packages."""
    names = {".".join(file.relative_to(root).with_suffix("").parts)}
    package = file.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            names |= {f"{base}.{alias.name}" for alias in node.names} | {base}
    files = set()
    for name in names:
        place = root
        for part in name.split("."):
            place = place / part
            files |= {place / "__init__.py", place.with_name(part + ".py")}
    return {file for file in files if file.is_file()}
