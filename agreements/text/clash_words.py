"""What two drafts, or a draft and a newer version, do not agree on: in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.writing import long_date

from ..models import (
    Clause,
    Responsibility,
)
from ..phrases import listed
from . import merging
from .canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
)
from .difference import Period
from .difference_words import (
    Names,
    where,
)
from .merging import Clash
from .word_difference import (
    Block,
    blocks_of,
    word_runs,
)

FORMS = {"nb": gettext_lazy("Bokmål"), "nn": gettext_lazy("Nynorsk")}


@dataclass(frozen=True)
class Wording:
    """A text in one written form: what became of the words since the base."""

    name: str
    lang: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Side:
    """What stands on one side: sentences, a list in its order, and texts."""

    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class ToldClash:
    """A clash as a page asks about it; `key` names it in the choices of `merge`."""

    key: str
    heading: str
    ours: Side
    theirs: Side


def told_clash(clash: Clash, names: Names) -> ToldClash:
    """Return a clash in the active language; `names` know all three versions."""
    heading, side = TELLERS[clash.kind]
    return ToldClash(
        key=clash.key,
        heading=heading(clash, names),
        ours=side(clash, clash.ours, clash.theirs, names),
        theirs=side(clash, clash.theirs, clash.ours, names),
    )


def row_in_words(row: ResponsibilityText, names: Names) -> str:
    """Return a responsibility as one line: who, which part, what, for whom, where."""
    places = names.county_places if row.whole_county else frozenset(row.municipalities)
    return _("%(party)s – %(part)s: «%(task)s», for %(groups)s %(where)s.") % {
        "party": names.parties.get(row.party, row.party),
        "part": Responsibility.Involvement(row.involvement).label,
        "task": names.tasks.get(row.task, row.task),
        "groups": listed(names.groups.get(each, each) for each in row.target_groups),
        "where": where(places, names),
    }


def _clause_heading(clash: Clash, names: Names) -> str:
    clause = clash.ours or clash.theirs or clash.base
    return _("Clause %(clause)s") % {"clause": _clause_name(clause, names)}


def _clause_name(clause: ClauseText, names: Names) -> str:
    return f"{clause.number} {names.headings.get(clause.key, clause.key)}".strip()


def _clause_side(clash, mine, other, names) -> Side:
    if mine is None:
        return Side((_("The clause is taken out."),))
    base = clash.base
    sentences = []
    for code in FORMS:
        heading = getattr(mine, f"heading_{code}")
        others = [getattr(each, f"heading_{code}") for each in (base, other) if each]
        if heading and any(heading != each for each in others):
            sentences.append(
                _("The heading (%(form)s): «%(heading)s».")
                % {"form": str(FORMS[code]).lower(), "heading": heading}
            )
    if any(mine.kind != each.kind for each in (base, other) if each):
        kind = Clause.Kind(mine.kind).label
        sentences.append(_("The kind of clause: %(kind)s.") % {"kind": kind})
    return Side(tuple(sentences), wordings=_wordings("text", base, mine, other))


def _wordings(name: str, base, mine, other) -> tuple[Wording, ...]:
    """Return the written forms in which the three texts are not the same."""
    found = []
    for code, form in FORMS.items():
        old, new, others = (
            getattr(each, f"{name}_{code}") if each else ""
            for each in (base, mine, other)
        )
        if not old == new == others:
            blocks = blocks_of(word_runs(old if base else new, new))
            found.append(Wording(str(form), code, blocks))
    return tuple(found)


def _period_heading(clash: Clash, names: Names) -> str:
    return _("How long it applies")


def _period_side(clash, mine: Period, other, names) -> Side:
    days = {"first": long_date(mine.first), "last": long_date(mine.last)}
    if mine.first and mine.last:
        sentence = _("From %(first)s to %(last)s.") % days
    elif mine.first:
        sentence = _("From %(first)s, without a last day.") % days
    elif mine.last:
        sentence = _("To %(last)s; the first day is not set.") % days
    else:
        sentence = _("The period is not set yet.")
    return Side((sentence,))


def _party_heading(clash: Clash, names: Names) -> str:
    return _("The party %(party)s") % {"party": _party_name(clash, names)}


def _party_name(clash: Clash, names: Names) -> str:
    party = clash.ours or clash.theirs or clash.base
    return names.parties.get(party.partner, party.name)


def _party_side(clash, mine: PartyText | None, other, names) -> Side:
    if mine is None:
        return Side((_("It is no longer a party."),))
    sentence = _("It is called «%(name)s».") % {"name": mine.name}
    return Side((sentence,), wordings=_wordings("role", clash.base, mine, other))


def _row_heading(clash: Clash, names: Names) -> str:
    row = clash.base or clash.ours or clash.theirs
    return _("Who does «%(task)s»") % {"task": names.tasks.get(row.task, row.task)}


def _row_side(clash, mine: ResponsibilityText | None, other, names) -> Side:
    if mine is None:
        return Side((_("The responsibility is taken out."),))
    clause = names.headings.get(mine.clause, mine.clause)
    sentences = [
        row_in_words(mine, names),
        _("It follows from «%(clause)s».") % {"clause": clause},
    ]
    return Side(tuple(sentences), wordings=_wordings("note", clash.base, mine, other))


def _in_use_heading(clash: Clash, names: Names) -> str:
    if clash.kind == merging.CLAUSE_IN_USE:
        return _("%(clause)s is taken out, and still needed") % {
            "clause": _clause_heading(clash, names)
        }
    return _("%(party)s is taken out, and still needed") % {
        "party": _party_heading(clash, names)
    }


def _in_use_side(clash, mine, other, names) -> Side:
    rows = tuple(row_in_words(row, names) for row in clash.rows)
    if mine is None:
        sentence = ngettext(
            "It goes, and with it %(count)d responsibility:",
            "It goes, and with it %(count)d responsibilities:",
            len(rows),
        )
    else:
        sentence = ngettext(
            "It stays, and with it %(count)d responsibility:",
            "It stays, and with it %(count)d responsibilities:",
            len(rows),
        )
    return Side((sentence % {"count": len(rows)},), rows)


def _list_of(naming):
    """Return how a side of names in an order is told."""

    def side(clash, mine: Iterable[str], other, names) -> Side:
        return Side(items=tuple(naming(each, names) for each in mine))

    return side


def _numbers_side(clash, mine, other, names) -> Side:
    elsewhere = dict(other)
    return Side(
        items=tuple(
            f"{number} {names.headings.get(key, key)}"
            for key, number in mine
            if elsewhere.get(key) != number
        )
    )


def _text_side(clash, mine: str, other, names) -> Side:
    return Side((mine,))


def _always(sentence):
    return lambda clash, names: str(sentence)


TELLERS = {
    merging.AGREEMENT: (_always(gettext_lazy("Which agreement it is")), _text_side),
    merging.SIGNED_LANGUAGE: (
        _always(gettext_lazy("The written form that is signed")),
        _text_side,
    ),
    merging.PERIOD: (_period_heading, _period_side),
    merging.CLAUSE: (_clause_heading, _clause_side),
    merging.CLAUSE_ORDER: (
        _always(gettext_lazy("The order of the clauses")),
        _list_of(lambda key, names: names.headings.get(key, key)),
    ),
    merging.CLAUSE_NUMBERS: (
        _always(gettext_lazy("The numbers of the clauses")),
        _numbers_side,
    ),
    merging.CLAUSE_IN_USE: (_in_use_heading, _in_use_side),
    merging.PARTY: (_party_heading, _party_side),
    merging.PARTY_ORDER: (
        _always(gettext_lazy("The order of the parties")),
        _list_of(lambda slug, names: names.parties.get(slug, slug)),
    ),
    merging.PARTY_IN_USE: (_in_use_heading, _in_use_side),
    merging.RESPONSIBILITY: (_row_heading, _row_side),
}
