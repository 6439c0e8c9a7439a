"""What the page of a service says, in the order in which it says it.

The order is fixed: what it is, for whom (groups, ages), what it helps with, where
(area, places with hours), how you get it (how you meet, languages, cost, referral,
what to do, waiting time), contact, what you leave with, who is responsible by which
clause, where this comes from.

What everybody needs before they come – how you meet, languages, cost, referral – is
always told, with «not stated in the source» where no source says. What only some
services have – a description, age limits, what to do, waiting time, opening hours – is
left out when nothing is known.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from finder.cards import cost, referral
from partners.models import Partner
from services.languages import language_name


@dataclass(frozen=True)
class Fact:
    """One line of the list. `values` are texts that may know their own language.

    Without values the source does not say. `stated_by` and `stated_on` tell who said it
    when, for what changes often.
    """

    term: str
    values: tuple[str, ...] = ()
    stated_by: str = ""
    stated_on: date | None = None


def facts_of(service, taxonomy):
    """Return how you meet, languages, cost and referral, whether known or not."""
    channels = [taxonomy.channels[slug].name for slug in service.channel_slugs]
    languages = [language_name(code) for code in service.languages]
    return [
        Fact(_("How you meet"), tuple(channels)),
        Fact(_("Languages"), tuple(languages)),
        Fact(_("Cost"), _known(cost(service))),
        Fact(_("Referral"), _known(referral(service))),
    ]


def waiting_time_of(service):
    """Return the waiting time as the provider stated it, or None."""
    if not service.waiting_time:
        return None
    return Fact(
        _("Waiting time"),
        (service.waiting_time,),
        stated_by=service.provider.name,
        stated_on=service.waiting_time_stated_on,
    )


def _known(text):
    return (text,) if text else ()


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


def operators_of(promises):
    """Return the partners that lead or deliver by a real agreement. At most one query.

    Examples are left out: nobody is told to machines as responsible by what is made up.
    """
    slugs = {
        promise.party_url.rstrip("/").rpartition("/")[2]
        for promise in promises
        if promise.involvement in {"leads", "delivers"} and not promise.is_example
    }
    if not slugs:
        return []
    return list(Partner.objects.filter(slug__in=slugs).in_norwegian_order())
