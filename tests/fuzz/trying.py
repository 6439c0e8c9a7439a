"""How hypothesis hands out what it makes: the same every time, and all faults told."""

import os
from zlib import crc32

from hypothesis import HealthCheck, Phase, given, seed, settings

# How many times as much as a usual run: PORTAL_FUZZ=20 for an evening of it.
LONGER = int(os.environ.get("PORTAL_FUZZ", "1"))


def try_all(name, strategy, work, times):
    """Hand what hypothesis makes to a function, by the name the same every time.

    Nothing is shrunk: a request is short enough to read, and all that breaks is told.
    """

    @seed(crc32(name.encode()))
    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=times * LONGER,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def trial(given_value):
        work(given_value)

    trial()


def told(faults):
    """Return what broke, each kind once, for the one who mends it."""
    kinds = {}
    for where, fault in faults:
        kinds.setdefault(fault, []).append(where)
    return "\n\n".join(
        f"{len(places)} × {places[0]}\n{fault}" for fault, places in kinds.items()
    )
