"""The access matrix: what it grants, and that it refuses the rest."""

import pytest

from partners.access import REACHES, ROLES, Standing, Thing, matrix, may
from partners.models import Membership

LOM_EDITOR = Standing("editor", "lom-kommune", "34")
NAV_SIGNATORY = Standing("signatory", "nav-innlandet", "34")
INNLANDET = Standing("coordinator", "innlandet-fylkeskommune", "34")
AGDER = Standing("coordinator", "agder-fylkeskommune", "42")
NATIONAL = Standing("national_administrator", "hk-dir")

LOM_SERVICE = Thing(
    "guidance_service", frozenset({"lom-kommune"}), frozenset({"34"}), "draft"
)


def test_the_matrix_knows_just_the_roles_that_memberships_have():
    assert set(ROLES) == set(Membership.Role.values)
    for table in matrix().values():
        for right in table.values():
            assert set(right.reach) <= set(ROLES)
            assert set(right.reach.values()) <= set(REACHES)


@pytest.mark.parametrize(
    ("standing", "action", "expected"),
    [
        (LOM_EDITOR, "change", True),
        (LOM_EDITOR, "publish", False),
        (NAV_SIGNATORY, "change", False),
        (INNLANDET, "publish", True),
        (AGDER, "publish", False),
        (AGDER, "view", False),
        (NATIONAL, "publish", True),
        (LOM_EDITOR, "erase_everything", False),
    ],
)
def test_role_place_and_action_decide(standing, action, expected):
    assert may([standing], action, LOM_SERVICE) is expected


def test_another_partners_editor_is_refused():
    gjovik = Standing("editor", "gjovik-kommune", "34")
    assert not may([gjovik], "change", LOM_SERVICE)


@pytest.mark.parametrize(
    ("state", "expected"),
    [("for_approval", True), ("draft", False), ("signed", False), ("", False)],
)
def test_signing_exists_only_when_the_text_is_up_for_approval(state, expected):
    thing = Thing("agreement_version", frozenset({"nav-innlandet"}), state=state)
    assert may([NAV_SIGNATORY], "sign", thing) is expected


def test_nobody_may_change_what_is_signed():
    signed = Thing(
        "agreement_version",
        frozenset({"lom-kommune", "nav-innlandet", "innlandet-fylkeskommune"}),
        frozenset({"34"}),
        "signed",
    )
    everybody = [LOM_EDITOR, NAV_SIGNATORY, INNLANDET, NATIONAL]
    assert not may(everybody, "change", signed)


def test_without_a_membership_nothing_is_allowed():
    for kind, table in matrix().items():
        for action in table:
            assert not may([], action, Thing(kind, state="draft"))


def test_a_coordinator_without_a_county_reaches_no_county():
    lost = Standing("coordinator", "nowhere", None)
    assert not may([lost], "change", Thing("partner", counties=frozenset()))
