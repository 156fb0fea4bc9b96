"""The Japanese templates, by their English ones, read once from the files of ``ja/``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# The file with words that are values: keys of columns, and kinds of text.
_WORDS = "words.toml"


@cache
def catalog() -> Mapping[str, str]:
    """Return the Japanese template of each English one."""
    files = _folder().iterdir()
    return {
        key: value
        for file in files
        if file.name.endswith(".toml") and file.name != _WORDS
        for key, value in _read(file).items()
    }


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the Japanese words of values, by the name of the value: ``field``, ``kind``."""
    return _read(_folder() / _WORDS)


def word(name: str, value: str) -> str:
    """Return the Japanese word for a value called ``name``; the value itself without one.

    >>> word("field", "staff_total"), word("other_field", "url"), word("text", "url")
    ('職員数 計', 'URL', 'url')
    """
    return words().get(name.rpartition("_")[2], {}).get(value, value)


def _folder() -> Traversable:
    # Imported late, as tomllib is: messages in English need no catalog.
    from importlib import resources

    return resources.files(__package__) / "ja"


def _read(file: Traversable) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(file.read_text(encoding="utf-8"))
