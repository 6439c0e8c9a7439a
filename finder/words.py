"""The words around the results: what was understood, and what to try instead."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.writing import number as written_number
from services.languages import language_name

from . import steps
from .places import (
    COUNTY,
    Found,
    NoSuchPlace,
    OutsideCounties,
    SeveralPlaces,
    query_for,
)
from .step_links import step_url

# Which answers have a question page of their own; the others are changed on this one.
STEPS = {
    "sted": steps.PLACE,
    "hvem": steps.GROUP,
    "behov": steps.NEED,
    "kanal": steps.CHANNEL,
}
FIELDS = {"q": "#id_q", "sprak": "#felt-alder", "alder": "#felt-alder"}


def count_of(number, *, is_capped=False):
    """Return «3 services», or «over 1 000 services» when nobody has counted on."""
    if is_capped:
        return _("more than %(number)s services") % {"number": written_number(number)}
    return ngettext("%(number)s service", "%(number)s services", number) % {
        "number": number
    }


def terms_of(answer, taxonomy):
    """Return what was understood, each with the field that changes it.

    `name` is the bare word, `parameter` and `value` the part of the address it is.
    """
    question, place = answer.question, answer.place
    found = []
    if question.place:
        label = place.label if isinstance(place, Found) else question.place
        found.append((label, "sted", ""))
    for parameter, slugs, words in [
        ("hvem", question.groups, taxonomy.groups),
        ("behov", question.needs, taxonomy.needs),
        ("kanal", question.channels, taxonomy.channels),
    ]:
        found += [(words[slug].name, parameter, slug) for slug in slugs]
    if question.age is not None:
        found.append((_("%(age)s years") % {"age": question.age}, "alder", ""))
    if question.language:
        found.append((language_name(question.language), "sprak", ""))
    if question.text:
        found.append((_("“%(text)s”") % {"text": question.text}, "q", ""))
    return [
        {
            "label": name,
            "name": name,
            "url": step_url(STEPS[parameter], question, changing=True)
            if parameter in STEPS
            else FIELDS[parameter],
            "change": _("change this"),
            "parameter": parameter,
            "value": value,
        }
        for name, parameter, value in found
    ]


def heard_words(answer, taxonomy):
    """Return which words became which answer, as (words, name of the answer)."""
    tables = {
        "hvem": taxonomy.groups,
        "behov": taxonomy.needs,
        "kanal": taxonomy.channels,
    }
    told: dict[str, list[str]] = {}
    for each in answer.heard:
        if each.parameter in tables:
            name = tables[each.parameter][each.value].name
        elif each.parameter == "sprak":
            name = language_name(each.value)
        elif each.parameter == "alder":
            name = _("%(age)s years") % {"age": each.value}
        else:
            name = getattr(answer.place, "label", each.value)
        if str(name).casefold() != each.words.casefold():
            told.setdefault(each.words, []).append(str(name))
    return [(words, ", ".join(names)) for words, names in told.items()]


def given_up_words(answer, taxonomy):
    """Return what to say when no service fitted all, '' when one did."""
    question = answer.question
    if "need" in answer.given_up:
        return _("No service fits all your answers. These help with some of it.")
    if "channel" in answer.given_up:
        names = [taxonomy.channels[slug].name for slug in question.channels]
        return _(
            "We found nobody you can reach in the way you chose (%(channels)s). Here is"
            " what there is instead."
        ) % {"channels": ", ".join(names)}
    if "language" in answer.given_up:
        return _(
            "None of these says that they give guidance in %(language)s. Ask for an"
            " interpreter."
        ) % {"language": language_name(question.language)}
    return ""


def ways_to_widen(answer, terms):
    """Return links that ask the same with one answer less; the place goes last."""
    if len(terms) < 2:
        return []
    return [
        (
            _("Search without %(term)s") % {"term": term["name"]},
            answer.question.without(term["parameter"], term["value"]).query,
        )
        for term in reversed(terms)
    ]


def place_help(answer):
    """Return what is to be said of the place, and places to choose between.

    A dictionary with `kind`, `choices` (chips) and the words each kind needs; None
    when the place is plainly one of today.
    """
    asked, place = answer.question, answer.place

    def chip(label, query):
        return {"label": label, "url": replace(asked, place=query).query}

    match place:
        case SeveralPlaces():
            choices = [chip(_label(choice), choice.query) for choice in place.choices]
            return {"kind": "several", "choices": choices, "text": place.text}
        case NoSuchPlace():
            choices = [chip(name, name) for name in place.suggestions]
            return {"kind": "unknown", "choices": choices, "text": place.text}
        case OutsideCounties():
            return {"kind": "outside", "choices": [], "text": place.text}
        case Found() if place.misspelt:
            return {
                "kind": "misspelt",
                "choices": [],
                "text": place.misspelt,
                "now": place.label,
            }
        case Found() if place.former:
            is_divided = len(place.areas) > 1
            names = [area.name for area in place.areas]
            choices = [chip(area.name, query_for(area)) for area in place.areas]
            return {
                "kind": "divided" if is_divided else "became",
                "choices": choices if is_divided else [],
                "former": place.former.name,
                "now": ", ".join(names),
                "url": _county_page(place.former),
            }
    return None


def _label(choice):
    words = {
        "place": choice.label,
        "area": choice.within,
        "former": choice.former_name,
    }
    if choice.former_name and choice.within:
        return _("%(place)s, %(area)s (formerly %(former)s)") % words
    if choice.former_name:
        return _("%(place)s (formerly %(former)s)") % words
    if choice.within:
        return _("%(place)s, %(area)s") % words
    return choice.label


def _county_page(area):
    """Return the page that tells what became of a county, '' for a municipality."""
    return reverse("counties:detail", args=[area.slug]) if area.kind == COUNTY else ""
