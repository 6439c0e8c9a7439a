"""Log-ins that a browser's session has begun and not ended: each counts once."""

import time
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from typing import Any

SESSION_KEY = "oidc_pending"
LIFETIME_SECONDS = 15 * 60
# As many tabs may be on their way at once; the eldest gives way.
MOST = 4

LOG_IN = "log_in"
TIE = "tie"
INVITATION = "invitation"


@dataclass(frozen=True)
class Pending:
    """What was begun: for what, in which language, and how the answer is known.

    `next_path` is '' or one of our own; `invitation` is the secret part of its link, or
    ''. `begun_at` is in seconds since 1970.
    """

    purpose: str
    language: str
    nonce: str
    code_verifier: str
    redirect_uri: str
    begun_at: float
    next_path: str = ""
    invitation: str = ""


def remember(session: MutableMapping[str, Any], state: str, pending: Pending) -> None:
    """Keep what was begun under its state, and at most a few."""
    kept = list(session.get(SESSION_KEY, {}).items())[-(MOST - 1) :]
    session[SESSION_KEY] = dict([*kept, (state, asdict(pending))])


def any_pending(session: MutableMapping[str, Any]) -> bool:
    """Return whether anything was begun in this session and not ended."""
    return bool(session.get(SESSION_KEY))


def take(
    session: MutableMapping[str, Any], state: str | None, now: float | None = None
) -> Pending | None:
    """Return what was begun under a state, and forget it; None when there is no such.

    A state that is not known ends all that was begun: there is no second guess.
    """
    now = time.time() if now is None else now
    kept = dict(session.pop(SESSION_KEY, {}))
    found = kept.pop(state, None)
    if found is None:
        return None
    session[SESSION_KEY] = kept
    pending = Pending(**found)
    return pending if now - pending.begun_at < LIFETIME_SECONDS else None
