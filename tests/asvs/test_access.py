"""ASVS 5.0 on access: V2.3, V3.5, V4.1, V8, V13.4 and V15.3.

Each test is named after its line. Where the walls (tests/walls) prove a line over every
address and row, the test here shows it once and says where the rest stands.
"""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings
from django.utils import timezone

from agreements import operations
from agreements.life import StepRefused
from partners.access import ROLES, matrix
from partners.field_access import field_groups
from publishing.admin.scoped import Scoped
from publishing.operations import change_status
from publishing.workflow import TransitionNotAllowed
from services.models import GuidanceService
from tests import factories as make
from tests.admin_forms import address, form_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """Return a service as a draft, and the browser of an editor of its provider."""
    provider = make.make_partner(county=make.make_county())
    service = make.make_service(
        status="draft",
        provider=provider,
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
    )
    user = make.make_user(is_staff=True)
    make.make_membership(user=user, partner=provider)
    client = Client()
    client.force_login(user)
    client.user = user
    return service, client


def elsewhere():
    partner = make.make_partner(county=make.make_county())
    return make.make_service(status="draft", provider=partner)


def test_v8_1_1_rights_stand_in_a_file_and_tests_are_made_from_it():
    """The tests that are made from it: tests/walls/test_matrix.py."""
    assert set(matrix()) >= {"partner", "guidance_service", "agreement_version"}
    assert all(
        set(r.reach) <= set(ROLES) for t in matrix().values() for r in t.values()
    )


def test_v8_1_2_rights_to_fields_stand_in_the_same_file():
    """More of them: tests/partners/test_field_access.py."""
    assert field_groups()["guidance_service"]["own_draft"].holds("summary_nb")
    assert not any(g.holds("status") for g in field_groups()["partner"].values())


def test_v8_2_1_no_function_opens_without_a_right_to_it(home):
    _service, client = home
    for model in admin.site._registry:
        if model._meta.app_label == "auth":
            assert client.get(address(model, "changelist")).status_code == 403
    nobody = Client()
    nobody.force_login(make.make_user(is_staff=True))
    assert nobody.get(address(GuidanceService, "changelist")).status_code == 403


def test_v8_2_2_no_row_opens_without_a_right_to_it(home):
    service, client = home
    assert client.get(address(GuidanceService, "change", service.pk)).status_code == 200
    other = elsewhere()
    for page in ("change", "history", "delete"):
        answer = client.get(address(GuidanceService, page, other.pk))
        assert answer.status_code == 302, page


def test_v8_2_3_no_field_is_written_without_a_right_to_it(home):
    service, client = home
    form = form_on(client.get(address(GuidanceService, "change", service.pk)))
    sent = form | {
        "status": "published",
        "is_example": "on",
        "provider": str(elsewhere().provider_id),
        "price": "100 kroner",
    }
    provider = service.provider_id
    client.post(address(GuidanceService, "change", service.pk), sent)
    service.refresh_from_db()
    assert (service.status, service.is_example) == ("draft", False)
    assert service.provider_id == provider
    assert service.price == "100 kroner"


def test_v8_3_2_a_role_that_is_taken_away_counts_no_more_with_the_next_request(home):
    service, client = home
    page = address(GuidanceService, "change", service.pk)
    assert client.get(page).status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    client.user.memberships.update(valid_to=yesterday)
    assert client.get(page).status_code == 403


def test_v8_4_1_nobody_reads_or_touches_the_rows_of_another_partner(home):
    """Over every address, method, choice and action: tests/walls."""
    _service, client = home
    other = elsewhere()
    before = GuidanceService.objects.values().get(pk=other.pk)
    page = address(GuidanceService, "change", other.pk)
    for method in ("get", "post", "put", "delete"):
        answer = getattr(client, method)(page)
        assert other.name_nb not in answer.content.decode()
    assert GuidanceService.objects.values().get(pk=other.pk) == before


def test_v2_3_1_a_status_moves_only_in_its_order():
    service = make.make_service(status="ended")
    root = make.make_user(is_superuser=True)
    with pytest.raises(TransitionNotAllowed):
        change_status(service, "draft", actor=root)


