"""What people write about themselves, as answers of the form. Pure.

«permittert» is on no service's page, and yet it says who somebody is. Words that are
an answer become that answer, which the page shows and lets one change; the rest is
searched for as before.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from counties.names import fold

from .question import Question

# A phrase is its words in order; «*» stands for any ending, also none. Longer phrases
# come before the words that are in them.
_ABOUT: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "mist* jobb* | mist* arbeid* | sagt opp | oppsagt* | oppsagd* | oppsig*"
        " | lost job | fired | dismissed | redundant",
        ("dismissed",),
        (),
    ),
    ("permitter* | laid off", ("laid_off",), ()),
    (
        "arbeidsledig* | arbeidslaus* | arbeidsløs* | uten jobb | utan jobb"
        " | unemployed",
        ("unemployed",),
        (),
    ),
    (
        "ung uten jobb | ung utan jobb | ung utenfor | ung utanfor | dropp* ut"
        " | slutt* skole* | slutt* skule* | slutt* videregående | slutt* vidaregåande",
        ("youth_outside_education_and_work",),
        (),
    ),
    (
        "arbeidssøk* | jobbsøker* | jobbsøkjar* | jobseeker*",
        ("jobseekers",),
        (),
    ),
    (
        "flyktning* | ukraina | ukrainsk* | ukrainer* | refugee* | ukraine*",
        # Most of them have a right to the guidance of the introduction programme.
        ("refugees", "introduction_programme_participants"),
        (),
    ),
    (
        "introduksjonsprogram* | introprogram* | introduction programme",
        ("introduction_programme_participants",),
        (),
    ),
    ("innvandr* | immigrant*", ("immigrants",), ()),
    ("student | studenter | studentar | students", ("students",), ()),
    ("lærling* | apprentice | apprentices", ("apprentices",), ()),
    ("sykmeld* | sjukmeld* | sykemeld* | sick leave", ("on_sick_leave",), ()),
    (
        "ufør* | aap | nedsatt arbeidsevne | nedsett arbeidsevne",
        ("reduced_work_capacity",),
        (),
    ),
    (
        "barn | barnet | barna | datter | datteren | dotter | dottera | sønn | sønnen"
        " | son | sonen | foreldre | child | children | daughter | parent | parents",
        ("lower_secondary_pupils", "parents"),
        (),
    ),
    ("ungdomsskole* | ungdomsskule*", ("lower_secondary_pupils",), ()),
    ("voksen | vaksen | voksne | vaksne | adult*", ("adults",), ()),
    ("veteran*", ("veterans",), ()),
    (
        "velg* skole* | velj* skule* | skolevalg* | skuleval* | velg* videregående"
        " | velj* vidaregåande | søk* videregående | søk* vidaregåande | velg* linje*"
        " | choos* school*",
        (),
        ("education_choice", "upper_secondary_application"),
    ),
    (
        "fagbrev* | trade certificate",
        (),
        (
            "education_choice",
            "apprenticeship",
            "adult_upper_secondary",
            "prior_learning_assessment",
        ),
    ),
    (
        "realkompetanse* | prior learning",
        (),
        ("prior_learning_assessment", "education_choice"),
    ),
    (
        "bytt* jobb* | byt* jobb* | skift* jobb* | ny jobb | nytt yrke | bytt* yrke*"
        " | byt* yrke* | skift* yrke* | omskoler* | change job* | new job",
        (),
        ("job_change",),
    ),
    ("cv | jobbsøknad* | job application*", (), ("cv_and_application",)),
    ("jobbsøking* | søk* jobb* | find job", (), ("job_search",)),
    ("jobbintervju* | intervju* | interview*", (), ("interview_training",)),
    (
        "velg* utdanning* | velj* utdanning* | studievalg* | studieval*"
        " | utdanningsvalg* | choos* education",
        (),
        ("education_choice",),
    ),
)

# They say nothing of who somebody is or what they need.
_SMALL_WORDS = frozenset(
    """
    jeg eg meg me min mi mitt mine har hatt er var vart ble blir blitt bli vil ville
    skal må kan og å i på til med for om av hos som at en ei et ein eit den det de
    bor bur kommer fra frå nå no nettopp akkurat trenger treng ønsker ynskjer hjelp
    hjelpe gammel gamal år
    a an am and at been for from have has help i im in is just me my need of on
    she he the to want with who years old live
    """.split()
)
_AGE = re.compile(r"(?<![0-9])([0-9]{1,2})\s*(?:år|years)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True)
class _Phrase:
    stems: tuple[str, ...]
    groups: tuple[str, ...]
    needs: tuple[str, ...]

    def stands_in(self, words: list[str], at: int) -> bool:
        part = words[at : at + len(self.stems)]
        return len(part) == len(self.stems) and all(
            word.startswith(stem[:-1]) if stem.endswith("*") else word == stem
            for word, stem in zip(part, self.stems, strict=True)
        )


_PHRASES = sorted(
    (
        _Phrase(tuple(fold(phrase).split()), groups, needs)
        for phrases, groups, needs in _ABOUT
        for phrase in phrases.split("|")
    ),
    key=lambda phrase: -len(phrase.stems),
)


def understand(
    question: Question, *, groups: Collection[str], needs: Collection[str]
) -> Question:
    """Return the question with the words of its text that are answers made answers.

    `groups` and `needs` are the slugs that can be answered. What is left of the text
    has no small words; a text without any answer in it stays as it is.
    """
    text, age = question.text, question.age
    if (said := _AGE.search(text)) and age is None:
        age = int(said.group(1))
        text = f"{text[: said.start()]} {text[said.end() :]}"
    written = [word for word in _WORD.findall(text) if not _is_small(word)]
    words = [fold(word) for word in written]
    found_groups, found_needs, rest = list(question.groups), list(question.needs), []
    at = 0
    while at < len(words):
        phrase = _phrase_at(words, at, groups, needs)
        if phrase is None:
            rest.append(written[at])
            at += 1
            continue
        found_groups += [slug for slug in phrase.groups if slug in groups]
        found_needs += [slug for slug in phrase.needs if slug in needs]
        at += len(phrase.stems)
    understood = replace(
        question,
        groups=tuple(dict.fromkeys(found_groups)),
        needs=tuple(dict.fromkeys(found_needs)),
        age=age,
    )
    if understood == question:
        return question
    return replace(understood, text=" ".join(rest))


def _phrase_at(
    words: list[str], at: int, groups: Collection[str], needs: Collection[str]
) -> _Phrase | None:
    for phrase in _PHRASES:
        known = any(slug in groups for slug in phrase.groups) or any(
            slug in needs for slug in phrase.needs
        )
        if known and phrase.stands_in(words, at):
            return phrase
    return None


def _is_small(word: str) -> bool:
    return word.lower() in _SMALL_WORDS
