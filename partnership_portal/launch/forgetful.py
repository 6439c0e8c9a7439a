"""Servers for a test run or a measurement: quick, and of no worth afterwards.

One that is kept saves the next test run what takes longest, the cluster and the
migrated database in it. It writes without waiting for the disk, so it is trusted only
until the machine starts again: a killed server loses nothing, a fallen machine may.
Whatever is wrong with it, a new one is made.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from ..embedded_database import DATABASE, FORGETFUL, DatabaseProblem
from .console import ignore_signals
from .data_folder import hold, open_data_folder, require_space
from .databases import describe, embedded
from .packages import LOCKS, ROOT

BOOT = Path("/proc/sys/kernel/random/boot_id")
# What a killed run has left.
LEFT_OVER = f"""
    SELECT datname FROM pg_database
    WHERE NOT datistemplate AND datname NOT IN ('postgres', '{DATABASE}')
      AND NOT starts_with(datname, 'kept_')
"""  # noqa: S608


@contextlib.contextmanager
def forgetful_database(base, database, *, kept=None, megabytes=400):
    """Yield (folder, database) for a while, and delete what was made for it.

    The database that is given is used; else that of the folder `kept`, which stays;
    else, and when `base` is given or somebody uses the kept one, one is made in a new
    folder in `base`, or among the temporary ones.
    """
    home = open_data_folder(base) if base else Path(tempfile.gettempdir())
    remove_left_over_tests(home)
    require_space(home, megabytes)
    folder = Path(tempfile.mkdtemp(prefix="portal-test-", dir=str(home)))
    lock = hold(folder / "owner.lock")
    try:
        if database:
            yield folder, database
        else:
            with kept_cluster(None if base else kept) as cluster:
                if cluster:
                    yield folder, embedded(cluster)
                else:
                    with new_cluster(folder) as cluster:
                        yield folder, embedded(cluster)
    finally:
        lock.close()
        shutil.rmtree(str(folder), ignore_errors=True)


@contextlib.contextmanager
def new_cluster(folder):
    """Yield a running cluster in the folder."""
    cluster = describe(folder, options=FORGETFUL)
    try:
        cluster.start()
        yield cluster
    finally:
        ignore_signals()
        cluster.stop()


@contextlib.contextmanager
def kept_cluster(folder):
    """Yield a running cluster that stays in the folder; None when somebody has it."""
    lock = None
    if folder:
        open_data_folder(folder)
        require_space(folder, 400)
        lock = hold(folder / "owner.lock")
    if not lock:
        yield None
        return
    with lock:
        cluster = start_kept(folder)
        try:
            yield cluster
        finally:
            ignore_signals()
            cluster.stop()


def start_kept(folder):
    """Start the cluster of the folder, a new one when the old cannot be trusted."""
    cluster = describe(folder, options=FORGETFUL)
    mark, present = folder / "made-by", state()
    if mark.exists() and mark.read_text() == present:
        with contextlib.suppress(DatabaseProblem):
            cluster.start()
            for name in cluster.query(LEFT_OVER).splitlines():
                cluster.query(f'DROP DATABASE "{name}"')
            return cluster
    cluster.stop()
    cluster.end_earlier()
    shutil.rmtree(str(cluster.files), ignore_errors=True)
    try:
        cluster.start()
    except BaseException:
        cluster.stop()
        raise
    mark.write_text(present)
    return cluster


def state():
    """Return a text that changes when the machine starts, and with our launcher.

    It is never the same twice where the system does not tell its starts apart.
    """
    digest = hashlib.sha256(BOOT.read_bytes() if BOOT.exists() else os.urandom(32))
    package = ROOT / "partnership_portal"
    files = [package / "embedded_database.py", package / "launch" / "binaries.py"]
    for file in [*files, LOCKS / "embedded.lock"]:
        digest.update(file.read_bytes())
    return f"{digest.hexdigest()} {os.environ.get('PORTAL_PG_BIN', '')}"


def remove_left_over_tests(base):
    """Delete the folders of killed runs of test or bench: ours, locked by nobody."""
    for folder in base.glob("portal-test-*"):
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            continue
        lock = hold(folder / "owner.lock")
        if lock:
            describe(folder).end_earlier()
            shutil.rmtree(str(folder), ignore_errors=True)
            lock.close()
