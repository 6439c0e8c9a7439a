"""The words around the results: what was understood, and what to try instead."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .forms import language_name
from .places import (
    COUNTY,
    Found,
    NoSuchPlace,
    OutsideCounties,
    SeveralPlaces,
    query_for,
)

# Where in the page an answer is changed; the others are behind a line of their own.
FIELDS = {"q": "#id_q", "sted": "#id_sted", "sprak": "#felt-alder"}


def count_of(number):
    """Return «3 services»."""
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
            "url": FIELDS.get(parameter, f"#felt-{parameter}"),
            "change": _("change this"),
            "parameter": parameter,
            "value": value,
        }
        for name, parameter, value in found
    ]


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
