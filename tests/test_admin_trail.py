"""Every change made in admin is in the audit trail, and none stands without it."""

import pytest
from django.contrib import admin
from django.db import IntegrityError

from partners.models import Membership, Partner
from publishing import operations
from publishing.admin import ReadOnlyAdmin
from publishing.admin.trailed import WithTrail, stored
from publishing.models import StatusChange

from . import factories as make
from .admin_forms import address, editor_called, form_on, loaded, save, shown
from .test_admin import MAKERS, MODELS, name_of

pytestmark = pytest.mark.django_db
EDITABLE = [
    model
    for model in MODELS
    if not isinstance(admin.site.get_model_admin(model), ReadOnlyAdmin)
]
# What can be changed in rows without a line of free text.
CHANGES = {
    "agreement": {"title_nn": "Ny tittel"},
    "clauseexemption": {"legal_basis": "Nytt grunnlag"},
    "countychange": {"date": "2024-02-02"},
    "deadline": {"note": "Nytt"},
    "guidanceservice": {"name_nb": "Nytt navn"},
    "membership": {"valid_to": "2030-01-31"},
    "municipalitychange": {"date": "2024-02-02"},
    "partnershipmember": {"valid_to": "2030-01-31"},
    "openingexception": {"date": "2027-05-01"},
    "weeklyopening": {"closes": "16:00"},
}


@pytest.fixture
def editor():
    return editor_called("eksempel-redaktor")


def entries(row, *actions):
    found = StatusChange.objects.filter(
        content_type__app_label=row._meta.app_label,
        content_type__model=row._meta.model_name,
        object_id=str(row.pk),
    )
    return list(found.filter(action__in=actions) if actions else found)


def change_for(model, form):
    """Return what to write into the form of a row so that it changes."""
    given = CHANGES.get(name_of(model), {})
    if given and given.keys() <= form.keys():
        return given
    for field in model._meta.concrete_fields:
        free = field.get_internal_type() in {"CharField", "TextField"}
        if free and not field.choices and field.name in form:
            if field.name in {"code", "slug", "organisation_number", "postal_code"}:
                continue
            [value] = form[field.name]
            return {field.name: f"{value[:30]} nytt".strip()}
    pytest.fail(f"say in CHANGES what can be changed in {name_of(model)}")


def made(model):
    MAKERS[name_of(model)]()
    row = model.objects.last()
    return type(row)._base_manager.get(pk=row.pk)


def test_every_editable_admin_writes_the_trail():
    for model in EDITABLE:
        assert isinstance(admin.site.get_model_admin(model), WithTrail)


@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
class TestEveryAdmin:
    def test_a_change_is_one_entry_with_before_and_after(self, model, editor):
        row = made(model)
        form = loaded(editor, row)
        change = change_for(model, form)
        before = stored(row)
        told = len(entries(row))
        answer = save(editor, row, form, **change)
        assert answer.status_code == 302, shown(answer)
        after = stored(row)
        [*_earlier, entry] = entries(row)
        assert len(entries(row)) == told + 1
        assert entry.action == "edited"
        assert set(entry.details["changes"]) == {
            name for name in after if after[name] != before[name]
        }
        for name, (old, new) in entry.details["changes"].items():
            if isinstance(new, dict):
                assert new == {"personal": True}
            else:
                assert (old, new) == (before[name], after[name])

    def test_saving_without_a_change_is_no_entry(self, model, editor):
        row = made(model)
        told = len(entries(row))
        assert save(editor, row, loaded(editor, row)).status_code == 302
        assert len(entries(row)) == told

    def test_a_deletion_is_one_entry_that_tells_what_there_was(self, model, editor):
        row = made(model)
        owner = admin.site.get_model_admin(model)
        before = stored(row)
        told = len(entries(row))
        answer = editor.post(address(model, "delete", row.pk), {"post": "yes"})
        if type(row)._base_manager.filter(pk=row.pk).exists():
            assert len(entries(row)) == told
            return
        assert answer.status_code == 302
        [*_earlier, entry] = entries(row)
        assert len(entries(row)) == told + 1
        assert entry.action == "deleted"
        told_of = {
            name for name, value in before.items() if value not in (None, "", [])
        }
        assert set(entry.details["changes"]) == told_of
        assert owner is not None

    def test_an_addition_is_one_entry(self, model, editor):
        row = made(model)
        form = loaded(editor, row)
        filled = {
            field.name: str(value)
            for field in model._meta.concrete_fields
            if (value := field.value_from_object(row))
            not in (None, "", True, False, [])
            and not isinstance(value, list)
        } | {name: value for name, value in form.items() if "-" not in name}
        if name_of(model) == "party":
            partnership = row.version.agreement.partnership
            make.make_partnership_member(partnership=partnership, partner=row.partner)
        row.delete()
        blank = form_on(editor.get(address(model, "add")))
        sent = blank | filled | {"row_token": ""}
        before = set(StatusChange.objects.values_list("pk", flat=True))
        answer = editor.post(address(model, "add"), sent)
        assert answer.status_code == 302, shown(answer)
        new = StatusChange.objects.exclude(pk__in=before).filter(action="added")
        own = [
            each for each in new if each.content_type.model == model._meta.model_name
        ]
        assert len(own) == 1
        assert own[0].details["changes"]
        assert all(old is None for old, _new in own[0].details["changes"].values())


