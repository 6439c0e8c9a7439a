"""Whose agreements are: their parties', and the county's of the partnership."""

from collections.abc import Collection
from datetime import date

from django.db.models import Model, Q

from partners.scopes import Scope, register

from .life import thing_of
from .models import (
    Agreement,
    AgreementVersion,
    AnnualEvent,
    Body,
    Clause,
    ClauseExemption,
    Comment,
    Deadline,
    EffectivePeriod,
    Measure,
    Partnership,
    PartnershipMember,
    Party,
    Responsibility,
    Role,
    RoleAnswer,
    RoleDescription,
    Seat,
    Signature,
    SignedDocument,
    Task,
    VersionEvent,
    VoidedSignature,
)


class VersionScope(Scope):
    """A version is its parties'; before it has any, it is that of the members."""

    def own(self, slugs: Collection[str], on: date) -> Q:
        members = "agreement__partnership__memberships"
        # Both conditions must meet in one membership, hence one Q of its own.
        present = Q(**{f"{members}__valid_to__isnull": True}) | Q(
            **{f"{members}__valid_to__gte": on}
        )
        return Q(parties__partner__slug__in=slugs) | (
            Q(parties__isnull=True)
            & Q(**{f"{members}__partner__slug__in": slugs})
            & present
        )

    def owners_of(self, row: Model, on: date) -> frozenset[str]:
        if row.pk is None:
            partnership = getattr(getattr(row, "agreement", None), "partnership", None)
            return frozenset() if partnership is None else members_of(partnership, on)
        assert isinstance(row, AgreementVersion)  # noqa: S101
        return thing_of(row, on).owners


def members_of(partnership: Partnership, on: date) -> frozenset[str]:
    """Return the slugs of the members of a partnership that have not left."""
    present = partnership.memberships.exclude(valid_to__lt=on)
    return frozenset(present.values_list("partner__slug", flat=True))


OF_A_MEMBER = ("memberships__partner",)
COUNTY = "partnership__county"

register(Partnership, Scope("partnership", OF_A_MEMBER, ("county",), state="status"))
register(PartnershipMember, Scope(parent="partnership"))
for planned in (Measure, AnnualEvent, Body):
    register(planned, Scope(parent="partnership"))
register(Seat, Scope(parent="body"))

register(Agreement, Scope("agreement", (f"partnership__{OF_A_MEMBER[0]}",), (COUNTY,)))
register(
    AgreementVersion,
    VersionScope(
        "agreement_version", counties=(f"agreement__{COUNTY}",), state="state"
    ),
)
for part in (
    Clause,
    Comment,
    EffectivePeriod,
    Party,
    Responsibility,
    SignedDocument,
    VersionEvent,
    VoidedSignature,
):
    register(part, Scope(parent="version"))
# Outside of what is signed, so that it is written in other states than the text.
register(Deadline, Scope(parent="version", writes="set_deadline"))
register(ClauseExemption, Scope(parent="clause", writes="exempt"))
register(Signature, Scope(parent="party"))
register(Task, Scope("taxonomy"))

register(Role, Scope("role", ("partner",), (COUNTY,)))
register(
    RoleDescription,
    Scope("role_description", ("role__partner",), (f"role__{COUNTY}",), "status"),
)
register(RoleAnswer, Scope(parent="description"))
