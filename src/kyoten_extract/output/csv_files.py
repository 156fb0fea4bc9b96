"""Tables as the bytes of CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kyoten_extract.errors import FormatError
from kyoten_extract.messages import say
from kyoten_extract.output.formula_cells import Formulas, escaped_rows

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def csv_bytes(
    header: Sequence[str], rows: Iterable[Iterable[Any]], *, formulas: Formulas = "keep"
) -> bytes:
    """Return UTF-8 CSV with a byte order mark, by which spreadsheets detect the encoding.

    ``formulas="escape"`` puts an apostrophe before text that a spreadsheet would compute,
    and quotes all text.

    Raises:
        UsageError: ``formulas`` is neither "keep" nor "escape".
    """
    import csv
    import io

    header, rows = escaped_rows(header, rows, formulas)
    text = io.StringIO(newline="")
    # Quoted, a cell is one cell where a semicolon or a tab parts the cells, too.
    writer = csv.writer(
        text, quoting=csv.QUOTE_MINIMAL if formulas == "keep" else csv.QUOTE_NONNUMERIC
    )
    try:
        writer.writerow(header)
        writer.writerows(rows)
    except ValueError:  # more digits than Python writes
        raise FormatError(say("a number cannot be written as CSV")) from None
    return BYTE_ORDER_MARK + text.getvalue().encode("utf-8", "backslashreplace")
