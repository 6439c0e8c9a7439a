"""«Min side»: the own pages of partners; each capability has its package."""

from .checks.urls import urlpatterns as checks
from .desk.urls import urlpatterns as desk

app_name = "workspace"

urlpatterns = [*desk, *checks]
