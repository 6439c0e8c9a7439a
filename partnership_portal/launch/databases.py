"""Which database a command uses: the one of DATABASE_URL, or the data folder's own."""

import contextlib
import fcntl
import os
import time
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..embedded_database import APP_ROLE, OWNER_ROLE, Cluster
from .console import Problem, ignore_signals
from .data_folder import hold, require_space, take_folder, taken_folder
from .packages import SITE_PACKAGES

WAIT_SECONDS = 90


@dataclass(frozen=True)
class Database:
    """URLs of the web role and of the tables' owner; `cluster` when it is our own."""

    url: str
    owner_url: str
    cluster: Cluster | None = None

    @property
    def app_role(self):
        """The name of the role that serves the web."""
        return unquote(urlsplit(self.url).username or "")

    @property
    def app_password(self):
        """The password of that role; empty when the server asks for none."""
        return unquote(urlsplit(self.url).password or "")


def given_database():
    """Return the database of DATABASE_URL, None when the variable is not set."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return None
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise Problem(
            "DATABASE_URL må begynne med postgresql://: rett den, eller fjern den og "
            "bruk den innebygde databasen."
        )
    return Database(url, os.environ.get("DATABASE_OWNER_URL") or url)


def describe(folder, **settings):
    """Return the folder's cluster; nothing is started."""
    return Cluster(folder, site_packages=SITE_PACKAGES, **settings)


def embedded(cluster):
    """Return the database of a running cluster."""
    return Database(cluster.url(APP_ROLE), cluster.url(OWNER_ROLE), cluster)


def lock_names():
    """Return the lock files that serving pages needs with this database."""
    own = os.environ.get("DATABASE_URL") or os.environ.get("PORTAL_PG_BIN")
    return ["core"] if own else ["core", "embedded"]


@contextlib.contextmanager
def database_for(folder, command):
    """Yield the database, started for this command when it does not run already.

    Whoever started the server stops it, but first waits for commands that use it.
    """
    given = given_database()
    if given:
        yield given
        return
    cluster = describe(folder)
    deadline = time.monotonic() + WAIT_SECONDS
    while not (lock := take_folder(folder, command)):
        with hold(folder / "users.lock", fcntl.LOCK_SH, wait=True):
            if cluster.attach():
                yield embedded(cluster)
                return
        if time.monotonic() > deadline:
            raise taken_folder(folder)
        time.sleep(0.2)
    with lock:
        require_space(folder, 100)
        try:
            cluster.start()
            yield embedded(cluster)
        finally:
            ignore_signals()
            with hold(folder / "users.lock", wait=True):
                cluster.stop()
