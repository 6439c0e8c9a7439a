"""The admin: every page answers, nothing locked moves, nothing typed is lost."""

from html import unescape
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Clause, Partnership, Responsibility
from counties.models import Municipality
from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.admin import PortalAdmin, ReadOnlyAdmin
from publishing.models import StatusChange

from . import factories as make

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
    "guidanceservice": lambda: described_service(),
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
    "roledescription": make.make_role_description,
    "seat": make.make_seat,
    "statuschange": make.make_status_change,
    "targetgroup": make.make_target_group,
    "task": make.make_task,
    "unmetneed": lambda: make.make_unmet_need(municipality=make.make_municipality()),
    "versionevent": make.make_version_event,
    "weeklyopening": make.make_weekly_opening,
    # Made by the signing of a version, or there from the start.
    "audithead": lambda: None,
    "effectiveperiod": lambda: make.make_version(state="signed"),
    "signature": lambda: make.make_version(state="signed"),
}


def described_service(**given):
    """Return a service with all that its form asks for."""
    return make.make_service(
        target_groups=[make.make_target_group()], needs=[make.make_need()], **given
    )


def address(model, page, *args):
    return reverse(
        f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args
    )


def name_of(model):
    return model._meta.model_name


@pytest.fixture
def editor():
    """Return a client logged in as somebody who may do everything."""
    return editor_called("eksempel-redaktor")


def editor_called(username):
    user = get_user_model().objects.create_superuser(username, password=None)
    client = Client()
    client.force_login(user)
    return client


class FormReader(HTMLParser):
    """Read what a browser would send from the form of a page."""

    def __init__(self, html):
        super().__init__()
        self.sent = {}
        self.select = self.text = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.sent.setdefault(self.select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self.text = name
            self.sent[name] = [""]
        elif tag == "input" and name and given.get("type") != "submit":
            ticked = "checked" in given
            if given.get("type") not in ("checkbox", "radio") or ticked:
                value = given.get("value") or ("on" if ticked else "")
                self.sent.setdefault(name, []).append(value)

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, data):
        if self.text:
            # The first line break after the tag is not part of the text.
            self.sent[self.text] = [self.sent[self.text][0] + data.lstrip("\n")]


def form_on(response):
    """Return the fields of the page's form with CRLF in texts, as browsers send."""
    sent = FormReader(response.content.decode()).sent
    return {
        name: [value.replace("\n", "\r\n") for value in values]
        for name, values in sent.items()
    }


def loaded(client, row):
    """Return the form that the change page of a row gives somebody."""
    response = client.get(address(type(row), "change", row.pk))
    assert response.status_code == 200
    return form_on(response)


def save(client, row, form, **changes):
    """Send a form and return the answer: 302 is saved, 200 shows the form again."""
    return client.post(address(type(row), "change", row.pk), form | changes)


def shown(response):
    """Return the text of a page; entities as the characters they stand for."""
    return unescape(response.content.decode())


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


