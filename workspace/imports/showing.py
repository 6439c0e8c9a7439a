"""A line of a file in the reader's words: what it is about, from what, to what."""

from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.trail_words import field_of, value_words

from .models import ImportLine

PARTS = {"opening_hours": gettext_lazy("opening hours")}
PAGES = {"services": "workspace:offer", "centres": "workspace:place"}


def shown_line(kind, line):
    """Return a line as the page shows it."""
    return {
        "line": line,
        "name": line.name or line.key,
        "fields": [
            told_field(kind.model, name, *values)
            for name, values in in_order(kind.model, line.changes)
            if isinstance(values, list) and len(values) == 2
        ],
        "url": _page_of(kind, line),
    }


def in_order(model, changes):
    """Return changes in the order of the model's fields; JSON keeps none."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    order = {field.name: number for number, field in enumerate(fields)}
    return sorted(changes.items(), key=lambda item: order.get(item[0], len(order)))


def told_field(model, name, old, new):
    """Return what a field is called, and its value before and after in words."""
    field = field_of(model, name)
    words = PARTS.get(name) or (field.verbose_name if field is not None else name)
    return {
        "name": capfirst(str(words)),
        "old": value_words(field, old),
        "new": value_words(field, new),
    }


def chips_of(file, filters, asked):
    """Return the filters with their counts, those that are empty left out."""
    total = file.added + file.changed + file.unchanged + file.rejected
    chips = [
        {
            "label": _("All (%(count)d)") % {"count": total},
            "url": "?",
            "current": asked is None,
        }
    ]
    for word, state in filters.items():
        count = getattr(file, state)
        if count:
            chips.append(
                {
                    "label": f"{ImportLine.State(state).label} ({count})",
                    "url": f"?vis={word}",
                    "current": asked == state,
                }
            )
    return chips


def _page_of(kind, line):
    """Return the page of a row that is there and is the reader's; '' for others."""
    if line.state not in {ImportLine.State.CHANGED, ImportLine.State.UNCHANGED}:
        return ""
    name = PAGES.get(kind.key)
    try:
        return reverse(name, args=[line.key]) if name else ""
    except NoReverseMatch:
        return ""
