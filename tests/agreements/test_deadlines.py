"""Deadlines: what the database refuses, and how they are mended and shown."""

from datetime import date, timedelta

import pytest
import time_machine

from agreements.models import Deadline
from partners.models import Partner
from tests import factories as make
from tests.admin_forms import address, editor_called, form_on, loaded, save, shown
from tests.refusals import refused

pytestmark = pytest.mark.django_db

DUE = date(2027, 12, 31)


class TestRules:
    def test_a_kind_that_is_not_known_is_refused(self):
        with refused("deadline_kind_known"):
            make.make_deadline(kind="party")

    @pytest.mark.parametrize("title", ["title_nb", "title_nn"])
    def test_another_deadline_says_what_it_is_about(self, title):
        with refused("deadline_is_told"):
            make.make_deadline(kind="other")
        make.make_deadline(kind="other", **{title: "Svare på høringen"})

    def test_the_same_deadline_stands_there_once(self):
        one = make.make_deadline(title_nb="Evaluere")
        with refused("deadline_once"):
            make.make_deadline(version=one.version, title_nb="Evaluere")
        make.make_deadline(version=one.version, title_nb="Evaluere igjen")
        make.make_deadline(title_nb="Evaluere")


@pytest.fixture
def editor():
    return editor_called("eksempel-redaktor")


@pytest.fixture
def version():
    return make.make_version(state="signed")


def add(editor, version, **given):
    url = f"{address(Deadline, 'add')}?version={version.pk}"
    form = form_on(editor.get(url))
    return editor.post(url, form | {"kind": "notice", "on": "31.12.2027"} | given)


class TestAdmin:
    def test_a_signed_version_gets_a_deadline_with_one_of_its_clauses(
        self, editor, version
    ):
        clause = version.clauses.get()
        owner = version.parties.first().partner
        answer = add(editor, version, owner=owner.pk, clause_key=clause.key)
        assert answer.status_code == 302
        deadline = Deadline.objects.get()
        assert (deadline.version, deadline.clause_key) == (version, clause.key)
        assert deadline.on == DUE

    def test_the_clause_of_another_version_is_refused(self, editor, version):
        other = make.make_clause(key="en-annen-avtale")
        owner = version.parties.first().partner
        answer = add(editor, version, owner=owner.pk, clause_key=other.key)
        assert answer.status_code == 200
        assert not Deadline.objects.exists()

    def test_who_is_no_party_cannot_own_it_and_nothing_typed_is_lost(
        self, editor, version
    ):
        outsider = make.make_partner()
        answer = add(editor, version, owner=outsider.pk, title_nb="Det jeg skrev")
        assert answer.status_code == 200
        assert outsider.name in shown(answer)
        assert "Det jeg skrev" in shown(answer)
        assert not Deadline.objects.exists()

    def test_without_a_version_in_the_address_it_is_chosen_in_the_form(
        self, editor, version
    ):
        url = address(Deadline, "add")
        form = form_on(editor.get(url))
        assert "clause_key" not in form
        sent = {"version": version.pk, "kind": "notice", "on": "31.12.2027"}
        party = version.parties.first().partner
        outsider = make.make_partner(kind=Partner.Kind.OTHER)
        refused_answer = editor.post(url, form | sent | {"owner": outsider.pk})
        assert refused_answer.status_code == 200
        assert editor.post(url, form | sent | {"owner": party.pk}).status_code == 302

    def test_a_withdrawn_version_gets_none(self, editor):
        withdrawn = make.make_version(state="withdrawn")
        page = editor.get(f"{address(Deadline, 'add')}?version={withdrawn.pk}")
        assert f'<option value="{withdrawn.pk}"' not in page.content.decode()

    def test_it_is_moved_and_done_after_the_version_was_signed(self, editor):
        version = make.make_version(state="signed")
        owner = version.parties.first().partner
        deadline = make.make_deadline(version=version, owner=owner)
        form = loaded(editor, deadline)
        answer = save(editor, deadline, form, on="1.2.2028", done_on="15.1.2028")
        assert answer.status_code == 302
        deadline.refresh_from_db()
        assert (deadline.on, deadline.done_on) == (date(2028, 2, 1), date(2028, 1, 15))


