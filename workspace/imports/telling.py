"""What a change is, in the shape that the audit trail keeps and a page can show."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from publishing.import_rows import Change
from publishing.snapshots import label_of, plain

EMPTY = (None, "", [], False)


class Telling:
    """Tells changes of one file; what they link to is named with a query for each link.

    Give it all the changes at once.
    """

    def __init__(self, changes: list[Change]) -> None:
        self.model = type(changes[0].after) if changes else None
        self.linked: dict[str, dict[int, str]] = {}
        for name in {name for change in changes for name in change.links}:
            related = self.model._meta.get_field(name).related_model
            keys = {pk for change in changes for pk in _around(change, name)}
            rows = related._default_manager.in_bulk(keys)
            self.linked[name] = {pk: label_of(row) for pk, row in rows.items()}
        self.others = self._names_of_others(changes)

    def changes_of(self, change: Change) -> dict[str, list[Any]]:
        """Return {field: [old, new]}; of a new row only what it holds."""
        told: dict[str, list[Any]] = {}
        for name in change.fields:
            told[name] = [
                None if change.before is None else self._value(change.before, name),
                self._value(change.after, name),
            ]
        for name, (gone, come) in change.links.items():
            wanted = change.row.links[name]
            labels = self.linked[name]
            told[name] = [
                sorted(labels[pk] for pk in (wanted - come) | gone),
                sorted(labels[pk] for pk in wanted),
            ]
        for name, pair in change.own.items():
            told[name] = [self.others.get(key, key) or None for key in pair]
        for name, (old, new) in change.parts.items():
            told[name] = [old or None, new]
        if change.is_new:
            told = {
                name: [None, new]
                for name, (_old, new) in told.items()
                if new not in EMPTY
            }
        return told

    def _value(self, row: Any, name: str) -> Any:
        field = row._meta.get_field(name)
        if not field.is_relation:
            return plain(getattr(row, field.attname))
        found = getattr(row, name)
        return None if found is None else label_of(found)

    def _names_of_others(self, changes: list[Change]) -> dict[str, str]:
        keys = {
            key for change in changes for pair in change.own.values() for key in pair
        }
        if not keys:
            return {}
        rows = self.model._default_manager.filter(slug__in=keys)
        named = {row.slug: label_of(row) for row in rows}
        return {
            **{
                change.row.key: label_of(change.after)
                for change in changes
                if change.is_new and change.row.key in keys
            },
            **named,
        }


def mark_of(changes: Iterable[Change], rejected: Mapping[int, str]) -> str:
    """Return a digest of all that a file would do: other changes, another digest.

    Made of keys and values, not of names, so that it does not depend on a language.
    """
    digest = hashlib.sha256()
    for change in changes:
        row = change.row
        told = [
            row.line,
            row.key,
            change.is_new,
            row.line in rejected,
            {
                name: [str(each) for each in pair]
                for name, pair in change.fields.items()
            },
            {
                name: [sorted(gone), sorted(come)]
                for name, (gone, come) in change.links.items()
            },
            change.own,
            change.parts,
        ]
        digest.update(json.dumps(told, sort_keys=True).encode())
    digest.update(json.dumps(sorted(rejected)).encode())
    return digest.hexdigest()


def _around(change: Change, name: str) -> frozenset[int]:
    gone, _come = change.links.get(name, (frozenset(), frozenset()))
    return change.row.links.get(name, frozenset()) | gone
