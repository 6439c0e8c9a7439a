"""The admin: every page answers, and nothing moves that is locked or not for you."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Clause
from counties.models import Municipality
from partners.models import Partner
from publishing.admin import PortalAdmin, ReadOnlyAdmin
from publishing.models import StatusChange
from services.models.unmet_need import LOWEST_SHOWN

from . import factories as make
from .admin_forms import address, described_service, editor_called, loaded, save, shown

pytestmark = pytest.mark.django_db

OURS = [
    "agreements",
    "counties",
    "guidance_centres",
    "partners",
    "publishing",
    "services",
]
MODELS = [
    model
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "pgh_tracked_model")
    and not model._meta.proxy
    # The database keeps these by itself: nobody edits them.
    and model._meta.default_permissions
]
MAKERS = {
    "agreement": make.make_agreement,
    "agreementversion": make.make_version,
    "annualevent": make.make_annual_event,
    "auditperson": make.make_audit_person,
    "body": make.make_body,
    "boundary": lambda: make.make_boundary(county=make.make_county()),
    "channel": make.make_channel,
    "check": make.make_check,
    "clause": make.make_clause,
    "county": make.make_county,
    "countychange": make.make_county_change,
    "formerslug": make.make_former_slug,
    "guidancecentre": make.make_centre,
    "guidanceservice": described_service,
    "measure": make.make_measure,
    "membership": make.make_membership,
    "municipality": make.make_municipality,
    "municipalitychange": make.make_municipality_change,
    "need": make.make_need,
    "openingexception": make.make_opening_exception,
    "partner": make.make_partner,
    "partnership": make.make_partnership,
    "partnershipmember": make.make_partnership_member,
    "party": make.make_party,
    "postalcode": make.make_postal_code,
    "responsibility": make.make_responsibility,
    "role": make.make_role,
    "roleanswer": make.make_role_answer,
    "roledescription": lambda: make.make_role_description(status="draft"),
    "seat": make.make_seat,
    "statuschange": make.make_status_change,
    "targetgroup": make.make_target_group,
    "task": make.make_task,
    "unmetneed": lambda: make.make_unmet_need(
        municipality=make.make_municipality(), count=LOWEST_SHOWN
    ),
    "versionevent": make.make_version_event,
    "weeklyopening": make.make_weekly_opening,
    # Made by the signing of a version, or there from the start.
    "audithead": lambda: None,
    "effectiveperiod": lambda: make.make_version(state="signed"),
    "signature": lambda: make.make_version(state="signed"),
    "voidedsignature": make.make_voided_signature,
    "signeddocument": make.make_signed_document,
    "comment": make.make_comment,
    "clauseexemption": make.make_exemption,
    "deadline": make.make_deadline,
    "outgoingmail": make.make_outgoing_mail,
    "proposal": make.make_proposal,
    "calendaraddress": make.make_calendar_address,
    "invitation": make.make_invitation,
}


def name_of(model):
    return model._meta.model_name


@pytest.fixture
def editor():
    """Return a client logged in as somebody who may do everything."""
    return editor_called("eksempel-redaktor")


def test_every_model_has_an_admin():
    assert [model for model in MODELS if not admin.site.is_registered(model)] == []
    assert sorted(MAKERS) == sorted(name_of(model) for model in MODELS)


@pytest.mark.parametrize("model", MODELS, ids=name_of)
class TestEveryAdmin:
    def test_pages_answer(self, model, editor):
        MAKERS[name_of(model)]()
        row = model.objects.last()
        read_only = isinstance(admin.site.get_model_admin(model), ReadOnlyAdmin)
        for url in [
            address(model, "changelist"),
            address(model, "changelist") + "?q=eksempel",
            address(model, "change", row.pk),
            address(model, "history", row.pk),
        ]:
            assert editor.get(url).status_code == 200, url
        added = editor.get(address(model, "add"))
        assert added.status_code == (403 if read_only else 200)

    def test_the_list_asks_no_more_for_more_rows(self, model, editor):
        url = address(model, "changelist")
        maker = MAKERS[name_of(model)]
        maker()
        editor.get(url)
        with CaptureQueriesContext(connection) as few:
            editor.get(url)
        for _number in range(4):
            maker()
        with CaptureQueriesContext(connection) as many:
            editor.get(url)
        assert len(many) <= min(len(few) + 1, 12)

    def test_saving_what_was_loaded_changes_nothing(self, model, editor):
        MAKERS[name_of(model)]()
        row = model.objects.last()
        if isinstance(admin.site.get_model_admin(model), ReadOnlyAdmin):
            assert save(editor, row, {}).status_code == 403
            assert editor.post(address(model, "delete", row.pk)).status_code == 403
            return
        before = model.objects.filter(pk=row.pk).values().get()
        assert save(editor, row, loaded(editor, row)).status_code == 302
        assert model.objects.filter(pk=row.pk).values().get() == before


class TestSignedVersion:
    @pytest.fixture
    def version(self):
        return make.make_version(state="signed")

    def parts(self, version):
        party = version.parties.first()
        return [
            version,
            party,
            version.clauses.first(),
            version.responsibilities.first(),
            party.signature,
        ]

    def test_nothing_of_it_can_be_saved_or_deleted(self, editor, version):
        for part in self.parts(version):
            page = editor.get(address(type(part), "change", part.pk))
            assert 'name="_save"' not in shown(page)
            assert "locked" in shown(page)
            deleted = editor.post(address(type(part), "delete", part.pk), {"post": 1})
            assert deleted.status_code == 403
        assert version.clauses.count() == 1

    def test_a_draft_has_its_buttons(self, editor):
        page = editor.get(address(Clause, "change", make.make_clause().pk))
        assert 'name="_save"' in shown(page)

    def test_what_is_typed_while_others_sign_is_shown_and_not_saved(self, editor):
        version = make.make_version()
        make.make_content(version)
        clause = version.clauses.get()
        form = loaded(editor, clause)
        make.sign(version)
        answer = save(editor, clause, form, text_nb="Teksten jeg skrev")
        assert answer.status_code == 200
        assert "Teksten jeg skrev" in shown(answer)
        clause.refresh_from_db()
        assert clause.text_nb == "Partene samarbeider."


class TestStatus:
    def move(self, client, action, *rows):
        chosen = [row.pk for row in rows]
        url = address(type(rows[0]), "changelist")
        sent = {"action": action, "_selected_action": chosen}
        return client.post(url, sent, follow=True)

    def test_it_moves_by_an_action_that_is_recorded(self, editor):
        row = make.make_service(status="draft", summary_nb="x", outcome_nb="y", url="")
        row.provider.phone = "1"
        row.provider.save()
        self.move(editor, "publish", row)
        row.refresh_from_db()
        assert row.status == "published"
        assert StatusChange.objects.get().object_id == str(row.pk)

    def test_each_row_is_told_of_by_itself(self, editor):
        good, bare = make.make_service(), make.make_service(status="draft")
        answer = self.move(editor, "publish", good, bare)
        assert len(list(answer.context["messages"])) == 2
        bare.refresh_from_db()
        assert bare.status == "draft"

    def test_a_form_cannot_move_it(self, editor):
        row = described_service(status="draft")
        form = loaded(editor, row)
        assert "status" not in form
        assert save(editor, row, form, status="published").status_code == 302
        row.refresh_from_db()
        assert row.status == "draft"

    def test_what_was_public_is_ended_not_deleted(self, editor):
        row = make.make_centre()
        url = address(type(row), "delete", row.pk)
        assert editor.post(url, {"post": "yes"}).status_code == 403


def test_staff_without_rights_meet_closed_doors():
    user = make.make_user(is_staff=True)
    client = Client()
    client.force_login(user)
    row = make.make_municipality()
    assert client.get(address(Municipality, "changelist")).status_code == 403
    assert client.get(address(Partner, "add")).status_code == 403
    assert client.get(address(Municipality, "change", row.pk)).status_code == 403


def test_every_long_choice_can_be_searched():
    for model in MODELS:
        for name in admin.site.get_model_admin(model).autocomplete_fields:
            target = model._meta.get_field(name).related_model
            assert admin.site.get_model_admin(target).search_fields, (model, name)


def test_every_editable_admin_keeps_both_texts():
    for model in MODELS:
        model_admin = admin.site.get_model_admin(model)
        assert isinstance(model_admin, PortalAdmin | ReadOnlyAdmin), model
