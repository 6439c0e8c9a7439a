"""The site's table of contents. Bokmål has no prefix; /nn/ and /en/ are the same."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from agreements.ahead.calendar_views import partner_calendar
from finder.api import find_as_json

from .views import centres, counties, health, home, pages, partners, previews, services

service_pages = [
    path("", services.service_list, name="list"),
    path("<slug:slug>/", services.service_detail, name="detail"),
]
centre_pages = [
    path("", centres.centre_list, name="list"),
    path("<slug:slug>/", centres.centre_detail, name="detail"),
]
county_pages = [
    path("", counties.county_list, name="list"),
    path("<slug:slug>/", counties.county_detail, name="detail"),
    path("<slug:slug>/roller/", counties.county_roles, name="roles"),
]
partner_pages = [
    path("", partners.partner_list, name="list"),
    path("<slug:slug>/", partners.partner_detail, name="detail"),
]

urlpatterns = [
    path("helse/lever", health.live, name="live"),
    path("helse/klar", health.ready, name="ready"),
    # In the language of the partner, whoever asks.
    path("kalender/<str:token>.ics", partner_calendar, name="partner-calendar"),
    *i18n_patterns(
        path("", home.home, name="home"),
        path("finn/", include("finder.urls")),
        path("api/finn", find_as_json, name="finder-api"),
        path("tilbud/", include((service_pages, "services"))),
        path("karrieresentre/", include((centre_pages, "guidance_centres"))),
        path("fylker/", include((county_pages, "counties"))),
        path("partnere/", include((partner_pages, "partners"))),
        path("avtaler/", include("agreements.urls")),
        path("roller/", include("agreements.role_urls")),
        path("om/", pages.about, name="about"),
        path("kvalitet/", pages.quality, name="quality"),
        path("personvern/", pages.privacy, name="privacy"),
        path("tilgjengelighet/", pages.accessibility, name="accessibility"),
        path("hjelp/", pages.help_page, name="help"),
        path("data/", pages.data, name="data"),
        path("min-side/", include("partners.accounts.urls")),
        path(
            "min-side/tilbud/<slug:slug>/forhandsvis/",
            previews.service_preview,
            name="offer-preview",
        ),
        path(
            "min-side/steder/<slug:slug>/forhandsvis/",
            previews.centre_preview,
            name="place-preview",
        ),
        path("min-side/", include("workspace.urls")),
        path("min-side/", include("partners.oidc.urls")),
        path("min-side/", include("national_goals.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler400 = "partnership_portal.views.errors.bad_request"
handler403 = "partnership_portal.views.errors.forbidden"
handler404 = "partnership_portal.views.errors.not_found"
handler500 = "partnership_portal.views.errors.server_error"
