"""How answers of the finder are scored against those of a good counsellor."""

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from agreements.exchange.importers import (
    import_agreements,
    import_tasks,
)
from counties import importers as counties
from finder.knowledge import load_knowledge
from finder.question import Question
from finder.rules import RULES
from finder.search import find
from guidance_centres.importers import import_centres
from partners.importers import import_partners
from services import importers as services

FOLDER = Path(__file__).parent / "judged"
DAY = date(2026, 11, 23)
FALLBACK = "fallback:"


@dataclass
class Score:
    """How many questions were answered well. `forbidden` are (question, services)."""

    asked: int = 0
    first: int = 0
    among_five: int = 0
    forbidden: list = field(default_factory=list)
    without_reason: list = field(default_factory=list)
    missed: list = field(default_factory=list)

    @property
    def top_1(self):
        return self.first / self.asked

    @property
    def top_5(self):
        return self.among_five / self.asked


def load_bare_portal():
    """Load counties, the taxonomy with its synonyms, and the tasks; no services."""
    done = [
        *counties.import_counties(counties.DATA),
        *services.import_taxonomy(services.DATA / "source" / "taxonomy.csv"),
        *services.import_taxonomy_tree(services.DATA / "taxonomy_tree.csv"),
        *import_tasks(services.DATA / "tasks.csv"),
    ]
    for kind in ("target_groups", "needs", "channels"):
        done += services.import_synonyms(services.DATA / f"synonyms_{kind}.csv")
    assert not [line for report in done for line in report.rejected]


def load_set(name):
    """Load the data of a judged set by the same imports as everybody's."""
    folder = FOLDER / name
    done = [
        *import_partners(folder / "partners.csv"),
        *import_centres(folder / "centres.csv"),
        *services.import_services(folder / "services.csv"),
    ]
    for path in sorted(folder.glob("agreement-*.json")):
        done += import_agreements(path)
    assert not [line for report in done for line in report.rejected]


def questions(path, data):
    """Return the rows of a file of questions that are about the named data."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["data"] == data]


def score(rows):
    """Return the score of the finder over the database as it is."""
    knowledge = load_knowledge()
    result = Score()
    for row in rows:
        answer = find(_question(row), knowledge, on=DAY)
        found = [each.offer.slug for each in answer.results]
        ways_on = {each.offer.slug for each in answer.fallback}
        wanted = row["first"].split()
        first = {slug for slug in wanted if not slug.startswith(FALLBACK)}
        fallback = {
            slug.removeprefix(FALLBACK) for slug in wanted if slug.startswith(FALLBACK)
        }
        is_fallback = bool(fallback & ways_on) and (not found or not first)
        is_first = is_fallback or bool(found and found[0] in first)
        fine = first | set(row["also"].split())
        result.asked += 1
        result.first += is_first
        result.among_five += is_fallback or not fine.isdisjoint(found[:5])
        if not is_first:
            result.missed.append((row["id"], found[:1]))
        if wrong := set(row["never"].split()).intersection(found):
            result.forbidden.append((row["id"], sorted(wrong)))
        result.without_reason += _without_reason(answer)
    return result


def _without_reason(answer):
    return [
        each.offer.slug
        for each in answer.results
        if not any(rule.reasons(each.offer, answer.asked) for rule in RULES)
    ]


def _question(row):
    return Question(
        text=row["q"],
        place=row["sted"],
        groups=tuple(row["hvem"].split()),
        needs=tuple(row["behov"].split()),
        channels=tuple(row["kanal"].split()),
        language=row["sprak"],
        age=int(row["alder"]) if row["alder"] else None,
    )