class TestTwoEditors:
    def test_the_second_gets_both_texts_and_then_saves(self, editor):
        row = make.make_partner(name="Eksempel", phone="1")
        first, second = loaded(editor, row), loaded(editor, row)
        other = editor_called("eksempel-kari")
        assert save(other, row, first, name="Karis navn", phone="2").status_code == 302

        answer = save(editor, row, second, name="Mitt navn")
        assert answer.status_code == 200
        row.refresh_from_db()
        assert (row.name, row.phone) == ("Karis navn", "2")
        assert "eksempel-kari" in shown(answer)
        assert "Karis navn" in shown(answer)

        again = form_on(answer)
        # Mine stands where both wrote; theirs where I had written nothing.
        assert (again["name"], again["phone"]) == (["Mitt navn"], ["2"])
        assert save(editor, row, again).status_code == 302
        row.refresh_from_db()
        assert (row.name, row.phone) == ("Mitt navn", "2")

    def test_rows_beside_each_other_are_kept_too(self, editor):
        clause = make.make_clause(text_nb="Den første\nteksten")
        version = clause.version
        form = loaded(editor, version)
        Clause.objects.filter(pk=clause.pk).update(text_nb="Den andres")
        mine = {"clauses-0-text_nb": "Min tekst"}
        answer = save(editor, version, form, **mine)
        assert answer.status_code == 200
        assert "Den andres" in shown(answer)
        assert form_on(answer)["clauses-0-text_nb"] == ["Min tekst"]

        deleting = save(editor, version, form, **{"clauses-0-DELETE": "on"})
        assert deleting.status_code == 200
        assert Clause.objects.get().text_nb == "Den andres"

    def test_links_and_ticks_are_compared_as_well(self, editor):
        mine, theirs = make.make_municipality(), make.make_municipality()
        row = make.make_centre(step_free=True)
        form = loaded(editor, row)
        row.serves.add(theirs)
        GuidanceCentre.objects.filter(pk=row.pk).update(
            step_free=False, open_on_public_holidays=True
        )
        answer = save(editor, row, form, phone="3")
        assert answer.status_code == 200
        again = form_on(answer)
        assert again["serves"] == [str(theirs.pk)]
        assert again["step_free"] == ["false"]
        assert again["open_on_public_holidays"] == ["on"]
        again["serves"].append(str(mine.pk))
        assert save(editor, row, again).status_code == 302
        assert set(row.serves.all()) == {mine, theirs}

    def test_a_page_without_its_token_overwrites_nothing(self, editor):
        row = make.make_partner(name="Eksempel")
        form = loaded(editor, row)
        form["row_token"] = "x"
        assert save(editor, row, form, name="Nytt").status_code == 200
        assert Partner.objects.get(pk=row.pk).name == "Eksempel"


class TestRefusalsOfTheDatabase:
    def test_a_rule_that_no_form_asks_says_its_sentence(self, editor):
        """Contact stands in three places, so only the database knows."""
        row = described_service()
        answer = save(editor, row, loaded(editor, row), url="", name_nb="Nytt navn")
        assert answer.status_code == 200
        wanted = admin.site.get_model_admin(type(row)).trigger_sentences
        assert str(wanted["service_published_has_contact"]) in shown(answer)
        assert form_on(answer)["name_nb"] == ["Nytt navn"]

    def test_a_deferred_rule_answers_in_the_form(self, editor):
        row = make.make_responsibility()
        form = loaded(editor, row)
        form.pop("whole_county")
        answer = save(editor, row, form, note_nb="Det jeg skrev")
        assert answer.status_code == 200
        wanted = admin.site.get_model_admin(Responsibility).trigger_sentences
        assert str(wanted["responsibility_has_place"]) in shown(answer)
        assert "Det jeg skrev" in shown(answer)
        row.refresh_from_db()
        assert (row.whole_county, row.note_nb) == (True, "")

    def test_a_public_partnership_keeps_county_council_and_nav(self, editor):
        row = make.make_partnership()
        form = loaded(editor, row)
        answer = save(editor, row, form, **{"memberships-0-DELETE": "on"})
        assert answer.status_code == 200
        wanted = admin.site.get_model_admin(Partnership).trigger_sentences
        assert str(wanted["partnership_has_council_and_nav"]) in shown(answer)
        assert row.memberships.count() == 2

    def test_a_constraint_on_a_field_not_in_the_form_says_its_sentence(self, editor):
        row = described_service()
        answer = save(editor, row, loaded(editor, row), summary_nb="")
        assert answer.status_code == 200
        constraint = next(
            each
            for each in type(row)._meta.constraints
            if each.name == "service_published_is_described"
        )
        assert str(constraint.violation_error_message) in shown(answer)

    def test_what_others_build_on_is_not_deleted(self, editor):
        role = make.make_role()
        url = address(Partner, "delete", role.partner_id)
        answer = editor.post(url, {"post": "yes"})
        assert answer.status_code == 200
        assert Partner.objects.filter(pk=role.partner_id).exists()

    def test_a_refused_deletion_leads_back_with_its_sentence(self, editor):
        partnership = make.make_partnership()
        member = partnership.memberships.first()
        url = address(type(member), "delete", member.pk)
        answer = editor.post(url, {"post": "yes"}, follow=True)
        wanted = admin.site.get_model_admin(Partnership).trigger_sentences
        assert str(wanted["partnership_has_council_and_nav"]) in shown(answer)
        listed = address(type(member), "changelist")
        answer = editor.post(
            listed,
            {"action": "delete_selected", "_selected_action": member.pk, "post": "y"},
            follow=True,
        )
        assert str(wanted["partnership_has_council_and_nav"]) in shown(answer)
        assert partnership.memberships.count() == 2


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


