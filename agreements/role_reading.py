"""Which description of a role holds on a day. Drafts are never among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject

from . import reading
from .models import Answer, Role, RoleAnswer, RoleDescription

NOT_AGREED: Final = "not_agreed"


@dataclass(frozen=True)
class Answered:
    """What a partner says of a version of its role; `key` is that of the row."""

    key: int
    answer: str
    reason: str
    language: str
    given_at: datetime
    partner_name: str

    @property
    def is_objection(self) -> bool:
        return self.answer == Answer.OBJECTED


@dataclass(frozen=True)
class Described:
    """A description with its state on a day: in force, ended or to come.

    `answer` is what the partner whose role it is last said of just this version, None
    when it has said nothing.
    """

    description: RoleDescription
    state: str
    answer: Answered | None = None

    @property
    def agreement(self) -> str:
        """Return acknowledged, objected or NOT_AGREED."""
        return self.answer.answer if self.answer else NOT_AGREED


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
    return Described(description, state, newest_answer(description))


def newest_answer(description: RoleDescription) -> Answered | None:
    """Return the answer that counts, None without one.

    One query, unless the description comes from `with_answers`.
    """
    if not hasattr(description, "answer_told"):
        rows = RoleDescription.objects.filter(pk=description.pk)
        description = with_answers(rows).get()
    told = description.answer_told
    if told is None:
        return None
    return Answered(**told | {"given_at": datetime.fromisoformat(told["given_at"])})


def with_answers(descriptions: QuerySet[RoleDescription]) -> QuerySet[RoleDescription]:
    """Return descriptions that bring the answer that counts, without a query more."""
    newest = RoleAnswer.objects.filter(description=OuterRef("pk")).newest_first()
    told = JSONObject(
        key="pk",
        answer="answer",
        reason="reason",
        language="language",
        given_at="given_at",
        partner_name="partner__name",
    )
    return descriptions.annotate(answer_told=Subquery(newest.values(told=told)[:1]))


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
                queryset=with_answers(RoleDescription.objects.public()),
                to_attr="public_descriptions",
            )
        )
        .order_by("partnership__county__sort_name", "partnership", "position", "slug")
    )


def roles_on(roles: Iterable[Role], day: date) -> list[RoleReading]:
    """Return roles of `public_roles` as they stand on a day."""
    return [read_role(role, role.public_descriptions, day) for role in roles]
