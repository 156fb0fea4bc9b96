"""Codes of what is met while reading."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

COLUMN_MISSING = Code(
    "KY001",
    "warning",
    "The table has no column that the layout knows.",
    "The values of that column are null in every record.",
    "レイアウトにある列が表に見つかりません。",
    "その列の値はすべての行で空になります。",
)
COLUMN_UNKNOWN = Code(
    "KY002",
    "info",
    "The table has a column that the layout does not know.",
    "Its cells are in each record's `extras`, under the printed label.",
    "レイアウトにない列があります。",
    "その列の内容は、印刷された見出しの名で各行の extras に入ります。",
)
ROWS_REALIGNED = Code(
    "KY003",
    "warning",
    "Rows with a wrong number of cells were realigned.",
    "A transcription had a cell too many or too few on a page; its rows were placed by what their "
    "cells hold. The `raw` text of a cell that was printed as two has a tab between them.",
    "セルの数が合わない行の位置を直しました。",
    "書き起こしのページでセルが過不足していたため、内容から各列に割り当て直しました。"
    "二つに分かれていたセルは、raw ではタブで区切られています。",
)
CELL_MISSING = Code(
    "KY004",
    "warning",
    "A row lacks a cell; where it lacks was inferred.",
    "Of two neighbouring texts one is missing; the one that is there was placed by what such "
    "columns hold. Look at the row.",
    "行のセルが一つ足りず、欠けた位置は推定です。",
    "隣り合う二つの文のうち一つがありません。残る文は列の内容から割り当てました。行を確かめてください。",
)
CELL_UNPLACED = Code(
    "KY005",
    "error",
    "Text of a row fits none of its columns.",
    "The text is in the finding and in no record.",
    "行の中に、どの列にも当てはまらない文字があります。",
    "その文字はこの指摘だけにあり、どの行の値にも入っていません。",
)
VALUE_UNREADABLE = Code(
    "KY006",
    "error",
    "A cell's text is no value of its column's kind.",
    "The value is null; the printed text is in `raw`.",
    "セルの文字を、その列の値として読めません。",
    "値は空とし、印刷どおりの文字を raw に残しました。",
)
ROW_NOT_READ = Code(
    "KY007",
    "warning",
    "A row of the table is no record, and went to leftovers.",
    "A line of sums, a note or a blank form inside the table. Its text is in `leftovers`, or was "
    "read as totals.",
    "表の中に、拠点の行ではない行があります。",
    "合計の行、注記、空欄の様式などです。文字は leftovers に残すか、公表値として読みました。",
)
PAGE_UNREADABLE = Code(
    "KY008",
    "error",
    "A page can't be read.",
    "It is damaged, draws more than can be looked at (forms within forms, millions of objects), or "
    "is a drawing and no tables; the message says which. The other pages are read all the same.",
    "読めないページがあります。",
    "壊れているか、描画が多すぎるか、表ではなく図面です(どれかは本文にあります)。他のページは読みました。",
)
PAGE_WITHOUT_ROWS = Code(
    "KY009",
    "warning",
    "A page between the list's pages has no row of it.",
    "Something is printed on the page, and none of it became a row: look at the page.",
    "一覧の途中に、行が一つもないページがあります。",
    "印刷はありますが、行にはなりませんでした。ページを確かめてください。",
)
NO_TITLE = Code(
    "KY010",
    "info",
    "The survey's title, or the date in it, was not found.",
    "`as_of` is null.",
    "表題、または表題の中の日付が見つかりません。",
    "時点(as_of)は空です。",
)
NO_TOTALS = Code(
    "KY011",
    "info",
    "No published totals were found under the list.",
    "`published` is null, and nothing can be checked against it.",
    "一覧の下に公表値(合計)が見つかりません。",
    "公表値(published)は空で、照合はできません。",
)
TEXT_HIDDEN = Code(
    "KY012",
    "info",
    "A page draws characters where it does not show them.",
    "Printers that cut a list at a page end draw the lines of the other page too, under a clip: an "
    "info. What lies beyond the sides of a page is on no other: a warning. Neither is read.",
    "見えないところに描かれた文字があります。",
    "ページの切れ目で隣のページの行も描かれていれば情報、用紙の外にあれば注意です。どちらも読みません。",
    sometimes="warning",
)
TEXT_UNDECODED = Code(
    "KY013",
    "error",
    "A page has characters that no Unicode is known of.",
    "Its fonts have no table to Unicode, as after some re-prints: U+FFFD stands for what could not "
    "be decoded, and Latin letters as wide as Japanese ones are some other character. The count is "
    "in the finding.",
    "Unicode の分からない文字があります。",
    "フォントに Unicode への対応表がありません(刷り直した PDF など)。読めない文字は U+FFFD とし、"
    "全角幅の英字は別の文字です。件数は本文にあります。",
)
TEXT_INVISIBLE = Code(
    "KY014",
    "warning",
    "A page's text is an invisible layer over a picture.",
    "A program recognised it when the page was scanned, and may have misread it.",
    "ページの文字は、画像に重ねた見えない層です。",
    "スキャンのときに文字認識で付けられたもので、誤読があり得ます。",
)
TEXT_MISSING = Code(
    "KY015",
    "warning",
    "A page has no text, but a picture or outlines of it.",
    "Nothing could be read on it. Between the list's pages it is an error.",
    "文字のない、画像または輪郭だけのページがあります。",
    "何も読めませんでした。一覧の途中のページなら誤りとします。",
    sometimes="error",
)
MISPRINT = Code(
    "KY016",
    "info",
    "A value may be misprinted.",
    "Evidence speaks for another text, but not strongly enough to change it (see `--repair`), or a "
    "character can't be right and nobody can tell which is. The finding has the text as it was "
    "left, what may be meant, and the evidence. For an address: a word one letter from a known "
    "one, a host one letter from a sound one, an address that another row prints with one slip "
    "less, or an end of two letters that no country is known of.",
    "誤植かもしれない値があります。",
    "別の文字である根拠はありますが、直すほど確かではありません(--repair を参照)。または、"
    "誤りなのは確かでも正しい文字が分かりません。残した文字、候補、根拠を示します。",
)
PICTURE_UNSURE = Code(
    "KY017",
    "warning",
    "A cell was read from a picture and is not sure.",
    "The finding has the text as it was read, how sure the least sure character of it is, what "
    "else it may be where that is known, and the place on the page: look there.",
    "画像から読んだセルで、読み取りが確かでないものがあります。",
    "最も不確かな文字の確度を示します。またはその列の値として合いません。"
    "ページの画像と見比べてください。",
)
LAYER_COMPARED = Code(
    "KY018",
    "info",
    "A page was recognised in its picture, and the text layer under it compared.",
    "A scanner or another program put hidden text under the picture. Where both readings agree, a "
    "cell is surer; where they differ, the likelier one is taken, as a correction `ocr-layer`, or "
    "the other one is told (KY017). A layer that agrees in fewer than half of the cells is of "
    "another page, misplaced or in another language: it is left out, and this is a warning.",
    "画像から読んだページに文字の層もあり、照合しました。",
    "スキャナーなどが画像の下に見えない文字を入れています。二つの読みが一致するセルは確度を上げ、"
    "違うセルでは確からしい方を採り(訂正 ocr-layer)、または他方を示します(KY017)。"
    "半分以上のセルで合わない層は使わず、注意とします。",
    sometimes="warning",
)
RULING_DRAWN = Code(
    "KY019",
    "warning",
    "A ruling between two columns is missing in a picture, and was drawn.",
    "The other pages of the file have it, and this one is parted by it: its columns are as wide "
    "as theirs, and nothing is printed where it would be. Where text stands across it, a cell was "
    "left whole, and a finding of its own has its place: look there.",
    "画像に列の境の罫線がないため、補いました。",
    "同じファイルの他のページにはある罫線です。その位置に文字がない行だけで列を分けています。"
    "文字がかかる行は一つのセルのまま残し、その位置を別に示します。ページの画像と見比べてください。",
)
JOIN_UNCERTAIN = Code(
    "KY020",
    "warning",
    "Uncertain whether a page end cuts a row.",
    "The last row of a page and the first of the next may be one row or two, and the evidence does "
    "not settle it: which columns each half fills, running numbers, rulings, and whether texts go "
    "on. The finding has both readings and the evidence; `actual` is the one taken.",
    "ページの境で行が続いているかどうか、確かではありません。",
    "前ページの最終行と次ページの先頭行が一つの行か二つの行か、記入された列、連番、罫線、文の続き方からは"
    "決まりません。両方の読み方と根拠を示します。採った方は actual にあります。",
)
