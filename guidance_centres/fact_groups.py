"""What a person confirms of a place, group by group."""

from django.utils.translation import gettext_lazy as _

from publishing.fact_groups import FactGroup, register

from .models import GuidanceCentre

PLACE = FactGroup(
    key="place",
    name=_("Address, access and whom it serves"),
    overdue=_("Address and access have not been confirmed since %(day)s"),
    fields=(
        *("name", "kind", "address", "postal_code", "municipality", "county"),
        *("latitude", "longitude", "step_free"),
        *("access_nb", "access_nn", "access_en", "access_se", "serves"),
    ),
)
HOURS = FactGroup(
    key="hours",
    name=_("Opening hours"),
    overdue=_("The opening hours have not been confirmed since %(day)s"),
    fields=("open_on_public_holidays",),
    rows=("weekly_openings", "opening_exceptions"),
)
CONTACT = FactGroup(
    key="contact",
    name=_("Contact"),
    overdue=_("The contact details have not been confirmed since %(day)s"),
    fields=("phone", "email", "website"),
)

register(GuidanceCentre, (PLACE, HOURS, CONTACT), owner="partner")
