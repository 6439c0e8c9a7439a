"""The rows behind agreements/impact.py: a draft beside what is in force on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef

from counties.models import County, Municipality
from publishing.local_text import LocalText
from services.models import GuidanceService
from services.taxonomy import Taxonomy, load_taxonomy

from .impact import Changes, changes
from .matching import Area, Duty, Offer, Tree
from .matrix import DOING
from .matrix_reading import responsibilities_of
from .models import AgreementVersion, Responsibility, Task
from .reach import duty_of, load_world, responsibilities_in_force
from .reading import Link


@dataclass(frozen=True)
class Impact:
    """What a version would change on a day, and what to call the things it tells of.

    `replaced` is the version of the same agreement that is in force on the day, None
    when there is none. `places` are the county's municipalities on the day, code →
    name in Norwegian order, and may be empty: a county ends. Tasks are in their order
    too. The parties have the names of the agreement they stand in, by slug; `services`
    are those that `changes` tells of, by key.
    """

    version: AgreementVersion
    replaced: AgreementVersion | None
    day: date
    changes: Changes
    places: Mapping[str, str]
    taxonomy: Taxonomy
    tasks: Mapping[str, LocalText]
    parties_before: Mapping[str, Link]
    parties_after: Mapping[str, Link]
    services: Mapping[int, GuidanceService]


def impact_of(version: AgreementVersion, *, on: date) -> Impact:
    """Return what changes when a version holds on a day instead of what does.

    It takes the place of the version of its agreement that is in force that day; the
    other agreements of the county stay. Wants `agreement__partnership__county` loaded.
    Eight queries, however much there is.
    """
    county = version.agreement.partnership.county
    held = responsibilities_in_force(on, county.code)
    kept = [row for row in held if row.version.agreement_id != version.agreement_id]
    taxonomy = load_taxonomy()
    tasks = {task.pk: task for task in _tasks_with_needs()}
    municipalities = list(county.municipalities.valid_on(on).in_norwegian_order())
    drafted = _rows_of(version, tasks)
    before, after = map(_duties, (held, [*kept, *drafted]))
    services = {service.pk: service for service in _services(county, {*before, *after})}
    world = load_world(
        {duty.party for duty in (*before, *after)}
        | {service.provider.slug for service in services.values()},
        Tree({slug: wider or None for slug, wider in taxonomy.broader.items()}),
    )
    found = changes(
        before,
        after,
        offers=[
            _offer(service, county, municipalities) for service in services.values()
        ],
        world=world,
        municipalities=[place.code for place in municipalities],
        groups=list(taxonomy.groups),
        tasks=[task.slug for task in tasks.values()],
        needs=list(taxonomy.needs),
        home_of=_homes([*held, *drafted], municipalities),
    )
    told = {pk for row in found.reached for pk in row.before | row.after}
    return Impact(
        version=version,
        replaced=version.agreement.versions.in_force(on).first(),
        day=on,
        changes=found,
        places={place.code: place.name for place in municipalities},
        taxonomy=taxonomy,
        tasks={task.slug: task.name for task in tasks.values()},
        parties_before=_parties(held),
        parties_after=_parties([*kept, *drafted]),
        services={pk: service for pk, service in services.items() if pk in told},
    )


def _rows_of(
    version: AgreementVersion, tasks: Mapping[int, Task]
) -> list[Responsibility]:
    """Return the responsibilities of a version as `duty_of` reads them."""
    rows = list(responsibilities_of(version))
    for row in rows:
        row.version = version
        row.need_slugs = tasks[row.task_id].need_slugs
    return rows


def _duties(rows: Iterable[Responsibility]) -> list[Duty]:
    return [duty_of(row) for row in rows]


def _tasks_with_needs():
    needs = Task.needs.through.objects.filter(task_id=OuterRef("pk"))
    return Task.objects.annotate(
        need_slugs=ArraySubquery(needs.values("need__slug"))
    ).order_by("position", "slug")


def _services(county: County, duties: Iterable[Duty]) -> Iterable[GuidanceService]:
    """Return the published services for the county that somebody's task may reach.

    Each has the `facets` of its search entry, which is what the finder reads. What is
    not published has no entry.
    """
    needs = {
        f"need:{need}"
        for duty in duties
        if duty.involvement in DOING
        for need in duty.needs
    }
    places = ["national", f"county:{county.pk}", f"part:{county.pk}"]
    return (
        GuidanceService.objects.filter(search_entry__facets__overlap=places)
        .filter(search_entry__facets__overlap=sorted(needs))
        .select_related("provider")
        .annotate(facets=F("search_entry__facets"))
        .order_by("slug")
    )


def _offer(
    service: GuidanceService, county: County, municipalities: Iterable[Municipality]
) -> Offer:
    """Return a service as the rules read it, as far as it holds in the county."""
    facets = set(service.facets)

    def told(kind: str) -> frozenset[str]:
        return frozenset(
            facet.removeprefix(kind) for facet in facets if facet.startswith(kind)
        )

    return Offer(
        id=service.pk,
        provider=service.provider.slug,
        groups=told("group:"),
        needs=told("need:"),
        area=Area(
            everywhere="national" in facets,
            counties=frozenset(
                {county.code} if f"county:{county.pk}" in facets else ()
            ),
            municipalities=frozenset(
                place.code
                for place in municipalities
                if f"municipality:{place.pk}" in facets
            ),
        ),
    )


def _homes(
    rows: Iterable[Responsibility], municipalities: Iterable[Municipality]
) -> dict[str, str]:
    """Return the code of each party that is one of the municipalities."""
    codes = {place.pk: place.code for place in municipalities}
    partners = {row.party.partner for row in rows}
    return {
        partner.slug: codes[partner.municipality_id]
        for partner in partners
        if partner.municipality_id in codes
        and partner.kind == partner.Kind.MUNICIPALITY
    }


def _parties(rows: Iterable[Responsibility]) -> dict[str, Link]:
    return {
        row.party.partner.slug: Link(
            row.party.name, row.party.partner.get_absolute_url()
        )
        for row in rows
    }
