"""Rows as the files have them: what is downloaded, can be sent in again unchanged."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from guidance_centres.importing_hours import stored_words
from guidance_centres.models import GuidanceCentre
from partners.choosing import readable_rows
from partners.models import Partner
from partners.rights import User, rows_for
from publishing.cells import STATUS
from services.models import GuidanceService

from .kinds import Kind

Cells = dict[str, str]
WORD_OF_STATUS = {status: word for word, status in STATUS.items()}


def rows_to_fill_in(kind: Kind, user: User) -> Iterator[Cells]:
    """Yield the cells of every row that a person may import. Few queries."""
    rows = rows_for(user, "import", kind.model.objects.all()).order_by("slug")
    prepared, cells = WRITERS[kind.key]
    for row in prepared(rows, user):
        yield cells(row)


def _partners(rows: QuerySet[Any], _user: User) -> QuerySet[Any]:
    return rows.select_related("county", "municipality", "parent", "predecessor")


def _partner(row: Partner) -> Cells:
    return {
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "organisation_number": row.organisation_number or "",
        "county_code": row.county.code if row.county else "",
        "municipality_code": row.municipality.code if row.municipality else "",
        "parent": row.parent.slug if row.parent else "",
        "predecessor": row.predecessor.slug if row.predecessor else "",
        "website": row.website,
        "phone": row.phone,
        "email": row.email,
        "source": row.source,
    }


def _centres(rows: QuerySet[Any], user: User) -> list[Any]:
    found = list(
        rows.select_related(
            "partner", "parent", "county", "municipality", "postal_code"
        ).prefetch_related("serves", "weekly_openings", "opening_exceptions")
    )
    parents = {row.parent_id for row in found} - {None}
    asked = GuidanceCentre.objects.filter(pk__in=parents)
    seen = set(readable_rows(user, asked).order_by().values_list("pk", flat=True))
    for row in found:
        row.parent_told = row.parent.slug if row.parent_id in seen else ""
    return found


def _centre(row: Any) -> Cells:
    hours = [*row.weekly_openings.all(), *row.opening_exceptions.all()]
    return {
        "id": row.slug,
        "name": row.name,
        "kind": row.kind,
        "partner": row.partner.slug if row.partner else "",
        "parent": row.parent_told,
        "serves_municipality_codes": _joined(row.serves.all(), "code"),
        "county_code": row.county.code if row.county else "",
        "municipality_code": row.municipality.code if row.municipality else "",
        "address": row.address,
        "postal_code": row.postal_code.code if row.postal_code else "",
        "phone": row.phone,
        "email": row.email,
        "web": row.website,
        "lat": "" if row.latitude is None else repr(row.latitude),
        "lon": "" if row.longitude is None else repr(row.longitude),
        "opening_hours": stored_words(hours, row.open_on_public_holidays),
        "step_free": _truth(row.step_free),
        "status": WORD_OF_STATUS[row.status],
        "as_of": row.as_of,
        "source": row.source,
    }


def _services(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    seen = readable_rows(user, GuidanceCentre.objects.all())
    return rows.select_related("provider").prefetch_related(
        "target_groups",
        "needs",
        "channels",
        "counties",
        "municipalities",
        Prefetch("centres", queryset=seen),
    )


def _service(row: GuidanceService) -> Cells:
    return {
        "id": row.slug,
        "provider": row.provider.slug,
        "name_nb": row.name_nb,
        "name_nn": row.name_nn,
        "name_en": row.name_en,
        "summary_nb": row.summary_nb,
        "summary_nn": row.summary_nn,
        "summary_en": row.summary_en,
        "target_groups": _joined(row.target_groups.all(), "slug"),
        "needs": _joined(row.needs.all(), "slug"),
        "channels": _joined(row.channels.all(), "slug"),
        "languages": " ".join(row.languages),
        "national": "yes" if row.is_national else "",
        "county_codes": _joined(row.counties.all(), "code"),
        "municipality_codes": _joined(row.municipalities.all(), "code"),
        "centres": _joined(row.centres.all(), "slug"),
        "age_from": "" if row.age_from is None else str(row.age_from),
        "age_to": "" if row.age_to is None else str(row.age_to),
        "price": "free" if row.is_free else row.price,
        "referral_required": _truth(row.referral_required),
        "url": row.url,
        "phone": row.phone,
        "email": row.email,
        "outcome_nb": row.outcome_nb,
        # Of which day a source is, is told by the file; the portal keeps the checks.
        "checked_on": "",
        "status": WORD_OF_STATUS[row.status],
        "source": row.source,
    }


def _joined(rows: Any, name: str) -> str:
    return " ".join(sorted(getattr(row, name) for row in rows))


def _truth(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


WRITERS: dict[str, tuple[Callable[..., Any], Callable[[Any], Cells]]] = {
    "partners": (_partners, _partner),
    "centres": (_centres, _centre),
    "services": (_services, _service),
}
