"""What may be chosen in the parts of a version: members, places, earlier versions."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.admin import ChoiceRule

from ..models import AgreementVersion, PartnershipMember

# A version in any other state stands as it is.
WRITABLE = (AgreementVersion.State.DRAFT, AgreementVersion.State.FOR_COMMENT)


def members(partners, version):
    """Return partners that are members of a version's partnership, today's first.

    Members of any partnership for None.
    """
    found = PartnershipMember.objects.filter(partner=OuterRef("pk"))
    if version is not None:
        found = found.filter(partnership__agreements=version.agreement_id)
    today = found.valid_on(timezone.localdate())
    return partners.filter(Exists(found)).order_by(
        Exists(today).desc(), "sort_name", "pk"
    )


def places(municipalities, version):
    """Return the municipalities of a version's county, those valid in its period.

    Those valid today where the period has no first day, or where version is None; on
    its last day in a county that has ended.
    """
    today = timezone.localdate()
    if version is None:
        return municipalities.valid_on(today)
    county = version.agreement.partnership.county
    found = municipalities.filter(county=county)
    if version.agreed_from is None:
        days = [today, version.agreed_to, county.valid_to]
        return found.valid_on(min(day for day in days if day))
    found = found.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=version.agreed_from)
    )
    if version.agreed_to is None:
        return found
    return found.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=version.agreed_to)
    )


def earlier_versions(versions, version):
    """Return the signed versions of the same agreement, none for None."""
    if version is None:
        return versions.none()
    return versions.filter(
        agreement=version.agreement_id, state=AgreementVersion.State.SIGNED
    ).exclude(pk=version.pk)


MEMBER = ChoiceRule(
    members,
    _(
        "Only members of the partnership can be parties, and this is not one:"
        " %(names)s. Choose a member, or add it to the partnership first."
    ),
)
PLACE = ChoiceRule(
    places,
    _(
        "Not municipalities of the county in the period of the agreement: %(names)s."
        " Choose among those that the search shows."
    ),
)
EARLIER_VERSION = ChoiceRule(
    earlier_versions,
    _("A version follows a signed version of the same agreement, not this: %(names)s."),
)
