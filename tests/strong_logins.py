"""Clients of people who are logged in, with or without a second factor."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows import login
from django.test import Client

from partners.accounts.second_factor import CODE
from partners.accounts.sessions import SEEN_KEY, STARTED_KEY

USER_KEY = login._AUTHENTICATION_METHODS_USER_SESSION_KEY
_weak_login = Client._login


def strong_login(client, user, backend=None):
    """Log in as `force_login` does, with a session that has its second factor.

    The fixture `forced_logins_are_strong` puts it in the place of the client's own.
    """
    _weak_login(client, user, backend)
    session = client.session
    session[USER_KEY] = str(user.pk)
    now = time.time()
    proved = ["password", CODE] if user.has_usable_password() else [CODE]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": now} for method in proved
    ]
    session[STARTED_KEY] = session[SEEN_KEY] = now
    session.save()


def weak_login(client, user):
    """Log in with a session that has proved no more than a password."""
    _weak_login(client, user, "partners.backends.MatrixBackend")
