"""Codes about how the columns of a table were understood, KY043 on."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

COLUMN_TAKEN = Code(
    "KY043",
    "warning",
    "A column with an unknown label was read as one of the layout, by its cells and its place.",
    "The message gives the evidence. If it is right, add the label to the layout; if not, the "
    "values of that column are wrong.",
    "見出しが未知の列を、内容と位置から、レイアウトの列として読み取りました。",
    "根拠は本文に示します。正しければレイアウトに見出しを追加してください。誤りであれば、この列の値は正しくありません。",
)
COLUMNS_RIVAL = Code(
    "KY044",
    "warning",
    "Two printed columns could be the same column of the layout.",
    "One of them was read, and the other is in `extras`. Check which one is meant.",
    "レイアウトの一つの列に、二つの列が当てはまります。",
    "一方を読み取り、もう一方は extras に入れました。どちらが正しいか確認してください。",
)
COLUMNS_COMBINED = Code(
    "KY045",
    "info",
    "A column is printed as several, or several in one.",
    "The texts were put together, or taken apart; each change is a correction, and `raw` has the "
    "printed texts.",
    "一つの列が複数に分かれて、または複数の列が一つにまとめて印刷されています。",
    "文字を結合または分割しました。変更はすべて corrections に、"
    "印刷どおりの文字は raw にあります。",
)
ROWS_APART = Code(
    "KY046",
    "info",
    "Rows under a heading of their own are kept apart.",
    "They are listed under a heading such as 廃止 or 参考: their `section` names it, and they are "
    "not counted against the published totals.",
    "別の見出しの下にある行を分けました。",
    "「廃止」「参考」などの見出しの下にあるため、section に見出しを入れ、"
    "公表値との照合には数えません。",
)
COLUMNS_OVER_PAGES = Code(
    "KY047",
    "info",
    "The columns of the table are printed over several pages; they were joined row by row.",
    "Rows with the same position on their pages are one row. Check a few of them.",
    "表の列が複数のページに分かれて印刷されているため、行ごとに結合しました。",
    "ページ内の同じ位置にある行を、一つの行としました。いくつかの行を確認してください。",
)
LABELS_UNCERTAIN = Code(
    "KY048",
    "warning",
    "A row under the header may hold the labels of the columns.",
    "It has a word for each column, above figures or above values that repeat, and so has the "
    "header: one of them may be a form above the list, or the labels in another language. The row "
    "was read as one of the table.",
    "見出しの下の行が、列の見出しである可能性があります。",
    "数値や繰り返しの多い値の上に、列ごとに一つずつ語があり、見出し行も同様です。"
    "いずれかが表の上の記入欄、または別の言語の見出しである可能性があります。この行は表の行として読み取りました。",
)
UNIT_OTHER = Code(
    "KY049",
    "warning",
    "The printed unit of a column is none that the layout has for it.",
    "It is in the label, or in a note such as （単位：千円）. The numbers are as printed, so they "
    "may be a thousand times those of other editions. If the layout is to have both, add the unit "
    "to the column's `units`.",
    "印刷された単位が、レイアウトの単位と異なります。",
    "見出し、または「（単位：千円）」などの注記にある単位です。値は印刷どおりで、他の版とは桁が異なる可能性があります。"
    "正しければ、列の units に単位を追加してください。",
)
