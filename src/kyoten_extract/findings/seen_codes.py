"""Codes KY028 to KY042: what a person sees on a page, and what nobody sees."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

TEXT_UNSEEN = Code(
    "KY028",
    "info",
    "A page has text that nobody sees; it was not read.",
    "The text is in a layer that is switched off, drawn without ink, fully transparent, too small, "
    "or in the color of what is under it: an info. Text that is painted over by an area or an "
    "image is a warning, since a figure may have been replaced. One finding for each page and "
    "reason, with the place and the text; the ledger counts the characters as hidden.",
    "目に見えない文字があり、読み取りませんでした。",
    "非表示のレイヤー、不可視の描画モード、完全な透明、極小、または下地と同じ色の文字です(情報)。"
    "図形や画像で塗りつぶされた文字は、値が差し替えられた可能性があるため警告とします。"
    "ページと理由ごとに、位置と文字を示します。",
    sometimes="warning",
)
LINES_UNSEEN = Code(
    "KY029",
    "info",
    "A page has lines that nobody sees; they were not taken for rulings.",
    "The lines are in a layer that is switched off, fully transparent, in the color of what is "
    "under them, or painted over. White lines between colored cells are rulings.",
    "目に見えない線があり、罫線として扱いませんでした。",
    "非表示のレイヤー、完全な透明、下地と同じ色、または塗りつぶされた線です。"
    "色の付いたセルの間の白い線は罫線として扱います。",
)
TEXT_ANNOTATED = Code(
    "KY030",
    "info",
    "Text of annotations or form fields was read as part of the page.",
    "It is visible on the page, but was added to it: comments typed on the page, stamps and "
    "filled-in fields. The finding has the place and the text.",
    "注釈またはフォームの文字を、ページの一部として読み取りました。",
    "ページ上に表示されますが、後から加えられた文字です(テキスト注釈、スタンプ、記入欄)。"
    "位置と文字を示します。",
)
