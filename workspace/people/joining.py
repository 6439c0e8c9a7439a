"""Whether a partner can be taken into the partnership of its county."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Partnership, PartnershipMember
from partners.rights import may_do
from publishing.forms import CarefulForm
from publishing.models import Status


class JoinForm(CarefulForm):
    submit_label = _("Take into the partnership")


def county_of(partner):
    """Return the county that a partner belongs to, itself or by its municipality."""
    if partner.county is not None:
        return partner.county
    return partner.municipality.county if partner.municipality else None


def partnership_to_join(user, partner):
    """Return the partnership that this person may take the partner into, or None.

    None also when the partner is a member already.
    """
    county = county_of(partner)
    if county is None:
        return None
    today = timezone.localdate()
    present = PartnershipMember.objects.exclude(valid_to__lt=today)
    found = (
        Partnership.objects.filter(county=county)
        .exclude(status=Status.ENDED)
        .exclude(pk__in=present.filter(partner=partner).values("partnership"))
        .select_related("county")
        .order_by("-status", "pk")
        .first()
    )
    if found is None:
        return None
    member = PartnershipMember(partnership=found, partner=partner)
    return found if may_do(user, "add", member) else None
