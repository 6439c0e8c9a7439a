"""The words of the taxonomy as values: groups from narrow to wide, names by language.

Pages need all words at once (a form, a card, a title), so `load_taxonomy` reads the
three tables in one query. The rest of the module is pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import CharField, F, PositiveSmallIntegerField, Value
from django.utils.translation import get_language

from publishing.local_text import FALLBACKS, LocalText, choose_text

from .models import Channel, Need, TargetGroup


@dataclass(frozen=True)
class Word:
    """A word of the taxonomy. `broader` is the slug of the next wider group, or ''.

    `synonyms` are what people say instead, by language. Ages are years, both
    inclusive; None is no limit of the group's own.
    """

    slug: str
    texts: Mapping[str, str]
    broader: str = ""
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    age_from: int | None = None
    age_to: int | None = None

    @property
    def name(self) -> LocalText:
        """Return the name in the reader's language, or the nearest one that exists."""
        return choose_text(dict(self.texts), get_language() or "nb")


@dataclass(frozen=True)
class Taxonomy:
    """All words by slug, each table in its own order."""

    groups: Mapping[str, Word]
    needs: Mapping[str, Word]
    channels: Mapping[str, Word]

    @property
    def broader(self) -> dict[str, str]:
        """Return the tree of groups: each slug to the next wider one, '' at the top."""
        return {slug: word.broader for slug, word in self.groups.items()}


def wider_groups(slug: str, tree: Mapping[str, str]) -> tuple[str, ...]:
    """Return the group and every wider one, nearest first; a circle ends.

    `tree` maps a slug to the next wider one, '' or nothing at the top. An unknown slug
    is its own and only group.
    """
    line: list[str] = []
    while slug and slug not in line:
        line.append(slug)
        slug = tree.get(slug, "")
    return tuple(line)


def load_taxonomy() -> Taxonomy:
    """Return all groups, needs and channels in their order. One query."""
    tables: dict[str, dict[str, Word]] = {"group": {}, "need": {}, "channel": {}}
    no_age = Value(None, PositiveSmallIntegerField())
    rows = _rows(
        TargetGroup, "group", F("broader__slug"), F("age_from"), F("age_to")
    ).union(
        _rows(Need, "need", Value("", CharField()), no_age, no_age),
        _rows(Channel, "channel", Value("", CharField()), no_age, no_age),
        all=True,
    )
    for kind, _position, slug, broader, age_from, age_to, *texts in rows.order_by(
        "kind", "position", "slug"
    ):
        names, synonyms = texts[: len(FALLBACKS)], texts[len(FALLBACKS) :]
        tables[kind][slug] = Word(
            slug=slug,
            texts=dict(zip(FALLBACKS, names, strict=True)),
            broader=broader or "",
            synonyms=dict(zip(FALLBACKS, synonyms, strict=True)),
            age_from=age_from,
            age_to=age_to,
        )
    return Taxonomy(
        groups=tables["group"], needs=tables["need"], channels=tables["channel"]
    )


def _rows(model, kind, broader, age_from, age_to):
    names = [f"name_{language}" for language in FALLBACKS]
    synonyms = [f"synonyms_{language}" for language in FALLBACKS]
    return (
        model.objects.order_by()
        .annotate(
            kind=Value(kind, CharField()),
            wider=broader,
            youngest=age_from,
            oldest=age_to,
        )
        .values_list(
            *("kind", "position", "slug", "wider", "youngest", "oldest"),
            *names,
            *synonyms,
        )
    )
