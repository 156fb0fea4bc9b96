"""What is remembered of documents is bounded, however many texts they have and however long."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kyoten_extract
from kyoten_extract.text import remembered
from kyoten_extract.text.remembered import remember

SOURCE = Path(kyoten_extract.__file__).parent
# Functions with a cache without a bound, whose arguments are the library's own constants.
OF_CONSTANTS = {
    "encoder", "_lean_encoder", "_is_whole", "_has_integers", "omitted", "names",
    "cities_with", "shipped_words", "_skeletons", "_output_slots", "part", "_code",
}  # fmt: skip


def _with_unbounded_cache() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "cache" in text else ():
            if isinstance(node, ast.FunctionDef) and node.args.args:
                marks = {ast.unparse(mark) for mark in node.decorator_list}
                if marks & {"cache", "functools.cache", "lru_cache(maxsize=None)"}:
                    yield node.name


def test_no_cache_without_a_bound_is_keyed_by_what_a_document_prints() -> None:
    assert set(_with_unbounded_cache()) == OF_CONSTANTS


def test_few_texts_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    @remember(3)
    def length(text: str, of: int = 0) -> int:
        asked.append(text)
        return len(text) + of

    def times(*texts: str) -> int:
        asked.clear()
        assert [length(text) for text in texts] == [len(text) for text in texts]
        return len(asked)

    assert times("a", "bb", "ccc", "a", "bb", "ccc") == 3
    assert times("dddd", "dddd", "a") == 2
    assert length("a", 1) == length(text="a", of=1) == 2
    monkeypatch.setattr(remembered, "MOST_CHARACTERS", 100)
    assert times("x" * 101, "y" * 50, "y" * 50, "z" * 50, "y" * 50, "z" * 50) == 3
    assert times("w", "y" * 50) == 2
    assert length.__name__ == "length"
