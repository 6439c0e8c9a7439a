from .guidance_service import GuidanceService
from .links import (
    ServiceCentre,
    ServiceChannel,
    ServiceCounty,
    ServiceMunicipality,
    ServiceNeed,
    ServiceTargetGroup,
)
from .taxonomy import Channel, Need, TargetGroup
from .unmet_need import UnmetNeed

__all__ = [
    "Channel",
    "GuidanceService",
    "Need",
    "ServiceCentre",
    "ServiceChannel",
    "ServiceCounty",
    "ServiceMunicipality",
    "ServiceNeed",
    "ServiceTargetGroup",
    "TargetGroup",
    "UnmetNeed",
]
