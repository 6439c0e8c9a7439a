"""The rows behind agreements/matching.py: which promises reach which services today."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from counties.models import Municipality
from partners.models import Partner
from publishing.lines_up import with_all_above
from publishing.local_text import FALLBACKS, LocalText, choose_text
from services.models import GuidanceService, TargetGroup

from .matching import (
    Area,
    Duty,
    Offer,
    Question,
    Tree,
    World,
    by_strength,
    holds_for,
    overruled,
    reaches,
)
from .models import Responsibility, Task


@dataclass(frozen=True)
class Promise:
    """A responsibility in force, in words and with links, as pages show it."""

    involvement: str
    involvement_label: str
    task_name: LocalText
    party_name: str
    party_url: str
    clause_number: str
    clause_heading: LocalText
    clause_url: str
    agreement_title: LocalText
    agreement_url: str
    county_name: str
    whole_county: bool
    municipality_names: tuple[str, ...]
    group_names: tuple[LocalText, ...]
    groups: frozenset[str]
    is_example: bool


def promises_reaching(
    services: Iterable[GuidanceService],
    *,
    on: date,
    municipality: Municipality | None = None,
    group: TargetGroup | None = None,
    needs: Iterable[str] = (),
) -> dict[int, list[Promise]]:
    """Return the promises in force on a day that reach each service, by its pk.

    The one who leads comes first. With `municipality`, `group` or `needs` (slugs)
    only promises that hold for just those are told. Services should come with
    target groups, needs, counties and municipalities prefetched. Three queries,
    however many services and promises there are.
    """
    question = Question(
        group=group.slug if group else None,
        needs=frozenset(needs),
        municipality=municipality.code if municipality else None,
    )
    tree = dict(TargetGroup.objects.values_list("slug", "broader__slug"))
    offers = [offer_of(service) for service in services]
    county = municipality.code[:2] if municipality else None
    return promises_to(offers, [question], on=on, county=county, groups=Tree(tree))


def promises_to(
    offers: Sequence[Offer],
    questions: Sequence[Question],
    *,
    on: date,
    groups: Tree,
    county: str | None = None,
) -> dict[int, list[Promise]]:
    """Return the promises in force on a day that reach each offer, by its id.

    A promise is told when it holds for one of the `questions`. With `county` (two
    digits) only the agreements of that county are asked. Two queries.
    """
    found: dict[int, list[Promise]] = {offer.id: [] for offer in offers}
    rows = {row.pk: row for row in responsibilities_in_force(on, county)}
    if not offers or not rows:
        return found
    duties = [duty_of(row) for row in rows.values()]
    involved = {duty.party for duty in duties} | {offer.provider for offer in offers}
    world = load_world(involved, groups)
    told = [
        (question, duty)
        for question in questions
        for duty in duties
        if holds_for(duty, world, question)
        and not overruled(duty, duties, world, question)
    ]
    words: dict[int, Promise] = {}
    for offer in offers:
        reaching = {
            duty.id: duty
            for question, duty in told
            if reaches(duty, offer, world, question)
        }
        for duty in by_strength(reaching.values()):
            # One promise can reach hundreds of services; it is worded once.
            if duty.id not in words:
                words[duty.id] = _promise(rows[duty.id])
            found[offer.id].append(words[duty.id])
    return found


def responsibilities_in_force(
    on: date, county: str | None = None, partners: Collection[int] | None = None
) -> list[Responsibility]:
    """Return the public responsibilities that hold on a day, with what rules read.

    `county` is two digits; None means all. `partners` are keys of the parties; None
    means all. Each row has `need_slugs`, `group_slugs`
    and `municipality_codes`, and `group_texts` and `municipality_names` for pages.
    One query.
    """
    links = Responsibility.target_groups.through.objects.filter(
        responsibility_id=OuterRef("pk")
    ).order_by("targetgroup__position", "targetgroup__slug")
    places = Responsibility.municipalities.through.objects.filter(
        responsibility_id=OuterRef("pk")
    ).order_by("municipality__sort_name")
    needs = Task.needs.through.objects.filter(task_id=OuterRef("task_id"))
    names = {language: F(f"targetgroup__name_{language}") for language in FALLBACKS}
    rows = Responsibility.objects.in_force(on)
    if county:
        rows = rows.filter(version__agreement__partnership__county__code=county)
    if partners is not None:
        rows = rows.filter(party__partner__in=partners)
    return list(
        rows.select_related(
            "task",
            "party__partner",
            "clause",
            "version__agreement__partnership__county",
        ).annotate(
            need_slugs=ArraySubquery(needs.order_by("need__slug").values("need__slug")),
            group_slugs=ArraySubquery(links.values("targetgroup__slug")),
            group_texts=ArraySubquery(links.values(json=JSONObject(**names))),
            municipality_codes=ArraySubquery(places.values("municipality__code")),
            municipality_names=ArraySubquery(places.values("municipality__name")),
        )
    )


def load_world(partners: Iterable[str], groups: Tree) -> World:
    """Return the trees that rules ask, with the partners' line of parents. One query.

    `partners` are slugs; who stands above them comes along. Counties are told apart
    by their keys.
    """
    rows = with_all_above(Partner, partners, ["slug", "parent_id", "county_id"])
    slugs = {pk: row["slug"] for pk, row in rows.items()}
    return World(
        groups=groups,
        partners=Tree(
            {row["slug"]: slugs.get(row["parent_id"]) for row in rows.values()}
        ),
        county_of={
            row["slug"]: str(row["county_id"])
            for row in rows.values()
            if row["county_id"]
        },
    )


def duty_of(row: Responsibility) -> Duty:
    """Return a row of `responsibilities_in_force` as the rules read it."""
    county = row.version.agreement.partnership.county.code
    return Duty(
        id=row.pk,
        task=row.task.slug,
        party=row.party.partner.slug,
        involvement=row.involvement,
        groups=frozenset(row.group_slugs),
        needs=frozenset(row.need_slugs),
        area=Area(
            counties=frozenset({county}) if row.whole_county else frozenset(),
            municipalities=frozenset(row.municipality_codes),
        ),
    )


def offer_of(service: GuidanceService) -> Offer:
    """Return a service as the rules read it.

    A service that names no area of its own holds where its places do; for the rule
    that is everywhere, since a promise names the place anyway.
    """
    counties = frozenset(county.code for county in service.counties.all())
    municipalities = frozenset(place.code for place in service.municipalities.all())
    return Offer(
        id=service.pk,
        provider=service.provider.slug,
        groups=frozenset(group.slug for group in service.target_groups.all()),
        needs=frozenset(need.slug for need in service.needs.all()),
        area=Area(
            everywhere=service.is_national or not (counties or municipalities),
            counties=counties,
            municipalities=municipalities,
        ),
    )


def _promise(row: Responsibility) -> Promise:
    agreement = row.version.agreement
    version_url = row.version.get_absolute_url()
    return Promise(
        involvement=row.involvement,
        involvement_label=row.get_involvement_display(),
        task_name=row.task.name,
        party_name=row.party.name,
        party_url=row.party.partner.get_absolute_url(),
        clause_number=row.clause.number,
        clause_heading=row.clause.heading,
        clause_url=f"{version_url}#{row.clause.anchor}",
        agreement_title=agreement.title,
        agreement_url=version_url,
        county_name=agreement.partnership.county.name,
        whole_county=row.whole_county,
        municipality_names=tuple(row.municipality_names),
        group_names=tuple(
            choose_text(texts, get_language() or "nb") for texts in row.group_texts
        ),
        groups=frozenset(row.group_slugs),
        is_example=agreement.is_example,
    )
