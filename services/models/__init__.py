from .guidance_service import GuidanceService
from .links import (
    ServiceCentre,
    ServiceChannel,
    ServiceCounty,
    ServiceMunicipality,
    ServiceNeed,
    ServiceTargetGroup,
)
from .search_entry import SearchEntry, SearchWord
from .taxonomy import Channel, Need, TargetGroup
from .unmet_need import UnmetNeed

__all__ = [
    "Channel",
    "GuidanceService",
    "Need",
    "SearchEntry",
    "SearchWord",
    "ServiceCentre",
    "ServiceChannel",
    "ServiceCounty",
    "ServiceMunicipality",
    "ServiceNeed",
    "ServiceTargetGroup",
    "TargetGroup",
    "UnmetNeed",
]
