from django.urls import path

from . import drafts, views

urlpatterns = [
    path("roller/", views.role_list, name="role_list"),
    path("roller/ny/", drafts.new_role, name="new_role"),
    path("roller/<slug:slug>/", views.role_detail, name="role"),
    path("roller/<slug:slug>/v<int:number>/godta/", views.accept, name="accept_role"),
    path(
        "roller/<slug:slug>/v<int:number>/innvending/",
        views.object_to_role,
        name="object_to_role",
    ),
    path("roller/<slug:slug>/v<int:number>/avslutt/", drafts.end, name="end_role"),
    path("roller/<slug:slug>/utkast/", drafts.draft, name="role_draft"),
    path("roller/<slug:slug>/utkast/send/", drafts.submit, name="submit_role"),
    path("roller/<slug:slug>/utkast/tilbake/", drafts.send_back, name="return_role"),
    path("roller/<slug:slug>/utkast/publiser/", drafts.publish, name="publish_role"),
]
