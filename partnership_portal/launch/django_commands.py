"""Run Django's commands with the right role, and only when there is work to do."""

import hashlib
import os

from .children import run_child
from .console import Failure, Problem, complain, step
from .packages import LOCKS, PYTHON, ROOT, last_error
from .processes import random_secrets, write_private

# Would turn our processes into somebody else's.
FOREIGN = ("GUNICORN_CMD_ARGS", "LISTEN_FDS", "LISTEN_PID", "PYTHONHOME")


def environment(folder, database, settings="local"):
    """Return the environment of a Django process that may own the tables."""
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    env.pop("PORTAL_EMBEDDED", None)
    if database.cluster:
        # What a person has set for psql must not reach the embedded server.
        env = {name: value for name, value in env.items() if name[:2] != "PG"}
        env["PORTAL_EMBEDDED"] = "1"
    env |= {
        "DJANGO_SETTINGS_MODULE": f"partnership_portal.settings.{settings}",
        "DATABASE_URL": database.owner_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "PORTAL_APP_ROLE": database.app_role,
        "PORTAL_DATA_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "PYTHONUNBUFFERED": "1",
    }
    env.setdefault("SECRET_KEY", random_secrets(folder)["secret_key"])
    return env


def web_environment(folder, database):
    """Return the environment of the web server, which never sees the owner's URL."""
    env = environment(folder, database)
    del env["DATABASE_OWNER_URL"]
    return env | {"DATABASE_URL": database.url}


def manage(env, *arguments, show=None):
    """Run a Django command; raise Failure, after its words, when it fails."""
    status, said = run_child([PYTHON, ROOT / "manage.py", *arguments], env, show=show)
    if status:
        if "OperationalError" in said and "PORTAL_EMBEDDED" not in env:
            raise Problem(
                "Fikk ikke kontakt med databasen i DATABASE_URL: sjekk adresse, rolle "
                f"og passord, og at tjeneren går ({last_error(said)})."
            )
        if not show:
            complain("\n" + said.rstrip())
        raise Failure(f"«manage.py {arguments[0]}» mislyktes: meldingen står over.")


def prepare_tables(folder, database, *, empty=False, to=None):
    """Migrate, grant the web role its rights and load the data, unless all is done.

    Skipped only for the embedded server, when neither our code, nor a package, nor the
    list of applied migrations has changed since it was last done to the end.
    """
    stamp = folder / "prepared"
    known = stamp.read_text() if stamp.exists() else None
    if database.cluster and known and known == tables_state(database.cluster):
        return
    env = environment(folder, database)
    with step("Tabeller (migrate)", to=to):
        manage(env, "migrate", "--noinput", "--verbosity=0")
        if database.owner_url != database.url:
            manage(env, "grant_app_role")
    with step("Data (load_portal)", to=to) as show:
        manage(env, "load_portal", *(["--empty"] if empty else []), show=show)
    if database.cluster:
        write_private(stamp, tables_state(database.cluster))


def forget_tables(folder):
    """Have the next start look at the tables again."""
    (folder / "prepared").unlink(missing_ok=True)


def apps():
    """Return the folders of our Django apps; the data folder is never one."""
    folders = [file.parent for file in ROOT.glob("*/__init__.py")]
    return [folder for folder in folders if folder.name != "tests"]


def tables_state(cluster):
    """Return a text that changes with our code, the packages or the migrations."""
    if cluster.query("SELECT to_regclass('django_migrations') IS NULL") == "t":
        return ""
    digest = hashlib.sha256()
    code = [file for app in apps() for file in app.rglob("*.py")]
    for file in sorted([*code, *LOCKS.glob("*.lock")]):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    applied = cluster.query("SELECT count(*), max(applied) FROM django_migrations")
    return f"{digest.hexdigest()} {applied}"


def collect_static(folder, env):
    """Collect the static files unless none has changed."""
    digest = hashlib.sha256((LOCKS / "core.lock").read_bytes())
    for place in sorted([ROOT, *apps()]):
        for file in sorted((place / "static").rglob("*")):
            facts = file.stat()
            digest.update(f"{file}\0{facts.st_size} {facts.st_mtime_ns}\0".encode())
    stamp, state = folder / "static.stamp", digest.hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    with step("Stilark og skript (collectstatic)"):
        manage(env, "collectstatic", "--noinput", "--clear", "--verbosity=0")
        write_private(stamp, state)
