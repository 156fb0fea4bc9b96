"""JSON as the standard library writes it."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.output.indented_json import indented_json


class Word(StrEnum):
    ONE = "one"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4)
    | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def _standard(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)


@given(VALUES)
def test_all_values_are_written_as_the_standard_library_does(data: Any) -> None:
    assert indented_json(data) == _standard(data)


@pytest.mark.parametrize(
    "data",
    [{}, [], (), {"a": {}, "b": [[], ()]}, [Word.ONE], {Word.ONE: 1}, {"a": "\u2028\ud800\x7f\n"}],
)
def test_what_is_empty_or_of_another_kind_is_written_too(data: Any) -> None:
    assert indented_json(data) == _standard(data)


@pytest.mark.parametrize(
    "wrong", [float("inf"), float("nan"), 10**5000], ids=("inf", "nan", "long")
)
def test_a_number_that_json_has_not_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match=r".+"):
        indented_json({"a": [wrong]})
