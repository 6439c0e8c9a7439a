"""Reading: no page, list, search, choice or file of admin tells of another's rows."""

import logging
from difflib import ndiff

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages

from partners.access import matrix  # noqa: F401

from .knocking import (
    NO_SUCH,
    PAGES,
    addresses_of,
    addresses_of_lists,
    hidden_from,
    page,
    plain,
    scoped_models,
    shows,
)
from .world import WORD, of_the_others

WRITERS = ["editor", "coordinator"]
STAFF = [*WRITERS, "signatory", "ended", "nobody"]
pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def untouched(world):
    """Fail when anything of the others is not as it was."""
    before = of_the_others(world)
    yield
    assert of_the_others(world) == before


def test_the_word_stands_where_it_could_leak(world):
    everything = world.client("superuser")
    for model, row in world.foreign.items():
        if admin.site.is_registered(model) and model.__name__ not in {
            "Partner",
            "PartnershipMember",
            "AuditHead",
            "CalendarAddress",
        }:
            answer = everything.get(page(model, "change", row.pk))
            assert answer.status_code == 200, model
            assert shows(answer, WORD), model


@pytest.mark.parametrize("who", STAFF)
def test_no_page_of_a_foreign_row_opens(world, who, untouched, caplog):
    client = world.client(who)
    rows = {**world.foreign}
    if who != "coordinator":
        rows |= world.near
    methods = ("get", "post", "head", "options", "put", "delete", "patch")
    wrong = []
    addresses = sorted({*addresses_of(world.foreign), *addresses_of(rows)})
    with caplog.at_level(logging.DEBUG):
        for address in addresses:
            # Methods that no page has are tried where the page is a form, by one.
            odd = who == "editor" and address.endswith("/change/")
            for method in methods if odd else methods[: 1 + (who in WRITERS)]:
                answer = getattr(client, method)(address)
                told = " ".join(map(str, get_messages(answer.wsgi_request)))
                shown = shows(answer, *hidden_from(who)) or WORD.lower() in told.lower()
                if shown or answer.status_code not in {302, 403, 404, 405}:
                    wrong.append((method, address, answer.status_code, shown))
    assert wrong == []
    logged = caplog.text
    # The log names the address that was asked for, and with it what was typed there.
    for address in addresses[::-1]:
        logged = logged.replace(address, "")
    assert WORD.lower() not in logged.lower()


def unlike(answers):
    """Return the lines in which the answers about a foreign row and none differ."""
    there, none = (str(each).split("\\n") for each in (answers[:2], answers[2:]))
    return [line for line in ndiff(there, none) if line[:1] in "+-"]


@pytest.mark.parametrize("who", WRITERS)
def test_a_foreign_row_and_no_row_answer_the_same(world, who):
    client = world.client(who)
    wrong = []
    for model, row in world.foreign.items():
        if not admin.site.is_registered(model):
            continue
        for name in PAGES:
            answers = []
            for key in (row.pk, NO_SUCH):
                for method in ("get", "post"):
                    first = getattr(client, method)(page(model, name, key))
                    told = [str(each) for each in get_messages(first.wsgi_request)]
                    # What was told before waits in the session where no page told it.
                    sent_on = first.status_code == 302
                    last = "".join(told[-1:]).replace(str(key), "KEY") * sent_on
                    answers.append((plain(first, key), last))
            if answers[:2] != answers[2:]:
                wrong.append((model, name, unlike(answers)))
    assert wrong == []


@pytest.mark.parametrize("who", STAFF)
def test_no_list_or_form_shows_a_foreign_word(world, who, untouched):
    client = world.client(who)
    wrong = []
    for address in addresses_of_lists():
        answer = client.get(address)
        shown = shows(answer, *hidden_from(who))
        if shown or answer.status_code >= 500:
            wrong.append((address, answer.status_code, shown))
    assert wrong == []


QUESTIONS = [
    "q={word}",
    "q=eksempel",
    "o=1.-2.3",
    "all=",
    "_facets=True",
    "_popup=1&_to_field=id",
    "_changelist_filters=q%3D{word}",
    "id={key}",
    "id__exact={key}",
    "pk__in={key}",
    "partner={partner}",
    "partner__id__exact={partner}",
    "provider__id__exact={partner}",
    "memberships__user__email__startswith=other",
    "partner__memberships__user__username__startswith=OTHER",
    "version__agreement__title_nb__startswith=OTHER",
    "partnership={partnership}",
    "partnership__id__exact={partnership}",
    "e=1",
    "p=999",
    "_to_field=slug",
]


