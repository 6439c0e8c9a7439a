"""What no form of the admin offers is refused in words, and never breaks a page."""

import pytest

from guidance_centres.models import OpeningException, WeeklyOpening
from services.models import GuidanceService

from . import factories as make
from .admin_forms import address, described_service, editor_called, loaded, save, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    """Return a client logged in as somebody who may do everything."""
    return editor_called("eksempel-redaktor")


@pytest.mark.parametrize("value", ["x", "\0", "9" * 30, "2024-01-01"])
def test_what_is_no_key_is_refused_by_the_form(editor, value):
    row = described_service()
    form = loaded(editor, row)
    for name in ["provider", "counties"]:
        answer = save(editor, row, form, **{name: value})
        assert answer.status_code == 200
    added = editor.get(address(GuidanceService, "add"), {"provider": value})
    assert added.status_code == (400 if value == "\0" else 200)


@pytest.mark.parametrize("action", ["publish", "delete_selected"])
def test_an_action_on_what_no_list_offered_is_refused(editor, action):
    url = address(GuidanceService, "changelist")
    sent = {"action": action, "_selected_action": "x"}
    assert editor.post(url, sent).status_code == 400


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2201-01-01"])
def test_a_day_that_nobody_means_is_refused(editor, day):
    row = make.make_version()
    answer = save(editor, row, loaded(editor, row), agreed_to=day)
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.agreed_to is None


@pytest.mark.parametrize("model", [WeeklyOpening, OpeningException])
def test_no_place_opens_at_a_second(editor, client, model):
    makers = {
        WeeklyOpening: make.make_weekly_opening,
        OpeningException: make.make_opening_exception,
    }
    row = makers[model]()
    times = {"opens": "09:00:30", "closes": "15:00:00"}
    answer = save(editor, row, loaded(editor, row), **times)
    assert "errorlist" in shown(answer)
    assert client.get(row.centre.get_absolute_url()).status_code == 200
