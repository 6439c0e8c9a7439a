"""Of which rows changes can be proposed, and how their fields are changed.

Every app registers its models in a module `proposing` of its own, with the fields that
stand in the access matrix.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Proposable:
    """How the fields of a model are changed.

    `approved` are those that somebody else approves before they are public, `direct`
    those that the owner changes at once; no other field is changed this way. `owner`
    returns the slug of the partner whose a row is, '' for none. `sentences` are those
    for the triggers that may refuse.
    """

    approved: tuple[str, ...]
    direct: tuple[str, ...]
    owner: Callable[[Any], str]
    sentences: Mapping[str, Any] = field(default_factory=dict)

    @property
    def everything(self) -> tuple[str, ...]:
        return (*self.approved, *self.direct)


_KNOWN: dict[type[Model], Proposable] = {}


def register(model: type[Model], proposable: Proposable) -> None:
    """Say how the fields of a model are changed. Raise ValueError the second time."""
    if model in _KNOWN:
        raise ValueError(f"{model.__name__} is registered already")
    _KNOWN[model] = proposable


def proposable(model: type[Model]) -> Proposable:
    """Return how the fields of a model are changed; raise LookupError when unknown."""
    return _KNOWN[model]


def registered() -> tuple[type[Model], ...]:
    """Return the models of which changes can be proposed."""
    return tuple(_KNOWN)
