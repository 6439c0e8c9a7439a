"""The two kinds of things that partners look after on «Min side»."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.names import slug_for
from guidance_centres.models import GuidanceCentre
from publishing.models import Check, FormerSlug, Proposal
from services.models import GuidanceService


@dataclass(frozen=True)
class Thing:
    """A kind of thing: its model, its addresses, its words.

    `owner` names the foreign key to the partner whose it is; `former` is the first
    part of its public address.
    """

    key: str
    model: Any
    owner: str
    former: str
    name_of: Callable[[Any], str]
    words: dict[str, Any]

    def url(self, page: str = "", *, slug: str = "") -> str:
        """Return the address of a page of a row, or of the list without a slug."""
        if not slug:
            return reverse(f"workspace:{self.key}-{page or 'list'}")
        name = f"workspace:{self.key}-{page}" if page else f"workspace:{self.key}"
        return reverse(name, args=[slug])

    def rows(self) -> QuerySet[Any]:
        """Return all rows with their owner and its county."""
        return self.model.objects.select_related(
            self.owner, f"{self.owner}__county", f"{self.owner}__municipality__county"
        )

    def free_slug(self, name: str) -> str:
        """Return an address that no row has or had. Two queries."""
        try:
            wanted = slug_for(name)[:100].strip("-")
        except ValueError:
            wanted = self.key
        taken = {
            "ny",
            *self.model.objects.filter(slug__startswith=wanted).values_list(
                "slug", flat=True
            ),
        }
        taken |= set(
            FormerSlug.objects.filter(
                kind=self.former, slug__startswith=wanted
            ).values_list("slug", flat=True)
        )
        number = 1
        slug = wanted
        while slug in taken:
            number += 1
            slug = f"{wanted}-{number}"
        return slug


def with_state(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add `latest_state` of the newest proposal about each row, and `confirmed_on`."""
    kind = ContentType.objects.get_for_model(rows.model)
    key = Cast(OuterRef("pk"), CharField())
    newest = Proposal.objects.filter(content_type=kind, object_id=key).order_by("-pk")
    confirmed = (
        Check.objects.filter(
            content_type=kind, object_id=key, kind=Check.Kind.CONFIRMED
        )
        .order_by()
        .values("object_id")
        .annotate(last=Max("checked_on"))
    )
    return rows.annotate(
        latest_state=Subquery(newest.values("state")[:1]),
        confirmed_on=Subquery(confirmed.values("last")[:1]),
    )


SERVICE = Thing(
    key="offer",
    model=GuidanceService,
    owner="provider",
    former="tilbud",
    name_of=lambda row: row.name_nb or row.name_nn,
    words={
        "list": _("Services"),
        "new": _("New service"),
        "none": _("No services yet"),
        "none_help": _(
            "Write what you offer. A coordinator reads it before it is public."
        ),
        "lede": _("What you offer, as people read it on the portal."),
    },
)
PLACE = Thing(
    key="place",
    model=GuidanceCentre,
    owner="partner",
    former="karrieresentre",
    name_of=lambda row: row.name,
    words={
        "list": _("Places and opening hours"),
        "new": _("New place"),
        "none": _("No places yet"),
        "none_help": _("Add the places that people can visit."),
        "lede": _("Where people can visit you, and when you are open."),
    },
)
THINGS = {thing.key: thing for thing in (SERVICE, PLACE)}


def thing_of(row: Any) -> Thing:
    """Return the kind of thing that a row is."""
    return next(thing for thing in THINGS.values() if isinstance(row, thing.model))
