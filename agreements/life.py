"""The life of a version: which steps there are, and who may take them.

From which states a step exists, and who takes it, stands in
partners/access_matrix.toml; where it leads stands here. Triggers keep the same steps
(migration 0006).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from partners.access import Thing, may
from partners.models import Partner
from partners.standing import standings_of

from .models import AgreementVersion

DRAFT: Final = AgreementVersion.State.DRAFT
FOR_COMMENT: Final = AgreementVersion.State.FOR_COMMENT
FOR_APPROVAL: Final = AgreementVersion.State.FOR_APPROVAL
WITHDRAWN: Final = AgreementVersion.State.WITHDRAWN

# «Signed» is no step that somebody takes: the last signature leads there.
LEADS_TO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "send_for_comment": FOR_COMMENT,
        "send_for_approval": FOR_APPROVAL,
        "return_to_draft": DRAFT,
        "withdraw": WITHDRAWN,
    }
)


class StepRefused(Exception):
    """A step that the person may take, but not now; the message says what to do."""


def thing_of(version: AgreementVersion, on: date) -> Thing:
    """Return a version as the access matrix sees it on a day. Two queries.

    It is its parties' own, and the county's of its partnership. A draft that has no
    parties yet is the own of the members of the partnership; who has left is none.
    """
    partnership = version.agreement.partnership
    owners = set(version.parties.values_list("partner__slug", flat=True))
    if not owners:
        members = partnership.memberships.exclude(valid_to__lt=on)
        owners = set(members.values_list("partner__slug", flat=True))
    return Thing(
        "agreement_version",
        frozenset(owners),
        frozenset({partnership.county.code}),
        version.state,
    )


def kinds_of_parties(version: AgreementVersion) -> set[str]:
    """Return of which kinds the parties are; only the county's own council counts."""
    county = version.agreement.partnership.county_id
    rows = version.parties.values_list("partner__kind", "partner__county")
    return {
        kind
        for kind, home in rows
        if kind != Partner.Kind.COUNTY_COUNCIL or home == county
    }


def may_act(
    user: AbstractBaseUser | AnonymousUser,
    action: str,
    version: AgreementVersion,
    *,
    on: date,
) -> bool:
    """Return whether a user may do something with a version on a day.

    `action` is one of the matrix; the state the version has is taken into account.
    """
    return may(standings_of(user, on), action, thing_of(version, on))
