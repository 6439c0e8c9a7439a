"""The access matrix in words: every kind of thing, action, reach and state, once.

A test fails when access_matrix.toml names something that has no words here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .access import ROLES, matrix
from .models import Membership

# What each kind is called, in the plural, as it stands in a sentence.
KINDS: dict[str, Any] = {
    "partner": gettext_lazy("partners"),
    "membership": pgettext_lazy("people with access", "people’s access"),
    "guidance_centre": gettext_lazy("places to visit"),
    "guidance_service": gettext_lazy("services"),
    "partnership": gettext_lazy("partnerships"),
    "agreement": gettext_lazy("agreements"),
    "agreement_version": gettext_lazy("agreement versions"),
    "role": gettext_lazy("roles"),
    "role_description": gettext_lazy("role descriptions"),
    "taxonomy": gettext_lazy("target groups, needs and channels"),
    "reference": gettext_lazy("counties, municipalities and postal codes"),
}
# What one does with them. `things` is the kind.
ACTIONS: dict[str, Any] = {
    "view": gettext_lazy("see %(things)s"),
    "choose": gettext_lazy("name %(things)s in what you write"),
    "add": gettext_lazy("add new %(things)s"),
    "change": gettext_lazy("edit %(things)s"),
    "publish": gettext_lazy("publish %(things)s"),
    "end": gettext_lazy("end %(things)s"),
    "take_back": gettext_lazy("take %(things)s back to draft"),
    "confirm": gettext_lazy("confirm what stands about %(things)s"),
    "acknowledge": gettext_lazy("accept or object to %(things)s"),
    "object": gettext_lazy("object to %(things)s"),
    "send_back": gettext_lazy("send %(things)s back to who wrote them"),
    "send_for_comment": gettext_lazy("send %(things)s out for comment"),
    "send_for_approval": gettext_lazy("send %(things)s for approval"),
    "return_to_draft": gettext_lazy("send %(things)s back to draft"),
    "sign": gettext_lazy("sign %(things)s"),
    "withdraw": gettext_lazy("withdraw %(things)s"),
    "comment": gettext_lazy("comment on %(things)s"),
    "answer": gettext_lazy("answer comments on %(things)s"),
    "add_document": gettext_lazy("add signed documents to %(things)s"),
    "set_deadline": gettext_lazy("set deadlines in %(things)s"),
    "terminate": gettext_lazy("terminate %(things)s"),
    "archive": gettext_lazy("note where %(things)s are archived"),
    "delete": gettext_lazy("delete %(things)s"),
    "propose": gettext_lazy("propose changes to %(things)s"),
    "exempt": gettext_lazy("keep clauses of %(things)s from the public"),
    "submit": gettext_lazy("submit changes to %(things)s for approval"),
    "approve": gettext_lazy("approve changes to %(things)s"),
    "import": gettext_lazy("bring in %(things)s from a spreadsheet"),
    "invite": gettext_lazy("invite people to %(things)s"),
}
STATES: dict[str, Any] = {
    "draft": pgettext_lazy("state in a sentence", "draft"),
    "published": pgettext_lazy("state in a sentence", "published"),
    "ended": pgettext_lazy("state in a sentence", "ended"),
    "for_comment": pgettext_lazy("state in a sentence", "out for comment"),
    "for_approval": pgettext_lazy("state in a sentence", "awaiting approval"),
    "signed": pgettext_lazy("state in a sentence", "signed"),
    "submitted": pgettext_lazy("state in a sentence", "submitted"),
    "approved": pgettext_lazy("state in a sentence", "approved"),
    "returned": pgettext_lazy("state in a sentence", "returned"),
    "withdrawn": pgettext_lazy("state in a sentence", "withdrawn"),
}
# How far a role reaches, short, for a table.
REACHES: dict[str, Any] = {
    "own": pgettext_lazy("how far a right reaches", "own"),
    "county": pgettext_lazy("how far a right reaches", "the county"),
    "everywhere": pgettext_lazy("how far a right reaches", "the whole country"),
}


@dataclass(frozen=True)
class Line:
    """One line of the matrix in words.

    `reach` has how far each role reaches, in the order of ROLES; '' is not at all.
    `states` says in which states the action exists; '' is in every one.
    """

    kind: str
    action: str
    what: str
    states: str
    reach: tuple[str, ...]


def what(kind: str, action: str) -> str:
    """Return «publisere tilbud»."""
    return str(ACTIONS[action]) % {"things": KINDS[kind]}


def states_in_words(kind: str, action: str) -> str:
    """Return «utkast, publisert»; '' for an action that exists in every state."""
    states = matrix()[kind][action].states
    if "any" in states:
        return ""
    return ", ".join(str(word) for state, word in STATES.items() if state in states)


def table() -> Iterator[tuple[str, list[Line]]]:
    """Yield each kind with its lines, in the order of the file."""
    for kind, actions in matrix().items():
        yield (
            capfirst(str(KINDS[kind])),
            [
                Line(
                    kind,
                    action,
                    capfirst(what(kind, action)),
                    states_in_words(kind, action),
                    tuple(
                        str(REACHES[right.reach[role]]) if role in right.reach else ""
                        for role in ROLES
                    ),
                )
                for action, right in actions.items()
            ],
        )


def sentences_for(membership: Membership) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each kind that a membership gives a right to: key, name, and sentences."""
    for kind, actions in matrix().items():
        told = [
            _sentence(membership, kind, action, right.reach[membership.role])
            for action, right in actions.items()
            if membership.role in right.reach
        ]
        if told := [each for each in told if each]:
            yield kind, capfirst(str(KINDS[kind])), told


def _sentence(membership: Membership, kind: str, action: str, reach: str) -> str:
    words = {"what": what(kind, action), "partner": membership.partner.name}
    if reach == "county":
        if membership.partner.county is None:
            return ""
        words["county"] = membership.partner.county.name
        text = _("You can %(what)s in the whole of %(county)s.")
    elif reach == "everywhere":
        text = _("You can %(what)s in the whole country.")
    else:
        text = _("You can %(what)s for %(partner)s.")
    states = states_in_words(kind, action)
    if not states:
        return text % words
    return _("%(sentence)s Only when the state is: %(states)s.") % {
        "sentence": text % words,
        "states": states,
    }
