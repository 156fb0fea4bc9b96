"""Codes KY1xx: inconsistencies within one row."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

STAFF_SUM = Code(
    "KY101",
    "error",
    "Dispatched and local staff do not add up to the total.",
    "The finding gives the sum and the printed total; no figure is changed.",
    "派遣職員と現地職員の和が、職員数の計と一致しません。",
    "和と印刷された計の両方を示します。数値は変更していません。",
)
URL_MALFORMED = Code(
    "KY102",
    "warning",
    "A URL is malformed.",
    "It is not http(s), its host is implausible (a top-level domain that does not exist), or it "
    "has characters that are not allowed in a URL.",
    "URL の形式が正しくありません。",
    "http(s) でない、ホスト名が不正である(トップレベルドメインが実在しないなど)、"
    "または URL に使用できない文字が含まれています。",
)
CELL_EMPTY = Code(
    "KY103",
    "error",
    "A required cell is empty.",
    "The layout says which columns are required: in this survey municipality number, base number, "
    "municipality, country, city, form, year of establishment and staff.",
    "必須項目が空欄です。",
    "必須の列はレイアウトで定義します。本調査では、団体番号、拠点番号、団体名、国・地域、都市、"
    "形態、設置年度、職員数です。",
)
URL_ELSEWHERE = Code(
    "KY104",
    "info",
    "A URL's hyperlink points to another address.",
    "A hyperlink often stays as it was when the printed address is edited. One that explains a "
    "misprint in the printed address is used to correct it, and not reported.",
    "URL に埋め込まれたリンク先が、印刷された URL と異なります。",
    "印刷された URL だけを変更すると、古いリンク先が残ることがあります。"
    "印刷の誤植を説明できるリンク先は修正の根拠として使用し、ここでは示しません。",
)
VALUE_ALTERED = Code(
    "KY105",
    "error",
    "A value differs from its printed cell without a correction.",
    "The printed text in `raw` does not give this value, and no correction of the row explains the "
    "difference: the file was edited, or written by a faulty program. Extract the edition again.",
    "値が印刷されたセルと異なり、修正の記録もありません。",
    "値が raw の印刷文字と一致せず、それを説明する修正の記録がありません。"
    "ファイルが書き換えられたか、出力したプログラムに不具合があります。元の資料から抽出し直してください。",
)
STAFF_ODD = Code(
    "KY106",
    "warning",
    "A staff figure is implausible.",
    "It is negative, above the row's total, or many times the median of all bases: usually a "
    "misprint, or two figures run together.",
    "職員数が不自然な値です。",
    "負の数、計を上回る数、または他の拠点と比べて極端に大きい数です。多くは誤植か、二つの数字の連結です。",
)
YEAR_ODD = Code(
    "KY107",
    "warning",
    "A year of establishment is impossible.",
    "It is after the survey's date, not a year of its era, before 1945, or its western year is not "
    "that of the era.",
    "設置年度がありえない値です。",
    "調査時点より後の年度、元号に存在しない年、1945 年より前の年度、または元号と西暦の不一致です。",
)
FORM_NOTE = Code(
    "KY108",
    "warning",
    "A form's letter and name disagree.",
    "The name printed after the letter is that of another form: one of the two is misprinted. "
    "Totals are counted by the letter.",
    "拠点形態の記号と名称が一致しません。",
    "記号に続く名称が別の形態のもので、どちらかが誤植です。集計には記号を使用します。",
)
TEXT_CUT = Code(
    "KY109",
    "warning",
    "A text seems to be cut off.",
    "A bracket is unbalanced, or the text starts or ends with a character that can't stand there. "
    "The edition may be printed so, or text was lost at a page break.",
    "文が途中で切れている可能性があります。",
    "括弧の対応が取れていないか、文頭または文末に来ることのない文字があります。"
    "原資料の誤りの場合と、改ページで文字が失われた場合があります。",
)
CITY_ELSEWHERE = Code(
    "KY110",
    "warning",
    "A city is not in its row's country.",
    "The gazetteer has cities of that name in other countries only. Cities of 香港, マカオ and "
    "台湾 may be listed under 中国. Rows whose country is not in the gazetteer are not checked.",
    "都市が、その行の国・地域にありません。",
    "地名辞書では、その名称の都市は他の国にしかありません。"
    "香港・マカオ・台湾の都市は「中国」の行にあっても対象外です。国名が辞書にない行は検査しません。",
)
COLUMN_DRIFT = Code(
    "KY111",
    "warning",
    "A value seems to belong to another column.",
    "A year among names, a country among cities, a URL in prose: cells were shifted or joined, in "
    "print or in reading. Check the row.",
    "別の列の値が入っている可能性があります。",
    "名称の列の年度、都市の列の国名、文章の中の URL などです。"
    "印刷または読み取りの際に、セルがずれたか連結した可能性があります。該当する行を確認してください。",
)
FORM_CONTRACTOR = Code(
    "KY112",
    "info",
    "Form and contractor do not match.",
    "A base run under contract names no contractor, or a municipality's own office names one.",
    "拠点形態と委託先が整合しません。",
    "業務委託の拠点に委託先の記載がないか、独自事務所に委託先の記載があります。",
)
CELL_UNUSUAL = Code(
    "KY113",
    "warning",
    "A cell is empty in a column that is nearly always filled.",
    "The column is optional, but at least 97.5% of the rows fill it. The cell was left blank, or "
    "its text is in an adjacent cell.",
    "ほぼすべての行に記載のある列が空欄です。",
    "必須項目ではありませんが、97.5% 以上の行に記載があります。"
    "記載漏れか、隣のセルに入っている可能性があります。",
)
MUNICIPALITY_UNKNOWN = Code(
    "KY114",
    "info",
    "A municipality is not on the official list.",
    "It is misspelled, or has been merged or renamed since: the list is today's. KY016 suggests "
    "similar names.",
    "団体名が、現在の地方公共団体の一覧にありません。",
    "誤植か、その後の合併などで名称が変わった団体です。類似の名称は KY016 で示します。",
)
MUNICIPALITY_ELSEWHERE = Code(
    "KY115",
    "info",
    "A row refers to another municipality.",
    "Its texts or its URL name another municipality and not the row's own: a joint base, or a "
    "wrong municipality name.",
    "行の記載が、別の団体を指しています。",
    "名称、文章または URL に別の団体名があり、その行の団体名がありません。"
    "共同の拠点か、団体名の誤りです。",
)
