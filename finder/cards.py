"""A service as a card: the short facts one chooses by."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from services.models import GuidanceService

from .nearby import Nearby
from .question import Question
from .reasons import Reason, reasons_for


@dataclass
class Card:
    """What templates/finder/card.html shows of a service.

    `place_label` is where `nearby.distance_km` is measured from. `why` stands beside
    «Recommended». `url` keeps the place that was asked about.
    """

    service: GuidanceService
    facts: list[str]
    reasons: list[Reason] = field(default_factory=list)
    nearby: Nearby | None = None
    place_label: str = ""
    is_recommended: bool = False
    why: str = ""
    is_example: bool = False
    url: str = ""


def card_of(result, question, taxonomy, place):
    """Return the card of a result of the finder."""
    service = result.service
    why = ""
    if result.is_recommended:
        promise = result.promises[0]
        why = (
            _("Example: by the agreement in %(county)s")
            if promise.is_example
            else _("by the agreement in %(county)s")
        ) % {"county": promise.county_name}
    return Card(
        service=service,
        facts=short_facts(service, taxonomy),
        reasons=reasons_for(result, question, taxonomy, place),
        nearby=result.nearby,
        place_label=getattr(place, "label", ""),
        is_recommended=result.is_recommended,
        why=why,
        is_example=service.is_example,
        url=f"{service.get_absolute_url()}{Question(place=question.place).query}"
        if question.place
        else service.get_absolute_url(),
    )


def plain_card(service, taxonomy):
    """Return the card of a service in a list where nothing was asked."""
    return Card(
        service=service,
        facts=short_facts(service, taxonomy),
        is_example=service.is_example,
        url=service.get_absolute_url(),
    )


def short_facts(service, taxonomy):
    """Return cost, referral, ages and channels, each when it is known."""
    channels = [taxonomy.channels[slug].name for slug in service.channel_slugs]
    facts = [cost(service), referral(service), ages(service), ", ".join(channels)]
    return [fact for fact in facts if fact]


def cost(service):
    """Return what it costs, or '' when no source says."""
    if service.is_free:
        return _("Free of charge")
    return service.price


def referral(service):
    """Return whether somebody must refer you, or '' when no source says."""
    if service.referral_required is None:
        return ""
    if service.referral_required:
        return _("You need a referral")
    return _("No referral needed")


def ages(service):
    """Return the ages it is for, or '' without limits. Both are inclusive."""
    limits = {"from": service.age_from, "to": service.age_to}
    if service.age_from is not None and service.age_to is not None:
        return _("Ages %(from)s to %(to)s") % limits
    if service.age_from is not None:
        return _("From the age of %(from)s") % limits
    if service.age_to is not None:
        return _("Up to the age of %(to)s") % limits
    return ""
