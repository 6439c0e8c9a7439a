"""History of the links of a service: each one that was made or taken away.

A service's groups, needs and places are as much its content as its name. pghistory
follows rows, so the rows of the link tables are tracked too, by proxies.
"""

import pghistory

from .guidance_service import GuidanceService


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ServiceTargetGroup(GuidanceService.target_groups.through):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ServiceNeed(GuidanceService.needs.through):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ServiceChannel(GuidanceService.channels.through):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ServiceCounty(GuidanceService.counties.through):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ServiceMunicipality(GuidanceService.municipalities.through):
    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ServiceCentre(GuidanceService.centres.through):
    class Meta:
        proxy = True
        default_permissions = ()
