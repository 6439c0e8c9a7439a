"""Who can log in with the examples, and as what."""

from io import StringIO

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import override_settings

from agreements.life import may_act
from agreements.models import AgreementVersion
from partners.models import Membership

LOGINS = {
    "eksempel-administrator": {
        ("coordinator", "innlandet-fylkeskommune"),
        ("signatory", "innlandet-fylkeskommune"),
    },
    "eksempel-nav": {("editor", "nav-innlandet"), ("signatory", "nav-innlandet")},
}


def test_example_users_act_for_the_council_and_for_nav(portal_data):
    held = Membership.objects.select_related("user", "partner")
    found = {}
    for each in held:
        assert each.is_example
        roles = found.setdefault(each.user.username, set())
        roles.add((each.role, each.partner.slug))
    assert found == LOGINS


def test_example_users_may_do_no_more_than_their_memberships(portal_data):
    for user in get_user_model().objects.filter(username__in=LOGINS):
        assert user.is_staff
        assert not user.is_superuser


def test_example_coordinator_may_take_the_first_step(portal_data):
    user = get_user_model().objects.get(username="eksempel-administrator")
    version = AgreementVersion.objects.filter(agreement__slug="eksempel-innlandet")[0]
    version.state = "draft"
    today = user.memberships.first().valid_from
    assert may_act(user, "send_for_comment", version, on=today)


def test_password_is_shown_once(portal_data):
    output = StringIO()
    with override_settings(PORTAL_EMBEDDED=True):
        call_command("load_portal", again=True, stdout=output)
    assert "eksempel-nav /" not in output.getvalue()
    get_user_model().objects.get(username="eksempel-nav").delete()
    with override_settings(PORTAL_EMBEDDED=True):
        call_command("load_portal", again=True, stdout=output)
    assert output.getvalue().count("eksempel-nav /") == 1
    assert "eksempel-administrator /" not in output.getvalue()