@pytest.mark.parametrize("who", WRITERS)
def test_questions_in_the_address_are_no_oracle(world, who, untouched):
    """A list that may be opened says the same of a foreign key as of one too many."""
    client = world.client(who)
    wrong = []
    partner = world.partners["foreign", "partner"]
    for model in scoped_models():
        address = page(model, "changelist")
        if client.get(address).status_code != 200:
            continue
        row = world.foreign.get(model)
        for question in QUESTIONS:
            asked = question.format(
                word=WORD,
                key=row.pk if row else 1,
                partner=partner.pk,
                partnership=1,
            )
            answer = client.get(f"{address}?{asked}", follow=True)
            typed = WORD in asked
            shown = [] if typed else shows(answer, *hidden_from(who))
            found = answer.context and answer.context.get("cl")
            if typed and found and "q=" in asked and found.result_count:
                shown = [f"{found.result_count} found"]
            if shown or answer.status_code not in {200, 400}:
                wrong.append((model, question, answer.status_code, shown))
    assert wrong == []


def relations():
    """Return each field of an admin of ours that points at rows."""
    for model in scoped_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.is_relation and field.concrete:
                yield model, field


@pytest.mark.parametrize("who", STAFF)
def test_no_search_for_choices_offers_a_foreign_word(world, who):
    client = world.client(who)
    wrong = []
    for model, field in relations():
        for term in ("", "eksempel", WORD, WORD[:5]):
            answer = client.get(
                "/admin/autocomplete/",
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                    "term": term,
                },
            )
            # A refusal repeats the address, and with it what was typed.
            refused = answer.status_code == 403 and term
            shown = [] if refused else shows(answer, *hidden_from(who))
            if shown or answer.status_code not in {200, 403, 404}:
                wrong.append((model, field.name, term, answer.status_code, shown))
    assert wrong == []


@pytest.mark.parametrize("who", WRITERS)
def test_a_choice_in_the_address_is_not_named(world, who):
    """The form for a new row names nothing that the address only guesses at."""
    client = world.client(who)
    wrong = []
    for model, field in relations():
        target = world.foreign.get(field.related_model)
        if target is None:
            continue
        answer = client.get(page(model, "add"), {field.name: target.pk})
        shown = shows(answer, *hidden_from(who))
        if shown or answer.status_code not in {200, 403}:
            wrong.append((model, field.name, answer.status_code, shown))
    assert wrong == []


@pytest.mark.parametrize("who", WRITERS)
def test_choices_within_a_foreign_version_are_refused(world, who):
    client = world.client(who)
    version = next(
        row
        for model, row in world.foreign.items()
        if model.__name__ == "AgreementVersion"
    )
    for model_name, field in (
        ("party", "partner"),
        ("responsibility", "municipalities"),
        ("deadline", "owner"),
        ("agreementversion", "previous"),
    ):
        asked = {
            "app_label": "agreements",
            "model_name": model_name,
            "field_name": field,
        }
        address = f"/admin/agreements/{model_name}/valg/"
        foreign = client.get(address, asked | {"within": version.pk})
        none = client.get(address, asked | {"within": NO_SUCH})
        assert foreign.status_code == 403
        assert plain(foreign, version.pk) == plain(none, NO_SUCH)


def test_nobody_but_who_runs_the_portal_sees_accounts(world):
    for who in (*STAFF, "national_administrator"):
        client = world.client(who)
        person = world.people["away"]
        for address in (
            "/admin/auth/user/",
            "/admin/auth/group/",
            "/admin/auth/user/add/",
            f"/admin/auth/user/{person.pk}/change/",
            f"/admin/auth/user/{person.pk}/password/",
            f"/admin/auth/user/{person.pk}/delete/",
            f"/admin/auth/user/{person.pk}/history/",
        ):
            for method in ("get", "post"):
                answer = getattr(client, method)(address)
                assert answer.status_code in {302, 403, 404}, (who, address)
                assert not shows(answer, WORD), (who, address)


def test_spelling_an_address_otherwise_opens_no_door(world, untouched):
    client = world.client("editor")
    service = next(
        r for m, r in world.foreign.items() if m.__name__ == "GuidanceService"
    )
    base = "/admin/services/guidanceservice"
    for address in (
        f"{base}/{service.pk}",
        f"{base}/{service.pk}/",
        f"{base}/{service.pk}/change",
        f"/ADMIN/services/guidanceservice/{service.pk}/change/",
        f"/admin/Services/GuidanceService/{service.pk}/change/",
        f"/admin/services/%67uidanceservice/{service.pk}/change/",
        f"{base}/%3{service.pk % 10}/change/",
        f"{base}/0{service.pk}/change/",
        f"{base}/{service.pk}%20/change/",
        f"/nn{base}/{service.pk}/change/",
        f"/en{base}/{service.pk}/history/",
        f"//admin/services/guidanceservice/{service.pk}/change/",
        f"{base}/..%2fguidanceservice/{service.pk}/change/",
        f"/admin/r/1/{service.pk}/",
    ):
        for extra in ({}, {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}):
            answer = client.get(address, follow=True, **extra)
            assert answer.status_code < 500, address
            assert not shows(answer, WORD), address
