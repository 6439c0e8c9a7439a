from .guidance_service import GuidanceService
from .taxonomy import Channel, Need, TargetGroup
from .unmet_need import UnmetNeed

__all__ = ["Channel", "GuidanceService", "Need", "TargetGroup", "UnmetNeed"]
