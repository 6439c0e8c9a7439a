"""The front page of «Min side»: what waits, in order, and what is one's own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partners.models import Membership
from tests import factories as make
from tests.confirmations import confirm_on
from tests.pages.reading import bare_text, text_of

pytestmark = pytest.mark.django_db
DESK = "/min-side/"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TODAY = date(2026, 11, 30)
Role = Membership.Role
# Of the page as a whole, with session, user, menu and all of one's own.
MOST_QUERIES = 29
FOREIGN = "FREMMEDORD"


@pytest.fixture(autouse=True)
def on_a_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def county():
    return make.make_county(name="Eksempelfylket")


@pytest.fixture
def partner(county):
    return make.make_partner(name="Nav Eksempel", county=county)


@pytest.fixture
def user(client, partner):
    user = make.make_membership(partner=partner).user
    client.force_login(user)
    return user


def items(client, url=DESK):
    return client.get(url).context["items"]


def kinds(client, url=DESK):
    return [item.kind for item in items(client, url)]


def sections(client, url=DESK):
    return {each.key: each for each in client.get(url).context["mine"].sections}


def draft(partner, state, **given):
    """Return a version to which the partner is a party, in a state."""
    version = make.make_version(**given)
    make.make_content(version)
    make.make_party(version=version, partner=partner, name=partner.name)
    return make.move(version, state)


# Who may read it


def test_without_log_in_one_is_sent_to_it(client):
    response = client.get(DESK)
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]


def test_it_is_no_redirect_to_admin_any_more(client, user):
    response = client.get(DESK)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_who_acts_for_nobody_is_told_what_to_do(client):
    client.force_login(make.make_user())
    page = bare_text(text_of(client.get(DESK)))
    assert "Be koordinatoren i fylket om tilgang" in page


def test_nothing_of_others_is_on_the_page(client, user):
    other = make.make_partner(name=FOREIGN, county=make.make_county())
    service = make.make_service(provider=other, name_nb=FOREIGN)
    make.make_service(provider=other, name_nb=FOREIGN, status="draft")
    make.make_centre(partner=other, name=FOREIGN)
    make.make_membership(partner=other, user=make.make_user(username=FOREIGN))
    confirm_on(service, date(2026, 1, 1), by=FOREIGN)
    for url in (DESK, f"{DESK}?partner={other.slug}", f"{DESK}rettigheter/"):
        assert FOREIGN not in text_of(client.get(url))
    foreign, none = (
        # Each page has a token of its own in the form that logs out.
        bare_text(text_of(client.get(f"{DESK}?partner={slug}"))).replace(slug, "")
        for slug in (other.slug, "finnes-ikke")
    )
    assert foreign == none


# What waits


def test_with_nothing_to_do_it_says_what_one_can_do_next(client, user, partner):
    confirm_on(partner, TODAY)
    page = bare_text(text_of(client.get(DESK)))
    assert items(client) == []
    assert "Du er à jour" in page
    assert "Skriv et tilbud" in page


def test_overdue_facts_come_before_those_that_are_soon_due(client, user, partner):
    confirm_on(partner, TODAY)
    soon = make.make_service(provider=partner, name_nb="Snart")
    late = make.make_service(provider=partner, name_nb="For sent")
    never = make.make_service(provider=partner, name_nb="Aldri")
    fresh = make.make_service(provider=partner, name_nb="Fersk")
    confirm_on(soon, date(2026, 6, 2))
    confirm_on(late, date(2026, 3, 3))
    confirm_on(fresh, TODAY)
    found = items(client)
    assert [item.kind for item in found] == [
        "overdue_check",
        "due_check",
        "unchecked",
    ]
    assert found[0].sentence == (
        "For sent er ikke bekreftet siden 3.\N{NO-BREAK SPACE}mars 2026."
    )
    assert found[0].due_on == date(2026, 9, 3)
    assert found[0].url.endswith(f"/bekreft/tilbud/{late.slug}/")
    assert found[2].url.endswith(f"/bekreft/tilbud/{never.slug}/")


def test_many_of_a_kind_are_one_line(client, user, partner):
    confirm_on(partner, TODAY)
    for _number in range(4):
        confirm_on(make.make_service(provider=partner), date(2026, 3, 3))
    [item] = items(client)
    assert item.sentence.startswith("4 tilbud, steder og roller")
    assert item.url == "/min-side/bekreft/"


def test_a_signatory_is_asked_to_sign_and_not_to_confirm(client, partner):
    signatory = make.make_membership(partner=partner, role=Role.SIGNATORY).user
    client.force_login(signatory)
    make.make_service(provider=partner)
    draft(partner, "for_approval")
    [item] = items(client)
    assert item.kind == "sign"
    assert "venter på underskrift fra Nav Eksempel" in item.sentence
    assert item.button == "Les og skriv under"


def test_an_editor_is_not_asked_to_sign(client, user, partner):
    confirm_on(partner, TODAY)
    draft(partner, "for_approval")
    assert kinds(client) == []


def test_what_is_out_for_comment_waits_until_the_party_has_spoken(
    client, user, partner
):
    confirm_on(partner, TODAY)
    version = draft(partner, "for_comment")
    assert kinds(client) == ["comment"]
    make.make_comment(version=version, partner=partner)
    assert kinds(client) == []


def test_deadlines_of_others_wait_for_others(client, user, partner):
    confirm_on(partner, TODAY)
    version = draft(partner, "draft")
    other = make.make_party(version=version).partner
    for owner, days in [(partner, 10), (partner, -3), (other, 10), (partner, 200)]:
        make.make_deadline(
            version=version,
            owner=owner,
            on=TODAY + timedelta(days=days),
            title_nb=f"{owner.pk} om {days}",
        )
    assert kinds(client) == ["overdue_deadline", "deadline"]
    late, coming = items(client)
    assert late.is_late
    assert late.due_on == TODAY - timedelta(days=3)
    assert not coming.is_late


# Several partners


def test_who_acts_for_several_chooses_one_or_sees_all(client, user, partner):
    other = make.make_partner(name="Karriere Eksempel")
    make.make_membership(user=user, partner=other)
    make.make_service(provider=partner, name_nb="Det ene")
    make.make_service(provider=other, name_nb="Det andre")
    all_of_them = bare_text(text_of(client.get(DESK)))
    assert "Det ene" in all_of_them
    assert "Det andre" in all_of_them
    url = f"{DESK}?partner={other.slug}"
    one = bare_text(text_of(client.get(url)))
    assert "Det ene" not in one
    assert "Det andre" in one
    assert [each["current"] for each in client.get(url).context["choices"]] == [
        False,
        True,
        False,
    ]


def test_who_acts_for_one_has_nothing_to_choose(client, user):
    assert client.get(DESK).context["choices"] == []


# What is one's own


def test_ones_own_is_listed_with_its_state(client, user, partner):
    late = make.make_service(provider=partner, name_nb="A")
    make.make_service(provider=partner, name_nb="B", status="draft")
    make.make_service(provider=partner, name_nb="C", status="ended")
    fresh = make.make_service(provider=partner, name_nb="D")
    confirm_on(late, date(2026, 1, 1))
    confirm_on(fresh, TODAY)
    centre = make.make_centre(partner=partner)
    make.make_weekly_opening(centre=centre, weekday=1)
    found = sections(client)
    assert [(str(line.name), line.state) for line in found["tilbud"].lines] == [
        ("A", "unconfirmed"),
        ("B", "draft"),
        ("D", "confirmed"),
    ]
    assert found["tilbud"].total == 3
    assert [line.state for line in found["steder"].lines] == ["open"]
    assert found["roller"].total == 0


def test_roles_tell_holder_and_deputy(client, user, partner):
    role = make.make_role(partner=partner)
    make.make_role_description(
        role=role, status="published", holder="Kari Eksempel", deputy="Ola Eksempel"
    )
    [line] = sections(client)["roller"].lines
    assert line.note == "Kari Eksempel, med Ola Eksempel som stedfortreder"


def test_colleagues_are_named_once_with_all_their_roles(client, user, partner):
    colleague = make.make_user(first_name="Kari", last_name="Eksempel")
    make.make_membership(partner=partner, user=colleague)
    make.make_membership(partner=partner, user=colleague, role=Role.SIGNATORY)
    make.make_membership(partner=partner, valid_to=date(2026, 1, 1))
    people = client.get(DESK).context["mine"].people_shown
    assert len(people) == 2
    [kari] = [each for each in people if each["name"] == "Kari Eksempel"]
    assert kari["roles"] == ["redaktør", "signatar"]


# How much it asks


def grow(partner, times):
    for number in range(times):
        service = make.make_service(provider=partner)
        if number % 3:
            confirm_on(service, date(2026, 1, 1) + timedelta(days=number))
        make.make_weekly_opening(centre=make.make_centre(partner=partner))
        make.make_membership(partner=partner)
        role = make.make_role(partner=partner)
        make.make_role_description(role=role, status="published")


def test_it_asks_as_much_for_3_rows_as_for_300(
    client, user, partner, django_assert_max_num_queries
):
    def asked():
        with django_assert_max_num_queries(MOST_QUERIES) as captured:
            page = client.get(DESK)
        assert page.status_code == 200
        return len(captured)

    version = draft(partner, "for_comment")
    make.make_deadline(version=version, owner=partner, on=TODAY)
    grow(partner, 3)
    few = asked()
    grow(partner, 75)
    assert asked() == few


# What one may do


def test_rights_are_told_in_sentences_and_as_a_table(client, user, partner):
    page = bare_text(text_of(client.get(f"{DESK}rettigheter/")))
    assert "Du kan redigere tilbud for Nav Eksempel." in page
    assert "Du kan publisere" not in page
    assert "Det som ikke står i tabellen, kan ingen gjøre." in page
    assert "Publisere tilbud" in page
