"""No address without a line that says who may enter, and no line without an address."""

from fnmatch import fnmatchcase

import pytest
from django.contrib import admin
from django.test import Client

from partners.access import matrix
from partners.scopes import scope_of
from publishing.admin.scoped import Scoped, ScopedInline

from .routes import all_routes, declared, who_may_enter

ROUTES = all_routes()
OPEN = {"public", "log-in", "token"}
PRIVATE = [route for route in ROUTES if who_may_enter(route) not in OPEN]
WHO = OPEN | {"logged-in", "staff", "portal"}


def name_of(route):
    return route.name


def test_every_address_says_who_may_enter():
    silent = [route for route in ROUTES if who_may_enter(route) is None]
    assert silent == [], (
        "Nobody has said who may enter these. Add a line for each to"
        ' partnership_portal/routes.toml: "its:name" = "logged-in", or the right that'
        ' it asks for, as "guidance_service.change". The top of the file tells more.'
    )


def test_every_line_has_an_address():
    names = {route.name for route in ROUTES}
    lines = [
        line
        for line in declared()
        if line not in names and not any(fnmatchcase(name, line) for name in names)
    ]
    assert lines == []


def test_every_line_names_somebody_or_a_right_that_there_is():
    actions = {action for table in matrix().values() for action in table}
    for line, who in declared().items():
        kind, _, action = who.partition(".")
        known = action in (actions if kind == "row" else matrix().get(kind, ()))
        assert who in WHO or known, (line, who)


def test_every_admin_asks_for_each_row_or_is_for_those_who_run_the_portal():
    for model, model_admin in admin.site._registry.items():
        if not isinstance(model_admin, Scoped):
            # Nobody gets a right to what has no scope, so Django's own admin is shut.
            assert scope_of(model) is None, model
            continue
        for inline in model_admin.inlines:
            assert issubclass(inline, ScopedInline), inline
        assert model_admin.save_as is False, model
        assert tuple(model_admin.list_editable) == (), model
        assert tuple(model_admin.raw_id_fields) == (), model


def test_nothing_leads_from_admin_to_the_page_of_any_row():
    assert [route.name for route in ROUTES if "view_on_site" in route.name] == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_logged_in_gets_the_log_in_or_nothing(method):
    entered = []
    for route in PRIVATE:
        answer = getattr(Client(), method)(route.address())
        where = answer.headers.get("Location", "")
        is_log_in = answer.status_code == 302 and (
            "logg-inn" in where or "login" in where
        )
        if not is_log_in and answer.status_code not in {403, 404, 405}:
            entered.append((route.name, answer.status_code, where))
    assert entered == []


@pytest.mark.django_db
def test_no_cache_keeps_what_needs_a_log_in():
    kept = []
    for route in PRIVATE:
        answer = Client().get(route.address())
        said = answer.headers.get("Cache-Control", "")
        if answer.status_code != 404 and "no-store" not in said:
            kept.append((route.name, answer.status_code, said))
    assert kept == []
