"""Read a draft as the page of a signed version tells it, and against any other."""

from dataclasses import replace

from publishing.local_text import LocalText

from ..models import (
    AgreementVersion,
    Clause,
    Responsibility,
)
from ..reading import (
    CHANGED,
    NEW,
    UNCHANGED,
    Document,
    ReadClause,
    responsibilities_in_words,
    tasks_of,
    written_form,
)
from ..text.clause_words import (
    clause_blocks,
    legal_basis_of,
)


def read_draft(version: AgreementVersion, *, language: str) -> Document:
    """Return what a version says that nobody may have signed, for a page in `language`.

    Its clauses are compared with those of the version it follows. An exempt text is
    left out, as it is where the public reads. `previous` of the document is None, for
    a draft has no place on the time line. Six queries. Wants `previous__agreement` and
    `agreement__partnership__county` loaded.
    """
    before = _clauses_of(version.previous_id)
    by_clause: dict[int, list[Responsibility]] = {}
    for row in responsibilities_in_words(version.responsibilities.all()):
        # Links within the text need a number, and a draft has none of its own yet.
        row.version.number = 0
        by_clause.setdefault(row.clause_id, []).append(row)
    signed = version.agreement.signed_language

    def read(clause, old, rows):
        change = _change(clause, old, signed) if version.previous_id else ""
        found = _read_clause(clause, language, signed)
        if old is not None:
            url = f"{version.previous.get_absolute_url()}#{old.anchor}"
            found = replace(found, before_url=url)
        if change == CHANGED and not legal_basis_of(clause, old):
            lang, words = clause_blocks(old, clause, language=language, signed=signed)
            found = replace(found, words_lang=lang, words=words)
        return replace(found, change=change, tasks=tasks_of(rows))

    clauses = [
        read(clause, before.pop(key, None), by_clause.get(clause.pk, []))
        for key, clause in _clauses_of(version.pk).items()
    ]
    return Document(
        clauses=tuple(clauses),
        removed=tuple(
            _read_clause(clause, language, signed) for clause in before.values()
        ),
        parties=tuple(version.parties.select_related("partner", "signature")),
        previous=None,
    )


def _clauses_of(version_pk: int | None) -> dict[str, Clause]:
    if version_pk is None:
        return {}
    clauses = Clause.objects.filter(version=version_pk).select_related("exemption")
    return {clause.key: clause for clause in clauses.order_by("position", "pk")}


def _read_clause(clause: Clause, language: str, signed: str) -> ReadClause:
    legal_basis = legal_basis_of(clause)
    heading = {"nb": clause.heading_nb, "nn": clause.heading_nn}
    text = {"nb": clause.text_nb, "nn": clause.text_nn}
    shown = LocalText() if legal_basis else written_form(text, language, signed)
    return ReadClause(
        number=clause.number,
        anchor=clause.anchor,
        level=min(clause.level + 1, 4),
        heading=written_form(heading, language, signed),
        text=shown,
        change="",
        before_url="",
        missing_form=language in text and bool(shown) and shown.lang != language,
        legal_basis=legal_basis,
        words_lang="",
        words=(),
        tasks=(),
    )


def _change(clause: Clause, old: Clause | None, signed: str) -> str:
    if old is None:
        return NEW
    names = (f"heading_{signed}", f"text_{signed}")
    same = all(getattr(old, name) == getattr(clause, name) for name in names)
    return UNCHANGED if same else CHANGED
