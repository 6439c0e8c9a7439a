"""What somebody asks, as a value, and the address that asks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode


@dataclass(frozen=True)
class Question:
    """The parameters of /finn/, cleaned. Slugs are those of the taxonomy.

    `text` is what remains of `q` when a place in it was understood as the place;
    `place` is the text that names it. `age` is in years, `language` two letters.
    """

    text: str = ""
    place: str = ""
    groups: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    language: str = ""
    age: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Question()

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Return the query of the address, in the order of the form."""
        return [
            *([("q", self.text)] if self.text else []),
            *([("sted", self.place)] if self.place else []),
            *(("hvem", slug) for slug in self.groups),
            *(("behov", slug) for slug in self.needs),
            *(("kanal", slug) for slug in self.channels),
            *([("alder", str(self.age))] if self.age is not None else []),
            *([("sprak", self.language)] if self.language else []),
        ]

    @property
    def query(self) -> str:
        """Return «?sted=2815&hvem=adults», or «?» for an empty question."""
        return f"?{urlencode(self.parameters)}"

    def without(self, name: str, value: str = "") -> Question:
        """Return the question with one answer less.

        `name` is the parameter; `value` says which one of a repeatable parameter.
        Raise KeyError for an unknown name.
        """
        match name:
            case "q":
                return replace(self, text="")
            case "sted":
                return replace(self, place="")
            case "hvem":
                return replace(self, groups=_except(value, self.groups))
            case "behov":
                return replace(self, needs=_except(value, self.needs))
            case "kanal":
                return replace(self, channels=_except(value, self.channels))
            case "alder":
                return replace(self, age=None)
            case "sprak":
                return replace(self, language="")
        raise KeyError(name)


def _except(value: str, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)
