"""Editing in the admin: nobody overwrites anybody, and nothing typed is lost."""

import pytest
from django.contrib import admin
from django.urls import reverse

from agreements.models import Clause, Partnership, Responsibility
from guidance_centres.models import GuidanceCentre
from partners.models import Partner

from . import factories as make
from .admin_forms import (
    address,
    described_service,
    editor_called,
    form_on,
    loaded,
    save,
    shown,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    """Return a client logged in as somebody who may do everything."""
    return editor_called("eksempel-redaktor")


class TestTwoEditors:
    def test_the_second_gets_both_texts_and_then_saves(self, editor):
        row = make.make_partner(name="Eksempel", phone="11 22 33 44")
        first, second = loaded(editor, row), loaded(editor, row)
        other = editor_called("eksempel-kari")
        assert (
            save(other, row, first, name="Karis navn", phone="22 33 44 55").status_code
            == 302
        )

        answer = save(editor, row, second, name="Mitt navn")
        assert answer.status_code == 200
        row.refresh_from_db()
        assert (row.name, row.phone) == ("Karis navn", "22 33 44 55")
        assert "eksempel-kari" in shown(answer)
        assert "Karis navn" in shown(answer)

        again = form_on(answer)
        # Mine stands where both wrote; theirs where I had written nothing.
        assert (again["name"], again["phone"]) == (["Mitt navn"], ["22 33 44 55"])
        assert save(editor, row, again).status_code == 302
        row.refresh_from_db()
        assert (row.name, row.phone) == ("Mitt navn", "22 33 44 55")

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
        answer = save(editor, row, form, phone="33 44 55 66")
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

    def test_a_clause_with_responsibilities_stays_beside_its_version(self, editor):
        clause = make.make_responsibility().clause
        form = loaded(editor, clause.version)
        number = next(
            name.split("-")[1]
            for name, value in form.items()
            if name.startswith("clauses-")
            and name.endswith("-id")
            and value == [str(clause.pk)]
        )
        changes = {f"clauses-{number}-DELETE": "on"}
        assert save(editor, clause.version, form, **changes).status_code == 200
        assert Clause.objects.filter(pk=clause.pk).exists()

    def test_an_address_of_nothing_is_no_fault(self, editor):
        for wrong in ("abc", "0", "9" * 30):
            url = address(Partner, "change", wrong)
            assert editor.get(url).status_code == 302
            assert editor.post(url, {"name": "x"}).status_code == 302

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
