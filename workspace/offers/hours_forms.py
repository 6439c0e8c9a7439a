"""The opening week as a table, and the days that are different, without scripts."""

import json
import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from guidance_centres.models import Weekday
from guidance_centres.operations import EXCEPTION, WEEK
from publishing.forms import CarefulForm, ClockField, DayField
from publishing.forms.both_texts import RowTokenField, digest

# More than anybody needs, and few enough that no page grows without end.
MOST_SEASONS = 12
MOST_SLOTS = 6
NEW_EXCEPTIONS = 3
MOST_EXCEPTIONS = 60
SLOT = re.compile(r"s(\d{1,2})_d([1-7])_(\d)_(?:opens|closes)")
NOTE = {"max_length": 200, "required": False}


class SeenRowsForm(CarefulForm):
    """A form over several rows of a place; it notices what others saved meanwhile.

    `instance` is the place. When the form is sent, the place is locked before its rows
    are read here, so that two who save at once cannot both be the first.
    """

    seen = RowTokenField(label="", required=False)
    names = ()

    def remember(self, rows):
        """Let the page carry a mark of the rows as they are shown."""
        self.rows = list(rows)
        told = [[str(getattr(row, name)) for name in self.names] for row in self.rows]
        self.mark = digest(json.dumps(sorted(told)))
        self.initial["seen"] = self.mark

    def meet_other_edits(self):
        """Say that others saved meanwhile; what was typed stays in the form."""
        if self.data.get("seen") == self.mark:
            return
        self.conflict = True
        self.data = self.data.copy()
        self.data["seen"] = self.mark
        self.add_error(
            None,
            _(
                "Somebody else saved these hours while you were writing, so nothing of"
                " yours is saved yet. Theirs stand below the form. Compare, and save"
                " again."
            ),
        )


