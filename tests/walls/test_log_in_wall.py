"""A private page asks for log-in also where its view forgot to ask by itself."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, resolve

from partnership_portal.urls import urlpatterns as all_patterns
from tests import factories as make

from .routes import all_routes, who_may_enter

OPEN = {"log-in", "token"}


def forgetful(request):
    return HttpResponse("secret")


urlpatterns = [
    path("min-side/glemsom/", forgetful),
    path("admin-ikke/glemsom/", forgetful),
    *all_patterns,
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_a_view_that_forgot_to_ask_is_not_reached_by_a_stranger(method):
    answer = getattr(Client(), method)("/min-side/glemsom/")
    assert answer.status_code == 302
    assert answer.url == "/min-side/logg-inn/?next=/min-side/glemsom/"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_who_is_logged_in_reaches_it():
    client = Client()
    client.force_login(make.make_user())
    assert client.get("/min-side/glemsom/").content == b"secret"


@pytest.mark.urls(__name__)
def test_a_public_page_is_not_asked_who_reads_it():
    """No database is open here, so nothing can look for a session or a person."""
    answer = Client().get("/admin-ikke/glemsom/")
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_what_stands_open_is_what_the_list_of_addresses_says():
    """Neither more nor fewer views of «Min side» and admin's log-in are open."""
    open_views, said = set(), set()
    for route in all_routes():
        if not route.path.startswith(("min-side/", "admin/")) or "(?P" in route.path:
            continue
        if not getattr(resolve(route.address()).func, "login_required", True):
            open_views.add(route.name)
        if who_may_enter(route) in OPEN:
            said.add(route.name)
    assert open_views == said
