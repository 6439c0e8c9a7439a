"""A save never counts as a check, wherever it is made."""

from datetime import date

import pytest

from publishing.models import Check
from tests import factories as make
from tests.admin_forms import described_service, editor_called, loaded, save
from tests.confirmations import confirm_on

pytestmark = pytest.mark.django_db


def checks():
    return list(Check.objects.values_list("object_id", "fact_group", "checked_on"))


@pytest.mark.parametrize(
    ("maker", "change"),
    [
        (described_service, {"phone": "22334455"}),
        (make.make_centre, {"phone": "22334455"}),
        (make.make_partner, {"phone": "22334455"}),
    ],
)
def test_saving_in_admin_moves_no_day(maker, change):
    row = maker()
    confirm_on(row, date(2025, 1, 12), "contact")
    before = checks()
    client = editor_called("eksempel-redaktor")
    assert save(client, row, loaded(client, row), **change).status_code == 302
    row.refresh_from_db()
    assert [getattr(row, name) for name in change] == list(change.values())
    assert checks() == before


def test_choosing_the_interval_in_admin_moves_no_day():
    partner = make.make_partner()
    client = editor_called("eksempel-redaktor")
    form = loaded(client, partner)
    assert form["confirm_every_months"] == ["6"]
    assert save(client, partner, form, confirm_every_months="13").status_code == 200
    assert save(client, partner, form, confirm_every_months="12").status_code == 302
    partner.refresh_from_db()
    assert partner.confirm_every_months == 12
    assert checks() == []
