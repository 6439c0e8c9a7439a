"""Know, end and outlive child processes, and keep small private files.

Standard library only: portal.py and the embedded database use it before any package is
installed. A process is known by number and start time together, never by its name.
"""

import ctypes
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

ON_LINUX = sys.platform.startswith("linux")
PR_SET_PDEATHSIG = 1
SECRET_NAMES = ("secret_key", "owner", "app")


def process_mark(pid):
    """Return a text that no later process with the same number shares, None when gone.

    A zombie counts as gone: where PID 1 reaps slowly, a killed server stays one for
    seconds.
    """
    if not ON_LINUX:
        state, _, started = _ps("stat=,lstart=", pid).partition(" ")
        return started.strip() if started and state[0] != "Z" else None
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    # The name in brackets may hold blanks; fields 3 (state) and 22 (start) follow it.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else f"{boot}/{fields[19]}"


def runs_program_in(pid, name, folder):
    """Return whether the process is that program with that working folder."""
    if not ON_LINUX:
        command = _ps("command=", pid)
        return name in command and str(folder) in command
    try:
        program = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
        return os.path.basename(program) == name and os.path.samefile(
            f"/proc/{pid}/cwd", folder
        )
    except OSError:
        return False


def _ps(columns, pid):
    command = ["ps", "-o", columns, "-p", str(pid)]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True
    )
    return done.stdout.strip()


def end_process(pid, mark, steps):
    """Signal the process that has this mark until it is gone; leave any other alone.

    `steps` are (signal, seconds to wait). Return whether it is gone.
    """
    for signal_number, seconds in steps:
        if process_mark(pid) != mark:
            return True
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            return True
        deadline = time.monotonic() + seconds
        while process_mark(pid) == mark and time.monotonic() < deadline:
            time.sleep(0.02)
    return process_mark(pid) != mark


def end_child(child, steps):
    """End a Popen object's process by the same steps, and reap it."""
    mark = None if child.poll() is not None else process_mark(child.pid)
    if mark:
        end_process(child.pid, mark, steps)
    return child.wait()


def die_with_parent(signal_number=signal.SIGTERM):
    """Return a preexec function: the child gets the signal if this process is killed.

    None where the kernel cannot do that; the next start then ends what was left.
    """
    if not ON_LINUX:
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def bind_to_parent():
        libc.prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind_to_parent


def write_private(path, text):
    """Replace the file by one that only its owner may read, whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)


def read_record(path):
    """Return the JSON object in the file; an empty one when missing or damaged."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def random_secrets(folder):
    """Return the data folder's secrets (secret_key, owner, app), made when missing.

    Letters, digits, hyphen and underscore only: safe in URLs and in SQL quotes.
    """
    path = Path(folder) / "secrets.json"
    known = read_record(path)
    missing = [name for name in SECRET_NAMES if not known.get(name)]
    if missing:
        known |= {name: secrets.token_urlsafe(48) for name in missing}
        write_private(path, json.dumps(known, indent=1) + "\n")
    return known
