"""What tests of the step pages share: people who are logged in, addresses, forms."""

from django.contrib.messages import get_messages
from django.test import Client

from agreements.models import AgreementVersion
from tests.admin_forms import address, form_on
from tests.factories import make_membership, make_user

PDF = b"%PDF-1.7 eksempel"


def client_of(*memberships, name="Kari"):
    """Return a client of somebody who sees all of the admin and has these roles."""
    user = make_user(
        is_staff=True, is_superuser=True, first_name=name, last_name="Eksempel"
    )
    for role, partner in memberships:
        make_membership(user=user, partner=partner, role=role)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def page(version):
    return address(AgreementVersion, "change", version.pk)


def step(version, action):
    return address(AgreementVersion, "step", version.pk, action)


def state_of(version):
    return AgreementVersion.objects.get(pk=version.pk).state


def told(response):
    return " ".join(str(each) for each in get_messages(response.wsgi_request))


def signing(client, version, **given):
    """Return the signing form as a browser would send it, filled in."""
    form = form_on(client.get(step(version, "sign")))
    return form | {"office_nb": "direktør", "has_read": "on"} | given
