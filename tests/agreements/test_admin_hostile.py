"""Parts of an agreement's form that nobody can read are told, and are no fault of ours.

All of it was found by tests/fuzz.
"""

import pytest

from agreements.admin.deadlines import DeadlineWords
from agreements.models import Clause
from tests import factories as make
from tests.admin_forms import address, editor_called, loaded, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make.make_version()


@pytest.fixture
def editor():
    return editor_called("eksempel-redaktor")


def test_a_heading_without_a_letter_asks_for_a_key(editor, draft):
    url = address(Clause, "add")
    sent = {"version": draft.pk, "kind": "clause", "heading_nb": "…", "key": ""}
    answer = editor.post(url, sent)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["key"]
    assert not Clause.objects.exists()


def test_a_deadline_that_is_only_counted_up_has_no_state(draft):
    deadline = make.make_deadline(version=draft)
    words = DeadlineWords()
    assert words.standing(deadline)
    deadline.on = None
    assert words.standing(deadline) == ""


def test_rows_that_are_only_counted_up_are_not_all_made(editor, draft):
    form = loaded(editor, draft)
    answer = save(editor, draft, form, **{"clauses-TOTAL_FORMS": "1001"})
    assert answer.status_code == 200
    sets = answer.context["inline_admin_formsets"]
    made = next(each.formset for each in sets if each.formset.prefix == "clauses")
    assert len(made.forms) == 300
    assert made.non_form_errors()
