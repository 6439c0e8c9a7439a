"""People with an account of the portal's own, and what they do at the door."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client
from django.urls import reverse

from tests.factories import make_user

PASSWORD = "fire hester i en lavvo"
NEXT_PASSWORD = "sju reinsdyr på en brygge"


def make_account(name="kari@eksempel.no", password=PASSWORD, **given):
    user = make_user(**{"username": name, "email": name} | given)
    user.set_password(password)
    user.save()
    return user


def make_factor(user):
    """Give the account an app for codes, and return the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_now(secret, steps=0):
    """Return the code an app shows now, or that many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def recovery_codes(user):
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return codes.wrap().get_unused_codes()


def log_in(client, name="kari@eksempel.no", password=PASSWORD, **more):
    """Send the form with name and password; `more` are more of its fields."""
    return client.post(
        reverse("account_login"), {"login": name, "password": password} | more
    )


def give_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_in(client):
    """Return whether somebody is logged in, whatever they may see so far."""
    return "_auth_user_id" in client.session


def logged_in(user, secret, password=PASSWORD, steps=0):
    """Return a client that went through both steps."""
    client = Client()
    log_in(client, user.username, password)
    answer = give_code(client, code_now(secret, steps))
    assert answer.status_code == 302, answer.content.decode()
    assert is_in(client)
    return client


def link_in(mail, part):
    """Return the path of the link in an e-mail whose address has this part."""
    found = re.search(rf"https://portal\.example(\S*{part}\S*)", mail.text)
    assert found, mail.text
    return found[1]


def said(response):
    return response.content.decode()
