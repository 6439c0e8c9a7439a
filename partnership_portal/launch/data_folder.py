"""The data folder: made, recognised by its marker, locked, and deleted again.

``owner.lock`` is held by the one process that starts and stops the server in it,
``users.lock`` is shared by the others that use that server for a while.
"""

import errno
import fcntl
import json
import os
import shutil

from .console import Problem
from .processes import read_record, write_private

MARKER = "portal-data.json"
MEGABYTE = 1_000_000


def require_space(place, megabytes):
    """Refuse when the disk of `place` has less room left."""
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // MEGABYTE
    if free < megabytes:
        raise Problem(
            f"Disken der {place} ligger, har bare {free} MB ledig, og portalen trenger "
            f"{megabytes} MB: frigjør plass, og prøv igjen."
        )


def open_data_folder(path):
    """Return the data folder, made when missing; never take over a foreign folder."""
    path = path.resolve()
    existed = path.exists()
    if existed and not path.is_dir():
        raise Problem(f"{path} er ikke en mappe: velg en annen med --data.")
    try:
        if existed and not (path / MARKER).exists() and any(path.iterdir()):
            raise Problem(
                f"Mappen {path} har innhold som portalen ikke har laget: velg en tom "
                "eller ny mappe med --data."
            )
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (path / MARKER).exists():
            write_private(path / MARKER, json.dumps({"made_folder": not existed}))
            (path / ".gitignore").write_text("*\n")
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "", str(path))
    except PermissionError:
        raise Problem(
            f"Du har ikke lov til å skrive i {path}: velg en mappe du eier, med "
            "--data, eller kjør som brukeren som eier den."
        ) from None
    return path


def delete_data_folder(path):
    """Delete all that lies in the folder, and the folder when the portal made it."""
    made_folder = read_record(path / MARKER).get("made_folder")
    # The marker goes last: a deletion that was cut short can be run again.
    for item in sorted(path.iterdir(), key=lambda item: item.name == MARKER):
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()
    if made_folder:
        path.rmdir()


def hold(path, mode=fcntl.LOCK_EX, *, wait=False):
    """Return the open file while we hold its lock, None when another process does.

    Closing the file, or the end of the process however it comes, frees the lock.
    """
    file = path.open("a+")
    try:
        fcntl.flock(file, mode if wait else mode | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def take_folder(folder, command, address=""):
    """Become the process that owns the folder's server; None when another one is."""
    lock = hold(folder / "owner.lock")
    if lock:
        lock.truncate(0)
        holder = {"command": command, "pid": os.getpid(), "address": address}
        lock.write(json.dumps(holder))
        lock.flush()
    return lock


def taken_folder(folder):
    """Return the Problem that says who uses the data folder."""
    holder = read_record(folder / "owner.lock")
    command, pid = holder.get("command"), holder.get("pid")
    if command == "run":
        return Problem(
            f"Portalen kjører allerede på {holder.get('address')} med datamappen "
            f"{folder} (prosess {pid}): stopp den først, eller velg en annen mappe med "
            "--data og en annen port med --port."
        )
    return Problem(
        f"«portal.py {command}» (prosess {pid}) bruker datamappen {folder}: vent til "
        "den er ferdig, og prøv igjen."
    )
