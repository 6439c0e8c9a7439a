"""Which description of a role holds on a day. Drafts are never among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from . import reading
from .models import Role, RoleDescription


@dataclass(frozen=True)
class Described:
    """A description with its state on a day: in force, ended or to come."""

    description: RoleDescription
    state: str


@dataclass(frozen=True)
class RoleReading:
    role: Role
    shown: Described
    versions: tuple[Described, ...]

    @property
    def others(self):
        return [each for each in self.versions if each is not self.shown]


def described_on(description: RoleDescription, day: date) -> Described:
    """Return a published or ended description as it stands on a day."""
    if description.valid_from > day:
        state = reading.UPCOMING
    elif not description.is_published or (
        description.valid_to and description.valid_to < day
    ):
        state = reading.ENDED
    else:
        state = reading.IN_FORCE
    return Described(description, state)


def read_role(
    role: Role, descriptions: Iterable[RoleDescription], day: date
) -> RoleReading:
    """Return a role with the description in force, else the latest ended one.

    One that is still to come is shown only when there is nothing else. Wants at least
    one public description; the versions are told with the latest first.
    """
    versions = sorted(
        (described_on(description, day) for description in descriptions),
        key=lambda each: (each.description.valid_from, each.description.number),
        reverse=True,
    )
    in_force = [each for each in versions if each.state == reading.IN_FORCE]
    ended = [each for each in versions if each.state == reading.ENDED]
    shown = (in_force or ended or versions[-1:])[0]
    return RoleReading(role, shown, tuple(versions))


def public_roles():
    """Return a queryset of roles that `roles_on` can read.

    By county in Norwegian order, then as the partnership orders them.
    """
    return (
        Role.objects.public()
        .select_related("partnership__county", "partner")
        .prefetch_related(
            Prefetch(
                "descriptions",
                queryset=RoleDescription.objects.public(),
                to_attr="public_descriptions",
            )
        )
        .order_by("partnership__county__sort_name", "partnership", "position", "slug")
    )


def roles_on(roles: Iterable[Role], day: date) -> list[RoleReading]:
    """Return roles of `public_roles` as they stand on a day."""
    return [read_role(role, role.public_descriptions, day) for role in roles]
