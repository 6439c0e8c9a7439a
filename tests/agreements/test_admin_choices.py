"""What may be chosen on the pages of a version: only what is right there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements import life, operations
from agreements.models import AgreementVersion, Clause, Party, Responsibility
from tests import factories as make
from tests.admin_forms import address, editor_called, form_on, loaded, save, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    """Return a client logged in as somebody who may do everything."""
    return editor_called("eksempel-redaktor")


def offered(client, model, field, **asked):
    """Return the keys that the search of a field offers, in their order."""
    url = reverse(f"admin:agreements_{model._meta.model_name}_choices")
    asked |= {
        "app_label": "agreements",
        "model_name": model._meta.model_name,
        "field_name": field,
    }
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return [int(row["id"]) for row in answer.json()["results"]]


def with_party(form, partner):
    """Return the form of a version with one party more, the first."""
    return form | {
        "parties-TOTAL_FORMS": "1",
        "parties-0-partner": str(partner.pk),
        "parties-0-name": "Navnet jeg skrev",
    }


class TestParties:
    def test_members_are_offered_and_those_of_today_first(self, editor):
        version = make.make_version()
        partnership = version.agreement.partnership
        today = set(partnership.members.values_list("pk", flat=True))
        left = make.make_partner(name="Aa, som gikk ut")
        make.make_partnership_member(
            partnership=partnership, partner=left, valid_to=date(2021, 1, 1)
        )
        make.make_partnership_member()
        found = offered(editor, Party, "partner", within=version.pk)
        assert set(found[:-1]) == today
        assert found[-1] == left.pk

    def test_the_page_searches_within_its_version(self, editor):
        version = make.make_version()
        page = shown(editor.get(address(AgreementVersion, "change", version.pk)))
        url = reverse("admin:agreements_party_choices")
        assert f'data-ajax--url="{url}?within={version.pk}"' in page

    def test_who_is_no_member_is_refused_and_nothing_is_lost(self, editor):
        version = make.make_version()
        stranger = make.make_partner(name="En fremmed")
        form = with_party(loaded(editor, version), stranger)
        answer = save(editor, version, form, note_nb="Merknaden")
        assert answer.status_code == 200
        assert "dette er ikke et medlem: En fremmed" in shown(answer)
        again = form_on(answer)
        assert again["parties-0-partner"] == [str(stranger.pk)]
        assert again["parties-0-name"] == ["Navnet jeg skrev"]
        assert again["note_nb"] == ["Merknaden"]
        assert not version.parties.exists()

    def test_a_member_is_taken(self, editor):
        version = make.make_version()
        member = version.agreement.partnership.members.first()
        form = with_party(loaded(editor, version), member)
        assert save(editor, version, form).status_code == 302
        assert version.parties.get().partner == member

    def test_a_party_that_is_there_already_may_stay(self, editor):
        party = make.make_party()
        form = loaded(editor, party.version)
        answer = save(editor, party.version, form, **{"parties-0-name": "Nytt navn"})
        assert answer.status_code == 302
        assert party.version.parties.get().name == "Nytt navn"

    def test_on_a_page_of_its_own_the_chosen_version_decides(self, editor):
        version = make.make_version()
        form = {"version": version.pk, "name": "Navnet", "position": "1"}
        url = address(Party, "add")
        stranger = make.make_partnership_member().partner
        refused = editor.post(url, form | {"partner": stranger.pk})
        assert refused.status_code == 200
        member = version.agreement.partnership.members.first()
        assert editor.post(url, form | {"partner": member.pk}).status_code == 302
        assert version.parties.get().partner == member


class TestPlaces:
    @pytest.fixture
    def version(self):
        version = make.make_version(agreed_from=date(2022, 1, 1))
        make.make_clause(version=version)
        make.make_party(version=version)
        return version

    def place(self, version, **given):
        county = version.agreement.partnership.county
        return make.make_municipality(county=county, **given)

    def test_those_of_the_county_in_the_period_are_offered(self, editor, version):
        here = self.place(version)
        ended_in_time = self.place(version, valid_to=date(2022, 1, 1))
        self.place(version, valid_to=date(2021, 12, 31))
        make.make_municipality()
        found = offered(editor, Responsibility, "municipalities", within=version.pk)
        assert set(found) == {here.pk, ended_in_time.pk}

    def test_what_begins_after_the_last_day_is_not_offered(self, editor, version):
        AgreementVersion.objects.update(agreed_to=date(2023, 12, 31))
        here = self.place(version, valid_from=date(2023, 12, 31))
        self.place(version, valid_from=date(2024, 1, 1))
        found = offered(editor, Responsibility, "municipalities", within=version.pk)
        assert found == [here.pk]

    def test_without_a_period_it_is_those_of_today(self, editor, version):
        AgreementVersion.objects.update(agreed_from=None)
        here = self.place(version)
        self.place(version, valid_to=date(2022, 6, 1))
        found = offered(editor, Responsibility, "municipalities", within=version.pk)
        assert found == [here.pk]

    def sent(self, version, place):
        return {
            "clause": version.clauses.get().pk,
            "party": version.parties.get().pk,
            "task": make.make_task().pk,
            "involvement": "leads",
            "target_groups": [make.make_target_group().pk],
            "municipalities": [place.pk],
            "note_nb": "Merknaden",
            "position": "1",
        }

    @pytest.mark.parametrize("told", [True, False], ids=["version told", "not told"])
    def test_a_place_in_another_county_is_refused(self, editor, version, told):
        elsewhere = make.make_municipality(name="Annensteds")
        query = f"?version={version.pk}" if told else ""
        url = address(Responsibility, "add") + query
        answer = editor.post(url, self.sent(version, elsewhere))
        assert answer.status_code == 200
        assert "Annensteds" in shown(answer)
        again = form_on(answer)
        assert again["municipalities"] == [str(elsewhere.pk)]
        assert again["note_nb"] == ["Merknaden"]
        assert not Responsibility.objects.exists()
        here = self.place(version)
        assert editor.post(url, self.sent(version, here)).status_code == 302

    def test_beside_its_clause_the_same_holds(self, editor, version):
        elsewhere, here = make.make_municipality(), self.place(version)
        clause = version.clauses.get()
        sent = {
            f"responsibilities-0-{name}": value
            for name, value in self.sent(version, elsewhere).items()
            if name != "clause"
        }
        form = loaded(editor, clause) | sent | {"responsibilities-TOTAL_FORMS": "1"}
        assert save(editor, clause, form).status_code == 200
        assert not Responsibility.objects.exists()
        form["responsibilities-0-municipalities"] = [here.pk]
        assert save(editor, clause, form).status_code == 302
        assert Responsibility.objects.get().municipalities.get() == here

    def test_a_place_that_is_there_already_may_stay(self, editor):
        old = make.make_municipality()
        row = make.make_responsibility(municipalities=[old])
        here = self.place(row.version)
        form = loaded(editor, row)
        both = [old.pk, here.pk]
        assert save(editor, row, form, municipalities=both).status_code == 302
        assert set(row.municipalities.all()) == {old, here}

    def test_party_and_clause_are_those_of_the_version(self, editor, version):
        others = make.make_clause(), make.make_party()
        url = f"{address(Responsibility, 'add')}?version={version.pk}"
        sent = self.sent(version, self.place(version))
        for name, other in zip(("clause", "party"), others, strict=True):
            answer = editor.post(url, sent | {name: other.pk})
            assert answer.status_code == 200
            assert name in answer.context["adminform"].form.errors
        assert not Responsibility.objects.exists()


class TestEarlierVersion:
    def test_signed_versions_of_the_same_agreement_are_offered(self, editor):
        signed = make.make_version(state="signed")
        draft = make.make_version(agreement=signed.agreement)
        make.make_version(agreement=signed.agreement)
        make.make_version(state="signed")
        found = offered(editor, AgreementVersion, "previous", within=draft.pk)
        assert found == [signed.pk]

    def test_a_version_of_another_agreement_is_refused(self, editor):
        draft, other = make.make_version(), make.make_version(state="signed")
        form = loaded(editor, draft)
        assert save(editor, draft, form, previous=other.pk).status_code == 200
        draft.refresh_from_db()
        assert draft.previous is None


class TestTheSearch:
    def test_it_answers_only_for_its_own_fields(self, editor):
        url = reverse("admin:agreements_party_choices")
        for model, field in [("party", "version"), ("seat", "partner")]:
            asked = {
                "app_label": "agreements",
                "model_name": model,
                "field_name": field,
            }
            assert editor.get(url, asked).status_code == 403

    @pytest.mark.parametrize("within", ["0", "x", "9" * 30])
    def test_within_what_is_not_there_it_answers_nothing(self, editor, within):
        url = reverse("admin:agreements_party_choices")
        asked = {
            "app_label": "agreements",
            "model_name": "party",
            "field_name": "partner",
            "within": within,
        }
        assert editor.get(url, asked).status_code == 403

    def test_strangers_get_the_log_in(self, client):
        url = reverse("admin:agreements_party_choices")
        assert client.get(url).status_code == 302


class TestClausesOnThePageOfTheVersion:
    def test_one_without_a_number_gets_the_next_free_one(self, editor):
        version = make.make_clause(number="8.2", key="a").version
        new = {"kind": "privacy_and_confidentiality", "text_nb": "Tekst"}
        form = loaded(editor, version) | {"clauses-TOTAL_FORMS": "4"}
        for place, given in enumerate(
            [
                {"heading_nb": "Den første"},
                {"heading_nb": "Den andre", "number": "9"},
                {"heading_nb": "Den tredje"},
            ],
            start=1,
        ):
            form |= {
                f"clauses-{place}-{name}": text for name, text in (new | given).items()
            }
        assert save(editor, version, form).status_code == 302
        numbers = version.clauses.order_by("position").values_list("number", flat=True)
        assert list(numbers) == ["8.2", "10", "9", "11"]

    def test_the_next_number_is_told_and_the_key_is_folded(self, editor):
        version = make.make_clause(number="8").version
        page = editor.get(address(AgreementVersion, "change", version.pk))
        folded = shown(page).split('id="clauses-0"')[1].split("<details")[1]
        assert 'name="clauses-0-key"' in folded
        template = page.context["inline_admin_formsets"][1].formset.empty_form
        assert "9" in str(template.fields["number"].help_text)

    def test_there_are_links_to_them(self, editor):
        version = make.make_version()
        for place in (1, 2):
            make.make_clause(version=version, position=place, heading_nb=f"Nr. {place}")
        page = shown(editor.get(address(AgreementVersion, "change", version.pk)))
        assert page.index('href="#clauses-0"') < page.index('href="#clauses-1"')
        assert 'id="clauses-1"' in page

    def test_the_parts_come_once_the_agreement_is_chosen(self, editor):
        agreement = make.make_agreement()
        url = address(AgreementVersion, "add")
        assert "clauses-TOTAL_FORMS" not in form_on(editor.get(url))
        answer = editor.post(url, {"agreement": agreement.pk})
        version = agreement.versions.get()
        assert answer.url == address(AgreementVersion, "change", version.pk)

    def test_more_clauses_cost_no_more_queries(self, editor):
        few, many = (self.long_version(count) for count in (2, 40))
        url = address(AgreementVersion, "change", few.pk)
        editor.get(url)
        with CaptureQueriesContext(connection) as for_few:
            editor.get(url)
        with CaptureQueriesContext(connection) as for_many:
            page = editor.get(address(AgreementVersion, "change", many.pk))
        assert len(for_many) == len(for_few)
        # A browser sends a field for each of these; Django takes a thousand.
        assert sum(map(len, form_on(page).values())) < 600

    def long_version(self, count):
        version = make.make_version()
        party = make.make_party(version=version)
        for place in range(count):
            clause = make.make_clause(version=version, position=place)
            make.make_responsibility(version=version, clause=clause, party=party)
        return version


class TestSomebodyElseAtTheSameTime:
    def test_the_second_writer_of_a_clause_gets_both_texts(self, editor):
        clause = make.make_clause(text_nb="Den første teksten", text_nn="Uendra")
        version = clause.version
        mine, theirs = loaded(editor, version), loaded(editor, version)
        other = editor_called("eksempel-kari")
        changed = save(other, version, theirs, **{"clauses-0-text_nb": "Karis tekst"})
        assert changed.status_code == 302

        answer = save(
            editor,
            version,
            mine,
            **{"clauses-0-text_nb": "Min tekst", "clauses-0-text_nn": "Min nynorsk"},
        )
        assert answer.status_code == 200
        assert "Karis tekst" in shown(answer)
        assert "eksempel-kari" in shown(answer)
        again = form_on(answer)
        assert again["clauses-0-text_nb"] == ["Min tekst"]
        assert again["clauses-0-text_nn"] == ["Min nynorsk"]
        assert Clause.objects.get().text_nb == "Karis tekst"
        assert save(editor, version, again).status_code == 302
        assert Clause.objects.get().text_nb == "Min tekst"

    def test_a_step_taken_meanwhile_shows_the_text_again(self, editor):
        version = make.make_version(state="for_comment")
        make.make_content(version)
        council = version.parties.get(partner__kind="county_council").partner
        coordinator = make.make_user()
        make.make_membership(user=coordinator, partner=council, role="coordinator")
        form = loaded(editor, version)
        operations.send_for_approval(version, actor=coordinator)

        answer = save(editor, version, form, **{"clauses-0-text_nb": "Det jeg skrev"})
        assert answer.status_code == 200
        assert form_on(answer)["clauses-0-text_nb"] == ["Det jeg skrev"]
        sentences = answer.context["adminform"].form.non_field_errors()
        assert len(sentences) == 1
        version.refresh_from_db()
        assert version.state == life.FOR_APPROVAL
        assert version.clauses.get().text_nb == "Partene samarbeider."
