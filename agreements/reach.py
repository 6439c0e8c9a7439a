"""The rows behind agreements/matching.py: which promises reach which services today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from counties.models import Municipality
from partners.models import Partner
from publishing.local_text import LocalText
from services.models import GuidanceService, TargetGroup

from .matching import (
    Area,
    Duty,
    Offer,
    Question,
    Tree,
    World,
    by_strength,
    overruled,
    reaches,
)
from .models import Responsibility


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
    target groups, needs, counties and municipalities prefetched. Eight queries,
    however many services and promises there are.
    """
    services = list(services)
    rows = responsibilities_in_force(on)
    if not services or not rows:
        return {service.pk: [] for service in services}
    world = load_world()
    question = Question(
        group=group.slug if group else None,
        needs=frozenset(needs),
        municipality=municipality.code if municipality else None,
    )
    duties = {row.pk: duty_of(row) for row in rows}
    by_pk = {row.pk: row for row in rows}
    standing = [
        duty
        for duty in duties.values()
        if not overruled(duty, duties.values(), world, question)
    ]
    found = {}
    for service in services:
        offer = offer_of(service)
        reaching = by_strength(
            duty for duty in standing if reaches(duty, offer, world, question)
        )
        found[service.pk] = [_promise(by_pk[duty.id]) for duty in reaching]
    return found


def responsibilities_in_force(on: date) -> list[Responsibility]:
    """Return the public responsibilities that hold on a day, with what rules read."""
    return list(
        Responsibility.objects.in_force(on)
        .select_related(
            "task",
            "party__partner",
            "clause",
            "version__agreement__partnership__county",
        )
        .prefetch_related("task__needs", "target_groups", "municipalities")
    )


def load_world() -> World:
    """Return the trees of groups and partners as they stand now. Two queries."""
    groups = TargetGroup.objects.values_list("slug", "broader__slug")
    partners = Partner.objects.values_list("slug", "parent__slug", "county__code")
    above, county_of = {}, {}
    for slug, parent, county in partners:
        above[slug] = parent
        if county:
            county_of[slug] = county
    return World(groups=Tree(dict(groups)), partners=Tree(above), county_of=county_of)


def duty_of(row: Responsibility) -> Duty:
    """Return a responsibility as the rules read it."""
    county = row.version.agreement.partnership.county.code
    return Duty(
        id=row.pk,
        task=row.task.slug,
        party=row.party.partner.slug,
        involvement=row.involvement,
        groups=frozenset(group.slug for group in row.target_groups.all()),
        needs=frozenset(need.slug for need in row.task.needs.all()),
        area=Area(
            counties=frozenset({county}) if row.whole_county else frozenset(),
            municipalities=frozenset(place.code for place in row.municipalities.all()),
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
        municipality_names=tuple(
            place.name
            for place in sorted(
                row.municipalities.all(), key=lambda place: place.sort_name
            )
        ),
        group_names=tuple(group.name for group in row.target_groups.all()),
        is_example=agreement.is_example,
    )
