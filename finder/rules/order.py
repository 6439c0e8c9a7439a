"""The rules that only put offers in order, or only tell: none leaves one out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from agreements.matching import DELIVERS, LEADS
from agreements.reach import Promise
from publishing.freshness import overdue_since
from publishing.writing import kilometres, long_date

from ..matching import Asked, Offer, Reason
from .silent import Silent, in_words

MOST_PROMISES = 2
GROWS_OLD_AFTER = timedelta(days=2 * 365)


def lapsed_on(offer: Offer, asked: Asked) -> date | None:
    """Return the day of the confirmation that is longest overdue, None when none is."""
    return overdue_since(offer.confirmations, offer.confirm_every_months, asked.today)


class Responsible(Silent):
    """Who leads or delivers the task here by the agreement in force: up to 16.

    Two less for each step from who asks to the group that was promised: a promise to
    jobseekers is nearer to the dismissed than one to adults.
    """

    code = "responsible"
    weight, step = {LEADS: 16, DELIVERS: 10}, 2

    def points(self, offer: Offer, asked: Asked) -> int | None:
        return max((self._weight(each, asked) for each in offer.promises), default=0)

    def _weight(self, promise: Promise, asked: Asked) -> int:
        steps = asked.steps_to(promise.groups) or 0
        return self.weight.get(promise.involvement, 0) - self.step * steps

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        nearest = sorted(offer.promises, key=lambda each: -self._weight(each, asked))
        told: dict[tuple[str, str, str, bool], list[Promise]] = {}
        led: set[tuple[str, str]] = set()
        for promise in nearest:
            # Who leads a task need not be said to carry it out too.
            same = promise.party_name, str(promise.task_name)
            if promise.involvement == LEADS:
                led.add(same)
            elif same in led:
                continue
            key = (
                *(promise.involvement, promise.clause_url),
                *(promise.party_name, promise.whole_county),
            )
            told.setdefault(key, []).append(promise)
        kept = list(told.values())[:MOST_PROMISES]
        return [self._in_words(promises, asked) for promises in kept]

    def _in_words(self, promises: Sequence[Promise], asked: Asked) -> Reason:
        """Return what a party promises in one clause for one place as one reason."""
        promise = promises[0]
        where = (
            _("the whole of %(county)s") % {"county": promise.county_name}
            if promise.whole_county
            else asked.place_name
        )
        tasks = dict.fromkeys(_("“%(text)s”") % {"text": p.task_name} for p in promises)
        words = {
            "party": promise.party_name,
            "tasks": in_words(tasks),
            "place": where,
        }
        if promise.involvement == LEADS:
            text = (
                _(
                    "Example: %(party)s has the main responsibility in %(place)s"
                    " for %(tasks)s"
                )
                if promise.is_example
                else _(
                    "%(party)s has the main responsibility in %(place)s for %(tasks)s"
                )
            )
        else:
            text = (
                _(
                    "Example: %(party)s is responsible for carrying out %(tasks)s"
                    " in %(place)s"
                )
                if promise.is_example
                else _(
                    "%(party)s is responsible for carrying out %(tasks)s in %(place)s"
                )
            )
        link = _("(the agreement, clause %(number)s)") % {
            "number": promise.clause_number
        }
        return Reason(self.code, text % words, url=promise.clause_url, link=link)


class Near(Silent):
    """A place to visit is near, as the crow flies: up to 4."""

    code = "near"
    steps = ((5, 4), (20, 3), (50, 2), (100, 1))

    def points(self, offer: Offer, asked: Asked) -> int | None:
        distance = offer.nearby.distance_km if offer.nearby else None
        if distance is None:
            return 0
        return next((points for limit, points in self.steps if distance <= limit), 0)

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        if not offer.nearby or offer.nearby.distance_km is None:
            return []
        distance = offer.nearby.distance_km
        words = {
            "distance": kilometres(distance),
            "place": asked.place_name,
            "centre": offer.nearby.spots[0].name,
        }
        text = _("%(centre)s is about %(distance)s from %(place)s in a straight line")
        return [Reason(self.code, text % words)]


class Open(Silent):
    """When the place opens. It only tells: an order that turns at four o'clock would
    be no order."""

    code = "open"

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        spots = offer.nearby.spots if offer.nearby else ()
        if not spots or not spots[0].opening:
            return []
        return [Reason(self.code, f"{spots[0].name}: {spots[0].opening}")]


class Checked(Silent):
    """A person has confirmed it: 2. What is old or was never checked: −4.

    A confirmation that the provider should have renewed by now speaks for nothing; what
    that costs, Overdue says.
    """

    code = "checked"
    confirmed, old = 2, -4

    def points(self, offer: Offer, asked: Asked) -> int | None:
        last = self._last(offer)
        if last is None or asked.today - last > GROWS_OLD_AFTER:
            return self.old
        if last != offer.confirmed_on or lapsed_on(offer, asked):
            return 0
        return self.confirmed

    @staticmethod
    def _last(offer: Offer) -> date | None:
        days = [day for day in (offer.confirmed_on, offer.stated_on) if day]
        return max(days, default=None)

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        day = offer.confirmed_on
        if day is None or asked.today - day > GROWS_OLD_AFTER:
            return []
        if lapsed_on(offer, asked):
            return []
        text = _("Checked by a person on %(day)s") % {"day": long_date(day)}
        return [Reason(self.code, text)]

    def caution(self, offer: Offer, asked: Asked) -> str:
        last = self._last(offer)
        if last is None:
            return _("Nobody has checked this yet")
        if asked.today - last > GROWS_OLD_AFTER:
            told = last if last == offer.confirmed_on else offer.stated_as or last
            return _("Not confirmed since %(day)s") % {"day": long_date(told)}
        return ""


class Overdue(Silent):
    """The provider has not confirmed it again in the time it chose itself: −3.

    What is so old that Checked counts it as old is not made to pay twice. It never
    leaves an offer out: who fits and is not confirmed comes before who does not fit.
    """

    code = "overdue"
    weight = -3

    def points(self, offer: Offer, asked: Asked) -> int | None:
        return self.weight if self._day(offer, asked) else 0

    def caution(self, offer: Offer, asked: Asked) -> str:
        day = self._day(offer, asked)
        if day is None:
            return ""
        return _("Some of this has not been confirmed since %(day)s") % {
            "day": long_date(day)
        }

    @staticmethod
    def _day(offer: Offer, asked: Asked) -> date | None:
        told = [day for day in (offer.confirmed_on, offer.stated_on) if day]
        if not told or asked.today - max(told) > GROWS_OLD_AFTER:
            return None
        return lapsed_on(offer, asked)


class Referral(Silent):
    """Somebody must refer you: −6."""

    code = "referral"
    weight = -6

    def points(self, offer: Offer, asked: Asked) -> int | None:
        return self.weight if offer.referral_required else 0

    def caution(self, offer: Offer, asked: Asked) -> str:
        return (
            _("Somebody has to send you there (a referral)")
            if offer.referral_required
            else ""
        )


class Text(Silent):
    """It holds the words that were searched for: up to 26, and twice that when words
    are all there is to go by.
    """

    code = "text"
    relevance, every_word, certain = 20, 6, 0.5

    def points(self, offer: Offer, asked: Asked) -> int | None:
        if not asked.text:
            return 0
        points = round(self.relevance * offer.relevance) + (
            self.every_word if offer.holds_all else 0
        )
        return points if asked.groups or asked.needs else 2 * points

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        # A word that is only spelt like one of its own is not told by the service.
        if not asked.text or not offer.holds_all or offer.relevance < self.certain:
            return []
        text = _("Mentions “%(text)s”") % {"text": asked.text}
        return [Reason(self.code, text)]
