"""Whatever is sent to a form or asked of a page, the answer is no error of ours."""

import re
from functools import partial
from urllib.parse import urlsplit

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from .finding import addresses
from .ground import PEOPLE, Faults, asked, taken_back
from .hostile import FORM, bodies, encoded, queries, untouched
from .openapi import document
from .trying import LONGER, told, try_all

TOKEN = "a" * 32
# Fewer forms than this and the tests have lost their way in.
FEWEST_FORMS = 100


def test_every_page_opens_and_has_the_forms_we_know(forms):
    assert not forms.faults, "\n\n".join(forms.faults)
    assert len(forms.met) >= FEWEST_FORMS


@pytest.mark.parametrize("who", PEOPLE)
def test_no_form_breaks_on_what_nobody_would_send(ground, forms, who):
    faults, client = [], ground.client(who)
    own = [met for met in forms.met if met.who == who and met.form.method == "post"]

    def post(met, body):
        sent, kind = body
        address = met.form.action
        _answer, fault = asked(client, "POST", address, data=sent, content_type=kind)
        if fault:
            faults.append((f"{met.name} {kind}\n{sent[:1500]!r}", fault))

    for met in own:
        # The forms of admin are many, large, and built by the same classes.
        in_admin = met.form.action.startswith("/admin/")
        if LONGER > 1 or not in_admin:
            post(met, (encoded(untouched(met.form)).encode(), FORM))
        times = 2 if in_admin else 5
        try_all(met.name, bodies(met.form), partial(post, met), times)
    assert not faults, told(faults)


@pytest.mark.parametrize("who", [None, "superuser"])
def test_no_page_breaks_on_what_stands_after_its_question_mark(ground, forms, who):
    faults, client = [], ground.client(who)

    def get(address, query):
        _answer, fault = asked(client, "GET", address, QUERY_STRING=query)
        if fault:
            faults.append((f"{who} GET {address}?{query[:1500]}", fault))

    for met in forms.met:
        if met.form.method == "get":
            path = urlsplit(met.form.action).path
            try_all(met.name, queries(form=met.form), partial(get, path), 4)
    names = st.sampled_from(("q", "p", "o", "page", "side", "next", "_popup", "all"))
    # The pages of one row in admin read no query but that of the list they lead to.
    for address in addresses(ground):
        if LONGER == 1 and re.search(r"^/admin/.*/\d+/", address):
            continue
        if who or not address.startswith("/admin/"):
            try_all(address, queries(names=names), partial(get, address), 2)
    assert not faults, told(faults)


@pytest.fixture(scope="module")
def application():
    """Return the WSGI door; it leaves the connection open, as Django's client does."""
    application = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield application
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", [None, "superuser"])
def test_no_operation_of_the_document_answers_with_an_error_of_ours(
    ground, forms, application, who
):
    schema = schemathesis.openapi.from_dict(document(forms, who))
    schema.app = application
    cookies = {name: each.value for name, each in ground.client(who).cookies.items()}
    cookies["csrftoken"] = TOKEN
    faults = []

    def call(case):
        with taken_back(), Faults() as inside:
            answer = case.call(cookies=cookies, headers={"X-CSRFToken": TOKEN})
        if answer.status_code >= 500:
            where = f"{who} {case.method} {answer.request.url} {case.body!r:.1500}"
            faults.append((where, "\n".join(inside.told)))

    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        count += 1
        cases = st.one_of(operation.as_strategy(mode) for mode in GenerationMode)
        try_all(f"{operation.method} {operation.path}", cases, call, 2)
    assert count
    assert not faults, told(faults)
