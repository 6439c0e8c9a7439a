"""Roles as those who keep them see them: versions, the draft, and what is amiss."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Prefetch, QuerySet

from .. import reading
from ..models import Role, RoleDescription
from ..role_reading import Described, described_on, with_answers

VACANT, ENDING, HELD = "vacant", "ending", "held"
# So long before the last day somebody should have been found.
SOON: Final = timedelta(days=60)


@dataclass(frozen=True)
class RoleState:
    """A role on a day. `versions` are those the public may see, the latest first.

    `vacancy` is VACANT when nobody holds the role, ENDING when the period of who does
    ends soon and nobody is there to follow, else HELD.
    """

    role: Role
    versions: tuple[Described, ...]
    draft: RoleDescription | None
    vacancy: str

    @property
    def current(self) -> Described | None:
        """Return the version in force, None when there is none."""
        return _in_force(self.versions)

    @property
    def to_answer(self) -> Described | None:
        """Return the version that the partner is to answer: in force, or to come.

        The coming one is asked about first, while there is time to change it.
        """
        coming = [each for each in self.versions if each.state == reading.UPCOMING]
        waiting = [each for each in (*coming, self.current) if each and not each.answer]
        return next(iter(waiting), None)

    @property
    def is_submitted(self) -> bool:
        return self.draft is not None and self.draft.submitted_at is not None


def roles_as_kept(roles: QuerySet[Role], day: date) -> list[RoleState]:
    """Return the state of every role, by county and then as it orders them.

    A fixed number of queries, however many roles there are.
    """
    found = (
        roles.select_related("partner", "partnership__county")
        .prefetch_related(
            Prefetch(
                "descriptions",
                queryset=with_answers(RoleDescription.objects.order_by("-number")),
            )
        )
        .order_by("partnership__county__sort_name", "partnership", "position", "slug")
    )
    return [state_of(role, day) for role in found]


def state_of(role: Role, day: date) -> RoleState:
    """Return a role as it stands on a day, from its descriptions with answers."""
    descriptions = list(role.descriptions.all())
    versions = tuple(
        sorted(
            (
                described_on(each, day)
                for each in descriptions
                if each.status != "draft"
            ),
            key=lambda each: (each.description.valid_from, each.description.number),
            reverse=True,
        )
    )
    draft = next((each for each in descriptions if each.status == "draft"), None)
    return RoleState(role, versions, draft, vacancy_of(versions, day))


def vacancy_of(versions: Sequence[Described], day: date) -> str:
    """Return whether somebody holds a role on a day, and goes on holding it."""
    current = _in_force(versions)
    if current is None or not current.description.holder.strip():
        return VACANT
    last = current.description.valid_to
    if last is None or last > day + SOON:
        return HELD
    followed = any(
        each.state == reading.UPCOMING
        and each.description.holder.strip()
        and each.description.valid_from <= last + timedelta(days=1)
        for each in versions
    )
    return HELD if followed else ENDING


def _in_force(versions: Sequence[Described]) -> Described | None:
    return next((each for each in versions if each.state == reading.IN_FORCE), None)