def test_v2_3_1_a_version_is_not_signed_before_it_is_up_for_approval():
    version = make.make_version(state="draft")
    party = make.make_party(version=version)
    user = make.make_membership(partner=party.partner, role="signatory").user
    with pytest.raises((StepRefused, PermissionDenied)):
        operations.send_for_approval(version, actor=user)
    version.refresh_from_db()
    assert version.state == "draft"


def test_v3_5_1_what_changes_something_asks_for_the_token(home):
    service, client = home
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(client.user)
    page = address(GuidanceService, "change", service.pk)
    form = form_on(strict.get(page))
    form.pop("csrfmiddlewaretoken", None)
    assert strict.post(page, form | {"price": "stjålet"}).status_code == 403
    service.refresh_from_db()
    assert service.price != "stjålet"


def test_v3_5_3_reading_changes_nothing(home):
    """Over every address, and every table: tests/walls/test_safe_methods.py."""
    service, client = home
    before = GuidanceService.objects.values().get(pk=service.pk)
    page = address(GuidanceService, "change", service.pk)
    sent = {"price": "stjålet", "_save": "1"}
    client.get(page, sent)
    client.head(page, sent)
    assert GuidanceService.objects.values().get(pk=service.pk) == before


def test_v4_1_3_what_a_client_says_of_its_way_here_counts_for_nothing(client):
    spoofed = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_REAL_IP": "10.0.0.1",
        "HTTP_X_FORWARDED_FOR": "10.0.0.1",
        "HTTP_X_ORIGINAL_URL": "/admin/",
        "HTTP_X_REWRITE_URL": "/admin/",
    }
    plain, told = client.get("/om/"), client.get("/om/", **spoofed)
    assert told.content == plain.content
    assert b"evil.example" not in told.content
    assert settings.USE_X_FORWARDED_HOST is False


def test_v13_4_1_no_file_of_the_house_is_served(client):
    for path in (
        "/.git/config",
        "/.git/HEAD",
        "/.env",
        "/manage.py",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/partners/access_matrix.toml",
    ):
        assert client.get(path).status_code == 404, path


def test_v13_4_2_no_debug_page_tells_of_the_inside(client):
    assert settings.DEBUG is False
    assert not apps.is_installed("debug_toolbar")
    answer = client.get("/finnes-ikke/")
    assert answer.status_code == 404
    assert b"urlpatterns" not in answer.content.lower()
    with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=False):
        assert b"Traceback" not in client.get("/tilbud/?side=abc").content


def test_v13_4_5_no_page_for_watchers_tells_more_than_alive(client):
    for path in ("/metrics", "/metrics/", "/__debug__/", "/status", "/health/"):
        assert client.get(path).status_code == 404, path
    assert len(client.get("/helse/lever").content) < 200


def test_v15_3_1_no_form_of_ours_takes_every_field_there_is():
    for model, each in admin.site._registry.items():
        if isinstance(each, Scoped):
            assert each.fieldsets, model


def test_v15_3_3_a_field_that_no_page_offers_is_not_taken(home):
    service, client = home
    page = address(GuidanceService, "change", service.pk)
    form = form_on(client.get(page))
    client.post(page, form | {"id": "1", "edited_by_person_at_0": "2001-01-01"})
    service.refresh_from_db()
    stamped = service.edited_by_person_at
    assert stamped is None or stamped.year > 2001


def test_v15_3_7_a_key_that_is_sent_twice_is_one_and_the_same_to_check_and_to_use(
    home,
):
    service, client = home
    other = elsewhere()
    page = address(GuidanceService, "changelist")
    for keys in (f"id={service.pk}&id={other.pk}", f"id={other.pk}&id={service.pk}"):
        answer = client.get(f"{page}?{keys}", follow=True)
        assert other.name_nb not in answer.content.decode()
    client.post(
        page,
        {
            "action": "delete_selected",
            "post": "yes",
            "_selected_action": [str(service.pk), str(other.pk)],
        },
    )
    assert GuidanceService.objects.filter(pk=other.pk).exists()
