"""Flat tables as text: Markdown, HTML and JSON lines."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from html import escape

from kyoten_extract._terminal_text import quiet_json, without_controls
from kyoten_extract.model.field_catalog import Field, Lang
from kyoten_extract.output.flat_table import FlatTable, FlatValue
from kyoten_extract.output.web_link import web_link

# Rows, columns and characters of a cell in a notebook.
_SHOWN_ROWS, _SHOWN_COLUMNS, _SHOWN_CHARS = 10, 12, 60
# What Markdown gives a meaning anywhere on a line, or would take for the end of a cell.
_MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#~&$"})
_STYLE = (
    "table{border-collapse:collapse;font-family:sans-serif;font-size:14px;width:max-content}"
    "caption{text-align:left;font-weight:bold;padding:4px 0}"
    "th,td{border:1px solid #bbb;padding:2px 6px;text-align:left;vertical-align:top;"
    "max-width:24em;overflow-wrap:anywhere}"
    "td{white-space:pre-wrap}td.n{text-align:right}th{background:#eee;position:sticky;top:0}"
)


def markdown_table(table: FlatTable, lang: Lang = "ja") -> str:
    """A Markdown table (GitHub's), its texts escaped; line breaks are ``<br>``."""
    right = [field.type in ("integer", "number") for field in table.fields]
    lines = [
        _line(_marked(field.name(lang)) for field in table.fields),
        _line("---:" if number else "---" for number in right),
        *(_line(_marked(_text(value)) for value in row) for row in table.rows),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _marked(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.translate(_MARKED).splitlines()]
    return "<br>".join(without_controls(line) for line in lines)


def html_page(table: FlatTable, lang: Lang = "ja") -> str:
    """A page with the table; every text is escaped, and nothing is loaded from elsewhere."""
    title = escape(without_controls(table.title or table.name))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{html_table(table, lang)}\n</body>\n</html>\n"
    )


def html_table(table: FlatTable, lang: Lang = "ja") -> str:
    """A table element; the name of a column tells its key and meaning when pointed at."""
    caption = f"<caption>{escape(without_controls(table.title))}</caption>\n" if table.title else ""
    head = "".join(_heading(field, lang) for field in table.fields)
    rows = ("".join(map(_html_cell, table.fields, row, [_linked] * len(row))) for row in table.rows)
    body = "".join(f"<tr>{cells}</tr>\n" for cells in rows)
    return (
        f"<table>\n{caption}<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>"
    )


def preview(table: FlatTable, lang: Lang = "ja") -> str:
    """The first rows and columns for a notebook, long texts cut."""
    fields = table.fields[:_SHOWN_COLUMNS]
    head = "".join(_heading(field, lang) for field in fields)
    body = "".join(
        f"<tr>{''.join(map(_html_cell, fields, row, [_cut] * len(fields)))}</tr>\n"
        for row in table.rows[:_SHOWN_ROWS]
    )
    counts = f"{len(table.rows)} × {len(table.fields)}"
    if len(table.rows) > _SHOWN_ROWS or len(table.fields) > _SHOWN_COLUMNS:
        counts += f" ({min(len(table.rows), _SHOWN_ROWS)} × {len(fields)} shown)"
    title = f"{_shown(table.title)}: " if table.title else ""
    return (
        f"<div><p>{title}{counts}</p>\n<table>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}</tbody>\n</table></div>"
    )


def json_lines(table: FlatTable) -> str:
    """One JSON object a line, with the same keys in each; what is missing is null."""
    keys = table.columns
    return "".join(
        quiet_json(
            json.dumps(
                dict(zip(keys, map(_json_value, row), strict=True)),
                ensure_ascii=False,
                allow_nan=False,
            )
        )
        + "\n"
        for row in table.rows
    )


def _json_value(value: FlatValue) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return float(value) if Decimal(str(float(value))) == value else str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _heading(field: Field, lang: Lang) -> str:
    meaning = field.meaning_ja if lang == "ja" else field.meaning
    return (
        f'<th title="{escape(without_controls(f"{field.key}: {meaning}"))}">'
        f"{_shown(field.name(lang))}</th>"
    )


def _html_cell(field: Field, value: FlatValue, show: Callable[[str], str]) -> str:
    number = ' class="n"' if field.type in ("integer", "number") else ""
    return f"<td{number}>{show(_text(value))}</td>"


def _linked(text: str) -> str:
    shown, link = _shown(text), web_link(text)
    return f'<a href="{escape(link)}" rel="noreferrer">{shown}</a>' if link else shown


def _cut(text: str) -> str:
    return _shown(text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…")


def _shown(text: str) -> str:
    return escape("\n".join(map(without_controls, text.split("\n"))))


def _text(value: FlatValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
