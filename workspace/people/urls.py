from django.urls import path

from . import partners, views

urlpatterns = [
    path("partnere/", partners.partner_list, name="partner_list"),
    path("partnere/tabell.csv", partners.partner_table, name="partner_table"),
    path("partnere/ny/", partners.new_partner, name="new_partner"),
    path("folk/", views.people, name="people"),
    path("folk/<slug:slug>/", views.people_of, name="people_of"),
    path("folk/<slug:slug>/partnerskap/", views.join, name="join_partnership"),
    path("folk/<slug:slug>/<int:key>/avslutt/", views.end, name="end_membership"),
    path(
        "folk/<slug:slug>/invitasjon/<int:key>/trekk/",
        views.withdraw,
        name="withdraw_invitation",
    ),
    path("folk/<slug:slug>/<int:key>/rolle/", views.role, name="change_membership"),
    path("folk/<slug:slug>/<int:key>/vikar/", views.deputy, name="add_deputy"),
]
