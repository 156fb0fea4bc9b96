"""Tables that ``kyoten table`` has saved as JSON, read back as what was read of a document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say

if TYPE_CHECKING:
    from pathlib import Path

    from kyoten_extract.editions.saved_survey import Reopened
    from kyoten_extract.model.table_model import Table
    from kyoten_extract.workers.limits import Limits

# Values of a row in JSON beside its cells.
_VALUES_A_CELL = 5


def saved_tables(source: Path | Reopened, limits: Limits) -> tuple[Table, ...] | None:
    """The tables of saved JSON, the largest first; ``None`` if ``source`` is a document.

    What JSON does not have (places on the page, the ledger) they do not have either.

    Raises:
        FormatError: the JSON is not that of tables.
        SourceError: the file cannot be opened.
        LimitError: the JSON has too many bytes or values.
    """
    from kyoten_extract.cli.input_files import is_saved
    from kyoten_extract.engines.source import load

    if not is_saved(source):
        return None
    loaded = load(source, limits)
    limits.check("text_bytes", len(loaded.data), source=loaded.name)
    values = sum(map(loaded.data.count, (b",", b"[", b"{")))
    limits.check("cells", values // _VALUES_A_CELL, source=loaded.name)
    try:
        read: Any = json.loads(loaded.data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _wrong(loaded.name, say("not valid JSON")) from None
    if "bases" in read or "records" in read:
        raise FormatError(
            say("these are saved records, not a table"),
            source=loaded.name,
            remedy=say("write them in another format with kyoten extract"),
        )
    try:
        return _decoded(read)
    except (KeyError, TypeError, ValueError, FormatError):
        raise _wrong(loaded.name, say("it has no header and rows")) from None


def in_pages_order(tables: tuple[Table, ...]) -> tuple[Table, ...] | None:
    """Saved tables in printed order, as far as their pages tell it; else ``None``."""
    first = [min(table.pages, default=0) for table in tables]
    if first.count(first[0]) > 1:
        return None
    return tuple(table for _, table in sorted(zip(first, tables, strict=True), key=_first))


def _first(placed: tuple[int, Table]) -> int:
    return placed[0]


def _decoded(read: dict[str, Any]) -> tuple[Table, ...]:
    from kyoten_extract.model import codec
    from kyoten_extract.model.finding import Finding
    from kyoten_extract.model.table_model import Leftover

    others = tuple(replace(_table(one), heading=_text(one["heading"])) for one in read["others"])
    largest = replace(
        _table(read),
        others=others,
        leftovers=tuple(codec.decode(Leftover, one) for one in read["leftovers"]),
        findings=tuple(codec.decode(Finding, one) for one in read["findings"]),
    )
    return (largest, *others)


def _table(read: dict[str, Any]) -> Table:
    from kyoten_extract.model.table_model import Row, Table

    header = tuple(_text(label) for label in read["header"])
    rows = []
    for one in read["rows"]:
        cells, pages = tuple(_text(cell) for cell in one["cells"]), tuple(one["pages"])
        if len(cells) != len(header) or not all(type(page) is int for page in pages):
            raise ValueError
        rows.append(Row(cells, pages, (), ()))
    return Table(header, tuple(rows))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _wrong(name: str, why: str) -> FormatError:
    return FormatError(
        say("not a table's JSON file: {why}", why=why),
        source=name,
        remedy=say("read the document again"),
    )
