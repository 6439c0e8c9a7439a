"""The register of agreements, an agreement, and a version of it."""

from django.urls import path

from . import (
    difference_views,
    paper_views,
    views,
)
from .exchange import json_views

app_name = "agreements"

urlpatterns = [
    path("", views.agreement_list, name="list"),
    path("<slug:slug>/", views.agreement_detail, name="detail"),
    path("<slug:slug>/v<int:number>/", views.agreement_version, name="version"),
    path(
        "<slug:slug>/endringer/<int:first>-<int:second>/",
        difference_views.version_difference,
        name="difference",
    ),
    path("<slug:slug>/v<int:number>.pdf", paper_views.version_pdf, name="pdf"),
    path("<slug:slug>/v<int:number>.json", json_views.version_json, name="json"),
]
