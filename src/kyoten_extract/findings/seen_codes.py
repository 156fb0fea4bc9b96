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
