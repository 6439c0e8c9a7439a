"""«Min side»: the own pages of partners; each capability has its package."""

from .checks.urls import urlpatterns as checks
from .desk.urls import urlpatterns as desk
from .people.urls import urlpatterns as people
from .roles.urls import urlpatterns as roles
from .trail.urls import urlpatterns as trail

app_name = "workspace"

urlpatterns = [*desk, *checks, *people, *roles, *trail]
