"""What the page of a service says, in the order in which it says it."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from finder.cards import ages, cost, referral
from finder.forms import language_name
from finder.places import Found, SeveralPlaces, query_for
from finder.question import Question


@dataclass(frozen=True)
class Contact:
    """How to reach somebody, and whom one reaches. `url` is that place's page."""

    whose: str
    phone: str = ""
    email: str = ""
    web: str = ""
    url: str = ""
    is_own: bool = False


def facts_of(service, taxonomy):
    """Return the short facts for the list of terms; rows without a value vanish."""
    channels = [taxonomy.channels[slug].name for slug in service.channel_slugs]
    waiting = {"term": _("Waiting time"), "value": service.waiting_time}
    if service.waiting_time:
        waiting["source"] = {
            "source": service.provider.name,
            "on": service.waiting_time_stated_on,
        }
    languages = [language_name(code) for code in service.languages]
    return [
        {"term": _("Cost"), "value": cost(service)},
        {"term": _("Referral"), "value": referral(service)},
        {"term": _("Age"), "value": ages(service)},
        {"term": _("How you meet"), "value": ", ".join(channels)},
        {"term": _("Languages"), "value": ", ".join(languages)},
        waiting,
    ]


def contact_of(service, centres):
    """Return how to reach the service, else its one place, else the provider.

    `centres` are the places listed on the page. None when nobody has told how they
    can be reached.
    """
    if service.has_own_contact:
        return Contact(
            whose=service.name,
            phone=service.phone,
            email=service.email,
            web=service.url,
            is_own=True,
        )
    if len(centres) == 1:
        (centre,) = centres
        if centre.phone or centre.email or centre.website:
            return Contact(
                whose=centre.name,
                phone=centre.phone,
                email=centre.email,
                web=centre.website,
                url=centre.get_absolute_url(),
            )
    provider = service.provider
    if provider.phone or provider.email or provider.website:
        return Contact(
            whose=provider.name,
            phone=provider.phone,
            email=provider.email,
            web=provider.website,
            url=provider.get_absolute_url(),
        )
    return None


def by_county(promises):
    """Return promises under their county and agreement, the strongest first in each."""
    ordered = sorted(promises, key=lambda each: (each.county_name, each.agreement_url))
    return [
        {
            "county": county,
            "agreement": rows[0].agreement_title,
            "url": rows[0].agreement_url,
            "is_example": rows[0].is_example,
            "promises": rows,
        }
        for (county, _url), group in groupby(
            ordered, key=lambda each: (each.county_name, each.agreement_url)
        )
        for rows in [list(group)]
    ]


def place_answer(asked, place, nearby):
    """Return what to say to somebody who asked where it is given near a place.

    A dictionary with `place` (its name), `nearby`, `choices` (chips) and `kind`: found,
    none (no known place serves it), several or unknown. None when nothing was asked.
    """
    if not asked:
        return None
    if isinstance(place, Found) and place.municipality:
        kind = "found" if nearby else "none"
        return {"kind": kind, "place": place.label, "nearby": nearby, "choices": []}
    if isinstance(place, SeveralPlaces):
        choices = [
            _chip(f"{choice.label}, {choice.within}", choice.query)
            for choice in place.choices
        ]
        return {"kind": "several", "place": asked, "choices": choices}
    if isinstance(place, Found):
        municipalities = [area for area in place.areas if area.kind == "municipality"]
        choices = [_chip(area.name, query_for(area)) for area in municipalities]
        return {"kind": "wide", "place": place.label, "choices": choices}
    return {"kind": "unknown", "place": asked, "choices": []}


def _chip(label, query):
    return {"label": label, "url": f"{Question(place=query).query}#steder"}
