"""Codes KY07x: what the caller chose to have read."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

PAGES_SELECTED = Code(
    "KY070",
    "info",
    "Only some of the pages were read.",
    "`--pages` selected them; `source.pages_read` has their numbers. The survey is partial: "
    "published totals are not compared with its rows, and rows at the first and the last page may "
    "be cut.",
    "一部のページのみを読み取りました。",
    "`--pages` で選択されたページです。番号は source.pages_read にあります。"
    "調査の一部であるため、公表値との照合は行いません。最初と最後のページの行は、途中で切れている場合があります。",
)
