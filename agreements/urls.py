"""The register of agreements, an agreement, and a version of it."""

from django.urls import path

from . import views

app_name = "agreements"

urlpatterns = [
    path("", views.agreement_list, name="list"),
    path("<slug:slug>/", views.agreement_detail, name="detail"),
    path("<slug:slug>/v<int:number>/", views.agreement_version, name="version"),
]