class WeekForm(SeenRowsForm):
    """Several weeks, each for a season; each day has lines from–to.

    `weeks` is what a template shows: for each season its period and its days, and for
    each day its lines of bound fields.
    """

    submit_label = _("Save, and show it at once")
    names = WEEK

    def __init__(self, *args, instance, new_season=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.remember(instance.weekly_openings.order_by("weekday", "opens", "pk"))
        seasons = {}
        for row in self.rows:
            days = seasons.setdefault((row.valid_from, row.valid_to), {})
            days.setdefault(row.weekday, []).append(row)
        self.seasons = sorted(
            seasons.items(), key=lambda each: (each[0][0] or date.min, str(each[0][1]))
        )
        if not self.seasons or new_season:
            self.seasons.append(((None, None), {}))
        slots = self._slots_sent()
        count = max([len(self.seasons), *(number + 1 for number, _day in slots)])
        self.plan = []
        # What is there already is always shown: what is not shown would be taken away.
        for number in range(max(len(self.seasons), min(count, MOST_SEASONS))):
            period, days = (
                self.seasons[number]
                if number < len(self.seasons)
                else ((None, None), {})
            )
            self._add_season(number, period, days, slots)

    def _slots_sent(self):
        """Return the highest line that was sent for each season and day."""
        highest = {}
        for name in self.data:
            if found := SLOT.fullmatch(name):
                season, day, line = map(int, found.groups())
                if season < MOST_SEASONS and line < MOST_SLOTS:
                    key = season, day
                    highest[key] = max(highest.get(key, 0), line)
        return highest

    def _add_season(self, number, period, days, sent):
        prefix = f"s{number}"
        for end, label in (
            ("from", _("First day of the season")),
            ("to", _("Last day of the season")),
        ):
            self.fields[f"{prefix}_{end}"] = DayField(label=label, required=False)
        self.initial[f"{prefix}_from"], self.initial[f"{prefix}_to"] = period
        plan = {"number": number, "days": {}}
        for day in Weekday:
            rows = days.get(day, [])
            lines = max(len(rows) + 1, 2, sent.get((number, day), 0) + 1)
            lines = min(lines, MOST_SLOTS) if len(rows) < MOST_SLOTS else len(rows)
            plan["days"][day] = lines
            for line in range(lines):
                row = rows[line] if line < len(rows) else None
                self._add_line(f"{prefix}_d{day}_{line}", day, line, row)
        self.plan.append(plan)

    def _add_line(self, prefix, day, line, row):
        said = {"day": day.label, "number": line + 1}
        made = {
            "opens": ClockField(
                label=_("%(day)s, from (line %(number)s)") % said, required=False
            ),
            "closes": ClockField(
                label=_("%(day)s, to (line %(number)s)") % said, required=False
            ),
            "by_appointment": forms.BooleanField(
                label=_("By appointment only"), required=False
            ),
            "note_nb": forms.CharField(label=_("Note (bokmål)"), **NOTE),
            "note_nn": forms.CharField(label=_("Note (nynorsk)"), **NOTE),
        }
        for name, field in made.items():
            self.fields[f"{prefix}_{name}"] = field
            if isinstance(field, ClockField | forms.CharField):
                field.widget.attrs["class"] = "ds-input"
            if row is not None:
                self.initial[f"{prefix}_{name}"] = getattr(row, name)

    @property
    def weeks(self):
        shown = []
        for plan in self.plan:
            number = plan["number"]
            days = []
            for day, lines in plan["days"].items():
                days.append(
                    {
                        "label": day.label,
                        "lines": [
                            {
                                name: self[f"s{number}_d{day}_{line}_{name}"]
                                for name in (
                                    *("opens", "closes", "by_appointment"),
                                    *("note_nb", "note_nn"),
                                )
                            }
                            for line in range(lines)
                        ],
                    }
                )
            shown.append(
                {
                    "from": self[f"s{number}_from"],
                    "to": self[f"s{number}_to"],
                    "days": days,
                }
            )
        return shown

    def clean(self):
        cleaned = super().clean()
        self.wanted = []
        for plan in self.plan:
            self._clean_season(plan, cleaned)
        self.meet_other_edits()
        return cleaned

    def _clean_season(self, plan, cleaned):
        number = plan["number"]
        first, last = cleaned.get(f"s{number}_from"), cleaned.get(f"s{number}_to")
        if first and last and last < first:
            self.add_error(
                f"s{number}_to", _("The last day must not be before the first day.")
            )
        for day, lines in plan["days"].items():
            for line in range(lines):
                prefix = f"s{number}_d{day}_{line}"
                opens = cleaned.get(f"{prefix}_opens")
                closes = cleaned.get(f"{prefix}_closes")
                if opens is None and closes is None:
                    continue
                if opens is None or closes is None:
                    missing = "opens" if opens is None else "closes"
                    name = f"{prefix}_{missing}"
                    if name not in self.errors:
                        self.add_error(
                            name,
                            _("%(day)s: fill in both times, or neither.")
                            % {"day": day.label},
                        )
                    continue
                if opens == closes:
                    self.add_error(
                        f"{prefix}_closes",
                        _("%(day)s: opening and closing cannot be the same time.")
                        % {"day": day.label},
                    )
                    continue
                self.wanted.append(
                    {
                        "weekday": int(day),
                        "opens": opens,
                        "closes": closes,
                        "by_appointment": cleaned[f"{prefix}_by_appointment"],
                        "valid_from": first,
                        "valid_to": last,
                        "note_nb": cleaned.get(f"{prefix}_note_nb", ""),
                        "note_nn": cleaned.get(f"{prefix}_note_nn", ""),
                    }
                )


class ExceptionsForm(SeenRowsForm):
    """Days that are different: one line each, and some empty ones to fill."""

    submit_label = _("Save, and show it at once")
    names = PARTS = EXCEPTION

    def __init__(self, *args, instance, from_day, **kwargs):
        super().__init__(*args, **kwargs)
        coming = instance.opening_exceptions.filter(ends_on__gte=from_day)
        self.remember(coming.order_by("starts_on", "opens", "pk"))
        rows = self.rows[:MOST_EXCEPTIONS]
        self.count = len(rows) + NEW_EXCEPTIONS
        for line in range(self.count):
            row = rows[line] if line < len(rows) else None
            self._add_line(f"u{line}", line, row)

    def _add_line(self, prefix, line, row):
        number = {"number": line + 1}
        made = {
            "starts_on": DayField(
                label=_("First day (line %(number)s)") % number, required=False
            ),
            "ends_on": DayField(
                label=_("Last day (line %(number)s)") % number, required=False
            ),
            "opens": ClockField(
                label=_("Opens (line %(number)s)") % number, required=False
            ),
            "closes": ClockField(
                label=_("Closes (line %(number)s)") % number, required=False
            ),
            "note_nb": forms.CharField(label=_("Note (bokmål)"), **NOTE),
            "note_nn": forms.CharField(label=_("Note (nynorsk)"), **NOTE),
        }
        if row is not None:
            made["remove"] = forms.BooleanField(label=_("Remove"), required=False)
        for name, field in made.items():
            self.fields[f"{prefix}_{name}"] = field
            if name != "remove":
                field.widget.attrs["class"] = "ds-input"
            if row is not None and name != "remove":
                self.initial[f"{prefix}_{name}"] = getattr(row, name)

    @property
    def lines(self):
        return [
            {
                name: self[f"u{line}_{name}"]
                for name in (*self.PARTS, "remove")
                if f"u{line}_{name}" in self.fields
            }
            for line in range(self.count)
        ]

    def clean(self):
        cleaned = super().clean()
        # Those too many for a page stay as they are.
        self.wanted = [
            {name: getattr(row, name) for name in self.PARTS}
            for row in self.rows[MOST_EXCEPTIONS:]
        ]
        for line in range(self.count):
            prefix = f"u{line}"
            values = {name: cleaned.get(f"{prefix}_{name}") for name in self.PARTS}
            if cleaned.get(f"{prefix}_remove") or not any(values.values()):
                continue
            if any(f"{prefix}_{name}" in self.errors for name in self.PARTS):
                continue
            if values["starts_on"] is None:
                self.add_error(f"{prefix}_starts_on", _("Write which day it is."))
                continue
            values["ends_on"] = values["ends_on"] or values["starts_on"]
            if values["ends_on"] < values["starts_on"]:
                self.add_error(
                    f"{prefix}_ends_on",
                    _("The last day must not be before the first day."),
                )
                continue
            if (values["opens"] is None) != (values["closes"] is None) or (
                values["opens"] is not None and values["opens"] == values["closes"]
            ):
                self.add_error(
                    f"{prefix}_closes",
                    _("Fill in both times, and not the same one twice, or none."),
                )
                continue
            self.wanted.append(values)
        self.meet_other_edits()
        return cleaned
