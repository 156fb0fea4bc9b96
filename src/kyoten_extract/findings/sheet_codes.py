"""Codes KY056 to KY058: what a workbook or a CSV file has that is not read as it stands."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

SHEET_HIDDEN = Code(
    "KY056",
    "warning",
    "A workbook has hidden rows, columns or sheets; they were not read.",
    "Whoever opens or prints the workbook does not see them, so they are in no table. Hidden rows "
    "are a warning, since a list may lack records by them; columns, sheets and cells under a "
    "merged one are an info. The finding has what they hold; the ledger counts the characters of "
    "the sheets on show as hidden. To read them, unhide them in the workbook.",
    "ブックに非表示の行、列、シートがあり、読み取りませんでした。",
    "開いても印刷しても見えないため、表には含めません。非表示の行はレコードが欠ける可能性があるため警告、"
    "列、シート、結合セルの下の値は情報とします。内容は指摘に示します。"
    "読み取るには、ブックで再表示してください。",
    sometimes="info",
)
CELL_UNCERTAIN = Code(
    "KY057",
    "warning",
    "A cell of a workbook or CSV file may show another text than was read.",
    "A number format that is not understood (fractions, numbers in kanji): the number is read as "
    "it is stored. Quotes of a CSV file that do not pair: its lines are read as they stand. A "
    "formula without a stored value is an error: its cell was read as empty, and shows a value "
    "once the workbook is opened; save it in a spreadsheet program, and read it again.",
    "ブックまたは CSV のセルは、読み取った文字と異なる表示の可能性があります。",
    "対応していない表示形式(分数、漢数字)の数値は、保存された値のまま読み取りました。"
    "引用符の対応しない CSV は、行をそのまま読み取りました。"
    "値が保存されていない数式は空として読み取ったため、エラーとします。"
    "表計算ソフトで保存し直してから読み取ってください。",
    sometimes="error",
)
SHEET_EXTRAS = Code(
    "KY058",
    "info",
    "A sheet shows more than its cells: this was not read.",
    "Text boxes, pictures, charts, comments, and what is printed at the head or foot of each page. "
    "A title is often there. The finding has their texts.",
    "シートのセル以外に表示されるものがあり、読み取りませんでした。",
    "テキストボックス、図、グラフ、コメント、印刷時のヘッダーとフッターです。"
    "表題がここにあることがあります。文字は指摘に示します。",
)
