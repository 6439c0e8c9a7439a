"""Whose places are: the partner's that runs them."""

from partners.scopes import Scope, register

from .models import GuidanceCentre, OpeningException, WeeklyOpening

register(
    GuidanceCentre,
    Scope("guidance_centre", owners=("partner",), state="status"),
)
register(WeeklyOpening, Scope(parent="centre"))
register(OpeningException, Scope(parent="centre"))
