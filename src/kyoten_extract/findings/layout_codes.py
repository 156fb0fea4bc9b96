"""Codes KY06x: records by a layout of the caller's own, and the checks that it declares."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

NO_RECORDS = Code(
    "KY060",
    "error",
    "A table has rows, and none of them is a record.",
    "The layout's `identifies`, or its required columns, say which rows are records. No row has a "
    "value there that can be read: the columns were matched wrongly, or the layout is that of "
    "another list. `kyoten layout FILE` shows how the columns were understood.",
    "表に行がありますが、レコードとして読み取れる行がありません。",
    "どの行をレコードとするかは、レイアウトの identifies または必須の列で決まります。"
    "その列に読み取れる値のある行がありません。列の対応が誤っているか、別の一覧のレイアウトです。"
    "kyoten layout FILE で列の対応を確認してください。",
)
SUM_WRONG = Code(
    "KY061",
    "error",
    "Columns do not add up to their total.",
    "A `sum` check of the layout. The finding gives the sum and the printed total; no figure is "
    "changed.",
    "列の和が、計の列と一致しません。",
    "レイアウトで宣言された sum の検査です。和と印刷された計の両方を示します。"
    "数値は変更していません。",
)
NOT_UNIQUE = Code(
    "KY062",
    "error",
    "Two records have the same value in a column that is unique.",
    "A `unique` check of the layout.",
    "重複しないはずの列に、同じ値があります。",
    "レイアウトで宣言された unique の検査です。",
)
NOT_ALLOWED = Code(
    "KY063",
    "warning",
    "A value is not one that the layout allows.",
    "A `one_of`, `between` or `matches` check of the layout; `expected` is what it allows.",
    "レイアウトで認められていない値があります。",
    "レイアウトで宣言された one_of、between、matches の検査です。"
    "expected は認められる値を示します。",
)
TOTAL_WRONG = Code(
    "KY064",
    "error",
    "A published total differs from the records.",
    "A `published` check of the layout, or a row of totals in the table. The figure is compared "
    "with the result of every counting convention: an error if none gives it, an info if only a "
    "convention other than the plainest one does.",
    "公表された合計が、レコードの集計と一致しません。",
    "レイアウトで宣言された published の検査、または表の中の合計行です。"
    "集計方法ごとの結果と比較し、どの集計方法とも一致しなければエラー、最も単純な集計方法以外とのみ一致すれば情報とします。",
    sometimes="info",
)
COLUMN_UNLABELED = Code(
    "KY065",
    "info",
    "A column without a label was taken by its place or its content.",
    "The layout says where it is printed, or its cells alone hold values of its kind.",
    "見出しのない列を、位置または内容から特定しました。",
    "レイアウトで位置が指定されているか、その種類の値を持つ列が一つだけです。",
)
