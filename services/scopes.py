"""Whose services are: the provider's. The words of the taxonomy are everybody's."""

from partners.scopes import Scope, register

from .models import Channel, GuidanceService, Need, TargetGroup, UnmetNeed

# The county is that of the provider, not the area the service is given in: a service
# for the whole country is not every coordinator's to change.
register(
    GuidanceService, Scope("guidance_service", owners=("provider",), state="status")
)
register(TargetGroup, Scope("taxonomy"))
register(Need, Scope("taxonomy"))
register(Channel, Scope("taxonomy"))
register(UnmetNeed, Scope("reference"))
