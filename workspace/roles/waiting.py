"""What roles ask of somebody: to answer, to publish, to go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Role, RoleDescription
from agreements.roles.overview import RoleState, roles_as_kept
from partners.models import Membership
from partners.rights import may_do, rows_for
from publishing.models import StatusChange

from ..desk.items import Item

if TYPE_CHECKING:
    from ..desk.reader import Reader


def roles_that_wait(reader: Reader) -> Iterator[Item]:
    """Yield roles to answer, to publish and to mend. Four queries at most.

    Those of the partners the person acts for, and for coordinators those of the county
    that somebody has sent.
    """
    own = Q(partner__in=reader.ids)
    if reader.acting_as(Membership.Role.COORDINATOR):
        own |= Q(descriptions__in=_sent(reader))
    states = roles_as_kept(Role.objects.filter(own).distinct(), reader.today)
    reasons = _reasons(states)
    for state in states:
        yield from _of_role(reader, state, reasons)


def _sent(reader: Reader):
    waiting = RoleDescription.objects.filter(status="draft").exclude(submitted_at=None)
    return rows_for(reader.user, "publish", waiting)


def _reasons(states: list[RoleState]) -> dict[str, str]:
    """Return why drafts came back, by the key of the draft; one query."""
    drafts = [
        str(state.draft.pk)
        for state in states
        if state.draft and not state.is_submitted
    ]
    if not drafts:
        return {}
    entries = StatusChange.objects.filter(
        content_type__app_label="agreements",
        content_type__model="roledescription",
        object_id__in=drafts,
        action="send_back",
    )
    return {each.object_id: each.reason for each in entries.order_by("position")}


def _of_role(
    reader: Reader, state: RoleState, reasons: dict[str, str]
) -> Iterator[Item]:
    role, draft, asked = state.role, state.draft, state.to_answer
    words = {
        "role": role.name,
        "partner": role.partner.name,
        "county": role.partnership.county.name,
    }
    url = reverse("workspace:role", args=[role.slug])
    own = role.partner_id in reader.ids

    def item(kind: str, sentence: str, button: str, note: str = "") -> Item:
        return Item(
            kind=kind,
            sentence=sentence,
            button=button,
            url=url,
            note=note,
            is_example=role.is_example,
            key=role.slug,
        )

    if own and asked and may_do(reader.user, "acknowledge", asked.description):
        yield item(
            "acknowledge",
            _("%(partner)s is asked to accept the role “%(role)s” in %(county)s.")
            % words,
            _("Read and answer"),
        )
    if draft is None:
        return
    if state.is_submitted:
        if may_do(reader.user, "publish", draft):
            yield item(
                "approve",
                _("%(partner)s has sent you the role “%(role)s”.") % words,
                _("Read and decide"),
            )
        return
    reason = reasons.get(str(draft.pk))
    if own and reason is not None and may_do(reader.user, "submit", draft):
        yield item(
            "returned",
            _("The role “%(role)s” came back to you: %(reason)s")
            % {"role": role.name, "reason": reason},
            _("Go on writing"),
        )
