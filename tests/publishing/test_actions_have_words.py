"""Whatever the code records in the audit trail is told in a sentence of its own."""

import ast
from pathlib import Path

from agreements.life import LEADS_TO
from publishing.trail_words import ACTIONS

ROOT = Path(__file__).parents[2]
ROOMS = (
    "publishing",
    "partners",
    "guidance_centres",
    "services",
    "agreements",
    "workspace",
    "national_goals",
    "partnership_portal",
)
# Which argument of a recording function is the action, when it is not given by name.
RECORDERS = {
    "record_change": None,
    "record": 1,
    "_record": 1,
    "_note": 1,
    "note": 0,
    "note_stranger": 0,
}


def recorded_actions():
    """Return every action that stands in the code as a text, with where it stands."""
    found = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                action = action_of(node)
                if action:
                    found[action] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def action_of(node):
    if not isinstance(node, ast.Call):
        return None
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name not in RECORDERS:
        return None
    given = [each.value for each in node.keywords if each.arg == "action"]
    place = RECORDERS[name]
    if not given and place is not None and len(node.args) > place:
        given = [node.args[place]]
    for value in given:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None


def test_the_reader_finds_the_actions():
    assert {"sign", "invite", "log_in", "approve_proposal"} <= set(recorded_actions())


def test_every_action_has_a_sentence():
    without = {
        action: place
        for action, place in recorded_actions().items()
        if action not in ACTIONS
        # Told by the two states, or as a step that was refused.
        and action not in {"change_status", *LEADS_TO}
        and not action.startswith("refused_")
    }
    assert not without
