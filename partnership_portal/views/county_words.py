"""The history of a county in sentences: what it became, what it was made of."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from agreements.phrases import listed
from counties.history import Change, History, Turn
from counties.models import County
from publishing.writing import long_date

Counties = Mapping[str, County]


def years(county: County) -> str:
    """Return «til 2019» or «2020–2023» of an ended county, «siden 2020» or ''."""
    if county.valid_from and county.valid_to:
        return f"{county.valid_from.year}–{county.valid_to.year}"
    if county.valid_to:
        return _("until %(year)d") % {"year": county.valid_to.year}
    if county.valid_from:
        return _("since %(year)d") % {"year": county.valid_from.year}
    return ""


def end_sentence(county: County, turn: Turn, counties: Counties) -> str:
    """Return what the county became: «Oppland ble til Innlandet 1. januar 2020 …»."""
    names = {
        "county": county.name,
        "new": listed(counties[slug].name for slug in turn.new),
        "others": listed(
            counties[slug].name for slug in turn.old if slug != county.slug
        ),
        "date": long_date(turn.on),
    }
    if turn.is_split:
        return _("%(county)s was split into %(new)s on %(date)s.") % names
    if names["others"]:
        return (
            _("%(county)s became %(new)s on %(date)s, together with %(others)s.")
            % names
        )
    return _("%(county)s became %(new)s on %(date)s.") % names


def beginning_sentence(county: County, turn: Turn, counties: Counties) -> str:
    """Return what the county was made of."""
    names = {
        "county": county.name,
        "old": listed(counties[slug].name for slug in turn.old),
        "others": listed(
            counties[slug].name for slug in turn.new if slug != county.slug
        ),
        "date": long_date(turn.on),
    }
    if turn.is_split:
        return (
            _(
                "%(county)s began on %(date)s, when %(old)s was split. The rest became"
                " %(others)s."
            )
            % names
        )
    return _("%(county)s began on %(date)s and was made of %(old)s.") % names


def later_sentences(history: History, counties: Counties) -> list[str]:
    """Return what became of the successors: «Viken ble delt i … 1. januar 2024.»"""
    sentences = []
    for turn in history.later:
        names = {
            "old": listed(counties[slug].name for slug in turn.old),
            "new": listed(counties[slug].name for slug in turn.new),
            "date": long_date(turn.on),
        }
        if turn.is_split:
            sentences.append(_("%(old)s was split into %(new)s on %(date)s.") % names)
        else:
            sentences.append(_("%(old)s became %(new)s on %(date)s.") % names)
    return sentences


def today_sentence(county: County, heirs: Collection[County]) -> str:
    """Return in which counties an ended county's municipalities lie today, or ''."""
    if not heirs:
        return ""
    in_order = sorted(heirs, key=lambda each: each.sort_name)
    return _("What was %(county)s lies in %(counties)s today.") % {
        "county": county.name,
        "counties": listed(each.name for each in in_order),
    }


def gave_sentence(change: Change, counties: Counties) -> str:
    """Return «Jevnaker og Lunner gikk til Viken 1. januar 2020.»"""
    return _("%(names)s went to %(county)s on %(date)s.") % {
        "names": listed(change.municipalities),
        "county": counties[change.new].name,
        "date": long_date(change.on),
    }


def got_sentence(change: Change, counties: Counties) -> str:
    """Return «Hornindal kom fra Sogn og Fjordane 1. januar 2020.»"""
    return _("%(names)s came from %(county)s on %(date)s.") % {
        "names": listed(change.municipalities),
        "county": counties[change.old].name,
        "date": long_date(change.on),
    }