class TestEditing:
    def test_a_person_s_edit_is_noted_and_told(self, editor):
        row = make.make_partner(name="Før")
        assert row.edited_by_person_at is None
        assert save(editor, row, loaded(editor, row), name="Etter").status_code == 302
        row.refresh_from_db()
        assert row.edited_by_person_at is not None
        history = shown(editor.get(address(Partner, "history", row.pk)))
        assert "«Før» → «Etter»" in history
        assert "eksempel-redaktor" in history

    def test_opening_hours_count_as_an_edit_of_the_place(self, editor):
        row = make.make_weekly_opening().centre
        form = loaded(editor, row)
        answer = save(editor, row, form, **{"weekly_openings-0-closes": "16:00"})
        assert answer.status_code == 302
        row.refresh_from_db()
        assert row.edited_by_person_at is not None

    def test_an_organisation_number_may_be_spaced(self, editor):
        row = make.make_partner()
        form = loaded(editor, row)
        answer = save(editor, row, form, organisation_number=" 889 640 782 ")
        assert answer.status_code == 302
        row.refresh_from_db()
        assert row.organisation_number == "889640782"
        assert save(editor, row, form, organisation_number="123").status_code == 200

    def test_a_new_clause_comes_last_and_gets_its_key(self, editor):
        version = make.make_clause(position=7).version
        form = loaded(editor, version) | {
            "clauses-TOTAL_FORMS": "2",
            "clauses-1-number": "9",
            "clauses-1-kind": "privacy_and_confidentiality",
            "clauses-1-heading_nb": "Åpenhet og røyndom",
            "clauses-1-text_nb": "Første linje\r\nAndre linje",
        }
        assert save(editor, version, form).status_code == 302
        clause = version.clauses.get(number="9")
        assert (clause.position, clause.key) == (8, "apenhet-og-royndom")
        assert clause.text_nb == "Første linje\nAndre linje"

    def test_a_new_responsibility_belongs_to_the_version_of_its_clause(self, editor):
        version = make.make_version()
        clause, party = (
            make.make_clause(version=version),
            make.make_party(version=version),
        )
        elsewhere = make.make_clause()
        url = f"{address(Responsibility, 'add')}?version={version.pk}"
        page = editor.get(url)
        assert f'value="{elsewhere.pk}"' not in shown(page).split("id_party")[0]
        form = form_on(page) | {
            "clause": clause.pk,
            "party": party.pk,
            "task": make.make_task().pk,
            "involvement": "leads",
            "target_groups": [make.make_target_group().pk],
            "whole_county": "on",
        }
        assert editor.post(url, form).status_code == 302
        assert Responsibility.objects.get().version == version

    def test_only_what_can_be_written_to_is_offered_for_a_new_part(self, editor):
        make.make_version(state="signed")
        draft = make.make_version()
        found = editor.get(
            reverse("admin:autocomplete"),
            {
                "app_label": "agreements",
                "model_name": "clause",
                "field_name": "version",
            },
        )
        assert [row["id"] for row in found.json()["results"]] == [str(draft.pk)]

    def test_texts_say_their_language(self, editor):
        page = shown(editor.get(address(Clause, "change", make.make_clause().pk)))
        assert 'lang="nn"' in page


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
