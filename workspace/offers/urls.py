"""Addresses of services, places and their opening hours."""

from django.urls import path

from . import hours_views, views


def of_a_kind(segment, kind):
    """Return the addresses that services and places have alike."""
    given = {"kind": kind}
    row = f"{segment}/<slug:slug>/"
    return [
        path(f"{segment}/", views.listing, given, name=f"{kind}-list"),
        path(f"{segment}/ny/", views.new, given, name=f"{kind}-new"),
        path(row, views.detail, given, name=kind),
        path(f"{row}endre/", views.edit, given, name=f"{kind}-edit"),
        path(f"{row}kontakt/", views.facts, given, name=f"{kind}-facts"),
        path(f"{row}send/", views.send, given, name=f"{kind}-send"),
        path(f"{row}ta-tilbake/", views.take_back, given, name=f"{kind}-take-back"),
        path(f"{row}trekk/", views.withdraw, given, name=f"{kind}-withdraw"),
    ]


place = "steder/<slug:slug>/"
urlpatterns = [
    *of_a_kind("tilbud", "offer"),
    *of_a_kind("steder", "place"),
    path(
        f"{place}apningstider/",
        hours_views.week,
        {"kind": "place"},
        name="place-hours",
    ),
    path(
        f"{place}apningstider/unntak/",
        hours_views.exceptions,
        {"kind": "place"},
        name="place-exceptions",
    ),
]
