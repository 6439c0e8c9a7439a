"""Which fields of a place its owner changes, and which somebody approves first."""

from django.utils.translation import gettext_lazy as _

from partners.access import fields_of
from publishing.proposals import Proposable, register

from .models import GuidanceCentre

FIELDS = fields_of("guidance_centre")
# Triggers that may refuse a place, in words.
SENTENCES = {
    "service_published_has_contact": _(
        "A published service needs a way to get in touch, and this place is the only"
        " one that gives it. Leave a website, phone or e-mail here."
    )
}

register(
    GuidanceCentre,
    Proposable(
        FIELDS.approved,
        FIELDS.direct,
        owner=lambda centre: centre.partner.slug if centre.partner else "",
        sentences=SENTENCES,
    ),
)
