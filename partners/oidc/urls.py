"""Log-in through an issuer. Without one in the settings all of these answer 404."""

from django.urls import path

from . import views

app_name = "oidc"

urlpatterns = [
    path("logg-inn/oidc/", views.start, name="start"),
    path("logg-inn/oidc/knytt/", views.start_tying, name="tie"),
    path("logg-inn/oidc/svar/", views.answer, name="answer"),
    path("logg-inn/oidc/logg-ut/", views.log_out, name="log-out"),
    path("logg-inn/oidc/fjern/<int:pk>/", views.untie_identity, name="untie"),
]
