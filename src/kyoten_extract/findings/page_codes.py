"""Codes of rows and pages that disagree, and of checks that failed."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

CHARACTERS_LOST = Code(
    "KY401",
    "error",
    "Printed characters and those accounted for differ.",
    "Characters read off the page, and those found again in rows, header, title, totals and "
    "leftovers. A difference means that text was lost, by an engine or by us.",
    "印刷された文字数と、行き先の分かる文字数が合いません。",
    "ページから読んだ文字と、行、見出し、表題、公表値、残りに入った文字を数えます。"
    "差があれば、文字が失われています。",
)
ENGINES_DIFFER = Code(
    "KY402",
    "warning",
    "Two engines read a cell differently.",
    "`extract --cross-check` reads a PDF by a second engine and reports each cell that differs, or "
    "that only one of them has.",
    "二つのエンジンで、セルの読みが違います。",
    "extract --cross-check は PDF をもう一つのエンジンでも読み、"
    "違うセルと一方にしかないセルを示します。",
)
TABLE_MOVED = Code(
    "KY403",
    "info",
    "The list stands elsewhere on a page than on the others.",
    "Printed at another scale, or scanned askew; or a column was lost at a side.",
    "ページによって、表の位置や幅が違います。",
    "縮尺の違い、傾いた読み取り、または端の列の欠落が考えられます。",
)
RULE_FAILED = Code(
    "KY901",
    "error",
    "A check could not be run.",
    "It raised an exception, which is in the finding. All other checks were run.",
    "検査の一つが実行できませんでした。",
    "検査の中で例外が起きました(内容は本文にあります)。他の検査は実行しました。",
)
