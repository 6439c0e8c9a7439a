"""What waits to be approved, and what came back, for the front page of «Min side»."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Membership
from publishing.models import Proposal
from publishing.writing import long_date

from ..desk.items import Item
from ..offers.things import thing_of
from .views import waiting_for

if TYPE_CHECKING:
    from ..desk.reader import Reader

Role = Membership.Role
# So many are told one by one; more of them is one line with a number.
MOST_NAMED = 3


def to_approve(reader: Reader) -> Iterator[Item]:
    """Yield what others have sent to a coordinator. Four queries, for coordinators."""
    if not reader.acting_as(Role.COORDINATOR):
        return
    waiting = waiting_for(reader.user)
    if len(waiting) > MOST_NAMED:
        yield Item(
            kind="approve",
            sentence=ngettext(
                "%(number)d text waits for your approval.",
                "%(number)d texts wait for your approval.",
                len(waiting),
            )
            % {"number": len(waiting)},
            button=_("Read them"),
            url=reverse("workspace:approvals"),
            is_example=all(line["row"].is_example for line in waiting),
        )
        return
    for line in waiting:
        proposal = line["proposal"]
        yield Item(
            kind="approve",
            sentence=_("%(partner)s has sent you “%(name)s”.")
            % {
                "partner": line["owner"].name,
                "name": line["thing"].name_of(line["row"]),
            },
            button=_("Read and decide"),
            url=reverse("workspace:approval", args=[proposal.public_id]),
            note=_("Sent %(day)s") % {"day": long_date(proposal.submitted_at)},
            is_example=line["row"].is_example,
            key=f"{proposal.pk:09}",
        )


def returned(reader: Reader) -> Iterator[Item]:
    """Yield texts that came back and were not taken up again. One query."""
    writes = set(reader.acting_as(Role.EDITOR, Role.COORDINATOR))
    rows: dict[tuple[int, str], Any] = {
        (ContentType.objects.get_for_model(row).pk, str(row.pk)): row
        for row in (*reader.services, *reader.centres)
        if getattr(row, f"{thing_of(row).owner}_id") in writes
    }
    if not rows:
        return
    about: dict[int, list[str]] = {}
    for kind, key in rows:
        about.setdefault(kind, []).append(key)
    of_rows = Q()
    for kind, keys in about.items():
        of_rows |= Q(content_type=kind, object_id__in=keys)
    later = Proposal.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        pk__gt=OuterRef("pk"),
    )
    came_back = Proposal.objects.filter(
        of_rows, ~Exists(later), state=Proposal.State.RETURNED
    )
    for proposal in came_back.order_by("decided_at", "pk"):
        row = rows[proposal.content_type_id, proposal.object_id]
        thing = thing_of(row)
        yield Item(
            kind="returned",
            sentence=_("“%(name)s” came back to you: %(reason)s")
            % {"name": thing.name_of(row), "reason": proposal.reason},
            button=_("Go on writing"),
            url=thing.url("edit", slug=row.slug),
            is_example=row.is_example,
            key=f"{proposal.pk:09}",
        )
