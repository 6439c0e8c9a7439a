"""One thing that waits for somebody, and the order in which such things stand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

# The kinds in order of urgency, each with the word that stands beside it.
KINDS: dict[str, Any] = {
    "sign": _("To sign"),
    "acknowledge": _("To answer"),
    "approve": _("To approve"),
    "returned": _("Returned to you"),
    "overdue_check": _("Not confirmed in time"),
    "overdue_deadline": _("Deadline passed"),
    "comment": _("Your comments are asked for"),
    "due_check": _("Confirm soon"),
    "deadline": _("Coming up"),
    "gap": _("Promised, not yet offered"),
    "unchecked": _("Never confirmed"),
}
# What has passed its day, and is marked so in colour, shape and word.
LATE = frozenset({"overdue_check", "overdue_deadline"})


@dataclass(frozen=True)
class Item:
    """One sentence, its day, and one button.

    `button` says what happens, `url` is where it leads. `lang` is the language of the
    `thing` that the sentence is about, which stands in it by name. `key` keeps the
    order stable among equals.
    """

    kind: str
    sentence: str
    button: str
    url: str
    due_on: date | None = None
    when: str = ""
    note: str = ""
    is_example: bool = False
    key: str = ""

    @property
    def word(self) -> str:
        return str(KINDS[self.kind])

    @property
    def is_late(self) -> bool:
        return self.kind in LATE

    @property
    def order(self) -> tuple[int, date, str, str]:
        day = self.due_on or date.max
        return list(KINDS).index(self.kind), day, self.key, self.sentence
