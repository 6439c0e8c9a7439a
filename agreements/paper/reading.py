"""Read a signed version as the plain data that its PDF is set from.

The document is told in the written form that was signed, whatever page it was asked
for from, and names only days that are stored: the same rows give the same data at
any time.
"""

import re
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from publishing.local_text import LocalText, choose_text
from publishing.source_dates import first_day
from publishing.writing import clock, iso_date, long_date

from ..models import AgreementVersion, Clause
from ..reading import responsibilities_in_words, tasks_of
from .letters import has_codes, legible

INVOLVEMENTS = {
    "leads": gettext_lazy("Leads"),
    "delivers": gettext_lazy("Delivers"),
    "contributes": gettext_lazy("Contributes"),
    "informed": gettext_lazy("Is informed"),
    "funds": gettext_lazy("Funds"),
}
LANGUAGES = {"nb": gettext_lazy("bokmål"), "nn": gettext_lazy("nynorsk")}
# No paper needs deeper headings, and PDF knows no more than six.
DEEPEST_HEADING = 4
MOST_PLACES_IN_A_CELL = 6


def paper_of(version: AgreementVersion, address: str) -> dict[str, Any]:
    """Return what the PDF of a public version says, as JSON values in reading order.

    `address` is where the version is read, absolute. Texts that are exempt from
    public access are not in it. Wants `agreement__partnership__county` loaded; eight
    queries at most, however long the agreement is.
    """
    agreement = version.agreement
    with translation.override(agreement.signed_language):
        parties = list(version.parties.select_related("signature"))
        clauses = list(version.clauses.select_related("exemption"))
        is_example = agreement.is_example or agreement.partnership.is_example
        paper = {
            "lang": agreement.signed_language,
            "day": iso_date(_day_of_paper(version, parties)),
            "title": _run(agreement.title),
            "eyebrow": _("Agreement, version %(number)s") % {"number": version.number},
            "foot": _foot(version, clauses),
            "page": _("page {number} of {total}"),
            "example": {"label": _("Example"), "text": _example()}
            if is_example
            else None,
            "facts": _facts(version, parties),
            "parties": {"heading": _("Parties"), "rows": [*map(_party, parties)]},
            "note": _note(version),
            "clauses": _clauses(version, clauses),
            "signatures": _signatures(version, parties),
        }
        about = _about(version, clauses, has_codes=_any_codes(paper))
        has_digest = not version.is_transcript and not _any_exempt(clauses)
        digest = {"label": _("Digest (SHA-256)"), "value": version.content_digest}
        return legible(paper | {"about": about}) | {
            "digest": digest if has_digest else None,
            "address": {"label": _("Where it is read"), "value": address},
        }


def _run(text: LocalText) -> dict[str, str]:
    return {"text": str(text), "lang": text.lang}


def _example():
    return _("Made up to show how the portal works. Nobody has agreed to this.")


def _any_exempt(clauses):
    """Return whether a text is left out: with the digest it could be guessed."""
    return any(getattr(clause, "exemption", None) for clause in clauses)


def _foot(version, clauses):
    told = _("Version %(number)s") % {"number": version.number}
    if version.is_transcript or _any_exempt(clauses):
        return told
    start = {"start": version.content_digest[:8]}
    return f"{told} · {_('Digest of the signed text: %(start)s …') % start}"


def _last_day(parties):
    """Return the day of the last signature; None while none is known."""
    days = [party.signature.signed_on for party in parties if _signature(party)]
    return max(days, default=None)


def _day_of_paper(version, parties):
    """Return the day in the properties of the file, for PDF/A wants one.

    Without signatures that of the source, else of the period; the first day there is
    when nothing is known.
    """
    source = version.agreement.as_of or version.agreement.partnership.as_of
    return (
        _last_day(parties)
        or first_day(source)
        or version.agreed_from
        or version.agreed_to
        or date(1970, 1, 1)
    )


def _signature(party):
    return getattr(party, "signature", None)


def _facts(version, parties):
    written = capfirst(str(LANGUAGES[version.agreement.signed_language]))
    form = _("Language of the source") if version.is_transcript else _("Signed form")
    return [
        {"term": term, "values": values}
        for term, values in (
            (_("County"), [str(version.agreement.partnership.county)]),
            (_("Period"), [_period(version)]),
            (
                pgettext("of an agreement", "State"),
                [_how_far(version, parties), *_later(version)],
            ),
            (form, [written]),
        )
        if any(values)
    ]


def _period(version):
    first, last = version.agreed_from, version.agreed_to
    if first and last:
        return f"{long_date(first)} – {long_date(last)}"
    if first:
        return _("from %(date)s onwards") % {"date": long_date(first)}
    if last:
        until = _("until %(date)s") % {"date": long_date(last)}
        return f"{until} {_('(the start is not known)')}"
    return ""


def _how_far(version, parties):
    if version.is_transcript:
        return capfirst(_("as told by a source"))
    last = _last_day(parties)
    if last is None:
        return _("Signed")
    return _("Signed by the last party on %(date)s") % {"date": long_date(last)}


def _later(version):
    """Return what was recorded of a version later; that it ran out, its period says."""
    words = {
        "replaced": _("Replaced by a new version, last day %(date)s"),
        "terminated": _("Terminated, last day %(date)s"),
        "archived": _("Archived %(date)s, archive reference %(reference)s"),
    }
    return [
        words[event.kind] % {"date": long_date(event.on), "reference": event.reference}
        for event in version.later_events.all()
        if event.kind in words
    ]


def _party(party):
    return {
        "name": party.name,
        "lang": party.role.lang,
        "blocks": _blocks(party.role),
    }


