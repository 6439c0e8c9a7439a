"""May this person bring in these changes? The access matrix, asked line by line.

A line about a row that one may not see is refused in the same words as one about an
address that is taken, whatever else the line says: the file of somebody who guesses
learns that it cannot use the address, and nothing more.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from partners.access import Standing, Thing, may
from partners.choosing import table_of
from partners.field_access import may_write
from partners.rights import User
from partners.scopes import Scope, scope_of
from partners.standing import standings_of
from publishing.import_rows import Change
from publishing.models import FormerSlug, Status
from publishing.operations import ACTION_TO
from publishing.workflow import TRANSITIONS

from .kinds import Kind


class Judge:
    """Says of each change why a person may not bring it in, or nothing.

    Memberships are read anew, so that a role that was taken away counts no longer.
    """

    def __init__(self, actor: User, kind: Kind, on: date) -> None:
        scope = scope_of(kind.model)
        if scope is None:
            raise LookupError(kind.model)
        self.scope: Scope = scope
        self.kind = kind
        self.on = on
        self.may_all = bool(getattr(actor, "is_superuser", False) and actor.is_active)
        self.held: tuple[Standing, ...] = standings_of(actor, on, afresh=True)
        # The same few partners stand behind thousands of lines.
        self.may = cache(self._may)
        self.may_write = cache(self._may_write)
        self.strangers = 0

    def refusals(
        self, changes: Iterable[Change], stated: dict[str, date]
    ) -> dict[int, str]:
        """Return line → the sentence that says why it is refused. One query."""
        changes = list(changes)
        former = set(
            FormerSlug.objects.filter(
                kind=self.kind.former, slug__in=[each.row.key for each in changes]
            ).values_list("slug", flat=True)
        )
        refused = {}
        for change in changes:
            sentence = self._refusal(change, former)
            day = stated.get(change.row.key)
            if not sentence and day and day > self.on:
                sentence = _("The day of the source, %(day)s, is still to come.") % {
                    "day": day.isoformat()
                }
            if sentence:
                refused[change.row.line] = sentence
        return refused

    def _refusal(self, change: Change, former: set[str]) -> str:
        after = self._thing(change.after)
        if change.before is None:
            if change.row.key in former:
                return self.taken(change.row.key)
            return self._new(after)
        before = self._thing(change.before)
        if not self.may("import", before) or not self.may("view", before):
            self.strangers += 1
            return self.taken(change.row.key)
        if change.is_nothing:
            return ""
        if not self.may("import", after):
            self.strangers += 1
            return self._not_of_the_county()
        return self._step(before.state, after) or self._fields(change, before, after)

    def _new(self, after: Thing) -> str:
        draft = _in_state(after, Status.DRAFT)
        if not self.may("import", after) or not self.may("add", draft):
            self.strangers += 1
            return self._not_of_the_county()
        if after.state in {"", Status.DRAFT}:
            return ""
        return self._step(Status.DRAFT, after)

    def _step(self, from_state: str, after: Thing) -> str:
        """Return why the status may not move so, or nothing."""
        to = after.state
        if from_state == to:
            return ""
        allowed = to in TRANSITIONS.get(from_state, ())
        if allowed and self.may(ACTION_TO[to], _in_state(after, from_state)):
            return ""
        return _("status: this cannot go from «%(from_)s» to «%(to)s».") % {
            "from_": dict(Status.choices).get(from_state, from_state),
            "to": dict(Status.choices).get(to, to),
        }

    def _fields(self, change: Change, before: Thing, after: Thing) -> str:
        """Return why fields may not be changed, or nothing.

        What has ended is not changed, unless the same line publishes it again.
        """
        written = {*change.fields, *change.links, *change.own} - {"status"}
        hours = bool(change.parts)
        if not written and not hours:
            return ""
        things = [each for each in (before, after) if self.may("change", each)]
        if not things:
            return _(
                "This has ended, so its facts are not changed. Write «published» in"
                " status to publish it again, or take the line out."
            )
        closed = [
            name
            for name in sorted(written)
            if not any(self.may_write(name, each) for each in things)
        ]
        if not closed:
            return ""
        names = [
            str(self.kind.model._meta.get_field(each).verbose_name) for each in closed
        ]
        return _("You may not change this here: %(fields)s.") % {
            "fields": ", ".join(names)
        }

    def taken(self, key: str) -> str:
        """Return the one sentence for an address that cannot be used."""
        return _(
            "The address «%(key)s» is taken, or is not yours to change. Choose another"
            " for something new, or take the line out."
        ) % {"key": key}

    def _not_of_the_county(self) -> str:
        return _(
            "%(field)s: you bring in only what belongs to partners of your own county."
        ) % {"field": self.kind.owner}

    def _thing(self, row: Model) -> Thing:
        return self.scope.thing_of(row, self.on)

    def _may(self, action: str, thing: Thing) -> bool:
        return self.may_all or may(self.held, action, thing)

    def _may_write(self, name: str, thing: Thing) -> bool:
        table = table_of(self.kind.model)
        return self.may_all or may_write(self.held, table, name, thing)


def _in_state(thing: Thing, state: Any) -> Thing:
    kept = str(state) if thing.state else ""
    return Thing(thing.kind, thing.owners, thing.counties, kept)
