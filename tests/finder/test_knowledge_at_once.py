"""Threads of one process read the words at the same moment, and read the same."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from finder import knowledge
from finder.knowledge import load_knowledge
from finder.tokens import stem
from tests import factories as make

pytestmark = pytest.mark.usefixtures("cloned_database")

THREADS = 4
ENDINGS = ("en", "ene", "er", "ing", "ingen", "lig", "else", "elser", "heten", "eleg")
WORDS = [f"fj{vowel}l{ending}" for vowel in "aeiouyæøå" for ending in ENDINGS]


@pytest.fixture(autouse=True)
def often_interrupted():
    """Let threads take turns in the midst of things, as on a busy server."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(work):
    """Return what each of the threads got, all begun at the same moment."""
    barrier = Barrier(THREADS)

    def run(_number):
        barrier.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def forget():
    for kept in (knowledge._words, knowledge._places, stem):
        kept.cache_clear()


def test_threads_that_load_at_once_have_one_lexicon_and_the_right_one():
    make.make_municipality()
    for number in range(0, len(WORDS), len(ENDINGS)):
        make.make_target_group(synonyms_nb=WORDS[number : number + len(ENDINGS)])
    forget()
    alone = load_knowledge().lexicon.phrases
    assert len({phrase.value for phrase in alone}) == len(WORDS) // len(ENDINGS)
    forget()
    first, *others = at_once(load_knowledge)
    assert first.lexicon.phrases == alone
    for other in others:
        assert other.lexicon is first.lexicon
        assert other.gazetteer is first.gazetteer
        assert other.taxonomy is first.taxonomy


def test_threads_that_stem_at_once_get_the_stems_that_one_gets_alone():
    """A stemmer keeps the word it works on in itself, and all threads share it."""

    def stems():
        # Past what is remembered, so that each thread really asks the stemmer.
        return [
            stem.__wrapped__(word, language)
            for word in WORDS
            for language in ("nb", "en")
        ]

    alone = stems()
    assert at_once(stems) == [alone] * THREADS
