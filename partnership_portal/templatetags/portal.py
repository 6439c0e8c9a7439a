"""How dates, numbers and states are written, in the language of the page.

Formats live here and nowhere below: models and views hand over plain values.
Markup lives in `templates/components/`.
"""

import datetime
import re
from decimal import Decimal
from itertools import pairwise

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from publishing.source_dates import first_day

register = template.Library()

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

YEAR_AND_MONTH = re.compile(r"\d{4}-\d{2}")

# A source older than this is shown with «not confirmed since» (design, section 7).
SOURCE_GROWS_OLD_AFTER_YEARS = 2

# State → (colour of the theme, shape in components/icons, word). A state is always
# told three times: in colour, in shape and in words.
STATES = {
    "published": ("success", "check-circle", _("Published")),
    "draft": ("neutral", "shape-draft", _("Draft")),
    "for_comment": ("info", "chat", _("Out for comment")),
    "for_approval": ("info", "hourglass", _("Awaiting approval")),
    "signed": ("success", "pencil", _("Signed")),
    "in_force": ("success", "shape-in-force", _("In force")),
    "upcoming": ("info", "shape-upcoming", _("Starts later")),
    "replaced": ("neutral", "swap", _("Replaced")),
    "ended": ("neutral", "shape-ended", _("Ended")),
    "terminated": ("neutral", "close", _("Terminated")),
    "not_formalised": ("neutral", "shape-draft", _("Not formalised")),
    "historical": ("neutral", "shape-ended", _("No longer in use")),
    "example": ("warning", "shape-example", _("Example")),
    "recommended": ("signal", "star", _("Recommended")),
    "confirmed": ("success", "check-circle", _("Confirmed")),
    "unconfirmed": ("warning", "warning", _("Not confirmed lately")),
    "open": ("success", "shape-in-force", _("Open now")),
    "closed": ("neutral", "shape-ended", _("Closed now")),
    "covered": ("success", "check-circle", _("Covered")),
    "partly_covered": ("warning", "shape-half", _("Partly covered")),
    "gap": ("danger", "shape-gap", _("Nobody has this")),
    "active": ("success", "shape-in-force", _("In use")),
}

# Involvement → (letter, word, what it means). The letter is that of the bokmål word in
# every language: it is a mark on a chart, and the word always stands with it.
INVOLVEMENTS = {
    "leads": ("L", _("Leads"), _("has the main responsibility")),
    "delivers": ("U", _("Delivers"), _("does the work")),
    "contributes": ("B", _("Contributes"), _("takes part in the work")),
    "informed": ("I", _("Is informed"), _("is told what happens")),
    "funds": ("F", _("Funds"), _("pays for it")),
}
INVOLVEMENT_ALIASES = {"is_informed": "informed", "informs": "informed"}

LANGUAGE_NAMES = {
    "nb": _("Norwegian Bokmål"),
    "nn": _("Norwegian Nynorsk"),
    "se": _("Northern Sami"),
    "en": _("English"),
}


