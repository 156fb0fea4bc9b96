"""Codes KY0xx: what a person sees on a page, and what was made of it."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

SEAL_REMOVED = Code(
    "KY039",
    "warning",
    "A colored seal over text was taken out of a scanned page before OCR.",
    "A red or blue seal lay over print. Its ink was removed by its color; the seal's own "
    "characters, and print of the same color under it, are not read. `bbox` is the seal and "
    "`actual` the text of the cells it touches: compare them with the page.",
    "スキャンページの文字に重なる色付きの印影を、OCR の前に取り除きました。",
    "赤または青の印影が印字に重なっていたため、色をもとに取り除いて読み取りました。印影の文字と、"
    "印影の下にある同じ色の文字は読み取っていません。bbox は印影の位置、"
    "actual は印影がかかるセルの文字です。ページと照合してください。",
)
STRUCK_OUT = Code(
    "KY032",
    "warning",
    "A text is struck out.",
    "A line runs through the middle of the text. It is read as printed, and whether it still holds "
    "is for a person to say. `actual` is the text.",
    "文字に取り消し線が引かれています。",
    "文字の中央を線が通っています(見え消し)。文字は印刷のとおりに読み取ります。有効かどうかは人が確認してください。"
    "文字は actual にあります。",
)
BOX_IN_CELL = Code(
    "KY033",
    "warning",
    "Cells hold boxes, and what is marked in them is not read.",
    "Boxes in a cell, such as tick boxes and the frames of seals, are no cells. A tick that is "
    "drawn as lines is no text and is in no value. `actual` is the number of such boxes on "
    "the page; the place is that of the first.",
    "セルの中に枠があり、枠内の印は読み取っていません。",
    "チェック欄や押印欄など、セルの中の枠はセルとして扱いません。線で描かれたチェックは文字ではないため、"
    "値には入りません。actual はページ内の枠の数、位置は最初の枠のものです。",
)
