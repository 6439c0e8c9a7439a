"""Rows that are shown beside their parent are really shown."""

import pytest

from agreements.models import Agreement, AgreementVersion
from tests.admin_forms import address, shown
from tests.factories import make_deadline

from .step_pages import page

pytestmark = pytest.mark.django_db


def test_version_shows_its_responsibilities_and_deadlines(coordinator, make_in):
    version = make_in("draft")
    responsibility = version.responsibilities.first()
    deadline = make_deadline(version=version)
    body = shown(coordinator.get(page(version)))
    assert address(type(responsibility), "change", responsibility.pk) in body
    assert address(type(deadline), "change", deadline.pk) in body


def test_agreement_shows_its_versions_and_a_new_one_has_none(coordinator, make_in):
    version = make_in("draft")
    agreement = address(Agreement, "change", version.agreement_id)
    assert page(version) in shown(coordinator.get(agreement))
    body = shown(coordinator.get(address(Agreement, "add")))
    assert "versions-group" not in body
    assert address(AgreementVersion, "add") not in body
