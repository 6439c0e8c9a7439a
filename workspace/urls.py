"""«Min side»: the own pages of partners; each capability has its package."""

from .approvals.urls import urlpatterns as approvals
from .checks.urls import urlpatterns as checks
from .desk.urls import urlpatterns as desk
from .imports.urls import urlpatterns as imports
from .offers.urls import urlpatterns as offers
from .people.urls import urlpatterns as people
from .roles.urls import urlpatterns as roles
from .trail.urls import urlpatterns as trail

app_name = "workspace"

urlpatterns = [
    *desk,
    *checks,
    *offers,
    *approvals,
    *people,
    *roles,
    *imports,
    *trail,
]
