"""What a person confirms of a service, group by group."""

from django.utils.translation import gettext_lazy as _

from publishing.fact_groups import FactGroup, register

from .models import GuidanceService

LANGUAGES = ("nb", "nn", "en", "se")


def _texts(*names):
    return tuple(f"{name}_{language}" for name in names for language in LANGUAGES)


ABOUT = FactGroup(
    key="about",
    name=_("What it is, and for whom"),
    overdue=_(
        "What the service is and whom it is for has not been confirmed since %(day)s"
    ),
    fields=(
        *_texts("name", "summary", "description", "outcome"),
        *("target_groups", "age_from", "age_to", "needs"),
        *("is_national", "counties", "municipalities", "centres"),
    ),
)
CONTACT = FactGroup(
    key="contact",
    name=_("Contact, and how you get it"),
    overdue=_("The contact details have not been confirmed since %(day)s"),
    fields=("phone", "email", "url", *_texts("how_to_get"), "referral_required"),
)
AVAILABILITY = FactGroup(
    key="availability",
    name=_("Waiting time, cost, channels and languages"),
    overdue=_(
        "Waiting time, cost, channels and languages have not been confirmed since"
        " %(day)s"
    ),
    fields=(
        *("waiting_time", "waiting_time_stated_on", "is_free", "price"),
        *("channels", "languages"),
    ),
)

register(GuidanceService, (ABOUT, CONTACT, AVAILABILITY), owner="provider")
