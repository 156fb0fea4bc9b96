"""Edit distance one: the edit found makes one string of the other, and no edit is missed."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.text.edit_distance import Edit, deletions, one_edit, one_letter_apart
from kyoten_extract.text.gazetteer.one_edit import NearIndex

# Two letters, so that most pairs of strings are near each other.
words = st.text("ab", max_size=6)


def applied(word: str, edit: Edit) -> str:
    return word[: edit.at] + edit.after + word[edit.at + len(edit.before) :]


def neighbors(word: str) -> set[str]:
    """All strings one insertion, deletion or substitution away from ``word``."""
    cut = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    inserted = {left + char + right for left, right in cut for char in "ab"}
    replaced = {left + char + right[1:] for left, right in cut if right for char in "ab"}
    return (inserted | replaced | {left + right[1:] for left, right in cut if right}) - {word}


def transpositions(word: str) -> set[str]:
    swapped = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
    return {*swapped} - {word}


@given(words, words)
def test_the_edit_is_found_where_there_is_one(one: str, other: str) -> None:
    edit = one_edit(one, other)
    assert (edit is not None) == (other in neighbors(one) | transpositions(one))
    assert edit is None or applied(one, edit) == other


@given(words, words)
def test_a_letter_apart_is_an_edit_other_than_a_transposition(one: str, other: str) -> None:
    assert one_letter_apart(one, other) == (other in neighbors(one))


@given(words, words)
def test_strings_one_edit_apart_share_a_deletion(one: str, other: str) -> None:
    if one_edit(one, other) is not None:
        assert deletions(one) & deletions(other)


def test_a_searched_list_finds_what_an_index_finds() -> None:
    random = Random(3)
    letters = "アイウエ・[]^-\\"
    names = ["".join(random.choices(letters, k=random.randint(1, 6))) for _ in range(400)]
    names += ["ア" * 300, ""]
    indexed = NearIndex([*names, "a line\nbreak cannot be searched"])
    for _ in range(60):
        printed = "".join(random.choices(letters, k=random.randint(0, 6)))
        assert NearIndex(names).near(printed) == indexed.near(printed)
    found = NearIndex(["東京", "京都"]).near("東宗")
    assert {name: edit.after for name, edit in found.items()} == {"東京": "京"}
