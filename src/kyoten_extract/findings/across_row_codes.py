"""Codes KY2xx: inconsistencies between rows."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

KEY_TWICE = Code(
    "KY201",
    "error",
    "Duplicate row number.",
    "Two rows have the same municipality and base number, so the numbers do not identify a row.",
    "行の番号が重複しています。",
    "団体番号と拠点番号がともに同じ行が複数あり、番号では行を特定できません。",
)
KEY_ORDER = Code(
    "KY202",
    "warning",
    "Rows are not in numerical order.",
    "Editions print rows in order of municipality number, then base number.",
    "行が番号順に並んでいません。",
    "行は団体番号、拠点番号の順に印刷されます。",
)
NUMBER_SHARED = Code(
    "KY203",
    "warning",
    "One municipality number is used for two municipalities.",
    "Usually a misprinted number. KY204 reports the municipality that has two numbers.",
    "一つの団体番号が、二つの団体に使われています。",
    "多くは番号の誤植です。番号が二つになった団体は KY204 で示します。",
)
NAME_SHARED = Code(
    "KY204",
    "warning",
    "One municipality has two numbers.",
    "Usually a misprinted number. KY203 reports the number that two municipalities share.",
    "一つの団体に、二つの団体番号があります。",
    "多くは番号の誤植です。二つの団体に使われた番号は KY203 で示します。",
)
SPELLED_TWICE = Code(
    "KY205",
    "info",
    "One name may be spelled in several ways.",
    "Compared are contractors, departments of one municipality, and hosts of URLs. Reported are "
    "names that differ only in spaces, punctuation, character width, long vowel marks or the word "
    "for a company, or in one kana or Latin letter of a long word. Each group is one finding, at a "
    "row with a less common spelling: `expected` is the most common spelling, `actual` lists the "
    "others.",
    "同じ名称に、複数の表記がある可能性があります。",
    "委託先、同じ団体の主管部課名、URL のホスト名を比較します。"
    "空白、記号、全角・半角、長音、「株式会社」の表記だけが異なるもの、"
    "または長い語の仮名か英字一字だけが異なるものを示します。"
    "表記の組ごとに一件とし、少数の表記の行に付けます。"
    "最も多い表記が expected、その他の表記が actual です。",
)
MUNICIPALITY_ORDER = Code(
    "KY206",
    "warning",
    "A municipality is out of official order.",
    "Editions list prefectures and designated cities in order of their official codes. The name "
    "may be misprinted, or its rows were moved.",
    "団体が、団体コード順に並んでいません。",
    "都道府県と政令指定都市は団体コード順に並びます。団体名の誤植か、行の移動が考えられます。",
)
NUMBER_GAP = Code(
    "KY207",
    "info",
    "Row numbers are skipped.",
    "Usually bases that were closed. A warning where the gap is at a page break and the published "
    "number of bases is not met: a row may have been lost there.",
    "行の番号に欠番があります。",
    "多くは廃止された拠点です。欠番がページの境目にあり、公表された拠点数とも合わない場合は、"
    "行が失われた可能性があるため警告とします。",
    sometimes="warning",
)
JOINT_BASE = Code(
    "KY208",
    "info",
    "Rows of one joint base disagree.",
    "Several municipalities print the same base with different years, forms or staff. Each may "
    "report its own share only.",
    "共同の拠点の記載が、団体間で異なります。",
    "同じ拠点を複数の団体が記載していますが、設置年度、形態または職員数が異なります。"
    "各団体が自団体分のみを記載していることもあります。",
)
YEAR_ORDER = Code(
    "KY209",
    "info",
    "A base is older than one numbered before it.",
    "Checked only in editions that number most bases by year of establishment. The year may be "
    "misprinted, or the base was moved or given a free number.",
    "拠点番号の順と設置年度の順が一致しません。",
    "拠点の多くが設置年度順に番号付けされている版でのみ検査します。"
    "年度の誤植のほか、拠点の移転や欠番の再利用が考えられます。",
)
