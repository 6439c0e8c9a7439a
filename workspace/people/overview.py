"""Every partner of a coordinator's county at a glance: read for all of them at once.

One query for each thing that is told, however many partners there are. When somebody
of a partner last did something is read from the audit trail; nothing is kept for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from agreements.models import AgreementVersion, PartnershipMember, Party, Role
from agreements.roles.overview import RoleState, roles_as_kept
from guidance_centres.models import GuidanceCentre
from partners.models import Invitation, Membership, Partner
from partners.rights import rows_for
from publishing.checks import group_states, last_confirmations
from publishing.models import StatusChange
from services.models import GuidanceService

SIGNED, TO_SIGN, NOT_A_PARTY = "signed", "to_sign", "not_a_party"


@dataclass(frozen=True)
class PartnerRow:
    """One partner: who acts for it, what it has, and what waits for it."""

    partner: Partner
    is_member: bool = False
    people: int = 0
    roles_of_people: tuple[str, ...] = ()
    invitations: int = 0
    published: int = 0
    drafts: int = 0
    overdue: int = 0
    roles: int = 0
    roles_to_answer: int = 0
    objections: int = 0
    agreement: str = NOT_A_PARTY
    last_active: date | None = None

    @property
    def waits(self) -> bool:
        """Return whether the partner is to answer, sign or confirm something."""
        return bool(self.overdue or self.roles_to_answer or self.agreement == TO_SIGN)


def partner_rows(user: AbstractBaseUser, today: date) -> list[PartnerRow]:
    """Return the partners of the county of a coordinator, in Norwegian order.

    Those that have ended are left out. A national administrator gets the country's.
    """
    partners = list(
        rows_for(user, "add", Partner.objects.active_on(today))
        .select_related("county", "municipality")
        .in_norwegian_order()
    )
    keys = [partner.pk for partner in partners]
    members = _members(keys, today)
    people = _people(keys, today)
    invitations = _invitations(keys)
    services = _services(keys)
    overdue = _overdue(partners, today)
    roles = _roles(keys, today)
    agreements = _agreements(keys, today)
    active = _last_active(keys)
    return [
        PartnerRow(
            partner=partner,
            is_member=partner.pk in members,
            people=len(people[partner.pk]),
            roles_of_people=_roles_of_people(people[partner.pk].values()),
            invitations=invitations[partner.pk],
            published=services[partner.pk, "published"],
            drafts=services[partner.pk, "draft"],
            overdue=overdue[partner.pk],
            roles=len(roles[partner.pk]),
            roles_to_answer=sum(
                1 for state in roles[partner.pk] if state.to_answer is not None
            ),
            objections=sum(1 for state in roles[partner.pk] if _is_objected(state)),
            agreement=agreements.get(partner.pk, NOT_A_PARTY),
            last_active=active.get(partner.pk),
        )
        for partner in partners
    ]


def _members(keys: Sequence[int], today: date) -> set[int]:
    """Return which partners are members of a partnership today."""
    rows = PartnershipMember.objects.valid_on(today).filter(partner__in=keys)
    return set(rows.values_list("partner", flat=True))


def _people(keys: Sequence[int], today: date) -> Mapping[int, dict[int, set[str]]]:
    """Return partner → person → roles of those who have access today."""
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = Membership.objects.valid_on(today).filter(
        partner__in=keys, user__is_active=True
    )
    for partner, user, role in rows.values_list("partner", "user", "role"):
        found[partner][user].add(role)
    return found


def _roles_of_people(held: Iterable[set[str]]) -> tuple[str, ...]:
    there = set().union(*held)
    return tuple(role for role in Membership.Role.values if role in there)


def _invitations(keys: Sequence[int]) -> Counter[int]:
    """Return how many invitations of each partner wait for an answer."""
    rows = Invitation.objects.usable(timezone.now()).filter(partner__in=keys)
    return Counter(rows.values_list("partner", flat=True))


def _services(keys: Sequence[int]) -> Counter[tuple[int, str]]:
    """Return how many services each partner has in each status."""
    rows = (
        GuidanceService.objects.filter(provider__in=keys)
        .order_by()
        .values_list("provider", "status")
        .annotate(Count("pk"))
    )
    return Counter({(provider, status): count for provider, status, count in rows})


def _overdue(partners: Sequence[Partner], today: date) -> Counter[int]:
    """Return how many groups of facts of each partner nobody has confirmed in time."""
    by_key = {partner.pk: partner for partner in partners}
    kept: list[tuple[int, Any]] = [(partner.pk, partner) for partner in partners]
    services = GuidanceService.objects.published().filter(provider__in=by_key)
    kept += [(row.provider_id, row) for row in services.only("pk", "provider")]
    centres = GuidanceCentre.objects.published().filter(partner__in=by_key)
    kept += [(row.partner_id, row) for row in centres.only("pk", "partner")]
    found = last_confirmations(row for _owner, row in kept)
    late: Counter[int] = Counter()
    for owner, row in kept:
        months = by_key[owner].confirm_every_months
        states = group_states(row, months, today, found)
        late[owner] += sum(1 for each in states if each.freshness.is_overdue)
    return late


def _roles(keys: Sequence[int], today: date) -> Mapping[int, list[RoleState]]:
    found: dict[int, list[RoleState]] = defaultdict(list)
    for state in roles_as_kept(Role.objects.filter(partner__in=keys), today):
        found[state.role.partner_id].append(state)
    return found


def _is_objected(state: RoleState) -> bool:
    return state.current is not None and state.current.agreement == "objected"


def _agreements(keys: Sequence[int], today: date) -> dict[int, str]:
    """Return whether each partner has signed what holds, or has something to sign."""
    state = AgreementVersion.State
    parties: QuerySet[Party] = Party.objects.filter(partner__in=keys)
    to_sign = parties.filter(version__state=state.FOR_APPROVAL, signature=None)
    signed = parties.filter(
        version__state=state.SIGNED, version__effective__period__contains=today
    )
    rows = parties.filter(
        Q(pk__in=to_sign.values("pk")) | Q(pk__in=signed.values("pk"))
    ).values_list("partner", "version__state")
    found: dict[int, str] = {}
    for partner, found_state in rows:
        if found_state == state.FOR_APPROVAL:
            found[partner] = TO_SIGN
        else:
            found.setdefault(partner, SIGNED)
    return found


def _last_active(keys: Sequence[int]) -> dict[int, date]:
    """Return the last day on which somebody of each partner changed something."""
    accounts = ContentType.objects.get_for_model(get_user_model())
    rows = (
        StatusChange.objects.exclude(content_type=accounts)
        .exclude(action__startswith="refused")
        .filter(actor__user__memberships__partner__in=keys)
        .order_by()
        .values_list("actor__user__memberships__partner")
        .annotate(Max("at"))
    )
    return {partner: _day_of(at) for partner, at in rows}


def _day_of(at: datetime) -> date:
    return timezone.localdate(at)
