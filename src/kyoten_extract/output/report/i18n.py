"""The texts of the report's page in its two languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text in both languages."""

    en: str
    ja: str

    def filled(self, **values: object) -> Phrase:
        """With its {…} filled in, by phrases in the language of each."""
        en, ja = ({k: _in(value, code) for k, value in values.items()} for code in ("en", "ja"))
        return Phrase(self.en.format(**en), self.ja.format(**ja))


@cache
def phrases() -> Mapping[str, Phrase]:
    """All of them by their key, groups joined to it by a dot: "field.url"."""
    text = resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def phrase(key: str, **values: object) -> Phrase:
    """One phrase.

    Raises:
        KeyError: there is none of that key.
    """
    return phrases()[key].filled(**values)


def name_of(group: str, key: str) -> Phrase:
    """The name of ``key``, which may be one of a caller's own: then the key itself."""
    return phrases().get(f"{group}.{key}", Phrase(key, key))


def total_name(total: str) -> Phrase:
    """The name of a published figure: "bases", "forms.c", "staff_mean.total"."""
    name, _, part = total.partition(".")
    known = phrases().get(f"total.{name}")
    return known.filled(part=name_of("part", part)) if known else Phrase(total, total)


def _flat(data: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Phrase]]:
    for key, value in data.items():
        if set(value) == {"en", "ja"}:
            yield prefix + key, Phrase(value["en"], value["ja"])
        else:
            yield from _flat(value, f"{prefix}{key}.")


def _in(value: object, language: str) -> object:
    return getattr(value, language) if isinstance(value, Phrase) else value
