"""«Min side»: the own pages of partners; each capability has its package."""

from .desk.urls import urlpatterns as desk

app_name = "workspace"

urlpatterns = [*desk]
