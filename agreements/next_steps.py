"""Which steps a version can take now, and who must take them. Pure.

Everything follows from partners/access_matrix.toml and from where steps lead
(life.py). Whether somebody really may take a step is asked again when it is taken.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from partners.access import Right, Standing, Thing, matrix, may

from .life import LEADS_TO

# The way from the first draft to the last signature; of the steps that exist in a
# state, the first of these is the next one.
FORWARD: Final = ("send_for_comment", "send_for_approval", "sign")
BESIDE: Final = (
    "add_document",
    "archive",
    "terminate",
    "return_to_draft",
    "withdraw",
)
# Steps that are taken for one of the parties.
FOR_A_PARTY: Final = frozenset({"sign", "add_document"})
# Who is asked first, where several roles may.
ASKED_FIRST: Final = ("signatory", "coordinator", "editor")


@dataclass(frozen=True)
class Holder:
    """Somebody who acts for a partner today; `name` is '' when it is not known."""

    standing: Standing
    name: str = ""


@dataclass(frozen=True)
class Taker:
    """Who takes a step: a role at a partner, and the people who have it.

    No people: nobody has the role yet, and the step waits for that.
    """

    role: str
    partner: str
    people: tuple[str, ...] = ()
    vacant: bool = False


@dataclass(frozen=True)
class NextStep:
    """One step that exists in the state.

    `leads_to` is '' when the state stays. `may` tells of the reader; of a step that is
    taken for a party, `own` are the parties the reader can take it for. `done` says
    that all of those have signed.
    """

    action: str
    leads_to: str
    is_forward: bool
    takers: tuple[Taker, ...]
    may: bool
    own: tuple[str, ...] = ()
    done: bool = False


def next_steps(
    thing: Thing,
    *,
    standings: Collection[Standing],
    holders: Collection[Holder] = (),
    councils: Collection[str] = (),
    waiting: Collection[str] = (),
    is_over: bool = False,
) -> tuple[NextStep, ...]:
    """Return the steps of a version in its state, the way forward first.

    `thing` is the version as the access matrix sees it; `standings` are the reader's,
    `holders` those of everybody whom it can concern. `councils` are the slugs of the
    county councils of its county, named where nobody is coordinator yet; `waiting`
    those of the parties that have not signed, in the order they stand in. A version
    whose last day has passed `is_over`, and is not terminated.
    """
    found = []
    for action in (*FORWARD, *BESIDE):
        right = matrix()[thing.kind][action]
        if not right.states & {"any", thing.state}:
            continue
        if action == "terminate" and is_over:
            continue
        own = parties_of(action, thing, standings) if action in FOR_A_PARTY else ()
        open_to = tuple(slug for slug in own if action != "sign" or slug in waiting)
        if action in FOR_A_PARTY:
            allowed = bool(open_to)
        else:
            allowed = may(standings, action, thing)
        found.append(
            NextStep(
                action=action,
                leads_to=LEADS_TO.get(action, ""),
                is_forward=action in FORWARD,
                takers=_takers(action, right, thing, holders, councils, waiting),
                may=allowed,
                own=open_to,
                done=bool(own) and not open_to,
            )
        )
    return tuple(found)


def way_forward(steps: Iterable[NextStep]) -> NextStep | None:
    """Return the next step of the version, None when it has come to its end."""
    return next((step for step in steps if step.is_forward), None)


def parties_of(
    action: str, thing: Thing, standings: Collection[Standing]
) -> tuple[str, ...]:
    """Return for which of its owners the reader may take a step, in a stable order."""
    return tuple(
        slug
        for slug in sorted(thing.owners)
        if may(standings, action, replace(thing, owners=frozenset({slug})))
    )


def in_its_state(action: str, thing: Thing) -> Thing:
    """Return a version as the matrix would see it in a state that has the step."""
    states = matrix()[thing.kind][action].states
    return thing if thing.state in states else replace(thing, state=min(states))


def _takers(
    action: str,
    right: Right,
    thing: Thing,
    holders: Collection[Holder],
    councils: Collection[str],
    waiting: Collection[str],
) -> tuple[Taker, ...]:
    """Return who takes a step: the first of the roles that may, partner by partner."""
    role = next((role for role in ASKED_FIRST if role in right.reach), None)
    if role is None:
        return ()
    people: dict[str, list[str]] = {}
    for holder in holders:
        if holder.standing.role == role and may([holder.standing], action, thing):
            people.setdefault(holder.standing.partner, []).append(holder.name)
    if action == "sign":
        partners = list(waiting)
    elif right.reach[role] == "own":
        partners = sorted(thing.owners)
    else:
        partners = sorted(people) or sorted(councils)
    return tuple(
        Taker(
            role=role,
            partner=partner,
            people=tuple(sorted({name for name in people.get(partner, ()) if name})),
            vacant=partner not in people,
        )
        for partner in partners
    )
