"""From a question to services, in the order in which somebody should see them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from agreements.matching import BY_STRENGTH, DELIVERS, LEADS
from agreements.reach import Promise, promises_reaching
from guidance_centres.models import GuidanceCentre
from services.models import GuidanceService, TargetGroup
from services.taxonomy import Taxonomy, wider_groups

from .everyday_words import understand
from .nearby import Nearby, Spot, choose
from .place_register import PlaceRegister, as_row
from .places import Found, Outcome, split_place
from .question import Question

# Everybody may turn to it, wherever they live: the way on when nothing else fits.
FALLBACK_SLUG = "karriereveiledning-no"
MAX_CANDIDATES = 300


@dataclass
class Result:
    """A service that answers, the promises behind it here, and where it is given.

    `promises` are only those of somebody who leads or delivers, strongest first.
    `nearby` is None when no place is known or asked for.
    """

    service: GuidanceService
    promises: tuple[Promise, ...] = ()
    is_recommended: bool = False
    nearby: Nearby | None = None


@dataclass
class Answer:
    """What was found. `question` has the place that was understood out of the text.

    Words of it that are an answer have become that answer. `place` is None when none
    was asked for. `holds_all_words` is False when results have only some of the words
    that were asked for. `unused` are words that no service has: they were left out,
    since the rest of the question was understood.
    """

    question: Question
    place: Outcome | None
    results: list[Result]
    holds_all_words: bool = True
    unused: str = ""


def find(
    question: Question, taxonomy: Taxonomy, *, register: PlaceRegister, on: date
) -> Answer:
    """Return the services that answer a question on a day, best first.

    Without a place, services for wide areas come first, since nobody knows whether
    the local ones are within reach. `locate` adds where the shown ones are given.
    """
    if question.text and not question.place:
        text, place = split_place(question.text, register.is_place)
        question = replace(question, text=text, place=place)
    place = register.find(question.place)
    asked = question
    question = understand(question, groups=taxonomy.groups, needs=taxonomy.needs)
    services = _matching(question, taxonomy, place)
    holds_all = _holds_all(services, question)
    unused = ""
    if not holds_all and question != asked:
        unused, question = question.text, replace(question, text="")
        services = _matching(question, taxonomy, place)
        holds_all = True
    if question.text and holds_all:
        services = [service for service in services if service.holds_all]
    promises = _promises(services, question, place, on)
    results = [
        Result(service=service, promises=promises.get(service.pk, ()))
        for service in services
    ]
    tree = {} if question.groups else taxonomy.broader
    results.sort(key=lambda result: _order(result, place, tree))
    if question.groups or question.needs:
        _recommend(results)
    return Answer(question, place, results, holds_all_words=holds_all, unused=unused)


def _holds_all(services, question):
    """Return whether some service has every word; true when no word is asked for."""
    return not question.text or any(service.holds_all for service in services)


def fallback_service(results: Iterable[Result] = ()) -> GuidanceService | None:
    """Return the service that is there for everybody, if it is published.

    It is taken from `results` when it is among them, and costs a query otherwise.
    """
    for result in results:
        if result.service.slug == FALLBACK_SLUG:
            return result.service
    return (
        GuidanceService.objects.published()
        .select_related("provider")
        .filter(slug=FALLBACK_SLUG)
        .first()
    )


def locate(results: Iterable[Result], place: Outcome | None) -> None:
    """Fill in where the results are given to somebody at a place. One query.

    Nothing is filled in when the place is no single municipality.
    """
    results = list(results)
    home = place.municipality if isinstance(place, Found) else None
    if not results or home is None:
        return
    links = GuidanceService.centres.through.objects.filter(
        guidancecentre_id=OuterRef("pk"),
        guidanceservice_id__in=[result.service.pk for result in results],
    )
    served = GuidanceCentre.serves.through.objects.filter(
        guidancecentre_id=OuterRef("pk")
    )
    centres = (
        GuidanceCentre.objects.published()
        .select_related("municipality")
        .annotate(
            gives=ArraySubquery(links.values("guidanceservice_id")),
            names_some=Exists(served),
            names_home=Exists(served.filter(municipality_id=home.id)),
            has_branches=Exists(
                GuidanceCentre.objects.published().filter(parent=OuterRef("pk"))
            ),
        )
        .filter(
            Q(names_home=True) | Q(names_some=False, county_id=home.county_id),
            Exists(links),
        )
        .in_norwegian_order()
    )
    by_service: dict[int, list[Spot]] = {}
    for centre in centres:
        for service in centre.gives:
            by_service.setdefault(service, []).append(_spot(centre, home.id))
    for result in results:
        if spots := by_service.get(result.service.pk):
            result.nearby = choose(spots, place.point, origin_is_exact=place.is_exact)


def _matching(question, taxonomy, place):
    """Return the services that fit every answer, with what cards read of them."""
    wider = {
        wide
        for slug in question.groups
        for wide in wider_groups(slug, taxonomy.broader)
    }
    services = (
        GuidanceService.objects.published()
        .for_groups(sorted(wider))
        .for_needs(question.needs)
        .through(question.channels)
        .for_age(question.age)
        .in_language(question.language)
        .matching_text(question.text)
        .with_facts()
    )
    if place is not None:
        areas = place.areas if isinstance(place, Found) else ()
        services = services.covering_any([as_row(area) for area in areas])
    return list(services[:MAX_CANDIDATES])


def _promises(services, question, place, on):
    """Return who leads or delivers here, by the service's pk; nobody without a place.

    Only what holds for the first group asked about is told, so that no reason speaks
    of somebody else.
    """
    if not isinstance(place, Found) or len(place.areas) != 1:
        return {}
    group = TargetGroup(slug=question.groups[0]) if question.groups else None
    found = promises_reaching(
        services,
        on=on,
        municipality=as_row(place.municipality) if place.municipality else None,
        group=group,
        needs=question.needs,
    )
    return {
        pk: tuple(
            promise
            for promise in promises
            if promise.involvement in (LEADS, DELIVERS) and _holds_in(promise, place)
        )
        for pk, promises in found.items()
    }


def _holds_in(promise, place):
    """Return whether a promise holds in the whole of the place asked about."""
    if place.county:
        return promise.whole_county and promise.county_name == place.county.name
    return True


def _order(result, place, tree):
    """Return the key that puts results in order. `tree` is empty once groups are asked.

    As long as nobody has said who they are, what is for everyone comes before what is
    for a few, other things being equal: few who ask are veterans.
    """
    service = result.service
    audience = min(
        (len(wider_groups(group.slug, tree)) for group in service.target_groups.all()),
        default=0,
    )
    strength = (
        BY_STRENGTH.index(result.promises[0].involvement)
        if result.promises
        else len(BY_STRENGTH)
    )
    if isinstance(place, Found):
        comes_later = service.is_national
    else:
        comes_later = not (service.is_national or len(service.counties.all()) > 1)
    # Who writes words gets what fits them best; an agreement only settles a draw.
    rank = round(getattr(service, "rank", 0), 2)
    return -rank, strength, comes_later, audience, service.slug


def _recommend(results):
    """Mark the first result when an agreement singles it out, and only then.

    That is so when nobody else among the results is named as strongly. It means
    nothing unless somebody has said who they are or what they need.
    """
    if not results or not results[0].promises:
        return
    strongest = results[0].promises[0].involvement
    rivals = [
        result
        for result in results
        if result.promises and result.promises[0].involvement == strongest
    ]
    results[0].is_recommended = len(rivals) == 1


def _spot(centre, home):
    known = centre.latitude is not None and centre.longitude is not None
    return Spot(
        name=centre.name,
        url=centre.get_absolute_url(),
        town=centre.municipality.name if centre.municipality else "",
        names_municipality=centre.names_home,
        in_municipality=centre.municipality_id == home,
        is_umbrella=centre.has_branches,
        point=(centre.latitude, centre.longitude) if known else None,
    )
