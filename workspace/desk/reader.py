"""Who reads «Min side», and what is theirs: read once, for all that the page tells."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from agreements.models import Responsibility, RoleDescription
from agreements.reach import responsibilities_in_force
from guidance_centres.models import GuidanceCentre
from guidance_centres.opening_words import with_hours
from partners.models import Membership, Partner
from partners.standing import held_by
from publishing.models import Status
from services.models import GuidanceService

from ..checks.reading import RowToConfirm, with_states

Role = Membership.Role


@dataclass(frozen=True)
class Reader:
    """A person, the day, and the partners whose work the page shows.

    `chosen` is the slug of the one partner to look at, '' for all. Everything else is
    read when it is first asked for, and then kept: one query each.
    """

    user: AbstractBaseUser
    today: date
    now: datetime
    chosen: str = ""

    @cached_property
    def all_memberships(self) -> list[Membership]:
        """Return what the person acts as on the day, in Norwegian order of partners."""
        return list(
            held_by(self.user, self.today)
            .select_related("partner__county")
            .order_by("partner__sort_name", "partner", "role", "pk")
        )

    @cached_property
    def memberships(self) -> list[Membership]:
        """Return those for the partner that was chosen, or all."""
        return [
            each
            for each in self.all_memberships
            if self.chosen in ("", each.partner.slug)
        ]

    @cached_property
    def partners(self) -> list[Partner]:
        """Return the partners whose work is shown."""
        return list(
            {each.partner_id: each.partner for each in self.memberships}.values()
        )

    @property
    def ids(self) -> list[int]:
        return [each.pk for each in self.partners]

    def acting_as(self, *roles: str) -> list[int]:
        """Return the keys of the partners for which the person has one of the roles."""
        return [each.partner_id for each in self.memberships if each.role in roles]

    @cached_property
    def services(self) -> list[GuidanceService]:
        """Return services of the partners that are not ended, by name."""
        return list(
            GuidanceService.objects.filter(provider__in=self.ids)
            .exclude(status=Status.ENDED)
            .select_related("provider__county")
            .order_by("name_nb", "pk")
        )

    @cached_property
    def centres(self) -> list[GuidanceCentre]:
        """Return places of the partners that are not ended, with their hours."""
        centres = GuidanceCentre.objects.filter(partner__in=self.ids)
        return list(
            with_hours(centres.exclude(status=Status.ENDED), self.today)
            .select_related("partner__county", "municipality")
            .in_norwegian_order()
        )

    @cached_property
    def descriptions(self) -> list[RoleDescription]:
        """Return the partners' role descriptions that hold today or are to come."""
        return list(
            RoleDescription.objects.filter(
                Q(valid_to=None) | Q(valid_to__gte=self.today),
                role__partner__in=self.ids,
            )
            .exclude(status=Status.ENDED)
            .select_related("role__partner__county", "role__partnership__county")
            .order_by("role__partnership", "role__position", "role__slug", "-number")
        )

    @cached_property
    def responsibilities(self) -> list[Responsibility]:
        """Return what the partners have promised and now hold."""
        if not self.ids:
            return []
        return responsibilities_in_force(self.today, partners=self.ids)

    @cached_property
    def checked(self) -> dict[Any, RowToConfirm]:
        """Return what can be confirmed, by (model, key), the most urgent first."""
        rows: list[Any] = [
            each
            for each in (*self.services, *self.centres, *self.descriptions)
            if each.status == Status.PUBLISHED
            and getattr(each, "valid_from", self.today) <= self.today
        ]
        told = with_states([*rows, *self.partners], self.today)
        return {(type(each.row), each.row.pk): each for each in told}
