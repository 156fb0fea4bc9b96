"""Codes KY0xx: what is found while a document is read."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

COLUMN_MISSING = Code(
    "KY001",
    "warning",
    "A column of the layout is missing from the table.",
    "Its values are null in every record: an error if the layout requires the column. If the "
    "edition prints another label for it, add that label to the layout.",
    "レイアウトで定義した列が表にありません。",
    "この列の値は、すべての行で空(null)になります。必須の列であればエラーとします。"
    "見出しの表記が異なる場合は、レイアウトに見出しを追加してください。",
    sometimes="error",
)
COLUMN_UNKNOWN = Code(
    "KY002",
    "info",
    "The table has a column that the layout does not define.",
    "Its cells are in each record's `extras`, under the printed label.",
    "レイアウトに定義のない列があります。",
    "セルの内容は、印刷された見出しをキーとして各行の extras に入ります。",
)
ROWS_REALIGNED = Code(
    "KY003",
    "warning",
    "Rows with a wrong number of cells were realigned.",
    "A page of the transcription has too many or too few cells in its rows; each cell was assigned "
    "to the column whose values it resembles. Where two printed cells became one value, a tab "
    "separates them in `raw`. Check these rows.",
    "セル数が合わない行を、列に割り当て直しました。",
    "書き起こしのページでセルの数に過不足があったため、内容をもとに各列へ割り当て直しました。"
    "二つのセルを一つの値にまとめた場合、raw ではタブで区切っています。"
    "該当する行を確認してください。",
)
CELL_MISSING = Code(
    "KY004",
    "warning",
    "A row is missing a cell; which one was inferred.",
    "Two adjacent columns have one text between them. It was assigned to the column whose values "
    "it resembles, and the other column is null. Check the row.",
    "行のセルが一つ不足しており、欠けた列を推定しました。",
    "隣り合う二つの列に対して文が一つしかありません。内容からいずれかの列に割り当て、もう一方は空(null)としました。"
    "該当する行を確認してください。",
)
CELL_UNPLACED = Code(
    "KY005",
    "error",
    "Text in a row fits no column.",
    "The text is in this finding only, not in any record. Check the row.",
    "行に、どの列にも該当しない文字があります。",
    "この文字はこの指摘にのみ記載し、レコードには入っていません。該当する行を確認してください。",
)
VALUE_UNREADABLE = Code(
    "KY006",
    "error",
    "The cell's text is not valid for the column's type.",
    "The value is null; the printed text is in `raw`.",
    "セルの文字を、その列の値として解釈できません。",
    "値は空(null)とし、印刷どおりの文字を raw に残しています。",
)
ROW_NOT_READ = Code(
    "KY007",
    "warning",
    "A row of the table is not a record.",
    "Subtotals, notes and blank forms inside the table. The row's text is in `leftovers`, or was "
    "read as published totals.",
    "表の中に、拠点ではない行があります。",
    "小計、注記、記入のない様式などです。文字は leftovers に残すか、公表値として読み取りました。",
)
PAGE_UNREADABLE = Code(
    "KY008",
    "error",
    "A page could not be read.",
    "The page is damaged, exceeds a limit (nested forms, objects, lines), or is a drawing rather "
    "than a table; the message gives the reason. All other pages were read.",
    "読み取れないページがあります。",
    "ページが破損しているか、入れ子・オブジェクト・線の数が上限を超えているか、表ではなく図面です。"
    "理由は本文に示します。他のページは読み取っています。",
)
PAGE_WITHOUT_ROWS = Code(
    "KY009",
    "warning",
    "A page within the list has no rows.",
    "The page has text, but none of it was read as a row. Check the page.",
    "一覧の途中に、行のないページがあります。",
    "文字は印刷されていますが、行として読み取れたものがありません。ページを確認してください。",
)
NO_TITLE = Code(
    "KY010",
    "info",
    "No title with a date was found.",
    "`as_of` is null, and years of establishment are not checked against the survey's date.",
    "日付のある表題が見つかりません。",
    "調査時点(as_of)は空(null)とし、設置年度が調査時点より後でないかの検査は行いません。",
)
NO_TOTALS = Code(
    "KY011",
    "info",
    "No published totals were found, or not one that is to be checked.",
    "It is not in `published`, and the records can't be checked against it.",
    "公表値(合計欄)、または照合すべき公表値が見つかりません。",
    "公表値(published)は空(null)とし、照合は行いません。",
)
TEXT_HIDDEN = Code(
    "KY012",
    "info",
    "A page has characters outside its visible area.",
    "Where a page break cuts the table, some programs also draw the rows of the adjacent page, "
    "hidden by a clip path: an info. Characters beyond the left or right page edge are on no other "
    "page: a warning. Hidden characters are counted but not read.",
    "ページの表示範囲の外に文字があります。",
    "改ページで表が分かれる箇所では、隣のページの行がクリップされた状態で描かれていることがあります(情報)。"
    "用紙の左右の端を越えた文字は、他のページにもありません(警告)。いずれも件数を数えるだけで、読み取りません。",
    sometimes="warning",
)
TEXT_UNDECODED = Code(
    "KY013",
    "error",
    "A page has characters without a Unicode mapping.",
    "Its fonts have no ToUnicode map, as in some PDFs that were printed to PDF again. Characters "
    "that could not be decoded are U+FFFD; Latin letters as wide as Japanese ones stand for other "
    "characters. The message gives the count. Read the file with `--engine ocr`.",
    "Unicode に変換できない文字があります。",
    "PDF を再印刷した場合などに、フォントに Unicode への対応表(ToUnicode)がないことがあります。"
    "変換できない文字は U+FFFD とします。全角幅の英字は、本来は別の文字です。件数は本文に示します。"
    "--engine ocr で読み直してください。",
)
TEXT_INVISIBLE = Code(
    "KY014",
    "warning",
    "A page's text is an invisible layer over an image.",
    "The layer was made by OCR when the page was scanned, and may be wrong. To read the image "
    "itself, use `--engine ocr`.",
    "ページの文字は、画像に重ねた透明テキストです。",
    "スキャン時の文字認識(OCR)で付けられたもので、誤認識の可能性があります。"
    "画像から読み取るには --engine ocr を指定してください。",
)
TEXT_MISSING = Code(
    "KY015",
    "warning",
    "A page has no text, only an image or outlined characters.",
    "Nothing on the page was read; on a page within the list this is an error. Use `--engine ocr`.",
    "文字情報がなく、画像または輪郭線だけのページがあります。",
    "このページは読み取れていません。一覧の途中のページであればエラーとします。"
    "--engine ocr を指定してください。",
    sometimes="error",
)
MISPRINT = Code(
    "KY016",
    "info",
    "A value may be a misprint.",
    "There is evidence for another text, but not enough to correct it (see `--repair`), or a "
    "character is certainly wrong and the right one is not known. The finding gives the text as "
    "kept, the suggested text if there is one, and the evidence. For URLs: a word or a host one "
    "letter away from a known one, a URL that another row prints with one typo fewer, or a "
    "two-letter top-level domain that no country has.",
    "誤植の疑いがある値です。",
    "別の文字である根拠はありますが、自動で修正するには不十分です(--repair を参照)。"
    "または、誤りであることは確実でも、正しい文字を特定できません。現在の値、候補(ある場合)、根拠を示します。"
    "URL では、既知の語やホスト名と一字違いのもの、他の行の URL と一字違いのもの、"
    "実在しない二文字のトップレベルドメインを示します。",
)
PICTURE_UNSURE = Code(
    "KY017",
    "warning",
    "A cell read by OCR has low confidence.",
    "The finding gives the recognized text, the lowest confidence of its characters, an "
    "alternative where one is known, and the place on the page. Compare it with the page image. A "
    "column label that was identified by its position alone is an info.",
    "OCR で読み取ったセルに、確信度の低い文字があります。",
    "認識した文字、最も低い文字の確信度、候補(ある場合)、ページ上の位置を示します。ページの画像と照合してください。"
    "位置だけから判断した列見出しは情報とします。",
    sometimes="info",
)
LAYER_COMPARED = Code(
    "KY018",
    "info",
    "A scanned page's hidden text layer was compared with OCR.",
    "A scanner or another program has put hidden text under the page image. Where both readings of "
    "a cell agree, its confidence rises; where they differ, the likelier one is used, recorded as "
    "the correction `ocr-layer`, or the other one is reported (KY017). A layer that agrees in "
    "fewer than half of the cells belongs to another page, is misplaced or is in another language: "
    "it is ignored, and this finding is a warning.",
    "スキャンページの透明テキストを、OCR の結果と照合しました。",
    "スキャナーなどが画像の下に透明テキストを入れています。両者が一致したセルは確信度を上げ、"
    "異なるセルでは確からしい方を採用するか(修正 ocr-layer)、もう一方を候補として示します(KY017)。"
    "一致するセルが半数に満たない透明テキストは使用せず、警告とします。",
    sometimes="warning",
)
RULING_DRAWN = Code(
    "KY019",
    "warning",
    "A column ruling missing from a scanned page was restored.",
    "The other pages of the file have the ruling, this page's columns are as wide as theirs, and "
    "nothing is printed where the ruling belongs. Where text crosses that place the cell was not "
    "split, and a separate finding gives its position: compare it with the page image.",
    "スキャンページで欠けている列の罫線を補いました。",
    "同じファイルの他のページにある罫線で、列の幅も一致します。その位置に印字のない行だけで列を分けました。"
    "文字が罫線の位置にかかるセルは分けずに残し、別の指摘で位置を示します。ページの画像と照合してください。",
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
NO_HEADER = Code(
    "KY021",
    "warning",
    "A table has no header row.",
    "Its first row holds values like those below it, and no later page prints labels: the header "
    "may be on a page that was not read. The columns are named by their place (列1, 列2 ...).",
    "表に見出し行がありません。",
    "最初の行が以降の行と同じ種類の値で、後のページにも見出しがありません。見出しのページを読んでいない"
    "可能性があります。列名は位置で付けました(列1、列2 など)。",
)
COLUMNS_CHANGED = Code(
    "KY022",
    "warning",
    "The columns of a table change midway.",
    "A page puts in, drops or moves columns, or has other labels. Its columns were matched with "
    "the table's by label, kind of content and place, and its rows put under the labels they "
    "belong to; a column that only some pages have is empty on the others. Compare them.",
    "表の列が途中で変わっています。",
    "列の追加、削除、入れ替え、または見出しの変更があるページです。列は見出し、内容の種類、位置から"
    "対応させ、各行を該当する見出しの下に置きました。一部のページにしかない列は、他のページでは空欄です。"
    "元のページと照合してください。",
)
LINE_MISSING = Code(
    "KY026",
    "info",
    "A line between two cells or two rows is not drawn.",
    "Other rows have the line. Where the texts stand apart, and are set and of the kinds of their "
    "columns, they are read as two cells; two lines in columns that have one elsewhere, as far "
    "apart as rows are, as two rows: an info if that is sure, else a warning. A cell or row that "
    "is read as one and may be two is a warning. The finding has both texts and the evidence; "
    "`actual` is the reading taken.",
    "二つのセルまたは行の間に罫線がありません。",
    "他の行にはある罫線です。文字の間が空き、それぞれの位置と値の種類が列に合う場合は二つのセルとして読み取ります。"
    "他の行では一行の列に二行あり、行と同じ間隔で離れている場合は二つの行として読み取ります"
    "(確かな場合は情報、そうでない場合は警告)。一つのセルまたは行として読み取り、二つの可能性が残る場合は警告とします。"
    "両方の文字と根拠を示します。採った読み方は actual にあります。",
    sometimes="warning",
)
OUTSIDE_AREA = Code(
    "KY024",
    "info",
    "A page has characters outside of the area that was read.",
    "The caller named the area (`area=`, `--area`). A character belongs to it by its center; those "
    "outside are counted and in no table: an info. A side of the area that runs through a text "
    "cuts it in two: a warning. On a scanned page the count is of the characters that OCR "
    "recognized.",
    "読み取り範囲の外に文字があります。",
    "範囲は area=、--area で指定されたものです。文字は中心の位置で範囲の内外を判断します。"
    "範囲外の文字は件数を数えるだけで、どの表にも入りません(情報)。"
    "範囲の辺が文の途中を通り、文が切れている場合は警告とします。"
    "スキャンページでは OCR で認識した文字数です。",
    sometimes="warning",
)
READ_BY_OCR = Code(
    "KY025",
    "info",
    "Pages of a table were read by OCR.",
    "The message names the pages. They are images, so any character may be wrong; cells with low "
    "confidence are reported one by one (KY017). Reported by `read_table`; a survey has it in "
    "`source.engine`.",
    "OCR で読み取ったページがあります。",
    "ページの番号は本文に示します。画像から読み取ったため、どの文字にも誤りの可能性があります。"
    "確信度の低いセルは個別に示します(KY017)。"
    "read_table の指摘です。調査票では source.engine に示します。",
)
ROWS_UNCLEAR = Code(
    "KY027",
    "warning",
    "Uncertain which lines of a table are rows.",
    "Several lines have no ruling between them, and the evidence does not settle whether each is a "
    "row of its own or goes on with the one above: which columns the lines fill, figures, the "
    "white between them, full lines, and how many there are. The finding has the evidence; where "
    "little speaks for rows, the table is read as it is ruled.",
    "表の各行が独立した行かどうか、確かではありません。",
    "間に罫線のない複数の行があり、記入された列、数値、行間、行の長さ、行数からは、それぞれが一つの行か、"
    "上の行の続きか決まりません。根拠を示します。根拠が乏しい場合は罫線どおりに読みます。",
)
CARRIED_UNCERTAIN = Code(
    "KY023",
    "warning",
    "Uncertain whether a merged cell goes on over a page end.",
    "A cell at the page end, or the one at the top of the next page, is merged over several rows "
    "and empty, and the other half does not settle whether both are one cell. The finding has the "
    "value and the evidence; `actual` says whether the empty cell was filled.",
    "結合セルがページの境を越えて続いているかどうか、確かではありません。",
    "ページ末尾または次ページ先頭の結合セルが空欄で、両者が一つのセルかどうかは決まりません。"
    "値と根拠を示します。空欄を補ったかどうかは actual にあります。",
)
