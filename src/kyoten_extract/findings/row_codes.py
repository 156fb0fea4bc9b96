"""Codes of what is wrong inside a row."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

STAFF_SUM = Code(
    "KY101",
    "error",
    "Dispatched and local staff do not add up to the total.",
    "Both the sum and the printed total are in the finding; no figure is changed.",
    "派遣職員と現地職員の和が、職員数の計と合いません。",
    "和と印刷された計の両方を示します。数値は変えていません。",
)
URL_MALFORMED = Code(
    "KY102",
    "warning",
    "A URL is not well formed.",
    "Not http(s), no plausible host (its end is no top-level domain, and can't be a new "
    "country's), or characters a URL can't have.",
    "URL の形が正しくありません。",
    "http(s) でない、ホスト名がありそうにない、または URL に使えない文字があります。",
)
CELL_EMPTY = Code(
    "KY103",
    "warning",
    "A required cell is empty.",
    "Municipality and base numbers, municipality, country, city, form, year and staff are "
    "required.",
    "必須のセルが空です。",
    "団体番号、拠点番号、団体名、国、都市、形態、設置年度、職員数は必須です。",
)
URL_ELSEWHERE = Code(
    "KY104",
    "info",
    "The link under a URL leads elsewhere.",
    "Links go stale when the printed address is changed; one that explains a slip of the printed "
    "address has mended it.",
    "URL に埋め込まれたリンクの行き先が、印刷と違います。",
    "印刷の住所だけを変えると、リンクは古いまま残ります。誤植の説明が付くリンクは修正に使いました。",
)
VALUE_ALTERED = Code(
    "KY105",
    "error",
    "A value is not what its printed cell says.",
    "The value differs from the printed text in `raw`, and no correction of the row tells why: the "
    "file was edited, or a program that wrote it went wrong.",
    "値が、印刷されたセルの文字と合いません。",
    "値が raw にある印刷どおりの文字と違い、その理由となる訂正が記されていません。"
    "ファイルが書き換えられたか、書き出したプログラムの誤りです。",
)
STAFF_ODD = Code(
    "KY106",
    "warning",
    "A head count is implausible.",
    "Below none, above the total, or many times what the other bases have: mostly a misprint, or "
    "two figures run together.",
    "職員数がありえない値です。",
    "負の数、計を超える数、他の拠点の何十倍もの数です。多くは誤植か、二つの数字がつながったものです。",
)
YEAR_ODD = Code(
    "KY107",
    "warning",
    "A year of establishment can't be.",
    "After the date of the survey, beyond the era's last year, before any base abroad, or the "
    "western year is not that of the era.",
    "設置年度がありえない値です。",
    "調査日より後の年、元号にない年、海外拠点があるより前の年、または元号と西暦の食い違いです。",
)
FORM_NOTE = Code(
    "KY108",
    "warning",
    "The words after a form's letter name another form.",
    "One of the two is misprinted. The letter is what is counted.",
    "拠点形態の文字と、続く言葉が違う形態を指しています。",
    "どちらかが誤植です。集計には文字の方を使います。",
)
TEXT_CUT = Code(
    "KY109",
    "warning",
    "A text seems cut off.",
    "A bracket without its other half, or a beginning or an end that no text has. Editions have "
    "such slips; so has text that was lost at a page end.",
    "文が途中で切れているようです。",
    "括弧の片方がないか、文の始めや終わりになりえない文字があります。"
    "元の版の誤りのこともあり、ページの切れ目で失われたこともあります。",
)
CITY_ELSEWHERE = Code(
    "KY110",
    "warning",
    "A city is in another country than its row's.",
    "The list of cities knows places of that name in other countries only; those of 香港, マカオ "
    "and 台湾 may be listed under 中国. Rows with a country that is not known are not looked at.",
    "都市が、その行の国とは別の国にあります。",
    "都市の一覧では、その名の都市は他の国にしかありません。"
    "香港・マカオ・台湾の都市は「中国」の行にあってもかまいません。国名が一覧にない行は調べません。",
)
COLUMN_DRIFT = Code(
    "KY111",
    "warning",
    "A value stands in a column of another kind.",
    "A year among names, a country among cities, an address in prose: cells were shifted or run "
    "together, in print or in reading.",
    "別の列の値らしいものが入っています。",
    "名称の列の年度、都市の列の国名、文章の中のURLなどです。"
    "セルがずれたか、つながった可能性があります。",
)
FORM_CONTRACTOR = Code(
    "KY112",
    "info",
    "Form and contractor do not fit.",
    "A base under contract names no contractor, or an office of one's own names one.",
    "拠点形態と委託先が合いません。",
    "業務委託なのに委託先がないか、独自事務所なのに委託先があります。",
)
CELL_UNUSUAL = Code(
    "KY113",
    "warning",
    "A cell is empty that nearly all rows fill.",
    "The column need not be filled, but is in nearly every row. The cell was left out, or its text "
    "is in a neighbouring one.",
    "ほとんどの行で埋まっている列が空です。",
    "必須の列ではありませんが、ほぼすべての行にあります。記載漏れか、隣のセルに入っているかです。",
)
MUNICIPALITY_UNKNOWN = Code(
    "KY114",
    "info",
    "A municipality is not on the official list.",
    "Misspelled, or merged since: the list is today's. See the near names that KY016 suggests.",
    "現在の団体一覧にない名称です。",
    "誤植か、その後合併した団体です(一覧は現在のもの)。近い名称は KY016 に示します。",
)
MUNICIPALITY_ELSEWHERE = Code(
    "KY115",
    "info",
    "A row speaks of another municipality than its own.",
    "Its texts or its address name one, and not the one it stands under: a base run jointly, or a "
    "row under the wrong name.",
    "行の文が、別の団体を指しています。",
    "名称や文章、URLにある団体が、その行の団体と違います。共同の拠点か、団体名の誤りです。",
)
