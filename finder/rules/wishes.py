"""The rules for how somebody wants to meet, and in which language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from services.languages import language_name

from ..matching import Asked, Offer, Reason
from .silent import Silent, in_words, names_of

# Who reads one written form of Norwegian reads the other.
NORWEGIAN = {"nb", "nn"}
WITHOUT_A_PERSON = frozenset({"web", "webinar", "course"})


class Channel(Silent):
    """You can meet the way you want: 8. What tells no way at all is let through.

    When no way is asked for, what has nobody to talk to comes later: −3.
    """

    code = "channel"
    weight, wished_in_vain, nobody = 8, -20, -3

    def points(self, offer: Offer, asked: Asked) -> int | None:
        if not offer.channels:
            return 0
        if not asked.channels:
            return self.nobody if offer.channels <= WITHOUT_A_PERSON else 0
        if offer.channels.intersection(asked.channels):
            return self.weight
        return self.wished_in_vain if self.code in asked.wishes else None

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        met = [channel for channel in asked.channels if channel in offer.channels]
        if not met:
            return []
        names = names_of(met, asked.taxonomy.channels)
        text = _("You can get in touch by: %(channels)s") % {"channels": names}
        return [Reason(self.code, text)]

    def refusal(self, offer: Offer, asked: Asked) -> str:
        names = names_of(sorted(offer.channels), asked.taxonomy.channels)
        return _("The only ways to get in touch: %(channels)s") % {"channels": names}

    def caution(self, offer: Offer, asked: Asked) -> str:
        if not asked.channels or offer.channels.intersection(asked.channels):
            return ""
        if not offer.channels:
            return _("We do not know how you can meet. Ask them.")
        return self.refusal(offer, asked)


class Language(Silent):
    """Guidance is given in the language: 8; the other written Norwegian: 6."""

    code = "language"
    weight, other_form, wished_in_vain = 8, 6, -10

    def points(self, offer: Offer, asked: Asked) -> int | None:
        if not asked.language or not offer.languages:
            return 0
        if asked.language in offer.languages:
            return self.weight
        if asked.language in NORWEGIAN and NORWEGIAN.intersection(offer.languages):
            return self.other_form
        return self.wished_in_vain if self.code in asked.wishes else None

    def reasons(self, offer: Offer, asked: Asked) -> list[Reason]:
        if asked.language not in offer.languages:
            return []
        text = _("Guidance in: %(language)s")
        return [Reason(self.code, text % {"language": language_name(asked.language)})]

    def refusal(self, offer: Offer, asked: Asked) -> str:
        names = in_words(map(language_name, offer.languages))
        return _("Only in: %(languages)s") % {"languages": names}

    def caution(self, offer: Offer, asked: Asked) -> str:
        if not asked.language or self.points(offer, asked) in (
            self.weight,
            self.other_form,
        ):
            return ""
        if not offer.languages:
            return _("We do not know which language they use. Ask for an interpreter.")
        return self.refusal(offer, asked)
