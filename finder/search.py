"""From a question to an answer: understand, look up, match, and leave nobody behind.

The steps are plain: the line is read (finder/understanding.py), the place is looked
up (finder/gazetteer.py), the services that may fit are fetched (services/search.py,
finder/offers.py), the rules judge them (finder/matching.py, finder/rules/).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.models import GuidanceService
from services.norwegian_text import read_query
from services.search import Narrowed, narrow

from .fallback import way_on
from .gazetteer import Gazetteer
from .knowledge import Knowledge
from .matching import (
    Asked,
    Match,
    NearMiss,
    Offer,
    for_whoever_asks,
    match,
    near_misses,
    single_out,
)
from .offers import FALLBACK_SLUG, load_offers, with_promises
from .place_register import as_row
from .places import Outcome, areas_of
from .question import Question
from .rules import RULES
from .spots import with_nearby
from .understanding import Heard, understand

MAX_CANDIDATES = 300
MAX_WORDED = 100
MAX_ELSEWHERE = 50
# With so few results it helps to see what was just left out.
FEW = 6
MOST_NEAR_MISSES = 4
# What does not help with just that is no long list to read through.
MOST_WITHOUT = 5


@dataclass
class Answer:
    """What was found. `question` has what was understood out of the text as answers.

    `heard` are the words that became answers, `unused` words that nothing was found
    for. `given_up` names the rules that were given up, in turn, because nothing fitted
    all. `total` counts what was found; when `total_is_capped` more may fit than were
    looked at. `fallback` are the ways on, best first, and `everybody` the last of them:
    the service that is there for everybody, None when none is published.
    """

    question: Question
    asked: Asked
    place: Outcome | None
    results: list[Match]
    total: int
    total_is_capped: bool = False
    heard: tuple[Heard, ...] = ()
    unused: str = ""
    given_up: tuple[str, ...] = ()
    near_misses: Sequence[NearMiss] = ()
    fallback: Sequence[Match] = ()
    everybody: Match | None = None


def find(question: Question, knowledge: Knowledge, *, on: date) -> Answer:
    """Return the services that answer a question on a day, best first."""
    taxonomy, gazetteer = knowledge.taxonomy, knowledge.gazetteer
    understood = understand(
        question,
        lexicon=knowledge.lexicon,
        gazetteer=gazetteer,
        tree=taxonomy.broader,
        ages={
            slug: (word.age_from, word.age_to) for slug, word in taxonomy.groups.items()
        },
    )
    spoken, question = question.text, understood.question
    place = gazetteer.find(question.place) if question.place else None
    asked = Asked(
        today=on,
        taxonomy=taxonomy,
        place=place,
        groups=question.groups,
        needs=question.needs,
        channels=question.channels,
        language=question.language,
        age=question.age,
        text=question.text,
        wishes=understood.wishes,
        is_spoken=bool(spoken),
        names=gazetteer.names,
    )
    narrowed, unused = _narrow(asked)
    if unused:
        asked = replace(asked, text="")
    offers = _load(narrowed, asked, gazetteer, on=on)
    everybody = next(
        (each for each in offers if each.slug == FALLBACK_SLUG), None
    ) or _for_everybody(gazetteer)
    candidates = [offer for offer in offers if offer.id in narrowed.rank]
    results, given_up = _match(candidates, asked)
    if "need" in asked.wishes and not any(_is_for(each, asked) for each in results):
        others = _without_what_was_overheard(asked, candidates, gazetteer, on=on)
        known = {each.offer.id for each in results}
        more = [each for each in others if each.offer.id not in known]
        given_up = (*given_up, "need") if more else given_up
        results = [*results, *more[:MOST_WITHOUT]]
    missed, near = [], []
    if len(results) < FEW:
        missed, near = _left_out(asked, gazetteer, results)
    is_cut = narrowed.total > len(narrowed.ids) or narrowed.total_is_capped
    return Answer(
        question=question,
        asked=asked,
        place=place,
        results=results,
        total=len(results),
        total_is_capped=is_cut,
        heard=understood.heard,
        unused=unused,
        given_up=given_up,
        near_misses=missed[:MOST_NEAR_MISSES],
        fallback=way_on(results, near, everybody, asked),
        everybody=Match(everybody, 0) if everybody else None,
    )


def _narrow(asked: Asked) -> tuple[Narrowed, str]:
    """Return the services that may fit, and the words that were of no use.

    Words only decide what is shown when nothing else was understood; else they put in
    order what fits the answers.
    """
    # The rule for needs lets more through when the need was only overheard.
    overheard = "need" in asked.wishes and asked.groups
    facets = {
        "groups": sorted(asked.lines),
        "needs": () if overheard else asked.needs,
        "areas": _areas(asked.place),
    }
    if not asked.text or (not read_query(asked.text) and asked.says_more_than_text):
        return narrow(**facets, limit=MAX_CANDIDATES), asked.text
    if not read_query(asked.text):
        return Narrowed(), asked.text
    worded = narrow(**facets, text=asked.text, limit=MAX_WORDED)
    unused = "" if worded.ids else asked.text
    if not asked.says_more_than_text:
        return worded, unused
    every = narrow(**facets, limit=MAX_CANDIDATES)
    return replace(
        every,
        ids=list(dict.fromkeys([*worded.ids, *every.ids])),
        rank=every.rank | worded.rank,
        holds_all=dict.fromkeys(every.ids, False) | worded.holds_all,
    ), unused


def _areas(place: Outcome | None):
    """Return the rows of a place: None for anywhere, [] for the whole country only."""
    return None if place is None else [as_row(area) for area in areas_of(place)]


def _load(
    narrowed: Narrowed, asked: Asked, gazetteer: Gazetteer, *, on: date
) -> list[Offer]:
    """Return the offers with relevance, promises and places to visit."""
    offers = [
        replace(
            offer,
            relevance=narrowed.rank.get(offer.id, 0.0),
            holds_all=narrowed.holds_all.get(offer.id, False),
        )
        for offer in load_offers(narrowed.ids, gazetteer).values()
    ]
    return with_nearby(with_promises(offers, asked, on=on), asked.place)


def _match(
    candidates: Sequence[Offer], asked: Asked
) -> tuple[list[Match], tuple[str, ...]]:
    """Return what fits; without anything, what fits but for language and then channel.

    A conversation in another language, or in another way, helps more than none.
    """
    for given_up in [(), ("language",), ("language", "channel")]:
        wishes = asked.wishes | set(given_up)
        found = match(candidates, replace(asked, wishes=wishes), RULES)
        results = for_whoever_asks(found, asked)
        if results:
            return (results if given_up else single_out(results, asked)), given_up
    return [], ()


def _without_what_was_overheard(
    asked: Asked, candidates: Sequence[Offer], gazetteer: Gazetteer, *, on: date
) -> list[Match]:
    """Return what fits who somebody is, or what they need, when nothing fits both.

    Only for what was read out of a sentence: one of the two may have been misread.
    `candidates` were narrowed without the need already when a group was asked about.
    """
    best: dict[str, Match] = {}
    for part in _parts(asked):
        offers = candidates
        if part.groups != asked.groups or not asked.groups:
            narrowed, _unused = _narrow(replace(part, text=""))
            loaded = _load(narrowed, part, gazetteer, on=on)
            offers = [offer for offer in loaded if offer.id in narrowed.rank]
        for found in match(offers, part, RULES):
            known = best.get(found.offer.slug)
            if known is None or found.points > known.points:
                best[found.offer.slug] = found
    found = [each for each in best.values() if _is_for(each, asked)]
    return sorted(found, key=lambda each: (-each.points, each.offer.slug))


def _parts(asked: Asked) -> list[Asked]:
    """Return the question without the need, and without the group if overheard."""
    parts = []
    if asked.groups or asked.place:
        parts.append(replace(asked, needs=()))
    if "group" in asked.wishes:
        parts.append(replace(asked, groups=()))
    return parts


def _is_for(found: Match, asked: Asked) -> bool:
    """Return whether it may be for whoever asks: not only for a few not asked about."""
    return bool(asked.groups) or not asked.wide_groups.isdisjoint(found.offer.groups)


def _left_out(
    asked: Asked, gazetteer: Gazetteer, results: Sequence[Match]
) -> tuple[list[NearMiss], list[NearMiss]]:
    """Return what one rule alone left out: by who and what, and by place.

    Nothing when nobody has said who they are or what they need. Other places are only
    looked at when there are no results.
    """
    if not (asked.groups or asked.needs):
        return [], []
    ids = narrow(areas=_areas(asked.place), limit=MAX_CANDIDATES).ids
    if not results:
        wide = narrow(
            groups=sorted(asked.lines), needs=asked.needs, limit=MAX_ELSEWHERE
        )
        ids = [*ids, *wide.ids]
    offers = load_offers(ids, gazetteer)
    known = set(ids) - {each.offer.id for each in results}
    chosen = [offer for pk, offer in offers.items() if pk in known]
    found = near_misses(chosen, replace(asked, text=""), RULES)
    by_code: dict[str, list[NearMiss]] = {}
    for miss in found:
        by_code.setdefault(miss.rule.code, []).append(miss)
    elsewhere, other_needs = by_code.pop("place", []), by_code.pop("need", [])
    here = [miss for misses in by_code.values() for miss in misses]
    # What helps with something else is no near miss, unless there is nothing else.
    return here if results else [*here, *other_needs], elsewhere


def _for_everybody(gazetteer: Gazetteer) -> Offer | None:
    """Return a national service for everyone where the usual one is not published."""
    found = narrow(groups=["everyone"], areas=[], limit=1)
    return next(iter(load_offers(found.ids, gazetteer).values()), None)


def fallback_service() -> GuidanceService | None:
    """Return the service that is there for everybody, if it is published. One query."""
    return (
        GuidanceService.objects.published()
        .select_related("provider")
        .filter(slug=FALLBACK_SLUG)
        .first()
    )
