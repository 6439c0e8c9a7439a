"""What a person confirms of a role: who holds it now."""

from django.utils.translation import gettext_lazy as _

from publishing.fact_groups import FactGroup, register

from .models import RoleDescription

HOLDER = FactGroup(
    key="holder",
    name=_("Holder and deputy"),
    overdue=_("Who holds the role has not been confirmed since %(day)s"),
    fields=("holder", "deputy", "valid_from", "valid_to"),
)

register(RoleDescription, (HOLDER,), owner="role__partner")
