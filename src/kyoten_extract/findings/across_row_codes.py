"""Codes of what is wrong across rows."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

KEY_TWICE = Code(
    "KY201",
    "error",
    "Two rows bear the same numbers.",
    "The survey numbers its rows; two that bear the same numbers can't be told apart by them.",
    "同じ番号の行が二つあります。",
    "団体番号と拠点番号では、二つの行を区別できません。",
)
KEY_ORDER = Code(
    "KY202",
    "warning",
    "The rows are not in the order of their numbers.",
    "Rows are printed by municipality and base number.",
    "行が番号の順に並んでいません。",
    "行は団体番号、拠点番号の順に印刷されます。",
)
NUMBER_SHARED = Code(
    "KY203",
    "warning",
    "One municipality number stands beside two names.",
    "Mostly a misprinted number; see KY204 for the other side of it.",
    "一つの団体番号に、二つの団体名があります。",
    "多くは番号の誤植です。KY204 はその裏側です。",
)
NAME_SHARED = Code(
    "KY204",
    "warning",
    "One municipality stands beside two numbers.",
    "Mostly a misprinted number; see KY203 for the other side of it.",
    "一つの団体に、二つの団体番号があります。",
    "多くは番号の誤植です。KY203 はその裏側です。",
)
SPELLED_TWICE = Code(
    "KY205",
    "info",
    "One name may be spelled in two ways.",
    "Contractors, departments of one municipality, and hosts of addresses that differ in blanks, "
    "signs, widths, long vowel marks or the word for a company only, or in one kana or Latin "
    "letter of a long word. One finding for each group, at a row of the rarer spelling; the "
    "commonest is `expected`, the others are `actual`.",
    "一つの名称が二通りに書かれているようです。",
    "委託先、同じ団体の主管部課名、URLのホスト名のうち、空白・記号・全角半角・長音・「株式会社」の書き方だけ、"
    "または長い語の仮名か英字一字だけが違うものです。組ごとに一件、少ない方の書き方の行で報告します。"
    "最も多い書き方が expected、その他が actual です。",
)
MUNICIPALITY_ORDER = Code(
    "KY206",
    "warning",
    "A municipality is out of the official order.",
    "Prefectures and designated cities are listed by their official codes. One that is not may be "
    "misprinted, or its rows moved.",
    "団体が、団体コードの順に並んでいません。",
    "都道府県と政令指定都市は団体コード順に並びます。名称の誤植か、行の移動が考えられます。",
)
NUMBER_GAP = Code(
    "KY207",
    "info",
    "Numbers are left out between two rows.",
    "Mostly bases that were closed. A warning where a page ends and the published number of bases "
    "is not met: there a row may have been lost.",
    "行の番号が飛んでいます。",
    "多くは廃止された拠点です。公表された拠点数と合わないときのページの切れ目では、"
    "行が失われた可能性があるため警告とします。",
    sometimes="warning",
)
JOINT_BASE = Code(
    "KY208",
    "info",
    "Rows of one joint base disagree.",
    "Several municipalities print the same base, with other years, forms or staff. Each may count "
    "its own share.",
    "共同の拠点の記載が、団体により違います。",
    "同じ拠点を複数の団体が載せ、設置年度、形態、職員数が異なります。"
    "自団体の分だけを記していることもあります。",
)
YEAR_ORDER = Code(
    "KY209",
    "info",
    "A base is older than one numbered before it.",
    "Told where an edition numbers most bases by their age. A year may be misprinted; or a base "
    "was moved, or given a free number.",
    "番号の順と設置年度の順が合いません。",
    "多くの拠点が設置順に番号付けされている版で示します。"
    "年度の誤植か、移転や空き番号の再利用が考えられます。",
)
