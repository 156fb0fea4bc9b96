"""Codes KY036 to KY038: texts printed over the text of cells."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

FURIGANA = Code(
    "KY036",
    "info",
    "Cells have furigana, which is kept apart from their text.",
    "Small kana right above kanji are told from the text by size and place. They are in "
    "`leftovers`; the finding has the first of them and where they are.",
    "振り仮名のあるセルがあります。",
    "漢字のすぐ上の小さな仮名は、大きさと位置により本文と区別し、表外の文字(leftovers)に入れました。"
    "始めの部分と位置を示します。",
)
STAMP = Code(
    "KY037",
    "info",
    "A stamp or watermark lies over the table.",
    "Text at an angle or larger than the rest, over several cells or over other text, is none of "
    "the text of a cell. It is in `leftovers`. A warning where it lies over no other text, and so "
    "may be a label written at an angle.",
    "表の上に印影または透かし文字があります。",
    "斜めの文字や大きな文字が、複数のセルまたは他の文字に重なっています。セルの文字とはせず、"
    "表外の文字(leftovers)に入れました。他の文字に重ならない場合は、斜めに書かれた見出しの可能性があるため、警告とします。",
    sometimes="warning",
)
OVERLAID = Code(
    "KY038",
    "error",
    "Two texts are printed over each other in one cell.",
    "Nothing shows which one is meant. Both are read, the later one on lines of its own after the "
    "other. Compare the cell with the page.",
    "一つのセルに二つの文字列が重なって印刷されています。",
    "どちらが正しいか判断できません。両方を読み取り、後から印刷されたものを続けて別の行に置きました。"
    "ページと照合してください。",
)