class TestInlines:
    def test_each_row_beside_its_parent_has_its_own_entry(self, editor):
        row = make.make_membership().partner
        user = make.make_user()
        form = loaded(editor, row) | {
            "memberships-TOTAL_FORMS": "2",
            "memberships-0-role": "coordinator",
            "memberships-1-user": str(user.pk),
            "memberships-1-role": "editor",
            "memberships-1-valid_from": "2025-01-01",
        }
        assert save(editor, row, form).status_code == 302
        changed, added = row.memberships.order_by("pk")
        assert entries(row) == []
        [entry] = entries(changed)
        assert entry.details["changes"] == {"role": ["editor", "coordinator"]}
        assert entry.details["within"] == f"partners.partner:{row.pk}"
        [entry] = entries(added)
        assert entry.details["changes"]["user"] == [None, f"#{user.pk}"]

        form = loaded(editor, row) | {"memberships-0-DELETE": "on"}
        gone = row.memberships.order_by("pk")[0]
        numbered = loaded(editor, row)
        number = next(
            name.split("-")[1]
            for name, value in numbered.items()
            if name.endswith("-id") and value == [str(gone.pk)]
        )
        form = numbered | {f"memberships-{number}-DELETE": "on"}
        assert save(editor, row, form).status_code == 302
        assert [each.action for each in entries(gone)][-1] == "deleted"

    def test_what_goes_with_a_row_is_counted(self, editor):
        row = make.make_centre(status="draft")
        make.make_weekly_opening(centre=row)
        editor.post(address(type(row), "delete", row.pk), {"post": "yes"})
        [entry] = entries(row)
        assert entry.details["with_it"]["guidance_centres.weeklyopening"] == 1


class TestAFailingTrail:
    @pytest.fixture
    def broken(self, monkeypatch):
        def fail(*arguments, **options):
            raise IntegrityError("no entry")

        monkeypatch.setattr(operations.chain, "entry_digest", fail)

    def test_undoes_the_change(self, editor, broken):
        row = make.make_partner(name="Før")
        form = loaded(editor, row)
        save(editor, row, form, name="Etter")
        row.refresh_from_db()
        assert row.name == "Før"

    def test_undoes_what_was_added(self, editor, broken):
        form = form_on(editor.get(address(Partner, "add")))
        sent = form | {"name": "Ny", "slug": "ny", "kind": "other"}
        editor.post(address(Partner, "add"), sent)
        assert not Partner.objects.exists()

    def test_undoes_a_deletion_in_page_and_list(self, editor, broken):
        row = make.make_membership()
        editor.post(address(Membership, "delete", row.pk), {"post": "yes"})
        chosen = {"action": "delete_selected", "_selected_action": row.pk}
        editor.post(address(Membership, "changelist"), chosen | {"post": "yes"})
        assert Membership.objects.filter(pk=row.pk).exists()


def test_the_history_page_begins_with_sentences(editor):
    row = make.make_partner(name="Før")
    save(editor, row, loaded(editor, row), name="Etter")
    page = shown(editor.get(address(Partner, "history", row.pk)))
    assert "eksempel-redaktor endret «Etter»: navn fra «Før» til «Etter»" in page
