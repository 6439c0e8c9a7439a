"""Narrow all published services down to those that can answer a question.

`narrow` reads SearchEntry alone: one query, and with words one more before it, that
looks them up among the words which some service has. It is bounded: however many
services there are, it looks at no more than a fixed number of those that fit. They come
in order of breadth (local ones first where a place is asked for, the widest first where
none is), so what falls out of a question that more than MOST services fit is national
when a place is known, and local when none is. With words, MOST_PER_WORD of those that
hold all words are looked at, and as many of those that hold each single word; among
more, the best match may be missed. Whoever asks so broadly must ask more narrowly.

Why two steps: which compounds hold a word, and which words a misspelt one may be, is
settled on the short list of distinct words. The entries are then asked for whole words
only, of which PostgreSQL knows how common they are, so that it chooses well between
walking through the entries in order and fetching the few that match.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FloatField,
    Q,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Greatest, Least, Length

from counties.models import County, Municipality

from .models import SearchEntry, SearchWord
from .norwegian_text import Word, read_query, stem, words_of

MOST = 1000
MOST_PER_WORD = 300

# What a word counts for by where it stands: in the text, the summary, the topics, the
# name; and by how: itself, inside a compound, by its own parts that stand apart or as
# what a misspelt word may mean, by one part alone.
WEIGHTS = [0.3, 0.5, 0.7, 1.0]
INSIDE = 0.8
GUESSED = 0.5
PART = 0.25
# ts_rank() gives this to one word of weight 1.
RANK_OF_ONE = 6 / 3.14159265358979**2

# How many letters a word needs to be looked for inside compounds, and in how many.
SHORTEST_INSIDE = 4
MOST_COMPOUNDS = 30
# Least similarity of a misspelt word and one that some service has, and how many such
# words are tried.
LIKENESS = 0.42
MOST_ALIKE = 6


@dataclass(frozen=True)
class Narrowed:
    """What fits a question. `ids` are keys of services, best first.

    `rank` is how well each fits the words, 0 to 1 and 0 without words. `holds_all`
    says whether it has every word. `total` is how many fit; when `total_is_capped`
    there are at least so many.
    """

    ids: list[int] = field(default_factory=list)
    rank: dict[int, float] = field(default_factory=dict)
    holds_all: dict[int, bool] = field(default_factory=dict)
    total: int = 0
    total_is_capped: bool = False


def narrow(
    *,
    groups: Iterable[str] = (),
    needs: Iterable[str] = (),
    areas: Sequence[County | Municipality] | None = None,
    text: str = "",
    limit: int = 300,
) -> Narrowed:
    """Return the published services that can answer a question.

    A service must be for one of the `groups` (slugs, already widened) and help with one
    of the `needs`; none of either means any. It must cover one of the `areas`: the
    whole country, the municipality or its county, the county or some part of it. None
    means anywhere, and an empty list means the whole country only. Of `text` it must
    have at least one word, by its meaning (services.norwegian_text); a text of nothing
    but stop words asks for nothing, and one without any word finds nothing.

    The order is that of rank, then of breadth (local first where there are areas, wide
    first where there are none), then of the key.
    """
    words = read_query(text)
    if text and not words and not words_of(text):
        return Narrowed()
    fitting = _with_facets(groups, needs, areas)
    # With a place hardly any of the first in order fit, which PostgreSQL cannot know:
    # «+ 0» keeps it from walking through them all instead of fetching what fits.
    order = (
        [(F("breadth") + 0).asc(), "service_id"]
        if areas
        else ["-breadth", "-service_id"]
    )
    ordered = fitting.order_by(*order)
    if not words:
        ids = list(ordered.values_list("service_id", flat=True)[:MOST])
        return Narrowed(
            ids[:limit],
            dict.fromkeys(ids[:limit], 0.0),
            dict.fromkeys(ids[:limit], True),
            len(ids),
            len(ids) == MOST,
        )
    searches = _searches(words)
    rows = list(
        SearchEntry.objects.filter(pk__in=_candidates(ordered, searches))
        .annotate(
            rank=_rank(searches),
            holds_all=_holds_all(searches),
            total=Window(Count("*")),
        )
        .order_by("-rank", *order)
        .values_list("service_id", "rank", "holds_all", "total")[:limit]
    )
    total = rows[0][3] if rows else 0
    return Narrowed(
        [key for key, *_others in rows],
        {key: rank for key, rank, *_others in rows},
        {key: has_all for key, _rank, has_all, _total in rows},
        min(total, MOST),
        total >= MOST_PER_WORD,
    )


def _with_facets(groups, needs, areas):
    entries = SearchEntry.objects.all()
    for kind, slugs in [("group", groups), ("need", needs)]:
        if facets := [f"{kind}:{slug}" for slug in slugs]:
            entries = entries.filter(facets__overlap=facets)
    if areas is not None:
        facets = {"national"}
        for area in areas:
            if hasattr(area, "county_id"):
                facets |= {f"municipality:{area.pk}", f"county:{area.county_id}"}
            else:
                facets |= {f"county:{area.pk}", f"part:{area.pk}"}
        entries = entries.filter(facets__overlap=sorted(facets))
    return entries


class _Search:
    """One word of the question as conditions and ranks on entries.

    `whole` is the search for the word; `some` is content with a part of a compound.
    `found` maps stems that were looked up to the words of services that hold them;
    `alike` are words of services that are spelt much like this one.
    """

    def __init__(self, word: Word, found: dict[str, list[str]], alike: list[str]):
        self.weight = word.weight
        exact = [stem(spelling) for spelling in word.spellings]
        inside = _words_with(exact, found)
        known = any(root in found.get(root, ()) for root in exact) or bool(inside)
        guesses = [stem(guess) for guess in word.guesses]
        guessed = [*guesses, *_words_with(guesses, found), *alike] if not known else []
        self.ranks = [(1.0, exact), (INSIDE, inside), (GUESSED, guessed)]
        self.together = None
        self.some = self.whole = _query([*exact, *inside, *guessed])
        if word.parts:
            stems = [[stem(spelling) for spelling in part] for part in word.parts]
            parts = [_query([*part, *_words_with(part, found)]) for part in stems]
            self.together = reduce(and_, parts)
            self.whole |= self.together
            self.some = reduce(or_, [self.whole, *parts])

    @property
    def rank(self):
        """Return an expression from 0 to 1."""
        found = [
            Value(worth) * _part_of_one(words) for worth, words in self.ranks if words
        ]
        if self.together is not None:
            found.append(
                Case(
                    When(document=self.together, then=Value(GUESSED)),
                    When(document=self.some, then=Value(PART)),
                    default=Value(0.0),
                    output_field=FloatField(),
                )
            )
        return Greatest(*found) if len(found) > 1 else found[0]


def _searches(words: Sequence[Word]) -> list[_Search]:
    """Look the words up among those that services have, all in one query."""
    roots = {
        stem(spelling)
        for word in words
        for spellings in (word.spellings, word.guesses, *word.parts)
        for spelling in spellings
        if len(spelling) >= SHORTEST_INSIDE
    }
    lookups = [_compounds(sorted(roots))] if roots else []
    misspelt = [stem(word.typed) for word in words if word.may_be_misspelt]
    lookups += [_alike(root) for root in dict.fromkeys(misspelt)]
    found: dict[str, list[str]] = {}
    alike: dict[str, list[str]] = {}
    if lookups:
        first, *others = lookups
        rows = first.union(*others, all=True) if others else first
        for kind, _order, word in sorted(set(rows)):
            if kind:
                alike.setdefault(kind, []).append(word)
                continue
            for root in roots:
                if word.startswith(root) or word.endswith(root):
                    found.setdefault(root, []).append(word)
    return [_Search(word, found, alike.get(stem(word.typed), [])) for word in words]


def _compounds(roots):
    """Return the words of services that begin or end with one of the stems."""
    holds = reduce(
        or_,
        (Q(word__startswith=root) | Q(word__endswith=root) for root in roots),
    )
    return (
        SearchWord.objects.filter(holds)
        .annotate(kind=Value("", TextField()), order=Cast(Length("word"), FloatField()))
        .order_by("order", "word")
        .values_list("kind", "order", "word")[: MOST_COMPOUNDS * len(roots)]
    )


def _alike(root):
    """Return the words of services that are spelt most like the stem."""
    return (
        SearchWord.objects.filter(word__trigram_similar=root)
        .annotate(
            kind=Value(root, TextField()),
            order=1 - Cast(TrigramSimilarity("word", root), FloatField()),
        )
        .filter(order__lte=1 - LIKENESS)
        .order_by("order", "word")
        .values_list("kind", "order", "word")[:MOST_ALIKE]
    )


def _words_with(roots, found):
    """Return the words that hold one of the stems, without the stems themselves."""
    words = dict.fromkeys(
        word for root in roots for word in found.get(root, [])[:MOST_COMPOUNDS]
    )
    return [word for word in words if word not in roots]


def _candidates(ordered, searches):
    """Return the keys of entries to look at: of each word, and of all together."""
    tiers = [ordered.filter(document=search.some) for search in searches]
    if len(searches) > 1 or searches[0].together is not None:
        every = reduce(and_, (search.whole for search in searches))
        tiers.append(ordered.filter(document=every))
    first, *others = [tier.values("pk")[:MOST_PER_WORD] for tier in tiers]
    return first.union(*others) if others else first


def _rank(searches):
    whole = sum(search.weight for search in searches)
    ranks = [search.rank * Value(search.weight / whole) for search in searches]
    return Cast(reduce(lambda left, right: left + right, ranks), FloatField())


def _holds_all(searches):
    every = reduce(and_, (search.whole for search in searches))
    return Case(
        When(document=every, then=True), default=False, output_field=BooleanField()
    )


def _part_of_one(stems):
    """Return how well one of the stems is found, 0 to 1.

    ts_rank() divides by the number of words that were asked for; one that is there is
    enough here, and the rest only say the same.
    """
    rank = SearchRank(F("document"), _query(stems), weights=WEIGHTS)
    return Least(
        Cast(rank, FloatField()) * Value(len(set(stems)) / RANK_OF_ONE),
        Value(1.0, FloatField()),
    )


def _query(stems):
    """Return a search for any of the stems, which hold nothing but letters."""
    return SearchQuery(" | ".join(stems), config="simple", search_type="raw")
