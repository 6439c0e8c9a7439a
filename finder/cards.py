"""A service as a card: the short facts one chooses by."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from partners.models import Partner
from services.models import GuidanceService

from .contact import Contact, actions_of, contact_at, contact_of
from .matching import Asked, Match, Reason
from .nearby import Nearby
from .places import Found
from .question import Question
from .rules import RULES

# Told beside the place to visit and the source, and not once more among the reasons.
TOLD_ELSEWHERE = {"near", "open", "checked"}


@dataclass
class Card:
    """What templates/finder/card.html shows of a service.

    `provider_name` is who gives it where somebody lives. `place_label` is where
    `nearby.distance_km` is measured from. `why` stands beside «Recommended». `url`
    keeps the place that was asked about. `cautions` say what makes it come later.
    `all_reasons` and `all_cautions` have what cards tell elsewhere too.
    """

    service: GuidanceService
    facts: list[str]
    reasons: list[Reason] = field(default_factory=list)
    all_reasons: list[Reason] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    all_cautions: list[str] = field(default_factory=list)
    nearby: Nearby | None = None
    place_label: str = ""
    is_recommended: bool = False
    why: str = ""
    is_example: bool = False
    url: str = ""
    provider_name: str = ""
    contact: Contact | None = None
    actions: Sequence[tuple[str, str, str]] = ()


def cards_of(matches: Sequence[Match], asked: Asked, place: str = "") -> list[Card]:
    """Return the cards of what the finder found, in order. One query.

    `place` is how the place was written, for the links.
    """
    services = {
        service.pk: service
        for service in _services([found.offer.id for found in matches], asked)
    }
    return [
        _card(services[found.offer.id], found, asked, place)
        for found in matches
        if found.offer.id in services
    ]


def _services(ids, asked):
    services = (
        GuidanceService.objects.published()
        .filter(pk__in=ids)
        .select_related("provider")
        .with_channels()
    )
    if county := _county(asked):
        # One partner stands for the councils of all counties; name the one here.
        councils = Partner.objects.active_on(asked.today).filter(
            kind=Partner.Kind.COUNTY_COUNCIL,
            county__code=county,
            parent=OuterRef("provider"),
        )
        services = services.annotate(
            council=Subquery(councils.order_by("pk").values("name")[:1])
        )
    return services


def _county(asked):
    """Return the code of the county somebody lives in, None when it is not one."""
    place = asked.place
    if not isinstance(place, Found) or len(place.areas) != 1:
        return None
    return place.areas[0].code[:2]


def _card(service, found, asked, place):
    offer = found.offer
    reasons = [reason for rule in RULES for reason in rule.reasons(offer, asked)]
    contact = _contact_here(offer) or contact_of(service, [])
    return Card(
        service=service,
        facts=short_facts(service, asked.taxonomy),
        reasons=[each for each in reasons if each.code not in TOLD_ELSEWHERE],
        all_reasons=reasons,
        cautions=[
            text
            for rule in RULES
            if rule.code not in TOLD_ELSEWHERE and (text := rule.caution(offer, asked))
        ],
        all_cautions=[text for rule in RULES if (text := rule.caution(offer, asked))],
        nearby=offer.nearby,
        place_label=getattr(asked.place, "label", ""),
        is_recommended=found.is_recommended,
        why=_why(found),
        is_example=service.is_example,
        url=service.get_absolute_url() + (Question(place=place).query if place else ""),
        provider_name=getattr(service, "council", None) or service.provider.name,
        contact=contact,
        actions=actions_of(contact)[:2],
    )


def _contact_here(offer):
    """Return how to reach the one place that is shown, None when nobody has told."""
    spots = offer.nearby.spots if offer.nearby else ()
    return contact_at(spots[0], spots[0].url) if len(spots) == 1 else None


def _why(found):
    """Return what makes the recommended one the first."""
    if not found.is_recommended:
        return ""
    if not found.offer.promises:
        return _("fits best with what you asked")
    promise = found.offer.promises[0]
    text = (
        _("Example: by the agreement in %(county)s")
        if promise.is_example
        else _("by the agreement in %(county)s")
    )
    return text % {"county": promise.county_name}


def plain_card(service, taxonomy):
    """Return the card of a service in a list where nothing was asked."""
    return Card(
        service=service,
        facts=short_facts(service, taxonomy),
        is_example=service.is_example,
        url=service.get_absolute_url(),
        provider_name=service.provider.name,
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
