"""Fields and grants of the access matrix: granted as written, refused else."""

import pytest
from django.contrib import admin

from partners.access import ROLES, Standing, Thing, matrix
from partners.choosing import table_of
from partners.field_access import field_groups, may_grant, may_write
from partners.scopes import registered
from publishing.admin import PortalAdmin, ReadOnlyAdmin

EDITOR = Standing("editor", "lom", "34")
COORDINATOR = Standing("coordinator", "innlandet", "34")
NATIONAL = Standing("national_administrator", "hk-dir")
MODELS = {table_of(model): model for model in registered()}


def service(state, owner="lom", county="34"):
    return Thing("guidance_service", frozenset({owner}), frozenset({county}), state)


def test_every_table_of_fields_is_a_model_and_every_line_holds_fields_of_it():
    for table, lines in field_groups().items():
        fields = MODELS[table]._meta.get_fields()
        names = [each.name for each in fields if getattr(each, "editable", False)]
        for line, group in lines.items():
            for name in group.names:
                held = [
                    each
                    for each in names
                    if each == name or (name[-1] == "*" and each.startswith(name[:-1]))
                ]
                assert held, (table, line, name)


def test_status_and_state_are_written_by_nobody_but_where_they_are_typed():
    typed = {"measure"}
    for table, lines in field_groups().items():
        names = {"status", "number"} | ({"state"} if table not in typed else set())
        if table in {"clause", "role_description"}:
            names -= {"number"}
        for group in lines.values():
            assert not any(group.holds(name) for name in names), (table, names)


def test_every_field_that_admin_shows_can_be_written_by_somebody():
    left_out = {"status", "state", "edited_by_person_at", "number", "copied_from"}
    left_out |= {"continues", "members", "centre", "version"}
    for model, each in admin.site._registry.items():
        table = table_of(model)
        if not isinstance(each, PortalAdmin) or isinstance(each, ReadOnlyAdmin):
            continue
        if model not in registered():
            continue
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.editable and not field.primary_key and field.name not in left_out:
                groups = field_groups().get(table, {}).values()
                assert any(g.holds(field.name) for g in groups), (table, field.name)


@pytest.mark.parametrize(
    ("standing", "field", "thing", "is_new", "expected"),
    [
        (EDITOR, "summary_nb", service("draft"), False, True),
        (EDITOR, "summary_nb", service("published"), False, False),
        (EDITOR, "phone", service("published"), False, True),
        (EDITOR, "phone", service("ended"), False, False),
        (EDITOR, "phone", service("draft", owner="gjovik"), False, False),
        (EDITOR, "provider", service("draft"), False, False),
        (EDITOR, "provider", service("draft"), True, True),
        (EDITOR, "status", service("draft"), False, False),
        (EDITOR, "is_example", service("draft"), False, False),
        (COORDINATOR, "summary_nb", service("published"), False, True),
        (COORDINATOR, "provider", service("published"), False, True),
        (COORDINATOR, "provider", service("published", county="42"), False, False),
        (COORDINATOR, "slug", service("draft"), False, False),
        (NATIONAL, "summary_nb", service("published", county="42"), False, True),
        (NATIONAL, "status", service("draft"), False, False),
        (NATIONAL, "made_up", service("draft"), False, False),
    ],
)
def test_role_place_state_and_field_decide(standing, field, thing, is_new, expected):
    got = may_write([standing], "guidance_service", field, thing, is_new=is_new)
    assert got is expected


def test_nobody_without_a_standing_writes_anything():
    for table, lines in field_groups().items():
        for group in lines.values():
            for name in group.names:
                for kind in matrix():
                    assert not may_write([], table, name, Thing(kind), is_new=True)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_gives_a_role_above_its_own(role):
    order = ["editor", "signatory", "coordinator", "national_administrator"]
    held = [Standing(role, "lom", "34")]
    given = {each for each in ROLES if may_grant(held, each)}
    assert given <= set(order[: order.index(role) + 1])
    assert bool(given) is (role in {"coordinator", "national_administrator"})


def test_an_unknown_role_is_given_by_nobody():
    assert not may_grant([NATIONAL], "superuser")
