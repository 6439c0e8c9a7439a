"""Which fields of a service its owner changes, and which somebody approves first."""

from django.utils.translation import gettext_lazy as _

from partners.access import fields_of
from publishing.proposals import Proposable, register

from .models import GuidanceService

FIELDS = fields_of("guidance_service")
# Triggers that may refuse a service, in words.
SENTENCES = {
    "service_published_has_contact": _(
        "A published service needs a way to get in touch. Fill in website, phone or"
        " e-mail here, at a place that gives it, or at its provider."
    )
}

register(
    GuidanceService,
    Proposable(
        FIELDS.approved,
        FIELDS.direct,
        owner=lambda service: service.provider.slug,
        sentences=SENTENCES,
    ),
)
