"""Which words of a text are new and which are gone. Pure.

Words, marks and white space are compared, never single letters: «leder» that became
«ledet» is one word out and one in. The longest common run of words is kept
(rapidfuzz's Indel), whole lines first, so that a list item that came in does not tear
its neighbours apart.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Indel

SAME, ADDED, REMOVED = "same", "added", "removed"

# A line break with the blank lines and the mark of a list item that belong to it, a
# word, white space, or a single mark. Together they are the whole text.
_TOKEN = re.compile(
    r"[^\S\n]*\n\s*(?:-[ ])?|\A-[ ]|\w+(?:[-’'./]\w+)*|[^\S\n]+|[^\w\s]"
)
_LINE = re.compile(r".*?(?:\n\s*(?:-[ ])?|\Z)", re.DOTALL)
# Between two changes, so few letters that stayed are no anchor for the eye.
_FEW_LETTERS = 3
# Comparing takes time and memory by the product of the lengths; 10 000 words and
# marks against as many are a tenth of a second. What is longer is told as replaced.
_MOST_STEPS = 100_000_000


@dataclass(frozen=True)
class Run:
    """A stretch of text that stayed (SAME), came (ADDED) or went (REMOVED)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list when `is_list`: its lines, or items, as runs."""

    is_list: bool
    lines: tuple[tuple[Run, ...], ...]


def word_runs(before: str, after: str) -> tuple[Run, ...]:
    """Return what became of a text, as runs in reading order.

    What stayed and went make up `before`, what stayed and came make up `after`, to
    the letter. Of a change, what went comes first.
    """
    pieces: list[tuple[str, str]] = []
    old_lines, new_lines = _LINE.findall(before), _LINE.findall(after)
    for kind, old, new in _aligned(old_lines, new_lines):
        if kind == "equal":
            pieces.append((SAME, "".join(old)))
        else:
            pieces += _of_words("".join(old), "".join(new))
    return _joined(_without_crumbs(_joined(pieces)))


def blocks_of(runs: Iterable[Run]) -> tuple[Block, ...]:
    """Return runs as paragraphs and lists, as the filter `plain_text` would cut them.

    A break that came or went cuts too, so that what is gone stands where it stood.
    The space around what came or went is told as SAME: a page shows it but once.
    """
    blocks: list[tuple[bool, list[list[Run]]]] = []
    line: list[Run] = []
    is_item, is_new_block = False, True

    def end_line(next_is_item, next_is_block):
        nonlocal line, is_item, is_new_block
        if any(run.text.strip() for run in line):
            if is_new_block or not blocks or blocks[-1][0] != is_item:
                blocks.append((is_item, []))
            blocks[-1][1].append(line)
            is_new_block = next_is_block
        else:
            is_new_block = is_new_block or next_is_block
        line, is_item = [], next_is_item

    for run in runs:
        for text in _TOKEN.findall(run.text):
            if "\n" in text:
                end_line(text.endswith("- "), text.count("\n") > 1)
            elif text == "- " and not line:
                is_item = True
            else:
                line.append(Run(run.kind, text))
    end_line(False, False)
    return tuple(
        Block(
            is_list,
            tuple(_with_free_spaces(_joined(line)) for line in lines),
        )
        for is_list, lines in blocks
    )


def _with_free_spaces(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs with the space at the ends of changes outside them."""
    free = []
    for run in runs:
        bare = run.text.strip()
        if run.kind == SAME or not bare:
            free.append(Run(SAME, run.text))
            continue
        before, _bare, after = run.text.partition(bare)
        free += [Run(SAME, before), Run(run.kind, bare), Run(SAME, after)]
    return tuple(run for run in free if run.text)


def _of_words(before: str, after: str) -> list[tuple[str, str]]:
    pieces = []
    for kind, old, new in _aligned(_TOKEN.findall(before), _TOKEN.findall(after)):
        if kind == "equal":
            pieces.append((SAME, "".join(old)))
        else:
            pieces.append((REMOVED, "".join(old)))
            pieces.append((ADDED, "".join(new)))
    return pieces


def _aligned(before: Sequence[str], after: Sequence[str]):
    """Yield (kind, part of before, part of after); kind is «equal» or «replace»."""
    if len(before) * len(after) > _MOST_STEPS:
        yield "replace", before, after
        return
    steps = Indel.opcodes(before, after)
    for is_equal, group in groupby(steps, key=lambda step: step.tag == "equal"):
        parts = list(group)
        yield (
            "equal" if is_equal else "replace",
            before[parts[0].src_start : parts[-1].src_end],
            after[parts[0].dest_start : parts[-1].dest_end],
        )


def _without_crumbs(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """Return the runs with what hardly stayed between two changes told as changed.

    A comma that both texts happen to have is no reason to read three bits of a
    sentence instead of one.
    """
    pieces = []
    for place, run in enumerate(runs):
        between = 0 < place < len(runs) - 1
        letters = sum(map(str.isalnum, run.text))
        if (
            run.kind == SAME
            and between
            and letters <= _FEW_LETTERS
            and "\n" not in run.text
        ):
            pieces += [(REMOVED, run.text), (ADDED, run.text)]
        else:
            pieces.append((run.kind, run.text))
    return pieces


def _joined(pieces: Iterable[tuple[str, str] | Run]) -> tuple[Run, ...]:
    """Return the pieces as runs, of each change first what went, then what came."""
    parts = [
        (each.kind, each.text) if isinstance(each, Run) else each for each in pieces
    ]
    runs = []
    for is_same, group in groupby(parts, key=lambda part: part[0] == SAME):
        group = list(group)
        for kind in [SAME] if is_same else [REMOVED, ADDED]:
            text = "".join(text for of, text in group if of == kind)
            if text:
                runs.append(Run(kind, text))
    return tuple(runs)
