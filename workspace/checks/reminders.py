"""Remind by e-mail of facts to confirm: two weeks before, and when it is overdue.

Of each group of facts and its due day every person is told once at each of the two
steps, whatever the timer does: what was told is kept with the link that told of it. A
mail lists everything of one partner that is due, and is only written when there is
something in it that was not told before. It goes to those who keep the partner's facts
true; to the partner's own address where nobody has an account, and then without the
link, for a confirmation is given by a person who is known.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Membership, Partner
from publishing import outbox
from publishing.checks import GroupState
from publishing.fact_groups import digest_of
from publishing.freshness import DUE_SOON, OVERDUE
from publishing.writing import long_date

from ..models import ConfirmationLink, LinkedFacts
from .links import HOLDS_DAYS, make_secret
from .reading import RowToConfirm, rows_of, with_states

Step = LinkedFacts.Step
STEPS = {DUE_SOON: Step.SOON, OVERDUE: Step.LATE}
User = get_user_model()


@dataclass(frozen=True)
class Due:
    """One group of a row that is to be confirmed."""

    told: RowToConfirm
    state: GroupState

    @property
    def step(self) -> str:
        return STEPS[self.state.freshness.state]

    @property
    def due_on(self) -> date:
        due_on = self.state.freshness.due_on
        assert due_on is not None  # noqa: S101 (only what was confirmed is due)
        return due_on

    @property
    def key(self) -> tuple[int, str, str, date, str]:
        kind = ContentType.objects.get_for_model(self.told.row).pk
        return kind, str(self.told.row.pk), self.state.group.key, self.due_on, self.step


def remind_of_checks(on: date, *, at: datetime) -> int:
    """Write the reminders that are due on a day and not written yet; return how many.

    `at` is when they may be sent. Those of one partner stand or fall together.
    """
    return sum(
        _remind_partner(partner, on, at)
        for partner in Partner.objects.active_on(on)
        .select_related("county", "municipality__county")
        .order_by("pk")
    )


@transaction.atomic
def _remind_partner(partner: Partner, on: date, at: datetime) -> int:
    told = with_states(rows_of([partner.pk], on), on)
    due = [
        Due(each, state)
        for each in told
        for state in each.states
        if state.freshness.state in STEPS
    ]
    if not due:
        return 0
    # Two timers at once: the second waits, and finds what the first has told.
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    written = 0
    for example in (False, True):
        of_kind = [
            each
            for each in due
            if getattr(each.told.row, "is_example", False) is example
        ]
        for user, address in _recipients(partner, on, example=example):
            written += _write(partner, user, address, of_kind, on, at)
    return written


def _recipients(partner: Partner, on: date, *, example: bool) -> list[tuple[Any, str]]:
    """Return (user, address) of those who confirm; (None, address) for the partner.

    What is made up is never mailed to the real organisations that it names.
    """
    held = Membership.objects.valid_on(on).filter(
        partner=partner,
        role=Membership.Role.EDITOR,
        user__is_active=True,
        is_example=example,
    )
    users = User.objects.filter(pk__in=held.values("user")).exclude(email="")
    people = [(user, user.email) for user in users.order_by("pk")]
    if people or not partner.email or partner.is_example is not example:
        return people
    return [(None, partner.email)]


def _write(
    partner: Partner,
    user: Any,
    address: str,
    due: Sequence[Due],
    on: date,
    at: datetime,
) -> int:
    """Write one mail when something in it is new; return 1, else 0."""
    before = set(
        LinkedFacts.objects.filter(link__partner=partner, link__user=user).values_list(
            "content_type", "object_id", "fact_group", "due_on", "step"
        )
    )
    new = [each for each in due if each.key not in before]
    if not new:
        return 0
    secret, digest = make_secret()
    with translation.override(_language(partner)):
        mail = outbox.put(
            key=_key(partner, user, new),
            to_address=address,
            subject=subject_of(partner, due),
            text=text_of(partner, due, secret if user else "", on),
            at=at,
        )
    if mail is None:
        return 0
    link = ConfirmationLink.objects.create(
        digest=digest,
        user=user,
        partner=partner,
        sent_at=at,
        expires_on=on + timedelta(days=HOLDS_DAYS),
    )
    LinkedFacts.objects.bulk_create(
        LinkedFacts(
            link=link,
            content_type_id=each.key[0],
            object_id=each.key[1],
            fact_group=each.key[2],
            facts_digest=digest_of(each.told.row, each.state.group),
            due_on=each.due_on,
            step=each.step,
        )
        for each in due
    )
    return 1


def _key(partner: Partner, user: Any, new: Iterable[Due]) -> str:
    """Return what the mail is about and to whom: the same at every attempt."""
    parts = sorted("|".join(map(str, each.key)) for each in new)
    about = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    return f"checks:{partner.pk}:{user.pk if user else 'own'}:{about}"


def _language(partner: Partner) -> str:
    county = partner.county or (partner.municipality and partner.municipality.county)
    return "nn" if county and county.language_decision == "nynorsk" else "nb"


def subject_of(partner: Partner, due: Sequence[Due]) -> str:
    """Return the subject: how much there is to confirm, and for whom."""
    number = len({each.told.url for each in due})
    return ngettext(
        "Does this still hold? %(number)d thing to confirm for %(partner)s",
        "Does this still hold? %(number)d things to confirm for %(partner)s",
        number,
    ) % {"number": number, "partner": partner.name}


def text_of(partner: Partner, due: Sequence[Due], secret: str, on: date) -> str:
    """Return the text. `secret` is '' for whom the mail lets confirm nothing."""
    parts = [
        _(
            "The public reads this about %(partner)s on the portal for career guidance"
            " in the county. Please look whether it still holds."
        )
        % {"partner": partner.name},
        "\n".join(_lines(due, on)),
    ]
    if secret:
        url = absolute(reverse("workspace:confirm-by-link", args=[secret]))
        parts.append(
            _(
                "Read the facts and confirm them here. You need not log in, and the"
                " link is yours alone: what you confirm is recorded in your name. It"
                " works until %(day)s."
            )
            % {"day": long_date(on + timedelta(days=HOLDS_DAYS))}
            + f"\n{url}"
        )
    else:
        parts.append(
            _(
                "Nobody at %(partner)s has access to the portal, so nobody can confirm"
                " this. Ask the coordinator of your county for access."
            )
            % {"partner": partner.name}
        )
    parts.append(
        _("You get this e-mail because you are registered for %(partner)s.")
        % {"partner": partner.name}
    )
    return "\n\n".join(parts) + "\n"


def absolute(path: str) -> str:
    return settings.PORTAL_ADDRESS.rstrip("/") + path


def _lines(due: Collection[Due], on: date) -> Iterable[str]:
    for each in due:
        state = each.state.freshness
        words = {
            "name": each.told.name,
            "facts": each.state.group.name,
            "day": long_date(each.due_on),
        }
        if state.is_overdue:
            yield _("- %(name)s – %(facts)s: should be confirmed by %(day)s") % words
        else:
            yield _("- %(name)s – %(facts)s: confirm by %(day)s") % words
