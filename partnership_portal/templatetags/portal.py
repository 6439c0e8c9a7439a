"""How dates, numbers and states are written, in the language of the page.

How a value is written stands in publishing/writing.py; markup in
`templates/components/`.
"""

import re

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from publishing.writing import (
    bare_clock,
    clock,
    is_old,
    iso_date,
    kilometres,
    long_date,
    number,
    organisation_number,
    phone,
    phone_href,
    short_date,
    web_name,
)

register = template.Library()

for _written in (
    long_date,
    short_date,
    iso_date,
    clock,
    bare_clock,
    phone,
    phone_href,
    organisation_number,
    number,
    kilometres,
    web_name,
):
    register.filter(_written)

# State → (colour of the theme, shape in components/icons, word). A state is always
# told three times: in colour, in shape and in words.
STATES = {
    "published": ("success", "check-circle", _("Published")),
    "draft": ("neutral", "shape-draft", _("Draft")),
    "for_comment": ("info", "chat", _("Out for comment")),
    "for_approval": ("info", "hourglass", _("Awaiting approval")),
    "signed": ("success", "pencil", _("Signed")),
    "withdrawn": ("neutral", "close", _("Withdrawn")),
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
    "acknowledged": ("success", "handshake", _("Accepted by the partner")),
    "objected": ("danger", "chat", _("The partner objects")),
    "not_agreed": ("warning", "hourglass", _("Not accepted yet")),
    "active": ("success", "shape-in-force", _("In use")),
    "added": ("success", "star", _("New")),
    "changed": ("info", "pencil", _("Changed")),
    "unchanged": ("neutral", "shape-draft", _("Unchanged")),
    "rejected": ("danger", "warning", _("Rejected")),
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
        "stale": is_old(told, today),
    }


@register.inclusion_tag("components/checked_lines.html")
def overdue_line(checked, group):
    """Say that a group of facts is not confirmed any more; nothing while it is.

    `checked` is a publishing.checks.Told, `group` the key of the group.
    """
    sentence = checked.overdue.get(group)
    return {"overdue": [sentence] if sentence else [], "confirmed": []}


@register.inclusion_tag("components/checked_lines.html")
def checked_lines(checked, only=""):
    """Say who confirmed what when, and of the group `only` that it is overdue.

    What else is overdue stands beside the facts themselves (`overdue_line`).
    """
    return overdue_line(checked, only) | {"confirmed": checked.confirmed}


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
