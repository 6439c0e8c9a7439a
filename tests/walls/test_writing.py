"""Writing: nothing that is sent, however it is made up, touches what is another's."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.utils import timezone

from agreements.models import Agreement, AgreementVersion, RoleDescription
from guidance_centres.models import GuidanceCentre
from partners.models import Membership, Partner
from services.models import GuidanceService
from tests import factories as make
from tests.admin_forms import form_on

from .knocking import hidden_from, page, scoped_models, shows
from .world import WORD, of_the_others

WRITERS = ["editor", "coordinator"]
pytestmark = pytest.mark.usefixtures("world", "untouched")


@pytest.fixture
def untouched(world):
    """Fail when anything of the others is not as it was."""
    before = of_the_others(world)
    yield
    after = of_the_others(world)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def forms_of(client, world, model):
    """Yield the address and the sent form of each page where a model is written."""
    for address in (page(model, "add"), page(model, "change", world.own[model].pk)):
        answer = client.get(address)
        if answer.status_code == 200 and 'name="_save"' in answer.content.decode():
            yield address, form_on(answer)


def relations_in(model, form):
    """Yield the name in a form, the field, and the form to send, for each relation."""
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if field.is_relation:
            yield field.name, field, form
    for inline in admin.site.get_model_admin(model).inlines:
        for name in form:
            found = re.fullmatch(r"(.+)-TOTAL_FORMS", name)
            if not found or f"{found[1]}-__prefix__-id" not in form:
                continue
            count = int(form[name][0])
            new = {
                key.replace("__prefix__", str(count)): value
                for key, value in form.items()
                if key.startswith(f"{found[1]}-__prefix__-")
            }
            for field in (*inline.model._meta.fields, *inline.model._meta.many_to_many):
                if field.is_relation and f"{found[1]}-{count}-{field.name}" in new:
                    sent = form | new | {name: [str(count + 1)]}
                    yield f"{found[1]}-{count}-{field.name}", field, sent


def pointing_at(field, row):
    return field.model._base_manager.filter(**{field.name: row}).count()


def is_free(field, row):
    """Return whether whoever may write the field may name this row in it: it is public.

    A partner may be named by others, as member or party, and people stay hidden.
    """
    return isinstance(row, Partner) and field.model not in {
        GuidanceService,
        GuidanceCentre,
        Membership,
    }


@pytest.mark.parametrize("who", WRITERS)
def test_no_form_takes_a_foreign_key(world, who):
    client = world.client(who)
    wrong, tried = [], 0
    for model in scoped_models():
        if model not in world.own:
            continue
        for address, form in forms_of(client, world, model):
            for name, field, sent in relations_in(model, form):
                target = world.foreign.get(field.related_model)
                if field.related_model is get_user_model():
                    target = world.people["away"]
                if target is None or is_free(field, target):
                    continue
                before = pointing_at(field, target)
                answer = client.post(address, sent | {name: [str(target.pk)]})
                tried += 1
                shown = shows(answer, *hidden_from(who))
                if shown or pointing_at(field, target) != before:
                    wrong.append((address, name, answer.status_code, shown))
    assert wrong == []
    assert tried > 10


ACTIONS = [
    ("publish", "1"),
    ("publish", "0"),
    ("end", "1"),
    ("back_to_draft", "1"),
    ("delete_selected", "0"),
    ("delete_selected", "1"),
    ("try_again", "1"),
]


@pytest.mark.parametrize("who", [*WRITERS, "signatory", "nobody"])
def test_no_action_of_a_list_reaches_a_foreign_row(world, who):
    client = world.client(who)
    for model, row in world.foreign.items():
        if not admin.site.is_registered(model):
            continue
        for action, across in ACTIONS:
            answer = client.post(
                page(model, "changelist") + f"?id={row.pk}",
                {
                    "action": action,
                    "select_across": across,
                    "index": "0",
                    "post": "yes",
                    "_selected_action": [str(row.pk)],
                },
            )
            assert answer.status_code in {200, 302, 400, 403}, (model, action)
            assert not shows(answer, *hidden_from(who)), (model, action)
            if answer.status_code == 403:
                # A list that is closed is closed to every action.
                break


@pytest.mark.parametrize("who", WRITERS)
def test_an_own_row_cannot_be_given_to_another(world, who):
    client = world.client(who)
    service = world.own[GuidanceService]
    address = page(GuidanceService, "change", service.pk)
    form = form_on(client.get(address))
    away = str(world.partners["foreign", "partner"].pk)
    answer = client.post(address, form | {"provider": away})
    service.refresh_from_db()
    assert service.provider == world.partners["own", "partner"]
    assert answer.status_code in {200, 302}


def test_a_field_that_is_not_yours_is_not_written_by_being_sent(world):
    service = make.make_service(
        provider=world.partners["own", "partner"],
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
    )
    client = world.client("editor")
    address = page(GuidanceService, "change", service.pk)
    before = GuidanceService.objects.values().get(pk=service.pk)
    answer = client.post(
        address,
        form_on(client.get(address))
        | {
            "status": "ended",
            "summary_nb": "En annen tekst",
            "is_example": "on",
            "slug": "en-annen-adresse",
            "edited_by_person_at_0": "2020-01-01",
            "phone": "22 33 44 55",
        },
    )
    assert answer.status_code == 302
    after = GuidanceService.objects.values().get(pk=service.pk)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"phone", "edited_by_person_at"}


def test_there_is_no_saving_as_new(world):
    client = world.client("coordinator")
    for row in (world.own[GuidanceService], world.foreign[GuidanceService]):
        address = page(GuidanceService, "change", row.pk)
        assert client.post(address, {"_saveasnew": "1"}).status_code == 400


def memberships():
    return list(Membership.objects.order_by("pk").values())


def test_nobody_raises_a_role_of_their_own_or_above_what_they_may_give(world):
    before = memberships()
    own = world.partners["own", "partner"]
    council = world.partners["own", "council"]
    colleague = world.people["editor"]
    for who in ("editor", "signatory", "coordinator"):
        client, me = world.client(who), world.people[who]
        mine = me.memberships.get()
        theirs = colleague.memberships.get()
        for row, role in (
            (mine, "national_administrator"),
            (mine, "coordinator"),
            (theirs, "national_administrator"),
        ):
            for address in (
                page(Membership, "change", row.pk),
                page(Membership, "add"),
            ):
                sent = {
                    "user": row.user_id,
                    "partner": row.partner_id,
                    "role": role,
                    "valid_from": "2020-01-01",
                }
                answer = client.post(address, sent)
                assert answer.status_code in {200, 302, 403}, (who, role)
        for partner in (own, council, world.partners["foreign", "partner"]):
            address = page(Partner, "change", partner.pk)
            client.post(
                address,
                {
                    "memberships-TOTAL_FORMS": "1",
                    "memberships-INITIAL_FORMS": "0",
                    "memberships-0-user": me.pk,
                    "memberships-0-role": "national_administrator",
                    "memberships-0-valid_from": "2020-01-01",
                    "name": partner.name,
                    "kind": partner.kind,
                },
            )
    assert memberships() == before


def test_a_coordinator_gives_a_role_to_a_colleague(world):
    """The refusals above are no closed door: this is what the door is for."""
    client = world.client("coordinator")
    colleague = world.people["editor"]
    answer = client.post(
        page(Membership, "add"),
        {
            "user": colleague.pk,
            "partner": world.partners["own", "partner"].pk,
            "role": "signatory",
            "valid_from": "2030-01-01",
        },
    )
    assert answer.status_code == 302
    given = Membership.objects.get(user=colleague, role="signatory")
    given.delete()


def test_what_would_take_a_foreign_row_along_is_not_deleted_nor_named(world):
    centre = make.make_centre(
        status="draft", partner=world.partners["own", "partner"], name="Eget sted"
    )
    world.foreign[GuidanceService].centres.add(centre)
    try:
        for who in WRITERS:
            client = world.client(who)
            address = page(GuidanceCentre, "delete", centre.pk)
            for answer in (
                client.get(address),
                client.post(address, {"post": "yes"}),
                client.post(
                    page(GuidanceCentre, "changelist"),
                    {
                        "action": "delete_selected",
                        "_selected_action": [str(centre.pk)],
                        "post": "yes",
                    },
                ),
            ):
                assert not shows(answer, WORD)
                assert answer.status_code in {200, 302, 403}
        assert GuidanceCentre.objects.filter(pk=centre.pk).exists()
        assert centre in world.foreign[GuidanceService].centres.all()
    finally:
        world.foreign[GuidanceService].centres.remove(centre)


def test_a_row_keeps_a_link_that_its_editor_cannot_see(world):
    hidden = world.foreign[GuidanceCentre]
    service = make.make_service(
        status="draft",
        provider=world.partners["own", "partner"],
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
        centres=[hidden],
    )
    client = world.client("editor")
    address = page(GuidanceService, "change", service.pk)
    answer = client.get(address)
    assert not shows(answer, WORD)
    sent = client.post(address, form_on(answer) | {"price": "100 kroner"})
    assert sent.status_code == 302
    service.refresh_from_db()
    assert service.price == "100 kroner"
    assert list(service.centres.all()) == [hidden]
    assert not shows(client.get(page(GuidanceService, "history", service.pk)), WORD)
    service.status = "ended"
    service.save()
    assert not shows(client.get(address), WORD)
    service.centres.clear()


@pytest.mark.parametrize("who", WRITERS)
def test_pages_of_an_own_draft_take_no_foreign_draft(world, who):
    client = world.client(who)
    own, foreign = world.own[AgreementVersion], world.foreign[AgreementVersion]
    agreement = world.foreign[Agreement]
    partnership = agreement.partnership
    before = AgreementVersion.objects.count()
    for name in ("compare", "merge", "rebase", "renew", "copy", "preview"):
        address = page(AgreementVersion, name, own.pk)
        for asked in (
            {"med": foreign.pk},
            {"partnerskap": partnership.pk},
            {"agreement": agreement.pk},
        ):
            for answer in (client.get(address, asked), client.post(address, asked)):
                assert answer.status_code < 500, (name, asked)
                assert not shows(answer, WORD), (name, asked)
    assert AgreementVersion.objects.count() == before


class TestStaleRights:
    @pytest.fixture
    def late(self, world):
        """Return an editor's browser, the membership, and a form that was loaded."""
        user = make.make_user(is_staff=True)
        membership = make.make_membership(
            user=user, partner=world.partners["own", "partner"]
        )
        world.people["late"] = user
        client = world.client("late")
        address = page(GuidanceService, "change", world.own[GuidanceService].pk)
        return client, membership, address, form_on(client.get(address))

    def price(self, world):
        return GuidanceService.objects.get(pk=world.own[GuidanceService].pk).price

    def test_who_lost_the_role_while_writing_saves_nothing(self, world, late):
        client, membership, address, form = late
        before = self.price(world)
        membership.valid_to = timezone.localdate() - timedelta(days=1)
        membership.save()
        answer = client.post(address, form | {"price": "for sent"})
        assert answer.status_code in {302, 403}
        assert self.price(world) == before
        assert client.get(address).status_code == 403

    def test_who_was_switched_off_while_writing_is_sent_to_the_log_in(
        self, world, late
    ):
        client, membership, address, form = late
        before = self.price(world)
        user = membership.user
        user.is_active = False
        user.save()
        answer = client.post(address, form | {"price": "for sent"})
        assert answer.status_code == 302
        assert "login" in answer["Location"] or "logg-inn" in answer["Location"]
        assert self.price(world) == before

    def test_the_same_address_is_another_page_for_another_person(self, world):
        address = page(RoleDescription, "change", world.foreign[RoleDescription].pk)
        away, editor = world.client("away"), world.client("editor")
        for _round in range(2):
            answer = away.get(address)
            assert answer.status_code == 200
            assert shows(answer, WORD)
            refused = editor.get(address)
            assert refused.status_code == 302
            assert not shows(refused, WORD)

    def test_a_row_that_was_given_away_is_closed_at_once(self, world):
        service = make.make_service(
            status="draft", provider=world.partners["own", "partner"]
        )
        client = world.client("editor")
        history = page(GuidanceService, "history", service.pk)
        assert client.get(history).status_code == 200
        service.provider = world.partners["foreign", "partner"]
        service.save()
        assert client.get(history).status_code == 302
        service.delete()
