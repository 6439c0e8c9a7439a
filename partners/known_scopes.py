"""Whose the rows of the ground floor are. Counties lie below and register nothing."""

from counties.models import (
    Boundary,
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)

from .models import CalendarAddress, Invitation, Membership, Partner
from .scopes import ITSELF, Scope, register

register(Partner, Scope("partner", owners=(ITSELF,)))
register(Membership, Scope("membership", owners=("partner",)))
register(Invitation, Scope("membership", owners=("partner",)))
register(CalendarAddress, Scope(parent="partner"))
for loaded in (
    Boundary,
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
):
    register(loaded, Scope("reference"))
