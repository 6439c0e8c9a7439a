"""Run programs to their end, so that none outlives a portal.py that was stopped."""

import signal
import subprocess

from .processes import die_with_parent, end_child

STOP_STEPS = ((signal.SIGTERM, 15), (signal.SIGKILL, 5))


def run_child(command, env=None, *, show=None):
    """Run to the end; return (status, output). `show` gets each line as it comes."""
    child = subprocess.Popen(  # noqa: S603
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        preexec_fn=die_with_parent(),
    )
    said = []
    try:
        for line in child.stdout:
            said.append(line)
            if show:
                show(line.rstrip("\n"))
        return child.wait(), "".join(said)
    except BaseException:
        end_child(child, STOP_STEPS)
        raise


def run_in_foreground(command, env, *, folder=None):
    """Run with the terminal handed over; return the exit status.

    Ctrl-C reaches the child by itself; here it must only not end the wait.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    child = subprocess.Popen(  # noqa: S603
        command, env=env, cwd=folder, preexec_fn=die_with_parent()
    )
    try:
        status = child.wait()
    except BaseException:
        end_child(child, STOP_STEPS)
        raise
    finally:
        signal.signal(signal.SIGINT, before)
    return status if status >= 0 else 128 - status
