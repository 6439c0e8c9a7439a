"""Pages for those who look after a county; they need a log-in."""

from django.urls import path

from . import views

app_name = "national_goals"

urlpatterns = [
    path("utkast/<uuid:public_id>/virkning/", views.impact, name="impact"),
]
