"""The Japanese templates, by their English ones, read once from the files of ``ja/``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

# The file with the names of columns, which are no templates.
_NAMES = "names.toml"


@cache
def catalog() -> Mapping[str, str]:
    """Return the Japanese template of each English one."""
    files = _folder().iterdir()
    return {
        key: value
        for file in files
        if file.name.endswith(".toml") and file.name != _NAMES
        for key, value in _read(file).items()
    }


@cache
def _names() -> Mapping[str, str]:
    return _read(_folder() / _NAMES)


def field_name(key: str) -> str:
    """Return the Japanese name of a column's key; the key itself if it has none."""
    return _names().get(key, key)


def _folder() -> Traversable:
    return resources.files(__package__) / "ja"


def _read(file: Traversable) -> dict[str, str]:
    # Imported late: messages in English need no catalog.
    import tomllib

    return tomllib.loads(file.read_text(encoding="utf-8"))
