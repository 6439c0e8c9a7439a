"""The admin as a tired administrator meets it: what is next, what is wrong, where."""

import re

import pytest
from django.urls import reverse

from agreements import commenting
from agreements.models import Clause
from partners.models import Membership
from tests.admin_forms import address, form_on, shown
from tests.factories import make_clause, make_membership

from .step_pages import page, signing, step, told

pytestmark = pytest.mark.django_db

ADD_ROLE = "/partners/membership/add/"


def box_of(client, version):
    return client.get(page(version)).context["life"]


def test_saving_a_clause_leads_back_to_its_version(coordinator, make_in):
    version = make_in("draft")
    clause = version.clauses.get()
    url = address(Clause, "change", clause.pk)
    answer = coordinator.post(url, form_on(coordinator.get(url)))
    assert answer.url == page(version)
    answer = coordinator.post(url, form_on(coordinator.get(url)) | {"_continue": "1"})
    assert answer.url == url


def test_box_counts_the_signatures_and_says_whom_the_reader_can_sign_for(
    signatory, coordinator, make_in, nav
):
    version = make_in("for_approval")
    parties = version.parties.count()
    before = box_of(signatory, version).sentence
    assert re.search(rf"\b0\b.*\b{parties}\b", before)
    assert nav.name in before
    assert nav.name not in box_of(coordinator, version).sentence
    signatory.post(step(version, "sign"), signing(signatory, version))
    after = box_of(signatory, version).sentence
    assert re.search(rf"\b1\b.*\b{parties}\b", after)
    assert nav.name not in after


def test_a_party_without_a_signatory_leads_to_where_the_role_is_given(
    signatory, coordinator, make_in, council
):
    version = make_in("for_approval")
    assert box_of(coordinator, version).lacks_signatory
    assert ADD_ROLE in shown(coordinator.get(page(version)))
    make_membership(
        user=coordinator.user, partner=council, role=Membership.Role.SIGNATORY
    )
    assert not box_of(coordinator, version).lacks_signatory
    assert ADD_ROLE not in shown(coordinator.get(page(version)))


def test_each_error_of_a_long_form_has_the_way_to_its_field(coordinator, make_in):
    version = make_in("draft")
    make_clause(version=version, position=7)
    sent = form_on(coordinator.get(page(version)))
    sent |= {"agreed_from": "2027-13-01", "clauses-1-number": ""}
    body = coordinator.post(page(version), sent).content.decode()
    links = body.partition('<ul class="error-links">')[2].partition("</ul>")[0]
    ways = re.findall(r'href="#([^"]+)"', links)
    assert ways == ["id_agreed_from", "id_clauses-1-number"]
    for way in ways:
        assert f'id="{way}"' in body
    assert "error-links" not in shown(coordinator.get(page(version)))


@pytest.mark.parametrize("state", ["draft", "signed"])
def test_form_leaves_out_what_says_nothing_of_the_version(coordinator, make_in, state):
    version = make_in(state)
    body = shown(coordinator.get(page(version)))
    is_signed = state == "signed"
    assert ("field-content_digest" in body) == is_signed
    assert ("field-add_responsibility" in body) != is_signed
    assert ("field-is_transcript" in body) != is_signed
    assert ("field-signed" in body) == is_signed
    assert ('id="later_events-group"' in body) == is_signed
    assert "_addanother" not in body


def test_comments_begin_with_the_places_that_were_commented_on(
    signatory, coordinator, make_in, nav
):
    version = make_in("for_comment")
    silent = make_clause(version=version, position=7, key="stille")
    spoken = version.clauses.exclude(pk=silent.pk).get()
    url = reverse("admin:agreements_agreementversion_comments", args=[version.pk])
    assert not coordinator.get(url).context["commented"]
    commenting.comment(
        version,
        partner=nav,
        text="Hvorfor?",
        clause_key=spoken.key,
        actor=signatory.user,
    )
    answer = coordinator.get(url)
    [place] = answer.context["commented"]
    assert (place.clause, place.unanswered) == (spoken, 1)
    body = shown(answer)
    assert f'href="#sted-{place.number}"' in body
    assert f'id="sted-{place.number}"' in body


def test_what_was_done_names_the_state_that_was_reached(coordinator, make_in):
    version = make_in("for_comment")
    url = step(version, "send_for_approval")
    answer = coordinator.post(url, form_on(coordinator.get(url)))
    version.refresh_from_db()
    assert str(version) in told(answer)
