"""Layout files: TOML to the parts of a layout, with errors that name file, line, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import LayoutFileError
from kyoten_extract.layout.column_model import KINDS, NAMES, Check, Column, Joined, Part
from kyoten_extract.layout.file_checks import column_checks, read_check
from kyoten_extract.layout.file_entries import Entries, Lines
from kyoten_extract.messages import say
from kyoten_extract.model.record_model import RESERVED
from kyoten_extract.text.labels import fold_label

# Characters of a file that is no layout: a list may be given by mistake, and is not quoted.
_LONGEST = 1_000_000
_KEY = regex(r"(?!__)[^\W\d]\w*")
# Kinds of value that take these settings.
_CHOOSING, _COUNTING = ("choice", "code"), ("number", "decimal")


class LayoutParts(TypedDict):
    """The arguments of a layout."""

    name: str
    title: str
    columns: tuple[Column, ...]
    totals: Mapping[str, tuple[str, ...]]
    least_columns: int
    identifies: tuple[tuple[str, ...], ...]
    dates: tuple[str, ...]
    total_rows: tuple[str, ...]
    joined: tuple[Joined, ...]
    checks: tuple[Check, ...]


def read_layout_file(path: Path) -> LayoutParts:
    """Read the TOML file ``path``.

    Raises:
        LayoutFileError: there is no such file, it is not UTF-8, or it is not a layout.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or say("it can't be read")).lower()
        raise LayoutFileError(
            say("the layout can't be opened: {reason}", reason=reason),
            source=path.name,
            remedy=say(
                "give the path of a TOML file; 'kyoten layout FILE --infer -o MINE.toml' drafts one"
            ),
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LayoutFileError(
            say("line {line}: byte 0x{data:02x} is not UTF-8", line=line, data=data[error.start]),
            source=path.name,
            remedy=say("save the layout as UTF-8"),
        ) from None
    return read_layout_toml(text, path.name)


def read_layout_toml(text: str, source: str | None = None) -> LayoutParts:
    """Parse the text of a layout file.

    Raises:
        LayoutFileError: naming ``source``, the line, the key and a remedy.
    """
    if len(text) > _LONGEST:
        raise LayoutFileError(say("not a layout: too long"), source=source, remedy=_SEE)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LayoutFileError(
            say("not a layout: {error}", error=str(error).lower()), source=source, remedy=_SEE
        ) from None
    except ValueError:  # more digits than Python reads
        raise LayoutFileError(say("not a layout: a number is too long"), source=source) from None
    except RecursionError:
        raise LayoutFileError(say("not a layout: nested too deeply"), source=source) from None
    return _layout(Entries(data, (), Lines(text, source)))


_SEE = say("see the shipped kyoten.toml for an example")


def _layout(top: Entries) -> LayoutParts:
    top.only(LayoutParts.__annotations__)
    columns_entries = top.tables("columns")
    if not columns_entries:
        raise top.error(
            "columns", say("is missing"), say("declare each column in a [[columns]] table")
        )
    columns = tuple(_column(entry) for entry in columns_entries)
    _no_key_twice(columns, columns_entries)
    keys = tuple(column.key for column in columns)
    for entry in columns_entries:
        for setting in ("follows", "counts"):
            if setting in entry.keys:
                entry.one_of(setting, keys, "column")
    joined = tuple(_joined(entry, keys) for entry in top.tables("joined"))
    _no_label_twice(columns, columns_entries, joined, top.tables("joined"))
    totals_entry = top.table("totals")
    totals = {key: totals_entry.texts(key, least=1) for key in totals_entry.keys}
    # Other tables of a document share a column or two with it: half of them are the list's own.
    usual = sum(not column.optional for column in columns)
    least = top.number("least_columns", max(min(2, len(columns)), -(-usual // 2)))
    if not 1 <= least <= len(columns):
        raise top.error(
            "least_columns",
            say(
                "is {least}, but the layout has {columns_count} columns",
                least=least,
                columns_count=len(columns),
            ),
            say("use a number from 1 to {columns_count}", columns_count=len(columns)),
        )
    checks = [
        check
        for column, entry in zip(columns, columns_entries, strict=True)
        for check in column_checks(column, entry)
    ]
    by_key = {column.key: column for column in columns}
    checks += [read_check(entry, by_key, totals) for entry in top.tables("checks")]
    return {
        "name": top.text("name"),
        "title": top.text("title", ""),
        "columns": columns,
        "totals": totals,
        "least_columns": least,
        "identifies": _identifies(top, keys),
        "dates": top.texts("dates", default=("現在", "時点")),
        "total_rows": top.texts("total_rows"),
        "joined": joined,
        "checks": tuple(checks),
    }


_COLUMN_KEYS = (
    *(
        "key",
        "labels",
        "holds",
        "required",
        "optional",
        "parts",
        "place",
        "choices",
        "yes",
        "no",
        "absent",
    ),
    *("units", "merged", "line_items", "unique", "one_of", "between", "matches"),
    *("names", "endings", "follows", "counts"),
)


def _column(entry: Entries) -> Column:
    entry.only(_COLUMN_KEYS)
    key = entry.text("key")
    if not _KEY.fullmatch(key):
        raise entry.error(
            "key",
            say("{key!r} is not a name", key=key),
            say("use letters, digits and _, not a digit first"),
        )
    if key in RESERVED:
        raise entry.error(
            "key",
            say("{key!r} is a name of the record's own", key=key),
            say("use another, such as {key}_1", key=key),
        )
    holds = entry.one_of("holds", KINDS, "kind")
    place = entry.number("place", 0)
    if "place" in entry.keys and not place:
        raise entry.error("place", "is 0", say("count from 1 at the left, from -1 at the right"))
    if entry.flag("required") and entry.flag("optional"):
        raise entry.error("optional", say("contradicts required"), say("remove one of them"))
    labels = entry.texts("labels", least=0 if place or "labels" in entry.keys else 1)
    parts = tuple(_part(part) for part in entry.tables("parts"))
    if "parts" in entry.keys and len(parts) < 2:
        raise entry.error(
            "parts",
            say("has {parts_count} parts", parts_count=len(parts)),
            say("list all printed columns it is parted over"),
        )
    for setting, kinds in (
        ("choices", _CHOOSING),
        ("yes", ("flag",)),
        ("no", ("flag",)),
        ("units", _COUNTING),
        ("line_items", ("items",)),
    ):
        if setting in entry.keys and holds not in kinds:
            needs = " or ".join(f'holds = "{kind}"' for kind in kinds)
            raise entry.error(
                setting,
                say('has no meaning with holds = "{setting}"', setting=holds),
                say("use {needs}", needs=needs),
            )
    choices = entry.texts("choices", least=1)
    if holds == "choice" and not choices:
        raise entry.error("choices", say("is missing"), say("list the values of the column"))
    if holds == "code" and any(len(choice) != 1 for choice in choices):
        raise entry.error(
            "choices", say("of a code are not single letters"), say("list its letters")
        )
    yes, no = entry.texts("yes"), entry.texts("no")
    if ("yes" in entry.keys) != ("no" in entry.keys):
        missing = "no" if "yes" in entry.keys else "yes"
        raise entry.error(missing, say("is missing"), say("list the texts of both yes and no"))
    shared = {fold_label(text) for text in yes} & {fold_label(text) for text in no}
    if shared:
        raise entry.error(
            "no", say("and yes share {shared!r}", shared=min(shared)), say("list each text once")
        )
    return Column(
        key,
        labels,
        holds,
        required=entry.flag("required"),
        optional=entry.flag("optional"),
        parts=parts,
        place=place or None,
        choices=choices,
        yes=yes,
        no=no,
        absent=entry.texts("absent"),
        units=entry.texts("units"),
        merged=entry.flag("merged"),
        line_items=entry.flag("line_items"),
        names=entry.one_of("names", NAMES, "gazetteer") if "names" in entry.keys else None,
        endings=entry.texts("endings"),
        follows=entry.text("follows") if "follows" in entry.keys else None,
        counts=entry.text("counts") if "counts" in entry.keys else None,
    )


def _part(entry: Entries) -> Part:
    entry.only(("labels", "keep", "joiner"))
    return Part(entry.texts("labels", least=1), entry.flag("keep", True), entry.text("joiner", ""))


def _joined(entry: Entries, keys: Sequence[str]) -> Joined:
    entry.only(("labels", "into", "pattern"))
    into = entry.columns("into", keys, least=2)
    if "pattern" not in entry.keys and len(into) == 2:
        return Joined(entry.texts("labels", least=1), into)
    pattern = entry.pattern("pattern")
    groups = re.compile(pattern).groups
    if groups != len(into):
        raise entry.error(
            "pattern",
            say(
                "has {groups} groups for {into_count} columns", groups=groups, into_count=len(into)
            ),
            say("write one group (...) for each column of into, in its order"),
        )
    return Joined(entry.texts("labels", least=1), into, pattern)


def _identifies(top: Entries, keys: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """One group of keys, or a list of groups."""
    value = top.value("identifies", list, [])
    if value and all(isinstance(item, list) for item in value):
        groups = [top.columns_of("identifies", group, keys) for group in value]
        if not all(groups):
            raise top.error(
                "identifies", say("has an empty group"), say("name a column in each group")
            )
        return tuple(groups)
    return (top.columns("identifies", keys),) if value else ()


def _no_key_twice(columns: Sequence[Column], entries: Sequence[Entries]) -> None:
    seen: set[str] = set()
    for column, entry in zip(columns, entries, strict=True):
        if column.key in seen:
            raise entry.error(
                "key",
                say("{column_key!r} is that of two columns", column_key=column.key),
                say("rename one"),
            )
        seen.add(column.key)


def _no_label_twice(
    columns: Sequence[Column],
    entries: Sequence[Entries],
    joined: Sequence[Joined],
    joined_entries: Sequence[Entries],
) -> None:
    seen: dict[str, str] = {}
    named = [
        *(
            (column.labels, column.key, entry)
            for column, entry in zip(columns, entries, strict=True)
        ),
        *(
            (one.labels, f"joined {'+'.join(one.into)}", entry)
            for one, entry in zip(joined, joined_entries, strict=True)
        ),
    ]
    for labels, name, entry in named:
        for label in labels:
            other = seen.setdefault(fold_label(label), name)
            if other != name:
                raise entry.error(
                    "labels",
                    say(
                        "{label!r} is a label of {other} and of {name}",
                        label=label,
                        other=other,
                        name=name,
                    ),
                    say(
                        "a label names one column: add its group label ('職員数 計'), or remove one"
                    ),
                )
