"""The access matrix, line by line: through the backend, and through the doors of admin.

The tests are made from partners/access_matrix.toml as it is written: each role, in a
partner of its own, of the same county and of another, for each action in each state.
"""

import tomllib

import pytest
from django.contrib import admin
from django.test import Client

from agreements.models import (
    Agreement,
    AgreementVersion,
    Partnership,
    Role,
    RoleDescription,
)
from counties.models import County
from guidance_centres.models import GuidanceCentre
from partners.access import MATRIX_FILE, ROLES
from partners.models import Membership, Partner
from services.models import GuidanceService, Need
from tests import factories as make

from .knocking import page

with MATRIX_FILE.open("rb") as file:
    TABLES = tomllib.load(file)
SECTIONS = {"fields", "grants"}
KINDS = {name: table for name, table in TABLES.items() if name not in SECTIONS}
STATUSES = ("draft", "published", "ended")
STATES = {
    "guidance_service": STATUSES,
    "guidance_centre": STATUSES,
    "partnership": ("draft", "published"),
    "role_description": STATUSES,
    "agreement_version": (
        "draft",
        "for_comment",
        "for_approval",
        "signed",
        "withdrawn",
    ),
}
MODELS = {
    "partner": Partner,
    "membership": Membership,
    "guidance_service": GuidanceService,
    "guidance_centre": GuidanceCentre,
    "partnership": Partnership,
    "agreement": Agreement,
    "agreement_version": AgreementVersion,
    "role": Role,
    "role_description": RoleDescription,
    "taxonomy": Need,
    "reference": County,
}
PLACES = ("own", "county", "elsewhere")


class Ground:
    """The rows of every kind in every state, all of one partner; and the people."""

    def __init__(self):
        self.county = make.make_county()
        council = make.make_partner(kind="county_council", county=self.county)
        nav = make.make_partner(kind="nav", county=self.county)
        self.partner = council
        self.users = {}
        homes = {
            "own": council,
            "county": make.make_partner(county=self.county),
            "elsewhere": make.make_partner(county=make.make_county()),
        }
        for role in ROLES:
            for place, partner in homes.items():
                user = make.make_user(is_staff=True)
                make.make_membership(user=user, partner=partner, role=role)
                self.users[role, place] = user
        self.partnership = make.make_partnership(
            county=self.county, members=[council, nav]
        )
        agreement = make.make_agreement(partnership=self.partnership)
        role = make.make_role(partnership=self.partnership, partner=council)
        self.rows = {
            ("partner", ""): council,
            ("membership", ""): make.make_membership(partner=council),
            ("agreement", ""): agreement,
            ("role", ""): role,
            ("taxonomy", ""): make.make_need(),
            ("reference", ""): self.county,
            ("partnership", "published"): self.partnership,
        }
        for status in STATUSES:
            self.rows["guidance_service", status] = make.make_service(
                status=status, provider=council
            )
            self.rows["guidance_centre", status] = make.make_centre(
                status=status, partner=council
            )
            self.rows["role_description", status] = make.make_role_description(
                role=make.make_role(partnership=self.partnership, partner=council),
                status=status,
                holder="Eksempel",
            )
        for state in STATES["agreement_version"]:
            version = make.make_version(
                agreement=make.make_agreement(partnership=self.partnership),
                state=state,
            )
            if state in {"draft", "for_comment"}:
                make.make_party(version=version, partner=council)
            self.rows["agreement_version", state] = version


@pytest.fixture(scope="module")
def ground(cloned_database, django_db_blocker):
    with django_db_blocker.unblock():
        yield Ground()


def expected(kind, action, state, role, place):
    """Return what the file says, read as a person reads it."""
    line = KINDS[kind].get(action)
    if line is None or not ({"any", state} & set(line["states"])):
        return False
    return (
        place
        in {
            "own": {"own"},
            "county": {"own", "county"},
            "everywhere": set(PLACES),
            None: set(),
        }[line.get(role)]
    )


def test_every_kind_has_rows_to_ask_about(ground):
    assert set(KINDS) == set(MODELS)
    assert {kind for kind, _state in ground.rows} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_backend_says_what_the_file_says(ground, kind):
    actions = sorted({action for table in KINDS.values() for action in table})
    opts = MODELS[kind]._meta
    wrong = []
    for (of, state), row in ground.rows.items():
        if of != kind:
            continue
        for action in [*actions, "erase"]:
            permission = f"{opts.app_label}.{action}_{opts.model_name}"
            for (role, place), user in ground.users.items():
                said = expected(kind, action, state, role, place)
                if user.has_perm(permission, row) is not said:
                    wrong.append((action, state, role, place, not said))
    assert wrong == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"reference"}))
def test_the_doors_of_admin_open_as_the_file_says(ground, kind):
    """A page opens to view, has its button to change, and asks before it deletes."""
    model = MODELS[kind]
    model_admin = admin.site.get_model_admin(model)
    wrong = []
    for (of, state), row in ground.rows.items():
        if of != kind or state in {"ended", "withdrawn", "for_comment"}:
            continue
        for (role, place), user in ground.users.items():
            client = Client()
            client.force_login(user)
            seen = client.get(page(model, "change", row.pk))
            found = {
                "view": seen.status_code == 200,
                "change": b'name="_save"' in seen.content,
                "delete": client.get(page(model, "delete", row.pk)).status_code == 200,
            }
            locked = getattr(model_admin, "locked_because", lambda row: "")(row)
            for action, opened in found.items():
                said = expected(kind, action, state, role, place)
                if action != "view":
                    said = said and not locked
                if opened is not said:
                    wrong.append((action, state, role, place, opened))
    assert wrong == []


def test_who_may_add_meets_a_form_and_nobody_else_does(ground):
    wrong = []
    for kind, model in MODELS.items():
        line = KINDS[kind].get("add", {})
        for (role, place), user in ground.users.items():
            client = Client()
            client.force_login(user)
            opened = client.get(page(model, "add")).status_code == 200
            if opened is not (role in line):
                wrong.append((kind, role, place, opened))
    assert wrong == []


@pytest.mark.parametrize("kind", ["guidance_service", "role_description"])
def test_a_status_moves_for_whom_the_file_names(ground, kind):
    model = MODELS[kind]
    wrong = []
    for action, word, start in (
        ("publish", "publish", "draft"),
        ("end", "end", "published"),
        ("take_back", "back_to_draft", "published"),
    ):
        row = ground.rows[kind, start]
        for (role, place), user in ground.users.items():
            said = expected(kind, action, start, role, place)
            if said:
                continue
            client = Client()
            client.force_login(user)
            client.post(
                page(model, "changelist"),
                {"action": word, "_selected_action": [str(row.pk)]},
            )
            row.refresh_from_db()
            if row.status != start:
                wrong.append((action, role, place))
                model.objects.filter(pk=row.pk).update(status=start)
    assert wrong == []
