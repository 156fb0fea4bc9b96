"""Entries of a layout file: typed access to the keys of a TOML table, with located errors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import LayoutFileError
from kyoten_extract.messages import say

T = TypeVar("T")
K = TypeVar("K", bound=str)

Path = tuple[str | int, ...]

_HEADER = regex(r"\s*(\[\[?)\s*([^\]\s]+)\s*\]")
_TYPES = {
    str: say("a text"),
    bool: say("true or false"),
    int: say("a number"),
    list: say("a list"),
    dict: say("a table"),
}
_MISSING: Any = object()


class Lines:
    """The lines of a layout file, to find that of a key."""

    def __init__(self, text: str, source: str | None) -> None:
        self.source = source
        self._lines = text.split("\n")

    def of(self, path: Path) -> int | None:
        """The line of the key ``path``, from 1; that of its table if the key is not there."""
        name, *rest = path
        number = None
        if rest and isinstance(rest[0], int):
            number = rest[0]
            del rest[0]
        key = rest[0] if rest else (name if number is None else None)
        table = name if rest or number is not None else None
        start, end = self._table(table, number)
        for line in range(start, end):
            found = re.match(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*=", self._lines[line])
            if found:
                return line + 1
        return start if start else None

    def naming(self, key: object) -> int | None:
        """The line of an inline table with ``key``, from 1."""
        pattern = re.compile(rf"\bkey\s*=\s*[\"']{re.escape(str(key))}[\"']")
        lines = (i for i, line in enumerate(self._lines, 1) if pattern.search(line))
        return next(lines, None) if isinstance(key, str) else None

    def _table(self, name: str | int | None, number: int | None) -> tuple[int, int]:
        """First and last line of a table; of the keys above all tables if ``name`` is ``None``."""
        start, count = (0, 0) if name is None else (None, 0)
        for line, text in enumerate(self._lines):
            header = _HEADER.match(text)
            if header is None:
                continue
            if start is not None:
                return start, line
            if header[2] == name:
                if number is None or count == number:
                    start = line + 1
                count += 1
        return (0, 0) if start is None else (start, len(self._lines))


class Entries:
    """One table of a layout file. Every method raises LayoutFileError on a wrong value."""

    def __init__(self, data: Mapping[str, Any], path: Path, lines: Lines) -> None:
        self._data = data
        self._path = path
        self._lines = lines

    @property
    def keys(self) -> Collection[str]:
        """The keys that are there."""
        return self._data.keys()

    def error(self, key: str | None, problem: str, remedy: str = "") -> LayoutFileError:
        """An error about the value of ``key``, with its line."""
        path = self._path if key is None else (*self._path, key)
        line = self._lines.of(path) or self._lines.naming(self._data.get("key"))
        where = f"line {line}: " if line is not None else ""
        return LayoutFileError(
            say(
                "not a layout: {where}{path} {problem}",
                where=where,
                path=self._named(path),
                problem=problem,
            ),
            source=self._lines.source,
            remedy=remedy,
        )

    def _named(self, path: Path) -> str:
        """``path`` in words, with the key of a column rather than its number."""
        words = ""
        for step in path:
            if isinstance(step, int):
                words += f"[{step + 1}]"
            else:
                words += f".{step}" if words else step
        key = self._data.get("key")
        if self._path and isinstance(key, str) and path[-1] != "key":
            words += f" (column {key!r})"
        return words

    def only(self, known: Iterable[str]) -> None:
        """Check that no key is unknown."""
        names = tuple(known)
        for key in self._data:
            if key not in names:
                close = get_close_matches(key, names, 1)
                hint = say("did you mean {close!r}? ", close=close[0]) if close else ""
                raise self.error(
                    key,
                    say("is unknown"),
                    say("{hint}known are {names:, }", hint=hint, names=names),
                )

    def value(self, key: str, kind: type[T], default: T = _MISSING) -> T:
        """The value of ``key``, which is a ``kind``."""
        value = self._data.get(key, _MISSING)
        if value is _MISSING:
            if default is _MISSING:
                raise self.error(key, say("is missing"), say("add {key} = ...", key=key))
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(
                key, say("is {value!r}, not {types}", value=value, types=_TYPES[kind]), _FORMS[kind]
            )
        return value

    def text(self, key: str, default: str = _MISSING) -> str:
        """A text."""
        text = self.value(key, str, default)
        if default is _MISSING and not text.strip():
            raise self.error(key, say("is empty"))
        return text

    def number(self, key: str, default: int) -> int:
        """An integer."""
        return self.value(key, int, default)

    def flag(self, key: str, default: bool = False) -> bool:
        """``true`` or ``false``."""
        return self.value(key, bool, default)

    def one_of(self, key: str, known: Iterable[K], what: str = "word") -> K:
        """One of the words ``known``; ``what`` they are, in words."""
        names = tuple(known)
        word = self.text(key)
        for name in names:
            if name == word:
                return name
        close = get_close_matches(word, names, 1)
        hint = say("did you mean {close!r}? ", close=close[0]) if close else ""
        raise self.error(
            key,
            say("is the unknown {what} {word!r}", what=what, word=word),
            say("{hint}use one of {names:, }", hint=hint, names=names),
        )

    def texts(self, key: str, *, least: int = 0, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of at least ``least`` texts; ``default`` if it is not there and may be empty."""
        if key not in self._data and (not least or key not in ("labels", "into")):
            return default
        values: list[Any] = self.value(key, list)
        for item in values:
            if not isinstance(item, str):
                raise self.error(
                    key, say("has {item!r}, which is not a text", item=item), f'write "{item}"'
                )
            if not item.strip() and key != "no":
                raise self.error(key, say("has an empty text"), say("remove it"))
        if len(values) < least:
            raise self.error(
                key, say("is empty") if not values else say("is too short"), _FORMS[list]
            )
        return tuple(dict.fromkeys(values))

    def columns(self, key: str, keys: Collection[str], *, least: int = 1) -> tuple[str, ...]:
        """A list of keys of columns."""
        values: list[Any] = self.value(key, list)
        found = self.columns_of(key, values, keys)
        if len(found) < least:
            raise self.error(
                key,
                say(
                    "names {found_count} columns, not {least} or more",
                    found_count=len(found),
                    least=least,
                ),
            )
        return found

    def columns_of(self, key: str, values: Sequence[Any], keys: Collection[str]) -> tuple[str, ...]:
        """``values``, each the key of a column."""
        for value in values:
            if not isinstance(value, str) or value not in keys:
                close = get_close_matches(str(value), keys, 1)
                hint = say("did you mean {close!r}? ", close=close[0]) if close else ""
                raise self.error(
                    key,
                    say("has {value!r}, which is no column", value=value),
                    say("{hint}use the key of a column", hint=hint),
                )
        found = tuple(dict.fromkeys(values))
        if len(found) < len(values):
            raise self.error(key, say("names a column twice"), say("name each column once"))
        return found

    def pattern(self, key: str) -> str:
        """A regular expression."""
        text = self.text(key)
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError) as error:
            raise self.error(key, say("is no regular expression: {error}", error=error)) from None
        return text

    def table(self, key: str) -> Entries:
        """A table; an empty one if it is not there."""
        return Entries(self.value(key, dict, {}), (*self._path, key), self._lines)

    def tables(self, key: str) -> list[Entries]:
        """A list of tables; an empty one if it is not there."""
        values: list[Any] = self.value(key, list, [])
        for value in values:
            if not isinstance(value, dict):
                raise self.error(
                    key, say("has {value!r}, which is not a table", value=value), _FORMS[dict]
                )
        return [
            Entries(value, (*self._path, key, index), self._lines)
            for index, value in enumerate(values)
        ]


_FORMS: Mapping[type, str] = {
    str: say('write it in quotes: "..."'),
    bool: say("write true or false, without quotes"),
    int: say("write it without quotes"),
    list: say('write a list: ["...", "..."]'),
    dict: say("write a table: {{ labels = [...] }}"),
}
