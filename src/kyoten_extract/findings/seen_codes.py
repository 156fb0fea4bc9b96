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
MARK_IN_CELL = Code(
    "KY035",
    "warning",
    "Cells hold shapes or images of a character's size, which are not read.",
    "A mark, or a character that is drawn as an outline or as an image, as rare ones in names are, "
    "is alone in a cell or beside its text. It is no text and is in no value. `actual` is their "
    "number on the page; the place is that of the first.",
    "セルの中に、文字の大きさの図形または画像があり、読み取っていません。",
    "丸印などの記号や、外字のように輪郭や画像で描かれた文字が、セルの中に単独で、または文字の隣にあります。"
    "文字ではないため、値には入りません。actual はページ内の数、位置は最初のものです。",
)
TEXT_UNSEEN = Code(
    "KY028",
    "info",
    "A page has text that nobody sees; it was not read.",
    "The text is in a layer that is switched off, drawn without ink, fully transparent, too small, "
    "in the color of what is under it, or clipped away: an info. Text that is painted over by an "
    "area or an image is a warning, since a figure may have been replaced; so is the rest of a "
    "text that a clip cuts off outside of its cell. One finding for each page and "
    "reason, with the place and the text; the ledger counts the characters as hidden.",
    "目に見えない文字があり、読み取りませんでした。",
    "非表示のレイヤー、不可視の描画モード、完全な透明、極小、下地と同じ色、"
    "またはすべて切り取られた文字です(情報)。"
    "図形や画像で塗りつぶされた文字は、値が差し替えられた可能性があるため警告とします。"
    "文字列の一部がセルの外で切り取られている場合も警告とします。"
    "ページと理由ごとに、位置と文字を示します。",
    sometimes="warning",
)
TEXT_OVERFLOWS = Code(
    "KY031",
    "info",
    "A text is read in full, of which its cell shows a part.",
    "The text overflows its cell, and its end is cut off at the cell's side, as spreadsheets do. A "
    "figure that is cut is a warning: on the page it is another. `actual` is the text as read, "
    "and `expected` what of it nobody sees.",
    "セルの端で切れて一部しか見えない文字を、全文読み取りました。",
    "文字がセルからはみ出し、表計算ソフトの印刷と同じようにセルの端で切れています。"
    "数値が切れている場合は、紙面では別の数値に見えるため警告とします。"
    "actual は読み取った文字、expected はそのうち見えない部分です。",
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
FIELD_UNDRAWN = Code(
    "KY034",
    "warning",
    "A form field has a value that the file does not draw; it was not read.",
    "Some viewers draw the value by themselves, others show an empty field. Print the file to a "
    "PDF in the viewer to have it read. `actual` is the values.",
    "フォームの入力欄に、ファイルが描画していない値があり、読み取りませんでした。",
    "表示ソフトによって、値が表示される場合と空欄になる場合があります。"
    "読み取るには、表示ソフトから PDF に印刷し直してください。actual は値です。",
)
TEXT_WITHOUT_INK = Code(
    "KY041",
    "error",
    "Text or a line was read that is not seen on the page.",
    "The page was drawn and held against what was read: where the text stands there is no ink. It "
    "may be white, transparent, painted over, clipped away, or in a layer that is off. It is in "
    "the result all the same: an error. A line of the table without ink is a warning: rows or "
    "columns may be parted where nobody sees it. So are two texts at one place, of which the "
    "picture proves neither. So is a side of cells that is not drawn to "
    "their corners: it may underline or strike out text. Reported of pages with layers, "
    "annotations, transparency or overlapping text, and of all with `verify=True` or `--verify`; "
    "characters of fonts that are not embedded can't be checked.",
    "ページ上に見えない文字または罫線を読み取りました。",
    "ページを描画して読み取り結果と照合したところ、文字の位置にインクがありません。白い文字、透明な文字、"
    "上から塗りつぶされた文字、切り取られた文字、非表示のレイヤーの文字などが考えられます。"
    "結果には含まれています(エラー)。見えない罫線で表を区切っている場合、同じ位置に二つの文字がある場合は警告とします。"
    "セルの角まで引かれていない罫線(下線や取り消し線の可能性があります)も警告とします。"
    "レイヤー、注釈、透明効果、重なった文字のあるページを照合します。"
    "verify=True、--verify ではすべてのページを照合します。"
    "埋め込まれていないフォントの文字は照合できません。",
    sometimes="warning",
)
INK_UNREAD = Code(
    "KY042",
    "warning",
    "A table shows ink that nothing read accounts for.",
    "The page was drawn and held against what was read: inside the table is ink that belongs to no "
    "character, line, fill or image that was read. It may be a text drawn as outlines or typed as "
    "an annotation, a stamp, or a text read at another place. Compare the place with the page.",
    "表の中に、読み取った内容では説明できないインクがあります。",
    "ページを描画して読み取り結果と照合したところ、表の中に、読み取った文字、罫線、塗り、画像のどれにも"
    "当たらないインクがあります。輪郭線で描かれた文字、注釈の文字、印影などが考えられます。"
    "元のページのその位置を確認してください。",
)
