"""Add a partner: found first, added only when it is nowhere, recorded."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from counties.models import County, Municipality
from counties.names import fold, slug_for
from publishing.models import FormerSlug
from publishing.operations import record_change

from .models import Partner
from .rights import require

SLUG_KIND = "partnere"
MAX_SLUG = 100
MOST_FOUND = 20


class PartnerKnown(Exception):
    """The partner is there already; carries it, and the message says so."""

    def __init__(self, partner: Partner) -> None:
        super().__init__(
            _("%(name)s is here already. Invite its people instead of adding it again.")
            % {"name": partner.name}
        )
        self.partner = partner


def find_partners(text: str, *, county: County | None = None) -> list[Partner]:
    """Return partners by a part of the name, or by organisation number; 20 at most.

    Both «Gjøvik» and «gjovik» find Gjøvik. Those of `county` come first. A text without
    a letter or digit finds nothing.
    """
    number = "".join(text.split())
    active = Partner.objects.active_on(timezone.localdate())
    active = active.select_related("county", "municipality__county")
    if number.isascii() and number.isdigit():
        return list(active.filter(organisation_number=number))
    try:
        wanted, wanted_slug = fold(text.strip()), slug_for(text)
    except ValueError:
        return []
    rows = active.in_norwegian_order().values_list("pk", "name", "slug")
    keys = [
        pk for pk, name, slug in rows if wanted in fold(name) or wanted_slug in slug
    ]
    found = {partner.pk: partner for partner in active.filter(pk__in=keys)}
    own = county.pk if county else None
    keys.sort(key=lambda pk: found[pk].county_id != own)
    return [found[pk] for pk in keys[:MOST_FOUND]]


def add_partner(
    *,
    name: str,
    kind: str,
    county: County | None,
    actor: AbstractBaseUser | AnonymousUser,
    municipality: Municipality | None = None,
    organisation_number: str | None = None,
    at: datetime | None = None,
) -> Partner:
    """Add a partner of a county; return it.

    Raise PermissionDenied for who may not, and PartnerKnown when the organisation
    number is known, or the name in the county. Two of a county who add the same one at
    the same moment come one after the other.
    """
    partner = Partner(
        name=" ".join(name.split()),
        kind=kind,
        county=county,
        municipality=municipality,
        organisation_number=organisation_number,
    )
    try:
        with transaction.atomic():
            require(actor, "add", partner, on=timezone.localdate(at))
            if county is not None:
                County.objects.select_for_update(no_key=True).get(pk=county.pk)
            if known := _known(partner):
                raise PartnerKnown(known)
            partner.slug = _free_slug(partner.name)
            partner.edited_by_person_at = at or timezone.now()
            partner.save()
            _record(partner, "add_partner", actor, at)
            return partner
    except PermissionDenied:
        if county is not None:
            _record(county, "refused_add_partner", actor, at)
        raise


def _known(partner: Partner) -> Partner | None:
    number = partner.organisation_number
    if number:
        found = Partner.objects.filter(organisation_number=number).first()
        if found:
            return found
    wanted = fold(partner.name)
    there = Partner.objects.active_on(timezone.localdate()).filter(
        county=partner.county_id
    )
    return next((each for each in there if fold(each.name) == wanted), None)


def _free_slug(name: str) -> str:
    try:
        base = slug_for(name)[:MAX_SLUG].strip("-")
    except ValueError:
        base = "partner"
    slug, number = base, 1
    while (
        Partner.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=SLUG_KIND, slug=slug).exists()
    ):
        number += 1
        slug = f"{base}-{number}"
    return slug


def _record(
    row: Partner | County,
    action: str,
    actor: AbstractBaseUser | AnonymousUser,
    at: datetime | None,
) -> None:
    record_change(
        row,
        action=action,
        actor=actor if isinstance(actor, AbstractBaseUser) else None,
        details={"partner": row.slug, "kind": getattr(row, "kind", "")},
        at=at,
    )
