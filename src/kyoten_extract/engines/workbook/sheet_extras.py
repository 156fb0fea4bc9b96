"""What a sheet shows besides its cells: text boxes, pictures, charts, comments, page headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from zipfile import ZipFile

from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.workbook.sheet_parser import StoredSheet, relations
from kyoten_extract.messages import say

# Bytes of a part that are looked through.
_MOST_BYTES = 2_000_000
_DRAWN_TEXT = regex(rb"<a:t(?:\s[^>]*)?>([^<]*)</a:t>")
_DRAWN_PARAGRAPH = regex(rb"</a:p>")
_COMMENT = regex(rb"<(?:\w+:)?comment\s(.*?)</(?:\w+:)?comment>", re.DOTALL)
_COMMENT_TEXT = regex(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>")
# Codes of page numbers, file names and fonts in the text of a page header.
_FIELD = regex(r'&\[\w+\]|&"[^"]*"|&.')
_PAGE_WORDS = regex(r"[\W\d_]|ページ|頁|page|of", re.IGNORECASE)


def extras_of(archive: ZipFile, sheet: Any, stored: StoredSheet) -> list[str]:
    """What the sheet shows besides its cells, each as a few words."""
    found: list[str] = [
        say("page header or footer: {text}", text=text) for text in _headers(stored)
    ]
    for relation in relations(archive, sheet._worksheet_path):
        kind, target = relation.Type.rpartition("/")[2], relation.target
        if kind not in ("drawing", "comments") or target not in archive.namelist():
            continue
        with archive.open(target) as stream:
            data = stream.read(_MOST_BYTES)
        found += _drawn(data) if kind == "drawing" else _comments(data)
    return found


def _headers(stored: StoredSheet) -> Iterator[str]:
    for text in stored.header_footer:
        words = _FIELD.sub("", text)
        if _PAGE_WORDS.sub("", words):
            yield " ".join(words.split())


def _drawn(data: bytes) -> list[str]:
    found: list[str] = []
    for paragraph in _DRAWN_PARAGRAPH.split(data):
        text = _joined(_DRAWN_TEXT.findall(paragraph))
        if text:
            found.append(say("text box: {text}", text=text))
    pictures, charts = data.count(b"<xdr:pic>"), data.count(b"<xdr:graphicFrame")
    if pictures:
        found.append(say("pictures: {count}", count=pictures))
    if charts:
        found.append(say("charts: {count}", count=charts))
    return found


def _comments(data: bytes) -> list[str]:
    texts = (_joined(_COMMENT_TEXT.findall(part)) for part in _COMMENT.findall(data))
    return [say("comment: {text}", text=text) for text in texts if text]


def _joined(parts: list[bytes]) -> str:
    return " ".join(unescape(b"".join(parts).decode("utf-8", "replace")).split())