@pytest.fixture
def day():
    """Let it be a Wednesday in March while the test runs, and return it."""
    with time_machine.travel("2027-03-10 12:00+01:00", tick=False):
        yield date(2027, 3, 10)


@pytest.mark.parametrize(
    "when, expected",
    [
        ("overdue", {"sen"}),
        ("soon", {"i dag", "om 90"}),
        ("later", {"om 91"}),
        ("done", {"gjort"}),
    ],
)
def test_the_list_is_filtered_by_how_near_it_is(day, editor, when, expected):
    for title, days, done in [
        ("sen", -1, None),
        ("i dag", 0, None),
        ("om 90", 90, None),
        ("om 91", 91, None),
        ("gjort", -1, day),
    ]:
        make.make_deadline(title_nb=title, on=day + timedelta(days=days), done_on=done)
    page = editor.get(address(Deadline, "changelist"), {"when": when})
    rows = page.context["cl"].result_list
    assert {row.title_nb for row in rows} == expected


class TestFrontPage:
    def front(self, client):
        return client.get("/admin/").context["ahead"]

    def test_overdue_stands_apart_and_each_leads_to_where_it_is_mended(
        self, day, version, editor
    ):
        late = make.make_deadline(version=version, on=day - timedelta(days=3))
        soon = make.make_deadline(version=version, on=day + timedelta(days=90))
        make.make_deadline(version=version, on=day + timedelta(days=91))
        ahead = self.front(editor)
        assert [line.url for line in ahead.overdue] == [
            f"/admin/agreements/deadline/{late.pk}/change/"
        ]
        assert [line.url for line in ahead.coming] == [
            f"/admin/agreements/deadline/{soon.pk}/change/"
        ]

    def test_a_person_sees_what_their_partners_may_know(self, day, version, client):
        make.make_deadline(version=version, on=day)
        held = make.make_membership(
            partner=version.parties.first().partner, user=make.make_user(is_staff=True)
        )
        stranger = make.make_user(is_staff=True)
        client.force_login(stranger)
        assert self.front(client).coming == []
        client.force_login(held.user)
        [line] = self.front(client).coming
        assert client.get(line.url).status_code == 200
        client.force_login(stranger)
        assert client.get(line.url).status_code == 403

    def test_a_long_list_is_cut_and_counted(self, day, version, editor):
        for number in range(30):
            make.make_deadline(version=version, on=day + timedelta(days=number))
        ahead = self.front(editor)
        assert (len(ahead.coming), ahead.more_coming) == (25, 5)
        assert "5" in shown(editor.get("/admin/"))


class TestPublicPages:
    def test_the_county_tells_the_next_three_and_no_draft(self, client, day):
        version = make.make_version(state="signed", agreed_to=date(2030, 12, 31))
        partnership = version.agreement.partnership
        for number, title in enumerate(["Første", "Andre", "Fjerde"]):
            make.make_deadline(
                version=version, title_nb=title, on=day + timedelta(days=40 * number)
            )
        make.make_annual_event(partnership=partnership, month=5, title_nb="Vårmøtet")
        draft = make.make_version(agreement=version.agreement)
        make.make_deadline(version=draft, title_nb="Hemmelig", on=day)
        text = shown(client.get(partnership.county.get_absolute_url()))
        places = [text.index(words) for words in ("Første", "Andre", "Vårmøtet")]
        assert places == sorted(places)
        assert "mai 2027" in text.lower()
        assert "Fjerde" not in text
        assert "Hemmelig" not in text

    def test_an_agreement_that_is_to_begin_is_told_of(self, client, day):
        version = make.make_version(state="signed", agreed_from=date(2028, 1, 1))
        county = version.agreement.partnership.county
        text = shown(client.get(county.get_absolute_url()))
        assert "1.\N{NO-BREAK SPACE}januar 2028" in text

    def test_the_version_tells_its_deadlines(self, client, version):
        clause = version.clauses.get()
        make.make_deadline(
            version=version, on=DUE, title_nb="Evaluere", clause_key=clause.key
        )
        text = shown(client.get(version.get_absolute_url()))
        assert "Evaluere" in text
        assert "31.\N{NO-BREAK SPACE}desember 2027" in text
        assert f'href="#{clause.anchor}"' in text
