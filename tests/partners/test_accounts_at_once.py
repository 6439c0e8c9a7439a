"""Twenty at once: one membership, one password, and guesses that all count."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from allauth.account.forms import default_token_generator
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection

from partners.accounts import changes, pace, throttle
from partners.accounts.guessing import at_account, spend_code
from partners.accounts.models import GuessCount
from partners.accounts.operations import InvitationGone, accept_invitation, invite
from partners.models import Membership
from tests.at_the_door import PASSWORD, make_account
from tests.factories import make_membership, make_partner, make_user

AT_ONCE = 20
DONE = "done"


@pytest.fixture
def open_database(cloned_database, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def at_once(do, refusal):
    """Do it twenty times at the same moment; return how often it was not refused."""
    ready = Barrier(AT_ONCE)

    def one(number):
        ready.wait()
        try:
            do(number)
        except refusal:
            return ""
        else:
            return DONE
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE))).count(DONE)


@pytest.mark.usefixtures("open_database")
def test_an_invitation_is_accepted_once():
    partner = make_partner()
    actor = make_membership(role="national_administrator").user
    made = invite(
        partner,
        role="editor",
        email="ny@eksempel.no",
        actor=actor,
        valid_from=date(2024, 1, 1),
    )
    people = [make_user() for _number in range(AT_ONCE)]
    done = at_once(
        lambda number: accept_invitation(
            made.token,
            # Half of them have an account; the others would make the same one.
            user=people[number] if number % 2 else None,
            password=PASSWORD,
        ),
        InvitationGone,
    )
    assert done == 1
    assert Membership.objects.filter(partner=partner).count() == 1


@pytest.mark.usefixtures("open_database")
def test_a_link_sets_one_password():
    user = make_account("lenke@eksempel.no")
    token = default_token_generator.make_token(user)
    done = at_once(
        lambda number: changes.set_password_by_link(
            user, token, f"et langt passord nummer {number}"
        ),
        changes.LinkUsed,
    )
    assert done == 1


@pytest.mark.usefixtures("open_database")
def test_a_code_is_spent_once():
    user = get_user_model().objects.create(username="kode")
    assert at_once(lambda _number: spend_code(user, "123 456"), ValidationError) == 1


@pytest.mark.usefixtures("open_database")
def test_guesses_at_the_same_moment_all_count():
    user = make_user()
    count = at_account(user)
    done = at_once(lambda _number: throttle.count_guess([count]), throttle.TooSoon)
    assert done == pace.ACCOUNT.free
    assert GuessCount.objects.get(key=count.key).guesses == pace.ACCOUNT.free
