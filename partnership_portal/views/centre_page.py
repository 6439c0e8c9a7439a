"""What the page of one place says: how to ask, whom it serves, where to go instead.

When it is open is worded by `opening_words`.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.models import Status as PublishingStatus
from publishing.writing import number
from services.models import GuidanceService

# Places for their own pupils and students; "serves the whole county" would mislead.
FOR_OWN_STUDENTS = {
    GuidanceCentre.Kind.SCHOOL,
    GuidanceCentre.Kind.VOCATIONAL_COLLEGE,
    GuidanceCentre.Kind.UNIVERSITY,
    GuidanceCentre.Kind.STUDENT_CAREER_CENTRE,
}


@dataclass(frozen=True)
class Contact:
    """How to reach the place. `through` names whoever answers when it is another."""

    phone: str
    email: str
    web: str
    through: str

    @property
    def is_known(self) -> bool:
        return bool(self.phone or self.email or self.web)


def contact_of(centre: GuidanceCentre) -> Contact:
    """Return the place's own contact, else its parent's, else that of who runs it.

    A parent that is still a draft tells nothing.
    """
    own = Contact(centre.phone, centre.email, centre.website, "")
    if own.is_known:
        return own
    parent = centre.parent
    if parent is not None and parent.status == PublishingStatus.DRAFT:
        parent = None
    for other in (parent, centre.partner):
        if other is not None:
            theirs = Contact(other.phone, other.email, other.website, other.name)
            if theirs.is_known:
                return theirs
    return own


def serves_whole_county(centre: GuidanceCentre, named: list[str]) -> bool:
    """Return whether it is right to say that the place serves its whole county."""
    return (
        not named
        and centre.county_id is not None
        # A branch serves its part of the county, whichever that is.
        and centre.parent_id is None
        and centre.kind not in FOR_OWN_STUDENTS
    )


def coordinates(centre: GuidanceCentre) -> str:
    """Return «60,7957° N, 10,6915° Ø» in the reader's language; '' when not known."""
    if centre.latitude is None or centre.longitude is None:
        return ""
    latitude, longitude = centre.latitude, centre.longitude
    return _("%(north)s° N, %(east)s° E") % {
        "north": number(latitude, 4),
        "east": number(longitude, 4),
    }


def services_of(centre: GuidanceCentre, today: date) -> list[GuidanceService]:
    """Return the published services given here, in the order of their names. One query.

    `giver` is the county council of the place where the provider stands for the
    councils of all counties, else the provider's name.
    """
    council = Partner.objects.active_on(today).filter(
        kind=Partner.Kind.COUNTY_COUNCIL,
        county=centre.county_id,
        parent=OuterRef("provider"),
    )
    return list(
        centre.services.published()
        .select_related("provider")
        .annotate(
            giver=Coalesce(Subquery(council.values("name")[:1]), F("provider__name"))
        )
        .order_by("name_nb", "pk")
    )
