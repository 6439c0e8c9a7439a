"""What somebody asks, as a value."""

from dataclasses import dataclass


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
