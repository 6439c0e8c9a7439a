"""Talk with the person at the keyboard: steps with seconds, options, problems, signals.

Problems are raised as one Norwegian sentence that says what to do; portal.py prints it
and ends with the problem's status.
"""

import contextlib
import os
import re
import signal
import sys
import time
from pathlib import Path

STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TITLE_WIDTH = 36


class Problem(Exception):
    """Something the person can put right; the text is one sentence that says how."""

    status = 2


class Failure(Problem):
    """Something we started went wrong by itself; the text tells where to look."""

    status = 1


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or SIGHUP."""


def say(text="", *, end="\n", to=None):
    """Print at once; a terminal that is gone must not keep us from cleaning up."""
    try:
        print(text, end=end, file=to or sys.stdout, flush=True)
    except OSError:
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def complain(text):
    """Print one line on standard error."""
    say(text, to=sys.stderr)


def in_seconds(begun):
    """Return the time since the monotonic instant `begun`, as «3,2 s»."""
    return f"{time.monotonic() - begun:.1f} s".replace(".", ",")


@contextlib.contextmanager
def step(title, *, to=None):
    """Show a step and the seconds it took; yield a function that shows a line below."""
    begun = time.monotonic()
    head = "  " + f"{title} ".ljust(TITLE_WIDTH, ".")
    say(head, end="", to=to)
    shown = []

    def show(line):
        say(f"{'' if shown else chr(10)}    {line}", to=to)
        shown.append(line)

    try:
        yield show
    except BaseException:
        say(to=to)
        raise
    seconds = f" {in_seconds(begun)}".rjust(9, ".")
    say((head if shown else "") + seconds, to=to)


def parse(arguments, known, *, pass_on=False):
    """Return (options, rest). `known` maps an option to a reader, None for a switch.

    With `pass_on` the first word that is not known begins what goes on to pytest or
    Django; without it such a word is refused. An option not given is None.
    """
    options = dict.fromkeys(known)
    words = list(arguments)
    while words:
        name, has_value, value = words[0].partition("=")
        if name not in known:
            break
        del words[0]
        if known[name] is None:
            options[name] = True
            continue
        if not has_value:
            value = words.pop(0) if words else ""
        options[name] = known[name](name, value)
    if words and not pass_on:
        raise Problem(f"Kjenner ikke «{words[0]}»: skriv python3 portal.py help.")
    return options, words


def number(low, high):
    """Return a reader of a whole number from low to high, both included."""

    def read(name, value):
        if not re.fullmatch("[0-9]{1,6}", value) or not low <= int(value) <= high:
            raise Problem(
                f"{name} må være et helt tall fra {low} til {high}, ikke «{value}»."
            )
        return int(value)

    return read


def folder_name(name, value):
    """Read the name of a folder; it may begin with ~."""
    if not value or "\0" in value:
        raise Problem(f"{name} må følges av en mappe.")
    return Path(value).expanduser()


def stop_on_signals():
    """Turn the stopping signals into Stopped; nohup's deafness to SIGHUP is kept."""

    def stop(signal_number, frame):
        raise Stopped

    for signal_number in STOPPING_SIGNALS:
        is_deaf = signal.getsignal(signal_number) == signal.SIG_IGN
        if not (is_deaf and signal_number == signal.SIGHUP):
            signal.signal(signal_number, stop)


def ignore_signals():
    """Let nothing interrupt the clean-up that follows."""
    for signal_number in STOPPING_SIGNALS:
        signal.signal(signal_number, signal.SIG_IGN)
