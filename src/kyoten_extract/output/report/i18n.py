"""Texts of the HTML report in English and Japanese, read from ``phrases.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from kyoten_extract.deferred.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text in both languages."""

    en: str
    ja: str

    def filled(self, **values: object) -> Phrase:
        """Fill in the placeholders; phrases are filled in in the language of each text."""
        en, ja = ({k: _in(value, code) for k, value in values.items()} for code in ("en", "ja"))
        return Phrase(self.en.format(**en), self.ja.format(**ja))


@cache
def phrases() -> Mapping[str, Phrase]:
    """Return all phrases by key; keys of groups have a dotted prefix: "field.url"."""
    text = resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def phrase(key: str, **values: object) -> Phrase:
    """Return a phrase with its placeholders filled in.

    Raises:
        KeyError: there is no such phrase.
    """
    return phrases()[key].filled(**values)


def name_of(group: str, key: str) -> Phrase:
    """Return the name of ``key``; the key itself if it has none, as a caller's own may."""
    return phrases().get(f"{group}.{key}", Phrase(key, key))


def total_name(total: str) -> Phrase:
    """Return the name of a published figure: "bases", "forms.c", "staff_mean.total"."""
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
