"""A difference between two versions in plain sentences, in the active language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.writing import long_date

from ..matching import (
    CONTRIBUTES,
    DELIVERS,
    FUNDS,
    INFORMED,
    LEADS,
)
from ..phrases import listed
from .canonical import ClauseText
from .difference import (
    Difference,
    Period,
    Turned,
)
from .handover import (
    ALSO,
    GETS,
    GIVES_UP,
    LEAVES,
    NARROWED,
    TAKES_OVER,
    WIDENED,
    Places,
    Shift,
)

# More than these in a list are counted, not named; the page names them further down.
MOST_PLACES = 6
# So few are named even where it would be shorter to name the others.
FEW_PLACES = 3
MOST_TASKS = 4
MOST_CLAUSES = 5

# The English is worded so that one party and several take the same verb.
SENTENCES = {
    (TAKES_OVER, LEADS): gettext_lazy(
        "Responsibility for %(groups)s %(where)s passes from %(others)s to %(party)s:"
        " %(tasks)s."
    ),
    (TAKES_OVER, DELIVERS): gettext_lazy(
        "Work for %(groups)s %(where)s passes from %(others)s to %(party)s: %(tasks)s."
    ),
    (TAKES_OVER, FUNDS): gettext_lazy(
        "Funding for %(groups)s %(where)s passes from %(others)s to %(party)s:"
        " %(tasks)s."
    ),
    (GETS, LEADS): gettext_lazy(
        "Responsibility for %(groups)s %(where)s goes to %(party)s: %(tasks)s."
    ),
    (GETS, DELIVERS): gettext_lazy(
        "Work for %(groups)s %(where)s is now done by %(party)s: %(tasks)s."
    ),
    (GETS, CONTRIBUTES): gettext_lazy(
        "There are now contributions from %(party)s for %(groups)s %(where)s:"
        " %(tasks)s."
    ),
    (GETS, FUNDS): gettext_lazy(
        "Funding for %(groups)s %(where)s now comes from %(party)s: %(tasks)s."
    ),
    (GETS, INFORMED): gettext_lazy(
        "Information about the work for %(groups)s %(where)s now goes to %(party)s:"
        " %(tasks)s."
    ),
    (ALSO, LEADS): gettext_lazy(
        "Responsibility for %(groups)s %(where)s is now shared by %(others)s with"
        " %(party)s: %(tasks)s."
    ),
    (LEAVES, LEADS): gettext_lazy(
        "Responsibility for %(groups)s %(where)s no longer lies with %(party)s, but"
        " still with %(others)s: %(tasks)s."
    ),
    (GIVES_UP, LEADS): gettext_lazy(
        "Responsibility for %(groups)s %(where)s no longer lies with %(party)s, and"
        " the agreement names nobody else: %(tasks)s."
    ),
    (GIVES_UP, DELIVERS): gettext_lazy(
        "Work for %(groups)s %(where)s is no longer done by %(party)s: %(tasks)s."
    ),
    (GIVES_UP, CONTRIBUTES): gettext_lazy(
        "There are no longer contributions from %(party)s for %(groups)s %(where)s:"
        " %(tasks)s."
    ),
    (GIVES_UP, FUNDS): gettext_lazy(
        "Funding for %(groups)s %(where)s no longer comes from %(party)s: %(tasks)s."
    ),
    (GIVES_UP, INFORMED): gettext_lazy(
        "Information about the work for %(groups)s %(where)s no longer goes to"
        " %(party)s: %(tasks)s."
    ),
}
WIDER = {
    LEADS: gettext_lazy(
        "Responsibility of %(party)s for %(groups)s now holds in the whole of"
        " %(county)s, not only %(before)s: %(tasks)s."
    ),
}
WIDER_PART = gettext_lazy(
    "The part of %(party)s in the work for %(groups)s now holds in the whole of"
    " %(county)s, not only %(before)s: %(tasks)s."
)
NARROWER = {
    LEADS: gettext_lazy(
        "Responsibility of %(party)s for %(groups)s now holds only %(where)s, not in"
        " the whole of %(county)s: %(tasks)s."
    ),
}
NARROWER_PART = gettext_lazy(
    "The part of %(party)s in the work for %(groups)s now holds only %(where)s, not in"
    " the whole of %(county)s: %(tasks)s."
)


@dataclass(frozen=True)
class Names:
    """What things are called, in the language of the page and in the order of lists.

    By slug, the municipalities by code. `county_places` are the codes of the whole
    county, `headings` the headings of clauses by key.
    """

    parties: Mapping[str, str]
    tasks: Mapping[str, str]
    groups: Mapping[str, str]
    places: Mapping[str, str]
    county: str
    county_places: Places
    headings: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """The sentences of a difference, by what they are about."""

    hands: tuple[str, ...]
    parties: tuple[str, ...]
    period: tuple[str, ...]
    clauses: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.hands or self.parties or self.period or self.clauses)


def told(change: Difference, shifts: Iterable[Shift], names: Names) -> Told:
    """Return everything a reader should know of a difference, in sentences."""
    hands = [shift_sentence(shift, names) for shift in shifts]
    if not hands and not change.responsibilities.is_empty:
        hands.append(
            _(
                "Notes on who does what have changed, or which clause it follows from."
                " Nothing changes hands."
            )
        )
    return Told(
        hands=tuple(hands),
        parties=tuple(_of_parties(change, names)),
        period=tuple(_of_period(change.period)) if change.period else (),
        clauses=tuple(_of_clauses(change, names)),
    )


def shift_sentence(shift: Shift, names: Names) -> str:
    """Return what changes hands as one sentence."""
    words = {
        "party": _named(shift.parties, names.parties),
        "others": _named(shift.others, names.parties),
        "groups": _named(shift.groups, names.groups),
        "tasks": _tasks(shift.tasks, names),
        "county": names.county,
        "where": _where_of(shift, names),
        "before": where(shift.before, names),
    }
    if shift.kind == WIDENED:
        return WIDER.get(shift.involvement, WIDER_PART) % words
    if shift.kind == NARROWED:
        return NARROWER.get(shift.involvement, NARROWER_PART) % words
    return SENTENCES[shift.kind, shift.involvement] % words


def where(places: Places, names: Names) -> str:
    """Return where something holds, told the short way round; '' for nowhere."""
    if not places:
        return ""
    elsewhere = names.county_places - places
    if not elsewhere:
        return _("in the whole of %(county)s") % {"county": names.county}
    all_but_few = len(elsewhere) < len(places) and len(elsewhere) <= MOST_PLACES
    if all_but_few and len(places) > FEW_PLACES:
        return _("in all municipalities but %(places)s") % {
            "places": _named(elsewhere, names.places)
        }
    if len(places) <= MOST_PLACES:
        return _("in %(places)s") % {"places": _named(places, names.places)}
    return ngettext(
        "in %(count)d municipality", "in %(count)d municipalities", len(places)
    ) % {"count": len(places)}


def _where_of(shift: Shift, names: Names) -> str:
    if not shift.at_home:
        return where(shift.places, names)
    if len(shift.parties) == 1:
        return _("in its own municipality")
    return _("in their own municipalities")


def _tasks(tasks: Iterable[str], names: Names) -> str:
    tasks = list(tasks)
    if len(tasks) > MOST_TASKS:
        return ngettext("%(count)d task", "%(count)d tasks", len(tasks)) % {
            "count": len(tasks)
        }
    wanted = set(tasks)
    return listed(f"«{name}»" for slug, name in names.tasks.items() if slug in wanted)


def _named(slugs: Iterable[str], names: Mapping[str, str]) -> str:
    """Return names as a list, in the order of `names`."""
    wanted = set(slugs)
    return listed(name for slug, name in names.items() if slug in wanted)


def _of_parties(change: Difference, names: Names) -> list[str]:
    sentences = []
    if new := [party.name for party in change.parties.added]:
        sentences.append(
            ngettext(
                "%(parties)s is a new party.", "%(parties)s are new parties.", len(new)
            )
            % {"parties": listed(new)}
        )
    if gone := [party.name for party in change.parties.removed]:
        sentences.append(
            ngettext(
                "%(parties)s is no longer a party.",
                "%(parties)s are no longer parties.",
                len(gone),
            )
            % {"parties": listed(gone)}
        )
    sentences += [
        _("%(before)s is now called %(after)s.")
        % {"before": turn.before.name, "after": turn.after.name}
        for turn in change.renamed_parties
    ]
    roles = [
        turn.after.name
        for turn in change.parties.changed
        if (turn.before.role_nb, turn.before.role_nn)
        != (turn.after.role_nb, turn.after.role_nn)
    ]
    if roles:
        sentences.append(
            _("The part in the cooperation is described anew for %(parties)s.")
            % {"parties": listed(roles)}
        )
    if change.parties.moved and not sentences:
        sentences.append(_("The parties stand in another order."))
    return sentences


def _of_period(turn: Turned[Period]) -> list[str]:
    before, after = turn.before, turn.after
    days = {
        "first": long_date(after.first),
        "last": long_date(after.last),
        "was_first": long_date(before.first),
        "was_last": long_date(before.last),
    }
    sentences = []
    if before.first != after.first and after.first:
        if before.first:
            sentences.append(
                _("It applies from %(first)s, not from %(was_first)s.") % days
            )
        else:
            sentences.append(_("It applies from %(first)s.") % days)
    elif before.first != after.first:
        sentences.append(_("It says no longer from which day it applies.") % days)
    if before.last == after.last:
        return sentences
    if after.last is None:
        sentences.append(
            _("It has no last day any more. It was agreed until %(was_last)s.") % days
        )
    elif before.last is None:
        sentences.append(_("It has got a last day: %(last)s.") % days)
    elif before.last < after.last:
        sentences.append(
            _("It is extended to %(last)s. It was agreed until %(was_last)s.") % days
        )
    else:
        sentences.append(
            _("It is shortened to %(last)s. It was agreed until %(was_last)s.") % days
        )
    return sentences


def _of_clauses(change: Difference, names: Names) -> list[str]:
    def named(clauses: Iterable[ClauseText]) -> str:
        return listed(f"{each.number} {names.headings[each.key]}" for each in clauses)

    sentences = []
    if new := change.clauses.added:
        sentences.append(
            ngettext("New clause: %(clauses)s.", "New clauses: %(clauses)s.", len(new))
            % {"clauses": named(new)}
        )
    if gone := change.clauses.removed:
        sentences.append(
            ngettext(
                "Clause that is gone: %(clauses)s.",
                "Clauses that are gone: %(clauses)s.",
                len(gone),
            )
            % {"clauses": named(gone)}
        )
    if reworded := [turn.after for turn in change.reworded]:
        if len(reworded) > MOST_CLAUSES:
            sentences.append(
                ngettext(
                    "%(count)d clause has new wording.",
                    "%(count)d clauses have new wording.",
                    len(reworded),
                )
                % {"count": len(reworded)}
            )
        else:
            sentences.append(
                _("New wording: %(clauses)s.") % {"clauses": named(reworded)}
            )
    if renumbered := change.renumbered:
        if len(renumbered) > MOST_CLAUSES:
            sentences.append(
                ngettext(
                    "%(count)d clause has a new number.",
                    "%(count)d clauses have new numbers.",
                    len(renumbered),
                )
                % {"count": len(renumbered)}
            )
        else:
            sentences.append(
                _("New numbers: %(clauses)s.")
                % {
                    "clauses": listed(
                        _("%(clause)s (before: %(number)s)")
                        % {
                            "clause": named([turn.after]),
                            "number": turn.before.number,
                        }
                        for turn in renumbered
                    )
                }
            )
    if moved := change.clauses.moved:
        sentences.append(
            ngettext(
                "Stands in another place: %(clauses)s.",
                "Stand in another place: %(clauses)s.",
                len(moved),
            )
            % {"clauses": listed(f"«{names.headings[key]}»" for key in moved)}
        )
    return sentences
