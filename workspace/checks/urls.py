from django.urls import path

from . import link_views, views

urlpatterns = [
    path("bekreft/", views.check_list, name="checks"),
    path("bekreft/hvor-ofte/<slug:slug>/", views.interval, name="check-interval"),
    path(
        "bekreft/<str:token>/", link_views.confirm_by_link_page, name="confirm-by-link"
    ),
    path("bekreft/<slug:kind>/<slug:slug>/", views.check_one, name="confirm"),
]