def _note(version):
    if not version.note:
        return None
    return {
        "heading": _("About this text") if version.is_transcript else _("Note"),
        "lang": version.note.lang,
        "blocks": _blocks(version.note),
    }


def _clauses(version, clauses):
    by_clause: dict[int, list] = {}
    for row in responsibilities_in_words(version.responsibilities.all()):
        by_clause.setdefault(row.clause_id, []).append(row)
    told = []
    level = 0
    for clause in clauses:
        # A heading may not skip a level, for a reader climbs them one by one.
        level = min(clause.level, level + 1, DEEPEST_HEADING)
        told.append(_clause(clause, level, by_clause.get(clause.pk, [])))
    return told


def _clause(clause: Clause, level, rows):
    signed = clause.version.agreement.signed_language
    heading = choose_text({"nb": clause.heading_nb, "nn": clause.heading_nn}, signed)
    exemption = getattr(clause, "exemption", None)
    if exemption:
        text, exempt = LocalText(), _exempt(exemption)
    else:
        text = choose_text({"nb": clause.text_nb, "nn": clause.text_nn}, signed)
        exempt = ""
    return {
        "number": clause.number,
        "level": level,
        "heading": _run(heading),
        "lang": text.lang,
        "blocks": _blocks(text),
        "exempt": exempt,
        "duties": _duties(clause, rows) if rows else None,
    }


def _exempt(exemption):
    return _("Exempt from public access, cf. %(legal_basis)s") % {
        "legal_basis": exemption.legal_basis
    }


def _duties(clause, rows):
    return {
        "caption": _("Who does what by clause %(number)s") % {"number": clause.number},
        "columns": [_("Party"), _("Involvement"), _("Target groups"), _("Where")],
        "tasks": [
            {"task": _run(each.task), "rows": [_duty(duty) for duty in each.duties]}
            for each in tasks_of(rows)
        ],
    }


def _duty(duty):
    names, places = ", ".join(duty.municipalities), ""
    if duty.county:
        where = _("the whole of %(county)s") % {"county": duty.county}
    elif duty.each_in_own:
        where = _("each in its own municipality")
    elif len(duty.municipalities) > MOST_PLACES_IN_A_CELL:
        count = len(duty.municipalities)
        where = ngettext(
            "%(counter)s municipality", "%(counter)s municipalities", count
        )
        where, places = where % {"counter": count}, names
    else:
        where = names
    return {
        "parties": ", ".join(party.text for party in duty.parties),
        "involvement": str(INVOLVEMENTS[duty.involvement]),
        "groups": [_run(group) for group in duty.groups],
        "where": capfirst(where),
        "places": places,
        "note": _run(duty.note),
    }


def _signatures(version, parties):
    heading = _("Signatures")
    if version.is_transcript:
        unknown = _(
            "The signatures are not known. The signed document has not been found."
        )
        return {"heading": heading, "text": unknown, "rows": []}
    return {
        "heading": heading,
        "text": "",
        "rows": [_signed(party) for party in parties],
    }


def _signed(party):
    signature = _signature(party)
    if signature is None:
        return {
            "party": party.name,
            "name": "",
            "office": _run(LocalText()),
            "lines": [_("The signature is not known")],
        }
    lines = [_how(signature)]
    if signature.case_number:
        lines.append(_("Case %(number)s") % {"number": signature.case_number})
    if signature.archive_reference:
        reference = {"reference": signature.archive_reference}
        lines.append(_("Archive reference %(reference)s") % reference)
    return {
        "party": party.name,
        "name": signature.name,
        "office": _run(signature.office),
        "lines": lines,
    }


def _how(signature):
    if signature.method == signature.Method.PAPER:
        words = _("Signed on paper %(date)s")
    elif signature.signed_at:
        words = _("Signed electronically %(date)s, %(time)s")
    else:
        words = _("Signed electronically %(date)s")
    return words % {
        "date": long_date(signature.signed_on),
        "time": clock(signature.signed_at),
    }


def _about(version, clauses, *, has_codes):
    """Return the heading and the paragraphs of the last section."""
    paragraphs = []
    if not version.is_transcript and _any_exempt(clauses):
        paragraphs.append(
            _(
                "Some of the text is exempt from public access. The digest is not"
                " shown, for with it that text could be guessed."
            )
        )
    elif not version.is_transcript:
        paragraphs.append(
            _(
                "The digest (SHA-256) is computed from the period, the parties, the"
                " clauses and who does what. Change one letter, and the digest is"
                " another. So anybody can check that this is the text that was signed."
            )
        )
    if has_codes:
        paragraphs.append(
            _(
                "A sign that cannot be printed here is given by its Unicode number in"
                " square brackets."
            )
        )
    source = version.agreement.source or version.agreement.partnership.source
    return {
        "heading": _("About this document"),
        "paragraphs": paragraphs,
        "source": {"label": _("Source"), "value": source} if source else None,
    }


def _any_codes(value):
    if isinstance(value, str):
        return has_codes(value)
    if isinstance(value, list):
        return any(map(_any_codes, value))
    return isinstance(value, dict) and any(map(_any_codes, value.values()))


def _blocks(text):
    """Return paragraphs and lists as pages show them: blank lines part, «- » lists."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [_block(block) for block in blocks if block]


def _block(block):
    lines = [line.strip() for line in block.split("\n")]
    is_list = all(line.startswith("- ") for line in lines)
    return {
        "is_list": is_list,
        "lines": [line.removeprefix("- ") for line in lines] if is_list else lines,
    }
