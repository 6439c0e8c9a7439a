"""The audit trail in plain sentences, in the reader's language.

An entry holds what was stored; here days, choices and names of fields get their words.
Rooms above name the actions of their own with `name_actions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Status
from .writing import bare_clock, clock, long_date

# Each sentence takes who and what; those with a status also from_ and to.
ACTIONS = {
    "add": gettext_lazy("%(who)s added %(what)s"),
    "added": gettext_lazy("%(who)s added %(what)s"),
    "edited": gettext_lazy("%(who)s changed %(what)s"),
    "deleted": gettext_lazy("%(who)s deleted %(what)s"),
    "refused": gettext_lazy("%(who)s was refused access"),
    "try_again": gettext_lazy("%(who)s asked for the e-mail %(what)s to be sent again"),
    "log_in": gettext_lazy("%(who)s logged in"),
    "log_out": gettext_lazy("%(who)s logged out"),
    "save_proposal": gettext_lazy("%(who)s wrote on a change to %(what)s"),
    "proposal_submitted": gettext_lazy("%(who)s sent %(what)s to be approved"),
    "proposal_draft": gettext_lazy("%(who)s took %(what)s back to write more"),
    "proposal_withdrawn": gettext_lazy("%(who)s gave up the change to %(what)s"),
    "proposal_returned": gettext_lazy("%(who)s sent %(what)s back to its writer"),
    "approve_proposal": gettext_lazy("%(who)s approved what was written on %(what)s"),
}
# What was tried and not allowed; the reason stands beneath.
REFUSED_STEP = gettext_lazy("%(who)s tried a step that was refused: %(what)s")
MOVED = gettext_lazy("%(who)s moved %(what)s from «%(from_)s» to «%(to)s»")
# What else is done has no sentence of its own yet; the action stands by its name.
OTHER = gettext_lazy("%(who)s: %(action)s, %(what)s")
SHOWN_LENGTH = 300


@dataclass(frozen=True)
class Told:
    """An entry as people read it: one sentence, and a line for each changed field."""

    at: datetime
    who: str
    sentence: str
    lines: tuple[str, ...] = ()
    reason: str = ""
    reference: str = ""

    @property
    def notes(self):
        """Return the lines, and the reason where one was given."""
        return (*self.lines, *filter(None, [self.reason]))


def name_actions(words: Mapping[str, object]) -> None:
    """Give actions of another room their sentences, with %(who)s and %(what)s."""
    ACTIONS.update(words)


def tell(entry, names=None, partners=None):
    """Return an entry of the trail as it is read.

    `names` are those of accounts by key, `partners` those of partners by slug.
    """
    model = entry.content_type.model_class()
    details = entry.details if isinstance(entry.details, dict) else {}
    changes = details.get("changes") or {}
    who = who_of(entry)
    what = {
        "who": who,
        "what": what_of(entry, model, names or {}),
        "action": entry.action,
        "from_": status_word(model, entry.from_status),
        "to": status_word(model, entry.to_status),
    }
    lines = tuple(
        changed_line(model, name, *values)
        for name, values in changes.items()
        if isinstance(values, list) and len(values) == 2
    )
    acted_for = str(details.get("on_behalf_of") or "")
    partner = (partners or {}).get(acted_for, acted_for)
    told = sentence_of(entry, what, lines, partner)
    if len(lines) == 1 and entry.action == "edited":
        lines = ()
    return Told(
        entry.at,
        who,
        told,
        lines + gone_with_it(details),
        entry.reason,
        str(details.get("request_id", "")),
    )


def sentence_of(entry, what, lines, partner):
    """Return the one sentence: who did what, for whom, when."""
    if entry.action == "edited" and len(lines) == 1:
        sentence = _("%(who)s changed %(what)s: %(line)s") % {**what, "line": lines[0]}
    elif entry.action in ACTIONS:
        sentence = ACTIONS[entry.action] % what
    elif entry.action.startswith("refused_"):
        sentence = REFUSED_STEP % what
    elif entry.from_status and entry.to_status:
        sentence = MOVED % what
    else:
        sentence = OTHER % what
    if partner:
        sentence = _("%(sentence)s, on behalf of %(partner)s") % {
            "sentence": sentence,
            "partner": partner,
        }
    return _("%(sentence)s, %(day)s %(clock)s.") % {
        "sentence": sentence,
        "day": long_date(entry.at),
        "clock": clock(entry.at),
    }


def who_of(entry):
    """Return who did it: a name, that it is erased, or that nobody did."""
    if entry.actor is None:
        return _("The portal")
    return entry.actor.name or _("Somebody whose name is erased")


def what_of(entry, model, names):
    """Return what it was done to; accounts by the name that they have now."""
    label = entry.object_label
    if label.startswith("#"):
        kind = model._meta.verbose_name if model else entry.content_type.model
        name = names.get(entry.object_id) if model and _is_account(model) else None
        return f"{kind} {name or label.removeprefix('#')}"
    return f"«{label}»"


def changed_line(model, name, old, new):
    """Return «phone: from «22» to «33»», in the words of the field."""
    field = field_of(model, name)
    told = {
        "field": str(field.verbose_name) if field is not None else name,
        "old": value_words(field, old),
        "new": value_words(field, new),
    }
    if _is_personal(old) or _is_personal(new):
        return _("%(field)s (a name is not shown here)") % told
    if field is not None and field.is_relation:
        # What a row pointed at may be somebody else's, and not public.
        return _("%(field)s (see the page for what it is now)") % told
    if old in (None, "", []):
        return _("%(field)s: «%(new)s»") % told
    if new in (None, "", []):
        return _("%(field)s: «%(old)s» was removed") % told
    return _("%(field)s from «%(old)s» to «%(new)s»") % told


def gone_with_it(details):
    """Return a line that says how much went with what was deleted."""
    counts = details.get("with_it")
    if not isinstance(counts, dict):
        return ()
    count = sum(value for value in counts.values() if isinstance(value, int))
    return (
        ngettext(
            "%(count)d row that belonged to it went with it.",
            "%(count)d rows that belonged to it went with it.",
            count,
        )
        % {"count": count},
    )


def field_of(model, name):
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def value_words(field, value):
    """Return a stored value as the reader would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_words(None, each) for each in value)
    if isinstance(value, dict):
        return _("%(begins)s … (%(length)s characters)") % {
            "begins": value.get("begins", ""),
            "length": value.get("length", "?"),
        }
    text = str(value)
    if field is not None and field.choices:
        text = str(dict(field.flatchoices).get(value, value))
    elif isinstance(field, models.DateTimeField):
        at = parse_datetime(text)
        text = f"{long_date(localtime(at))} {clock(at)}" if at else text
    elif isinstance(field, models.DateField):
        text = long_date(parse_date(text) or text)
    elif isinstance(field, models.TimeField):
        at = parse_time(text)
        text = bare_clock(at) if at else text
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]} …"


def status_word(model, status):
    """Return the reader's word for a status or state of a model."""
    for name in ("status", "state"):
        field = field_of(model, name)
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(status, status))
    return str(dict(Status.choices).get(status, status))


def _is_personal(value):
    return isinstance(value, dict) and value.get("personal") is True


def _is_account(model):
    return hasattr(model, "USERNAME_FIELD")
