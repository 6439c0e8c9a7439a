"""The rules of the finder: each fits or ranks an offer, and words its own reason.

The codes are a closed list: `responsible`, `place`, `group`, `need`, `channel`,
`language`, `age`, `near`, `open`, `checked`, `referral` and `text`; what is shown when
nothing fits has `fallback`. How much each can weigh stands beside it: who somebody is
and what they need weigh most, then who has promised it here, then how near it is.
Facts that nobody has told speak neither for nor against an offer.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.matching import DELIVERS, LEADS
from publishing.writing import kilometres, long_date
from services.taxonomy import Word, wider_groups

from .forms import language_name
from .matching import Asked, Offer, Reason
from .places import MUNICIPALITY, Found, SeveralPlaces, areas_of
from .usual_needs import USUAL

MOST_PROMISES = 2
# Who reads one written form of Norwegian reads the other.
NORWEGIAN = {"nb", "nn"}
GROWS_OLD_AFTER = timedelta(days=2 * 365)
IN_STEP = (24, 18, 12, 8)
EVERYONE = "everyone"
AT_WORK = frozenset({"employers", "counsellors"})
WITHOUT_A_PERSON = frozenset({"web", "webinar", "course"})


class Silent:
    """A rule that has nothing to say; the others override what they need."""

    code = ""

    def points(self, offer: Offer, asked: Asked) -> int | None:
        return 0

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        return []

    def refusal(self, offer: Offer, asked: Asked) -> str:
        return ""

    def caution(self, offer: Offer, asked: Asked) -> str:
        return ""


class Responsible(Silent):
    """Who leads or delivers the task here by the agreement in force: up to 16.

    Two less for each step from who asks to the group that was promised: a promise to
    jobseekers is nearer to the dismissed than one to adults.
    """

    code = "responsible"
    weight, step = {LEADS: 16, DELIVERS: 10}, 2

    def points(self, offer, asked):
        return max((self._weight(each, asked) for each in offer.promises), default=0)

    def _weight(self, promise, asked):
        steps = asked.steps_to(promise.groups) or 0
        return self.weight.get(promise.involvement, 0) - self.step * steps

    def reasons(self, offer, asked):
        nearest = sorted(offer.promises, key=lambda each: -self._weight(each, asked))
        return [self._in_words(promise, asked) for promise in nearest[:MOST_PROMISES]]

    def _in_words(self, promise, asked):
        where = (
            _("the whole of %(county)s") % {"county": promise.county_name}
            if promise.whole_county
            else asked.place.label
        )
        words = {"party": promise.party_name, "task": promise.task_name, "place": where}
        if promise.involvement == LEADS:
            text = (
                _(
                    "Example: %(party)s has the main responsibility in %(place)s for"
                    " “%(task)s”"
                )
                if promise.is_example
                else _(
                    "%(party)s has the main responsibility in %(place)s for “%(task)s”"
                )
            )
        else:
            text = (
                _(
                    "Example: %(party)s is responsible for carrying out “%(task)s” in"
                    " %(place)s"
                )
                if promise.is_example
                else _(
                    "%(party)s is responsible for carrying out “%(task)s” in %(place)s"
                )
            )
        link = _("(the agreement, clause %(number)s)") % {
            "number": promise.clause_number
        }
        return Reason(self.code, text % words, url=promise.clause_url, link=link)


class Place(Silent):
    """It holds where somebody lives: up to 12, more the more local it is."""

    code = "place"
    local, one_county, some_counties, many_counties, national = 12, 10, 6, 4, 2
    some = 3

    def points(self, offer, asked):
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
        if len(area.counties) > self.some:
            return self.many_counties
        if len(area.counties) > 1:
            return self.some_counties
        if area.counties:
            return self.one_county
        # In a county that was asked for, what holds in a part of it comes later.
        is_wide = isinstance(asked.place, Found) and asked.place.county
        return self.national if is_wide else self.local

    @staticmethod
    def _covers(area, place):
        """Return whether an area holds the place, or one part of a divided one.

        A county is met by what holds in the whole of it or in some part. Of a name
        that several places have, an area must hold each of them: then it is right
        whichever is meant.
        """

        def holds(each):
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

    def reasons(self, offer, asked):
        area, place = offer.area, asked.place
        if area.everywhere:
            return [Reason(self.code, _("For the whole country"))]
        if not self._covers(area, place):
            return [Reason(self.code, self._only_in(offer, asked))]
        here = {each.code[:2] for each in areas_of(place)} & area.counties
        if here:
            names = ", ".join(sorted(map(asked.name_of, here)))
            return [
                Reason(
                    self.code, _("Covers the whole of %(county)s") % {"county": names}
                )
            ]
        if isinstance(place, Found) and place.county:
            text = _("Covers parts of %(county)s") % {"county": place.label}
            return [Reason(self.code, text)]
        return [Reason(self.code, _("Covers %(place)s") % {"place": place.label})]

    def refusal(self, offer, asked):
        return self._only_in(offer, asked)

    @staticmethod
    def _only_in(offer, asked):
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
            return _("Only in %(county)s") % {"county": ", ".join(names)}
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
    everyone, at_work = 6, -8

    def points(self, offer, asked):
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
    def _breadth(group, asked):
        """Few who ask are veterans: what is for most comes before what is for few."""
        if group == EVERYONE:
            return Group.everyone
        return 4 if group in asked.taxonomy.broader.values() else 0

    def reasons(self, offer, asked):
        step = asked.steps_to(offer.groups)
        if step is None:
            return []
        nearest = sorted(
            group for group in offer.groups if asked.lines.get(group) == step
        )
        if nearest == [EVERYONE]:
            return [Reason(self.code, _("Open to everyone"))]
        names = _names(nearest, asked.taxonomy.groups)
        return [Reason(self.code, _("For: %(group)s") % {"group": names})]

    def refusal(self, offer, asked):
        names = _names(sorted(offer.groups), asked.taxonomy.groups)
        return _("Only for: %(group)s") % {"group": names}


class Need(Silent):
    """It helps with what is needed: up to 42, more when it is there for just that.

    As long as nobody has said what, what helps with more comes first, up to 4, and
    with what such people mostly come for: 6.
    """

    code = "need"
    first, each_more, most_more, focus = 24, 6, 12, 6
    many, usual = 4, 6

    def points(self, offer, asked):
        if not asked.needs:
            usual = {need for group in asked.groups for need in USUAL.get(group, ())}
            return min(len(offer.needs), self.many) + self.usual * bool(
                usual & offer.needs
            )
        met = len(offer.needs.intersection(asked.needs))
        if not met:
            return 0 if self._may_do_without(offer, asked) else None
        more = min(self.each_more * (met - 1), self.most_more)
        return self.first + more + round(self.focus * met / len(offer.needs))

    def _may_do_without(self, offer, asked):
        """Return whether it is for just those who ask, and the need only overheard."""
        return self.code in asked.wishes and any(
            asked.lines.get(group) == 0 for group in offer.groups
        )

    def reasons(self, offer, asked):
        met = [need for need in asked.needs if need in offer.needs]
        if not met:
            return []
        text = _("Helps with: %(needs)s") % {"needs": _names(met, asked.taxonomy.needs)}
        return [Reason(self.code, text)]

    def refusal(self, offer, asked):
        names = _names(sorted(offer.needs), asked.taxonomy.needs)
        return _("Helps with something else: %(needs)s") % {"needs": names}


class Age(Silent):
    """It is open to somebody of that age: up to 4.

    What the service says of ages goes before what is usual for its groups; a limit
    that a group only has from a wider one (jobseekers are adults) makes it come later.
    """

    code = "age"
    fitting, doubtful = 4, -6

    def points(self, offer, asked):
        age = asked.age
        if age is None:
            # Nobody knows how old they are: what is for the young alone comes later.
            return self.doubtful if offer.age_to and not asked.groups else 0
        if offer.age_from is not None or offer.age_to is not None:
            inside = _within(age, offer.age_from, offer.age_to)
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
    def _admits(group, age, asked):
        word = asked.taxonomy.groups.get(group)
        return word is None or _within(age, word.age_from, word.age_to)

    def reasons(self, offer, asked):
        """Return a reason only where the service has an age limit at all."""
        if asked.age is None or (offer.age_from is None and offer.age_to is None):
            return []
        text = ngettext(
            "Open to somebody who is %(age)s year old",
            "Open to somebody who is %(age)s years old",
            asked.age,
        )
        return [Reason(self.code, text % {"age": asked.age})]

    def refusal(self, offer, asked):
        limits = {"from": offer.age_from, "to": offer.age_to}
        if offer.age_from is not None and offer.age_to is not None:
            return _("Only for ages %(from)s to %(to)s") % limits
        if offer.age_from is not None:
            return _("Only from the age of %(from)s") % limits
        if offer.age_to is not None:
            return _("Only up to the age of %(to)s") % limits
        names = _names(sorted(offer.groups), asked.taxonomy.groups)
        return _("Only for: %(group)s") % {"group": names}


class Channel(Silent):
    """You can meet the way you want: 8. What tells no way at all is let through.

    When no way is asked for, what has nobody to talk to comes later: −3.
    """

    code = "channel"
    weight, wished_in_vain, nobody = 8, -20, -3

    def points(self, offer, asked):
        if not offer.channels:
            return 0
        if not asked.channels:
            return self.nobody if offer.channels <= WITHOUT_A_PERSON else 0
        if offer.channels.intersection(asked.channels):
            return self.weight
        return self.wished_in_vain if self.code in asked.wishes else None

    def reasons(self, offer, asked):
        met = [channel for channel in asked.channels if channel in offer.channels]
        if not met:
            return []
        names = _names(met, asked.taxonomy.channels)
        text = _("You can meet by: %(channels)s") % {"channels": names}
        return [Reason(self.code, text)]

    def refusal(self, offer, asked):
        names = _names(sorted(offer.channels), asked.taxonomy.channels)
        return _("You can only meet by: %(channels)s") % {"channels": names}

    def caution(self, offer, asked):
        if not asked.channels or offer.channels.intersection(asked.channels):
            return ""
        if not offer.channels:
            return _("Nobody has told how you meet. Ask them.")
        return self.refusal(offer, asked)


class Language(Silent):
    """Guidance is given in the language: 8; the other written Norwegian: 6."""

    code = "language"
    weight, other_form, wished_in_vain = 8, 6, -10

    def points(self, offer, asked):
        if not asked.language or not offer.languages:
            return 0
        if asked.language in offer.languages:
            return self.weight
        if asked.language in NORWEGIAN and NORWEGIAN.intersection(offer.languages):
            return self.other_form
        return self.wished_in_vain if self.code in asked.wishes else None

    def reasons(self, offer, asked):
        if asked.language not in offer.languages:
            return []
        text = _("Guidance in: %(language)s")
        return [Reason(self.code, text % {"language": language_name(asked.language)})]

    def refusal(self, offer, asked):
        names = ", ".join(map(language_name, offer.languages))
        return _("Only in: %(languages)s") % {"languages": names}

    def caution(self, offer, asked):
        if not asked.language or self.points(offer, asked) in (
            self.weight,
            self.other_form,
        ):
            return ""
        if not offer.languages:
            return _("Nobody has told the language. Ask for an interpreter.")
        return self.refusal(offer, asked)


class Near(Silent):
    """A place to visit is near, as the crow flies: up to 4."""

    code = "near"
    steps = ((5, 4), (20, 3), (50, 2), (100, 1))

    def points(self, offer, asked):
        distance = offer.nearby.distance_km if offer.nearby else None
        if distance is None:
            return 0
        return next((points for limit, points in self.steps if distance <= limit), 0)

    def reasons(self, offer, asked):
        if not offer.nearby or offer.nearby.distance_km is None:
            return []
        distance = offer.nearby.distance_km
        words = {
            "distance": kilometres(distance),
            "place": asked.place.label,
            "centre": offer.nearby.spots[0].name,
        }
        text = _("%(centre)s is about %(distance)s from %(place)s as the crow flies")
        return [Reason(self.code, text % words)]


class Open(Silent):
    """When the place opens. It only tells: an order that turns at four o'clock would
    be no order."""

    code = "open"

    def reasons(self, offer, asked):
        spots = offer.nearby.spots if offer.nearby else ()
        if not spots or not spots[0].opening:
            return []
        return [Reason(self.code, f"{spots[0].name}: {spots[0].opening}")]


class Checked(Silent):
    """A person has confirmed it: 2. What is old or was never checked: −4."""

    code = "checked"
    confirmed, old = 2, -4

    def points(self, offer, asked):
        last = self._last(offer)
        if last is None or asked.today - last > GROWS_OLD_AFTER:
            return self.old
        return self.confirmed if last == offer.confirmed_on else 0

    @staticmethod
    def _last(offer):
        days = [day for day in (offer.confirmed_on, offer.stated_on) if day]
        return max(days, default=None)

    def reasons(self, offer, asked):
        day = offer.confirmed_on
        if day is None or asked.today - day > GROWS_OLD_AFTER:
            return []
        text = _("Checked by a person on %(day)s") % {"day": long_date(day)}
        return [Reason(self.code, text)]

    def caution(self, offer, asked):
        last = self._last(offer)
        if last is None:
            return _("Nobody has checked this yet")
        if asked.today - last > GROWS_OLD_AFTER:
            told = last if last == offer.confirmed_on else offer.stated_as or last
            return _("Not confirmed since %(day)s") % {"day": long_date(told)}
        return ""


class Referral(Silent):
    """Somebody must refer you: −6."""

    code = "referral"
    weight = -6

    def points(self, offer, asked):
        return self.weight if offer.referral_required else 0

    def caution(self, offer, asked):
        return _("Somebody must refer you") if offer.referral_required else ""


class Text(Silent):
    """It holds the words that were searched for: up to 26, and twice that when words
    are all there is to go by.
    """

    code = "text"
    relevance, every_word = 20, 6

    def points(self, offer, asked):
        if not asked.text:
            return 0
        points = round(self.relevance * offer.relevance) + (
            self.every_word if offer.holds_all else 0
        )
        return points if asked.groups or asked.needs else 2 * points

    def reasons(self, offer, asked):
        if not asked.text or not offer.holds_all:
            return []
        text = _("Tells of “%(text)s”") % {"text": asked.text}
        return [Reason(self.code, text)]


RULES = (
    *(Responsible(), Place(), Group(), Need(), Channel(), Language(), Age()),
    *(Near(), Open(), Checked(), Referral(), Text()),
)


def _names(slugs, words: dict[str, Word]) -> str:
    return ", ".join(str(words[slug].name) for slug in slugs if slug in words)


def _within(age, age_from, age_to):
    """Return whether an age lies between two limits, both inclusive, None for none."""
    return (age_from is None or age >= age_from) and (age_to is None or age <= age_to)
