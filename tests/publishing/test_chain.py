"""The hash chain of the audit trail notices every change but an erased name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.chain import (
    GENESIS,
    Break,
    Entry,
    canonical_json,
    entry_digest,
    person_digest,
    verify,
)

SALT = "a" * 22

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcæøå"), inner),
    max_leaves=8,
)
payloads = st.dictionaries(st.text("abcæøå"), values, max_size=4)


def chain_of(contents):
    entries = []
    previous = GENESIS
    for payload in contents:
        digest = entry_digest(previous, payload)
        entries.append(Entry(previous, payload, digest))
        previous = digest
    return entries


def test_canonical_json_is_sorted_and_compact_utf8():
    payload = {"b": [1, None, True], "a": "Østfold"}
    assert canonical_json(payload) == '{"a":"Østfold","b":[1,null,true]}'.encode()


def test_digest_is_the_sha256_of_previous_newline_json():
    # printf '\n{"a":1}' | sha256sum
    assert entry_digest(GENESIS, {"a": 1}) == (
        "7395dc66860499cb2b8970e17094ec53ed1ff54e7067ad619f884917096166b0"
    )


@pytest.mark.parametrize("value", [1.0, float("nan"), b"x", {1: 2}, {"a"}, object()])
def test_values_without_one_spelling_are_refused(value):
    with pytest.raises(TypeError):
        canonical_json({"a": value})


def test_half_a_surrogate_pair_is_refused():
    with pytest.raises(ValueError):
        canonical_json({"a": "\ud800"})


@pytest.mark.parametrize("previous", ["0", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_previous_digest_that_is_none_is_refused(previous):
    with pytest.raises(ValueError):
        entry_digest(previous, {})


@given(st.lists(payloads, max_size=5))
def test_an_untouched_chain_holds(contents):
    entries = chain_of(contents)
    head = entries[-1].digest if entries else GENESIS
    assert verify(entries, count=len(entries), head=head) is None


@given(st.lists(payloads, min_size=1, max_size=5), st.data())
def test_a_changed_payload_is_found(contents, data):
    entries = chain_of(contents)
    index = data.draw(st.integers(0, len(entries) - 1))
    changed = {**entries[index].payload, "changed": "afterwards"}
    entries[index] = replace(entries[index], payload=changed)
    assert verify(entries) == Break(index + 1, "digest")


def test_a_missing_moved_or_unreadable_entry_is_found():
    entries = chain_of([{"n": n} for n in range(4)])
    assert verify(entries[:1] + entries[2:]) == Break(2, "previous")
    assert verify([entries[1], entries[0]]) == Break(1, "previous")
    unreadable = replace(entries[2], payload={"n": 0.5})
    assert verify([*entries[:2], unreadable]) == Break(3, "payload")


def test_what_was_cut_off_at_the_end_is_found_by_count_and_head():
    entries = chain_of([{"n": n} for n in range(3)])
    assert verify(entries[:2]) is None
    assert verify(entries[:2], count=3) == Break(2, "count")
    assert verify(entries[:2], head=entries[2].digest) == Break(2, "head")
    assert verify([], count=3) == Break(0, "count")


def test_a_persons_digest_depends_on_salt_and_name_alone():
    assert person_digest(SALT, "Kari") == person_digest(SALT, "Kari")
    assert person_digest(SALT, "Kari") != person_digest(SALT, "Ola")
    assert person_digest(SALT, "Kari") != person_digest("b" * 22, "Kari")
    # The same letters, composed and decomposed.
    assert person_digest(SALT, "P\u00e5l") == person_digest(SALT, "Pa\u030al")


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError):
        person_digest("short", "Kari")
