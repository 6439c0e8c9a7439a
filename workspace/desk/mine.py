"""What is a person's own on «Min side»: services, places, roles, promises, people."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guidance_centres.opening_words import hours_told, state_words
from partners.models import Membership
from publishing.models import Status

from .reader import Reader

MOST_SHOWN = 8


@dataclass(frozen=True)
class Line:
    """One thing as a line: its name, its state, a note, and where it is edited.

    `state` is a key of the portal's states with its own `label`, or ''.
    """

    name: Any
    url: str
    state: str = ""
    label: str = ""
    note: str = ""
    is_example: bool = False


@dataclass(frozen=True)
class Section:
    """A list of one's own: `total` counts all, `lines` are the first of them."""

    key: str
    heading: str
    lines: Sequence[Line]
    total: int
    all_url: str
    all_words: str
    empty: str
    new_url: str = ""
    new_words: str = ""


@dataclass(frozen=True)
class Mine:
    """The sections, from what the Reader has read already, and people: one query."""

    reader: Reader

    @cached_property
    def sections(self) -> list[Section]:
        return [self._services(), self._centres(), self._roles(), self._promises()]

    @cached_property
    def people(self) -> list[Membership]:
        """Return who else acts for the partners today, by name; one query."""
        held = Membership.objects.valid_on(self.reader.today).filter(
            partner__in=self.reader.ids, user__is_active=True
        )
        return list(
            held.select_related("user", "partner").order_by(
                "partner__sort_name", "user__last_name", "user__username", "role", "pk"
            )
        )

    @property
    def people_shown(self) -> list[dict[str, Any]]:
        """Return people once each, with all they are."""
        told: dict[tuple[int, int], dict[str, Any]] = {}
        for each in self.people:
            found = told.setdefault(
                (each.partner_id, each.user_id),
                {
                    "name": each.user.get_full_name() or each.user.get_username(),
                    "partner": each.partner.name,
                    "roles": [],
                    "is_example": each.is_example,
                },
            )
            found["roles"].append(str(each.get_role_display()))
        return list(told.values())

    def _services(self) -> Section:
        services = self.reader.services
        here = reverse("workspace:desk")
        return Section(
            key="tilbud",
            heading=_("Services"),
            lines=[
                Line(
                    name=each.name,
                    url=f"{here}tilbud/{each.slug}/",
                    **self._state(each),
                )
                for each in services[:MOST_SHOWN]
            ],
            total=len(services),
            all_url=f"{here}tilbud/",
            all_words=_("All services"),
            empty=_("You have no services yet. Write the first one."),
            new_url=f"{here}tilbud/ny/",
            new_words=_("Write a service"),
        )

    def _centres(self) -> Section:
        centres = self.reader.centres
        here = reverse("workspace:desk")
        lines = []
        for each in centres[:MOST_SHOWN]:
            hours = hours_told(each)
            state = self._state(each)
            if hours.are_known and each.status == Status.PUBLISHED:
                kind, label = state_words(hours, self.reader.now, self.reader.today)
                state |= {"note": state["note"] or state["label"]}
                state |= {"state": kind, "label": label}
            lines.append(Line(each.name, f"{here}steder/{each.slug}/", **state))
        return Section(
            key="steder",
            heading=_("Places"),
            lines=lines,
            total=len(centres),
            all_url=f"{here}steder/",
            all_words=_("All places"),
            empty=_("You have no places that people visit."),
        )

    def _roles(self) -> Section:
        descriptions = self.reader.descriptions
        here = reverse("workspace:desk")
        return Section(
            key="roller",
            heading=_("Roles"),
            lines=[
                Line(
                    name=each.role.name,
                    url=f"{here}roller/{each.role.slug}/",
                    **self._state(each) | {"note": self._holder(each)},
                )
                for each in descriptions[:MOST_SHOWN]
            ],
            total=len(descriptions),
            all_url=f"{here}roller/",
            all_words=_("All roles"),
            empty=_("You have no roles in a partnership yet."),
        )

    def _promises(self) -> Section:
        rows = self.reader.responsibilities
        return Section(
            key="ansvar",
            heading=_("Responsibilities"),
            lines=[
                Line(
                    name=row.task.name,
                    url=f"{row.version.get_absolute_url()}#{row.clause.anchor}",
                    note=_("%(part)s, clause %(number)s (%(county)s)")
                    % {
                        "part": capfirst(row.get_involvement_display()),
                        "number": row.clause.number,
                        "county": row.version.agreement.partnership.county.name,
                    },
                    is_example=row.version.agreement.is_example,
                )
                for row in rows[:MOST_SHOWN]
            ],
            total=len(rows),
            all_url=(
                f"{self.reader.partners[0].get_absolute_url()}#lovt"
                if len(self.reader.partners) == 1
                else ""
            ),
            all_words=_("All responsibilities"),
            empty=_("No agreement in force says what you are responsible for."),
        )

    def _state(self, row: Any) -> dict[str, Any]:
        """Return the state of a row: a draft, or how its confirmations stand."""
        told = self.reader.checked.get((type(row), row.pk))
        found = {"note": "", "is_example": getattr(row, "is_example", False)}
        if row.status == Status.DRAFT:
            return found | {"state": "draft", "label": ""}
        if told is None:
            return found | {"state": "published", "label": ""}
        if any(each.freshness.is_overdue for each in told.states):
            return found | {"state": "unconfirmed", "label": ""}
        if told.to_confirm:
            return found | {"state": "published", "label": ""}
        return found | {"state": "confirmed", "label": ""}

    @staticmethod
    def _holder(description: Any) -> str:
        if not description.holder:
            return _("Nobody holds it yet")
        if description.deputy:
            return _("%(holder)s, with %(deputy)s as deputy") % {
                "holder": description.holder,
                "deputy": description.deputy,
            }
        return str(description.holder)
