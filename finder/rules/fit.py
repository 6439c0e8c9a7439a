"""The rules that let an offer through or leave it out: place, group, need, age."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import matching as agreed
from services.taxonomy import wider_groups

from ..matching import EVERYONE, Asked, Offer, Reason
from ..places import MUNICIPALITY, Area, Found, Outcome, SeveralPlaces, areas_of
from ..usual_needs import USUAL
from .silent import Silent, in_words, names_of

IN_STEP = (24, 18, 12, 8)
AT_WORK = frozenset({"employers", "counsellors"})


class Place(Silent):
    """It holds where somebody lives: up to 12, more the more local it is."""

    code = "place"
    local, one_county, some_counties, many_counties, national = 12, 10, 6, 4, 2
    some = 3

    def points(self, offer: Offer, asked: Asked) -> int | None:
        area = offer.area
        if asked.place is None:
            # Nobody knows which local ones are within reach.
            if area.everywhere:
                return self.one_county
            return self.some_counties if len(area.counties) > 1 else 0
        if area.everywhere:
            return self.national
        if not self._covers(area, asked.place):
            return None
        if not self._covers_all(area, asked.place):
            return self.national
        if len(area.counties) > self.some:
            return self.many_counties
        if len(area.counties) > 1:
            return self.some_counties
        if area.counties:
            return self.one_county
        # In a county that was asked for, what holds in a part of it comes later.
        is_wide = isinstance(asked.place, Found) and asked.place.county
        return self.national if is_wide else self.local

    @classmethod
    def _covers_all(cls, area: agreed.Area, place: Outcome | None) -> bool:
        """Return whether an area holds every part of a place that was divided."""
        if not isinstance(place, Found):
            return True
        return all(
            cls._covers(area, replace(place, areas=(each,))) for each in place.areas
        )

    @staticmethod
    def _covers(area: agreed.Area, place: Outcome | None) -> bool:
        """Return whether an area holds the place, or one part of a divided one.

        A county is met by what holds in the whole of it or in some part. Of a name
        that several places have, an area must hold each of them: then it is right
        whichever is meant.
        """

        def holds(each: Area) -> bool:
            if each.kind == MUNICIPALITY:
                return area.covers(each.code)
            return each.code in area.counties or any(
                code.startswith(each.code) for code in area.municipalities
            )

        match place:
            case Found():
                return any(map(holds, place.areas))
            case SeveralPlaces():
                return all(any(map(holds, each.areas)) for each in place.choices)
        return False

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        area, place = offer.area, asked.place
        if area.everywhere:
            return [Reason(self.code, _("For the whole country"))]
        if not self._covers(area, place):
            return [Reason(self.code, self._only_in(offer, asked))]
        here = {each.code[:2] for each in areas_of(place)} & area.counties
        if here:
            whole = _("the whole of %(county)s")
            names = sorted(asked.name_of(code) for code in here)
            text = in_words(whole % {"county": name} for name in names)
            return [Reason(self.code, _("Covers %(place)s") % {"place": text})]
        is_county = isinstance(place, Found) and place.county
        if is_county or not self._covers_all(area, place):
            text = _("Covers parts of %(county)s") % {"county": asked.place_name}
            return [Reason(self.code, text)]
        return [Reason(self.code, _("Covers %(place)s") % {"place": asked.place_name})]

    def refusal(self, offer: Offer, asked: Asked) -> str:
        return self._only_in(offer, asked)

    @staticmethod
    def _only_in(offer: Offer, asked: Asked) -> str:
        counties = sorted(offer.area.counties)
        if len(counties) == 1:
            name = asked.name_of(counties[0])
            return _("Only in %(county)s") % {"county": name}
        if counties:
            return ngettext(
                "Only in %(number)s county",
                "Only in %(number)s counties",
                len(counties),
            ) % {"number": len(counties)}
        names = [asked.name_of(code) for code in sorted(offer.area.municipalities)]
        if len(names) <= 3:
            return _("Only in %(county)s") % {"county": in_words(names)}
        return ngettext(
            "Only in %(number)s municipality",
            "Only in %(number)s municipalities",
            len(names),
        ) % {"number": len(names)}


class Group(Silent):
    """It is for somebody like you, or for a wider group: up to 24.

    What also turns to those who ask for others, in their work, comes later: −8.
    """

    code = "group"
    everyone, wide, at_work = 6, 4, -8

    def points(self, offer: Offer, asked: Asked) -> int | None:
        if not asked.groups:
            return max(
                (self._breadth(group, asked) for group in offer.groups), default=0
            )
        step = asked.steps_to(offer.groups)
        if step is None:
            return None
        points = IN_STEP[min(step, len(IN_STEP) - 1)]
        if EVERYONE in offer.groups and asked.lines.get(EVERYONE) == step:
            points = min(points, self.everyone)
        if (offer.groups & AT_WORK) and AT_WORK.isdisjoint(asked.groups):
            points += self.at_work
        return points

    @staticmethod
    def _breadth(group: str, asked: Asked) -> int:
        """Few who ask are veterans: what is for most comes before what is for few."""
        is_wide = group == EVERYONE or group in asked.taxonomy.broader.values()
        return Group.wide if is_wide else 0

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        step = asked.steps_to(offer.groups)
        if step is None:
            return []
        nearest = sorted(
            group for group in offer.groups if asked.lines.get(group) == step
        )
        if nearest == [EVERYONE]:
            return [Reason(self.code, _("Open to everyone"))]
        names = names_of(nearest, asked.taxonomy.groups)
        return [Reason(self.code, _("For: %(group)s") % {"group": names})]

    def refusal(self, offer: Offer, asked: Asked) -> str:
        names = names_of(sorted(offer.groups), asked.taxonomy.groups)
        return _("Only for: %(group)s") % {"group": names}


class Need(Silent):
    """It helps with what is needed: up to 45, more when it is there for just that.

    What was said first counts 3 more.

    As long as nobody has said what, what helps with more comes first, up to 4, and
    with what such people mostly come for: 6.
    """

    code = "need"
    first, each_more, most_more, focus = 24, 6, 12, 6
    many, usual, said_first = 4, 6, 3

    def points(self, offer: Offer, asked: Asked) -> int | None:
        if not asked.needs:
            usual = {need for group in asked.groups for need in USUAL.get(group, ())}
            return min(len(offer.needs), self.many) + self.usual * bool(
                usual & offer.needs
            )
        met = len(offer.needs.intersection(asked.needs))
        if not met:
            return 0 if self._may_do_without(offer, asked) else None
        more = min(self.each_more * (met - 1), self.most_more)
        more += self.said_first * (asked.needs[0] in offer.needs)
        return self.first + more + round(self.focus * met / len(offer.needs))

    def _may_do_without(self, offer: Offer, asked: Asked) -> bool:
        """Return whether it is for just those who ask, and the need only overheard.

        «Adults» are not just those.
        """
        return self.code in asked.wishes and any(
            asked.lines.get(group) == 0 for group in offer.groups - asked.wide_groups
        )

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        met = [need for need in asked.needs if need in offer.needs]
        if not met:
            return []
        text = _("Helps with: %(needs)s") % {
            "needs": names_of(met, asked.taxonomy.needs)
        }
        return [Reason(self.code, text)]

    def refusal(self, offer: Offer, asked: Asked) -> str:
        names = names_of(sorted(offer.needs), asked.taxonomy.needs)
        return _("Helps with something else: %(needs)s") % {"needs": names}


class Age(Silent):
    """It is open to somebody of that age: up to 4.

    What the service says of ages goes before what is usual for its groups; a limit
    that a group only has from a wider one (jobseekers are adults) makes it come later.
    """

    code = "age"
    fitting, doubtful = 4, -6

    def points(self, offer: Offer, asked: Asked) -> int | None:
        age = asked.age
        if age is None:
            # Nobody knows how old they are: what is for the young alone comes later.
            return self.doubtful if offer.age_to and not asked.groups else 0
        if offer.age_from is not None or offer.age_to is not None:
            inside = _within(age, *self._limits(offer, asked))
            return self.fitting if inside else None
        open_to = [group for group in offer.groups if self._admits(group, age, asked)]
        if not open_to:
            return None
        tree = asked.taxonomy.broader
        if any(
            all(self._admits(wide, age, asked) for wide in wider_groups(group, tree))
            for group in open_to
        ):
            return 0
        return self.doubtful

    @staticmethod
    def _limits(offer: Offer, asked: Asked) -> tuple[int | None, int | None]:
        """Return the limits of a service that has one; the other may be its groups'."""
        words = [asked.taxonomy.groups.get(group) for group in offer.groups]
        youngest = [word.age_from if word else None for word in words]
        oldest = [word.age_to if word else None for word in words]
        lower, upper = offer.age_from, offer.age_to
        if lower is None and None not in youngest:
            lower = min((age for age in youngest if age is not None), default=None)
        if upper is None and None not in oldest:
            upper = max((age for age in oldest if age is not None), default=None)
        return lower, upper

    @staticmethod
    def _admits(group: str, age: int, asked: Asked) -> bool:
        word = asked.taxonomy.groups.get(group)
        return word is None or _within(age, word.age_from, word.age_to)

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        """Return a reason only where the service has an age limit at all."""
        if asked.age is None or self.points(offer, asked) != self.fitting:
            return []
        text = ngettext(
            "Open to somebody who is %(age)s year old",
            "Open to somebody who is %(age)s years old",
            asked.age,
        )
        return [Reason(self.code, text % {"age": asked.age})]

    def refusal(self, offer: Offer, asked: Asked) -> str:
        lower, upper = self._limits(offer, asked)
        limits = {"from": lower, "to": upper}
        if lower is not None and upper is not None:
            return _("Only for ages %(from)s to %(to)s") % limits
        if lower is not None:
            return _("Only from the age of %(from)s") % limits
        if upper is not None:
            return _("Only up to the age of %(to)s") % limits
        names = names_of(sorted(offer.groups), asked.taxonomy.groups)
        return _("Only for: %(group)s") % {"group": names}


def _within(age: int, age_from: int | None, age_to: int | None) -> bool:
    """Return whether an age lies between two limits, both inclusive, None for none."""
    return (age_from is None or age >= age_from) and (age_to is None or age <= age_to)
