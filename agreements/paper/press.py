"""Turn a paper into a PDF, bounded in time, size and number at once."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

HERE = Path(__file__).parent
MAX_PAPER_BYTES = 1_000_000
MAX_SECONDS = 10
KEPT_IN_MEMORY = 16

# The typesetter gets what it takes to start, and none of the portal's secrets.
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH")

_one_at_a_time = Lock()


class NotPrinted(Exception):
    """There is no PDF: the paper is too large, or setting it failed or took too long.

    The message is for the log.
    """


def spell(paper: Mapping[str, Any]) -> str:
    """Return the one JSON spelling of a paper, from which the PDF follows."""
    return json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def edition_of(paper: str) -> str:
    """Return 64 hexadecimal digits that change when the PDF of the paper would.

    It covers the paper and everything that sets it: template, fonts, program.
    """
    return hashlib.sha256(f"{_workshop()}\n{paper}".encode()).hexdigest()


def pdf_of(paper: str) -> bytes:
    """Return the PDF of a paper as `spell` writes it; raise NotPrinted.

    One is set at a time in each process of the portal, and the last ones are kept.
    """
    if not _one_at_a_time.acquire(timeout=MAX_SECONDS):
        raise NotPrinted("other papers are being set")
    try:
        return _kept(paper)
    finally:
        _one_at_a_time.release()


def print_anew(paper: str) -> bytes:
    """Return the PDF of a paper from a process of its own; raise NotPrinted."""
    spelt = paper.encode()
    if len(spelt) > MAX_PAPER_BYTES:
        raise NotPrinted(f"{len(spelt)} bytes are more than {MAX_PAPER_BYTES}")
    try:
        done = subprocess.run(  # noqa: S603 – fixed words, the paper is input
            [sys.executable, "-I", str(HERE / "typesetter.py")],
            input=spelt,
            capture_output=True,
            timeout=MAX_SECONDS,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrinted(f"not set within {MAX_SECONDS} seconds") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NotPrinted(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


_kept = lru_cache(maxsize=KEPT_IN_MEMORY)(print_anew)


@lru_cache(maxsize=1)
def _workshop() -> str:
    tools = [HERE / "paper.typ", HERE / "typesetter.py", *sorted(HERE.glob("fonts/*"))]
    digest = hashlib.sha256(version("typst").encode())
    for tool in tools:
        digest.update(tool.read_bytes())
    return digest.hexdigest()
