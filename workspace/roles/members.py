"""Of which members of partnerships somebody may write new roles."""

from django.utils import timezone

from agreements.models import PartnershipMember, Role
from partners.rights import may_do


def members_to_write_for(user):
    """Return the members of partnerships that a person may add roles of, by key."""
    today = timezone.localdate()
    rows = (
        PartnershipMember.objects.exclude(valid_to__lt=today)
        .select_related("partner", "partnership__county")
        .order_by("partnership__county__sort_name", "position", "pk")
    )
    return {
        str(row.pk): row
        for row in rows
        if may_do(user, "add", Role(partner=row.partner, partnership=row.partnership))
    }
