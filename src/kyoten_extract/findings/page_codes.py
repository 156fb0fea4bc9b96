"""Codes KY4xx and KY9xx: records against their pages, and checks that failed."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

CHARACTERS_LOST = Code(
    "KY401",
    "error",
    "A page's characters are not all accounted for.",
    "Every printed character must end up in a row, the header, the title, the totals or "
    "`leftovers`. A difference means that text was lost or counted twice. Compare the page with "
    "the records.",
    "印刷された文字数と、読み取り後の文字数が一致しません。",
    "印刷された文字はすべて、行、見出し、表題、公表値、表外の文字(leftovers)のいずれかに入ります。"
    "差があれば、文字が失われたか重複しています。ページと照合してください。",
)
ENGINES_DIFFER = Code(
    "KY402",
    "warning",
    "Two engines read a cell differently.",
    "`extract --cross-check` reads a PDF with a second engine and reports each cell that differs "
    "or that only one engine has. Compare the cell with the page.",
    "二つのエンジンで、セルの読み取り結果が異なります。",
    "extract --cross-check は PDF を別のエンジンでも読み取り、内容が異なるセルと、"
    "一方にしかないセルを示します。ページと照合してください。",
)
TABLE_MOVED = Code(
    "KY403",
    "info",
    "The table's position on a page differs from the other pages.",
    "The page was printed at another scale, scanned askew, or lost a column at one side.",
    "表の位置または幅が、他のページと異なります。",
    "縮尺の違い、傾いたスキャン、または端の列の欠落が考えられます。",
)
RULE_FAILED = Code(
    "KY901",
    "error",
    "A check could not be run.",
    "The check raised an exception, given in the message. All other checks were run.",
    "検査の一つを実行できませんでした。",
    "検査中に例外が発生しました。内容は本文に示します。他の検査は実行しています。",
)
