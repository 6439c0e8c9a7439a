"""Why a service is shown, in words. Every reason is true of the service as stored.

The codes are a closed list: `responsible`, `place`, `group`, `need`, `channel`,
`language` and `age`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.matching import LEADS
from services.taxonomy import wider_groups

from .forms import language_name
from .places import Found

MOST_PROMISES = 2


@dataclass(frozen=True)
class Reason:
    """One reason. `url` leads to the clause it follows from, `link` is its words."""

    code: str
    text: str
    url: str = ""
    link: str = ""


def reasons_for(result, question, taxonomy, place):
    """Return why a result is shown, the strongest reason first."""
    service = result.service
    return [
        *(_responsible(promise, place) for promise in result.promises[:MOST_PROMISES]),
        *_place(service, place),
        *_group(service, question, taxonomy),
        *_needs(service, question, taxonomy),
        *_channels(service, question, taxonomy),
        *_language(service, question),
        *_age(service, question),
    ]


def _responsible(promise, place):
    where = (
        _("the whole of %(county)s") % {"county": promise.county_name}
        if promise.whole_county
        else place.label
    )
    words = {"party": promise.party_name, "task": promise.task_name, "place": where}
    if promise.involvement == LEADS:
        text = (
            _(
                "Example: %(party)s has the main responsibility in %(place)s for"
                " “%(task)s”"
            )
            if promise.is_example
            else _("%(party)s has the main responsibility in %(place)s for “%(task)s”")
        )
    else:
        text = (
            _(
                "Example: %(party)s is responsible for carrying out “%(task)s” in"
                " %(place)s"
            )
            if promise.is_example
            else _("%(party)s is responsible for carrying out “%(task)s” in %(place)s")
        )
    link = _("(the agreement, clause %(number)s)") % {"number": promise.clause_number}
    return Reason("responsible", text % words, url=promise.clause_url, link=link)


def _place(service, place):
    if service.is_national:
        return [Reason("place", _("For the whole country"))]
    if not isinstance(place, Found):
        counties = [county.name for county in service.counties.all()]
        if len(counties) != 1:
            return []
        return [Reason("place", _("Only in %(county)s") % {"county": counties[0]})]
    here = {area.county_id or area.id for area in place.areas}
    whole = sorted(c.name for c in service.counties.all() if c.pk in here)
    if whole:
        text = _("Covers the whole of %(county)s") % {"county": ", ".join(whole)}
        return [Reason("place", text)]
    if place.county:
        text = _("Covers parts of %(county)s") % {"county": place.label}
        return [Reason("place", text)]
    return [Reason("place", _("Covers %(place)s") % {"place": place.label})]


def _group(service, question, taxonomy):
    """Return the group of the service that is nearest to one asked about."""
    own = {group.slug for group in service.target_groups.all()}
    for asked in question.groups:
        for slug in wider_groups(asked, taxonomy.broader):
            if slug == "everyone" and slug in own:
                return [Reason("group", _("Open to everyone"))]
            if slug in own:
                name = taxonomy.groups[slug].name
                return [Reason("group", _("For: %(group)s") % {"group": name})]
    return []


def _needs(service, question, taxonomy):
    own = {need.slug for need in service.needs.all()}
    names = [taxonomy.needs[slug].name for slug in question.needs if slug in own]
    if not names:
        return []
    text = _("Helps with: %(needs)s") % {"needs": ", ".join(names)}
    return [Reason("need", text)]


def _channels(service, question, taxonomy):
    names = [
        taxonomy.channels[slug].name
        for slug in question.channels
        if slug in service.channel_slugs
    ]
    if not names:
        return []
    text = _("You can meet by: %(channels)s") % {"channels": ", ".join(names)}
    return [Reason("channel", text)]


def _language(service, question):
    if question.language not in service.languages:
        return []
    text = _("Guidance in: %(language)s")
    return [Reason("language", text % {"language": language_name(question.language)})]


def _age(service, question):
    """Return a reason only where the service has an age limit at all."""
    if question.age is None or (service.age_from is None and service.age_to is None):
        return []
    text = ngettext(
        "Open to somebody who is %(age)s year old",
        "Open to somebody who is %(age)s years old",
        question.age,
    )
    return [Reason("age", text % {"age": question.age})]
