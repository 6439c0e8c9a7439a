"""Comments on a version in the admin, and their answers."""

import pytest
from django.urls import reverse

from agreements import commenting, operations
from tests.admin_forms import form_on, shown
from tests.factories import make_clause, make_partner

from .step_pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(make_in):
    return make_in("for_comment")


@pytest.fixture
def url(version):
    return reverse("admin:agreements_agreementversion_comments", args=[version.pk])


def test_partner_comments_on_a_clause(signatory, version, url, nav):
    clause = version.clauses.get()
    form = form_on(signatory.get(url, {"punkt": clause.key}))
    assert form["clause_key"] == [clause.key]
    sent = form | {"text": "Ta med permitterte."}
    assert signatory.post(url, sent).url == url
    comment = version.comments.get()
    assert (comment.partner, comment.clause_key) == (nav, clause.key)
    assert comment.author == signatory.user
    assert "Ta med permitterte." in shown(signatory.get(url))


def test_coordinator_answers_and_others_cannot(
    signatory, coordinator, version, url, nav
):
    comment = commenting.comment(
        version, partner=nav, text="Hvorfor?", actor=signatory.user
    )
    sent = {"answer_to": comment.pk, f"answer-{comment.pk}-text": "Derfor."}
    assert signatory.post(url, sent).status_code == 403
    assert signatory.post(url, {"answer_to": comment.pk}).status_code == 403
    assert f"answer-{comment.pk}-text" not in shown(signatory.get(url))
    assert coordinator.post(url, sent).url == url
    comment.refresh_from_db()
    assert comment.answer == "Derfor."
    sent[f"answer-{comment.pk}-text"] = "Et nytt svar."
    answer = coordinator.post(url, sent)
    assert answer.context["wrong"].non_field_errors()


@pytest.mark.parametrize("name", ["text", "partner"])
def test_what_is_missing_is_told_and_the_rest_kept(signatory, version, url, name):
    sent = form_on(signatory.get(url)) | {"text": "Viktig."} | {name: ""}
    answer = signatory.post(url, sent)
    assert answer.context["wrong"].errors[name]
    if name != "text":
        assert "Viktig." in shown(answer)
    assert not version.comments.exists()


def test_comment_that_comes_too_late_is_shown_again_and_not_kept(
    signatory, coordinator, version, url
):
    sent = form_on(signatory.get(url)) | {"text": "For sent."}
    operations.send_for_approval(version, actor=coordinator.user)
    answer = signatory.post(url, sent)
    assert answer.context["wrong"].non_field_errors()
    assert "For sent." in shown(answer)
    assert not version.comments.exists()


def test_stranger_cannot_comment(version, url):
    client = client_of(("editor", make_partner()))
    assert client.post(url, {"text": "Hei"}).status_code == 403
    assert not version.comments.exists()


def test_comment_on_a_clause_that_is_gone_is_still_shown(signatory, version, url, nav):
    clause = make_clause(version=version, key="borte")
    commenting.comment(
        version,
        partner=nav,
        text="Om noe som ble borte.",
        clause_key="borte",
        actor=signatory.user,
    )
    clause.delete()
    assert "Om noe som ble borte." in shown(signatory.get(url))


def test_page_asks_no_more_for_more_comments(
    signatory, version, url, nav, django_assert_max_num_queries
):
    for number in range(8):
        commenting.comment(
            version, partner=nav, text=f"Nr. {number}", actor=signatory.user
        )
    with django_assert_max_num_queries(20):
        signatory.get(url)
