"""What somebody may do whom an issuer let in for one organisation."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from agreements.ahead.coming_reading import points_for
from partners.accounts.sessions import SessionStore
from partners.oidc.acting_for import limit_to_organisation
from partners.standing import LEVELS_ABOVE, held_by, standings_of
from tests.factories import make_deadline, make_membership, make_partner, make_user

from .issuer import NUMBER

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 10)


@pytest.fixture
def user_of(rf: RequestFactory):
    """Return a function that gives the user of a request with such a session."""

    def of(user, **session):
        request = rf.get("/min-side/")
        request.user = user
        request.session = SessionStore()
        request.session.update(session)
        limit_to_organisation(lambda request: None)(request)
        return request.user

    return of


@pytest.fixture
def two_hats(partner):
    """Return somebody who coordinates one partner and edits another."""
    user = make_user()
    make_membership(user=user, partner=partner, role="editor")
    make_membership(
        user=user,
        partner=make_partner(slug="other", organisation_number="974760673"),
        role="coordinator",
    )
    return user


def slugs(user):
    return {standing.partner for standing in standings_of(user, DAY)}


def test_a_session_for_one_organisation_gives_nothing_for_another(
    user_of, two_hats, partner
):
    limited = user_of(two_hats, oidc_issuer="https://issuer.example", acting_for=NUMBER)
    assert slugs(limited) == {partner.slug}


def test_a_session_with_a_password_is_not_limited(user_of, two_hats, partner):
    assert slugs(user_of(two_hats)) == {partner.slug, "other"}


@pytest.mark.parametrize("number", [None, "", "889640782"])
def test_without_a_number_that_fits_there_is_no_standing(user_of, two_hats, number):
    session = {"oidc_issuer": "https://issuer.example"}
    if number is not None:
        session["acting_for"] = number
    assert slugs(user_of(two_hats, **session)) == set()


def test_an_account_over_the_whole_portal_is_nobody_then(user_of, two_hats):
    two_hats.is_superuser = True
    limited = user_of(two_hats, oidc_issuer="https://issuer.example", acting_for=NUMBER)
    assert not limited.is_authenticated


def test_who_is_not_logged_in_stays_nobody(user_of):
    nobody = user_of(AnonymousUser(), oidc_issuer="x", acting_for=NUMBER)
    assert standings_of(nobody, DAY) == ()


def test_an_organisation_covers_what_belongs_to_it_and_not_what_it_belongs_to(partner):
    above = make_partner(slug="above", organisation_number="974760673")
    partner.parent = above
    partner.save()
    below = partner
    line = []
    for level in range(LEVELS_ABOVE + 1):
        below = make_partner(slug=f"below-{level}", parent=below)
        line.append(below)
    user = make_user()
    for each in (above, partner, *line):
        make_membership(user=user, partner=each)
    found = {
        membership.partner.slug for membership in held_by(user, DAY, acting_for=NUMBER)
    }
    assert found == {partner.slug, *(f"below-{n}" for n in range(LEVELS_ABOVE))}


def test_it_is_still_one_query(user_of, two_hats, django_assert_num_queries):
    limited = user_of(two_hats, oidc_issuer="x", acting_for=NUMBER)
    with django_assert_num_queries(1):
        standings_of(limited, DAY)


def test_a_membership_that_ended_counts_no_more_on_the_next_request(
    user_of, two_hats, partner
):
    two_hats.memberships.filter(partner=partner).update(valid_to=date(2025, 3, 9))
    assert slugs(user_of(two_hats, oidc_issuer="x", acting_for=NUMBER)) == set()


def test_what_lies_ahead_is_limited_too(user_of, two_hats):
    make_deadline(owner=two_hats.memberships.get(partner__slug="other").partner)
    assert len(points_for(user_of(two_hats), DAY)) == 1
    assert not points_for(user_of(two_hats, oidc_issuer="x", acting_for=NUMBER), DAY)
