"""What a person confirms of an organisation."""

from django.utils.translation import gettext_lazy as _

from publishing.fact_groups import FactGroup, register

from .models import Partner

CONTACT = FactGroup(
    key="contact",
    name=_("Contact"),
    overdue=_("The contact details have not been confirmed since %(day)s"),
    fields=("phone", "email", "website"),
)

register(Partner, (CONTACT,), owner="")