def _as_date(value):
    """Return `value` as a local date, or None when it is no full date."""
    if isinstance(value, datetime.datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        try:
            return parse_date(value)
        except ValueError:
            return None
    return None


@register.filter
def long_date(value):
    """Return «23. november 2026» (English: «23 November 2026»).

    Takes a date, a datetime (its day in Europe/Oslo) or an ISO text; «2018-03» is told
    as «mars 2018», any other text as it is, and an empty value as an empty text.
    """
    if not value:
        return ""
    day = _as_date(value)
    if day is None:
        month = YEAR_AND_MONTH.fullmatch(str(value)) and first_day(value)
        return date_format(month, "F Y") if month else value
    pattern = "j F Y" if get_language() == "en" else "j. F Y"
    return date_format(day, pattern).replace(" ", NO_BREAK_SPACE, 1)


@register.filter
def short_date(value):
    """Return «23.11.2026» (English: «23 Nov 2026»); otherwise as `long_date`."""
    if not value:
        return ""
    day = _as_date(value)
    if day is None:
        return value
    return date_format(day, "j M Y" if get_language() == "en" else "d.m.Y")


@register.filter
def iso_date(value):
    """Return «2026-11-23» for `datetime` attributes, or an empty text."""
    day = _as_date(value) if value else None
    return day.isoformat() if day else ""


@register.filter
def clock(value):
    """Return «kl. 09.00» (English: «09:00») of a time or a datetime."""
    return _clock(value, "kl." + NO_BREAK_SPACE)


@register.filter
def bare_clock(value):
    """Return «09.00» (English: «09:00»), for tables and ranges."""
    return _clock(value, "")


def _clock(value, norwegian_prefix):
    if value in (None, ""):
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if get_language() == "en":
        return value.strftime("%H:%M")
    return norwegian_prefix + value.strftime("%H.%M")


@register.simple_tag
def period(start, end=None):
    """Return «1. januar 2024 – 31. desember 2027», both days included.

    Without `end`: «from … onwards»; without `start`: «until …».
    """
    if start and end:
        return f"{long_date(start)} – {long_date(end)}"
    if start:
        return gettext("from %(date)s onwards") % {"date": long_date(start)}
    if end:
        return gettext("until %(date)s") % {"date": long_date(end)}
    return ""


@register.filter
def phone(value):
    """Return a Norwegian number in pairs, «22 33 44 55»; others as they are.

    Eight digits beginning with 8 are written «800 12 345», five-digit numbers as one.
    """
    text = str(value or "").strip()
    digits = "".join(character for character in text if character.isdigit())
    prefix = ""
    if text.startswith(("+47", "0047")):
        digits = digits.removeprefix("0047") if text[0] == "0" else digits[2:]
        prefix = "+47" + NO_BREAK_SPACE
    if len(digits) != 8:
        return text
    cuts = (0, 3, 5, 8) if digits[0] == "8" else (0, 2, 4, 6, 8)
    return prefix + _grouped(digits, cuts)


@register.filter
def phone_href(value):
    """Return the number for a `tel:` address: digits and a leading plus only."""
    text = str(value or "").strip()
    digits = "".join(character for character in text if character.isdigit())
    if text.startswith("+"):
        return f"+{digits}"
    return f"+47{digits}" if len(digits) == 8 else digits


@register.filter
def organisation_number(value):
    """Return «920 717 152»; a text that has not nine digits comes back as it is."""
    text = str(value or "").replace(" ", "")
    if len(text) != 9 or not text.isdigit():
        return str(value or "")
    return _grouped(text, (0, 3, 6, 9))


def _grouped(digits, cuts):
    parts = [digits[start:end] for start, end in pairwise(cuts)]
    return NO_BREAK_SPACE.join(parts)


@register.filter
def number(value, decimals=0):
    """Return the number with thin spaces between thousands: «5 122», «20 958», «1,2».

    `decimals` is how many digits follow the decimal mark, a comma in Norwegian and a
    point in English. Anything that is no number comes back as it is.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return value
    whole, _point, fraction = f"{value:,.{int(decimals)}f}".partition(".")
    whole = whole.replace(",", THIN_SPACE).replace("-", "\N{MINUS SIGN}")
    mark = "." if get_language() == "en" else ","
    return f"{whole}{mark}{fraction}" if fraction else whole


@register.filter
def kilometres(value):
    """Return «1,2 km» below ten kilometres, «34 km» from there on, «» for None."""
    if value is None:
        return ""
    return f"{number(value, 1 if value < 10 else 0)}{NO_BREAK_SPACE}km"


@register.simple_tag
def lang_attr(*codes):
    """Return ` lang="nn"` when a text is not in the language of the page, else «».

    The first code that is not empty counts, so that a component can be told the
    language or take it from the text itself: `<p{% lang_attr text_lang text.lang %}>`.
    """
    code = next(filter(None, codes), "")
    if not code or code == get_language():
        return ""
    return format_html(' lang="{}"', code)


@register.filter
def in_language(text, code):
    """Return `text` in a `<span lang>` when `code` is not the language of the page.

    For words put into a sentence of another language; an empty text stays empty.
    """
    mark = lang_attr(code)
    return format_html("<span{}>{}</span>", mark, text) if text and mark else text


@register.simple_tag(takes_context=True)
def section_attr(context, path):
    """Return `aria-current` for a link of the main menu to the section `path`.

    `page` on the section's own page, `true` on the pages below it; `path` is without
    language, as «/fylker/».
    """
    here = context.get("path_without_language", "")
    if here == path:
        return format_html(' aria-current="{}"', "page")
    if here.startswith(path):
        return format_html(' aria-current="{}"', "true")
    return ""


@register.simple_tag
def other_language(code):
    """Return the name of the language `code`, or «» when it is the page's own."""
    if not code or code == get_language():
        return ""
    return str(LANGUAGE_NAMES.get(code, code))


@register.filter
def plain_text(value):
    """Return the text as safe paragraphs and lists.

    Blank lines part paragraphs; lines that all begin with «- » make a list. No markup
    of the text itself survives.
    """
    blocks = re.split(r"\n\s*\n", str(value or "").replace("\r\n", "\n").strip())
    return format_html_join("\n", "{}", ((_block(text),) for text in blocks if text))


def _block(text):
    lines = [line.strip() for line in text.split("\n")]
    if all(line.startswith("- ") for line in lines):
        items = format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
        return format_html("<ul>{}</ul>", items)
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
    return format_html("<p>{}</p>", lines)


@register.filter
def web_name(address):
    """Return «karriereinnlandet.no» of «https://www.karriereinnlandet.no/»."""
    text = re.sub(r"^https?://(www\.)?", "", str(address or ""))
    return text.rstrip("/")


@register.filter
def beside(cells, columns):
    """Return the cells of a matrix row, each with its column."""
    return list(zip(cells, columns, strict=True))


@register.inclusion_tag("components/status_tag.html")
def status_tag(state, label=None, size=None):
    """Show a state in colour, shape and word.

    `state` is a key of `STATES` (hyphens count as underscores); an unknown one is
    shown in neutral with its own text. `label` replaces the word; `size` is "sm".
    """
    key = str(state or "").replace("-", "_")
    colour, shape, word = STATES.get(key, ("neutral", "shape-ended", key))
    return {
        "state": key,
        "colour": colour,
        "shape": f"components/icons/{shape}.svg",
        "label": label or word,
        "size": size,
    }


@register.inclusion_tag("components/involvement.html")
def involvement(code, clause_label=None, clause_url=None):
    """Show how a partner takes part in a task: the letter in its shape, and the word.

    `code` is a key of `INVOLVEMENTS`. With `clause_url` the word links to the clause.
    """
    key = INVOLVEMENT_ALIASES.get(str(code), str(code))
    letter, word, meaning = INVOLVEMENTS.get(key, ("?", key, ""))
    return {
        "code": key,
        "letter": letter,
        "word": word,
        "meaning": meaning,
        "clause_label": clause_label,
        "clause_url": clause_url,
    }


@register.simple_tag
def involvement_legend():
    """Return the five kinds of involvement for the legend under a matrix.

    A list of dictionaries with `code`, `letter`, `word` and `meaning`.
    """
    return [
        {"code": code, "letter": letter, "word": word, "meaning": meaning}
        for code, (letter, word, meaning) in INVOLVEMENTS.items()
    ]


@register.inclusion_tag("components/source_line.html")
def source_line(
    source, on=None, url=None, confirmed_on=None, today=None, source_lang="nb"
):
    """Say where a fact comes from and how fresh it is.

    `on` is the source's date (a date, an ISO text, or a year or month as text);
    `confirmed_on` is the day a person checked it, and then that is what is said. A
    date more than two years before `today` (default: the day in Europe/Oslo) is told
    as «not confirmed since». Sources are told in bokmål and are marked so on other
    pages; `source_lang` is "" when the source is named in the language of the page.
    """
    today = today or timezone.localdate()
    told = confirmed_on or on
    return {
        "source": source,
        "source_lang": source_lang,
        "url": url,
        "on": on,
        "confirmed_on": confirmed_on,
        "told": told,
        "stale": _is_old(told, today),
    }


def _is_old(told, today):
    day = _as_date(told) or first_day(str(told or ""))
    if day is None:
        return False
    limit = today.year - SOURCE_GROWS_OLD_AFTER_YEARS
    return (day.year, day.month, day.day) < (limit, today.month, today.day)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, parameter="side"):
    """Show «previous», page numbers and «next» for a Django `Page`.

    Keeps the other parameters of the query. Shows nothing when there is one page.
    """
    query = context["request"].GET.copy()

    def address(number):
        query[parameter] = number
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    ellipsis = page.paginator.ELLIPSIS
    return {
        "page": page,
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
        "steps": [
            {"number": step, "url": address(step), "current": step == page.number}
            if step != ellipsis
            else None
            for step in numbers
        ],
    }


@register.filter
def weekday(value):
    """Return the name of a weekday, 0 = Monday: «mandag», «måndag», «Monday»."""
    return WEEKDAYS[int(value)]
