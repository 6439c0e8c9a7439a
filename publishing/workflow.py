"""The one state machine of things that are published: pure, knows no model."""

from typing import Final

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
ENDED: Final = "ended"

STATUSES: Final = (DRAFT, PUBLISHED, ENDED)

TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    DRAFT: frozenset({PUBLISHED, ENDED}),
    PUBLISHED: frozenset({DRAFT, ENDED}),
    ENDED: frozenset({PUBLISHED}),
}


class TransitionNotAllowed(Exception):
    """A status may not be followed by another; carries both."""

    def __init__(self, from_status: str, to_status: str) -> None:
        super().__init__(f"{from_status} cannot become {to_status}")
        self.from_status = from_status
        self.to_status = to_status


def check_transition(from_status: str, to_status: str) -> None:
    """Return nothing when the step is allowed.

    Raise TransitionNotAllowed otherwise, also for unknown statuses and for a step
    to the status that already holds.
    """
    if to_status not in TRANSITIONS.get(from_status, frozenset()):
        raise TransitionNotAllowed(from_status, to_status)
