from django.urls import path

from . import views

urlpatterns = [
    path("godkjenning/", views.listing, name="approvals"),
    path("godkjenning/<uuid:public_id>/", views.decide, name="approval"),
    path(
        "godkjenning/<uuid:public_id>/tilbake/", views.send_back, name="approval-back"
    ),
]
