"""What became of the words of one clause, and whether the public may read them."""

from ..models import Clause
from .word_difference import (
    Block,
    blocks_of,
    word_runs,
)


def clause_blocks(
    before: Clause | None, after: Clause | None, *, language: str, signed: str
) -> tuple[str, tuple[Block, ...]]:
    """Return the language that is compared, and what became of the words of a clause.

    That of the page where the words differ in it, else the form that is signed. Tell
    nobody the words of an exempt clause: see `legal_basis_of`.
    """
    languages = [language, signed, "nn" if signed == "nb" else "nb"]
    for code in dict.fromkeys(each for each in languages if each in {"nb", "nn"}):
        old, new = _text(before, code), _text(after, code)
        both_have_it = not (before and after) or (old and new) or code == signed
        if both_have_it and old != new:
            return code, blocks_of(word_runs(old, new))
    return signed, ()


def legal_basis_of(*clauses: Clause | None) -> str:
    """Return by which law the text of one of the clauses is exempt, or ''."""
    for clause in clauses:
        exemption = getattr(clause, "exemption", None)
        if exemption is not None:
            return exemption.legal_basis
    return ""


def _text(clause: Clause | None, code: str) -> str:
    text = getattr(clause, f"text_{code}") if clause else ""
    return text.replace("\r\n", "\n").strip()
