"""Every finding the library can make: its stable code, its severity, and what it means.

This is the one place of their texts: `kyoten explain`, the reports and ``docs/findings.md`` are
made from it. A new kind of finding is one more entry here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kyoten_extract.model import Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding.

    Attributes:
        id: stable; the first digit is the :class:`Section` it belongs to.
        severity: unless the finding says otherwise.
        summary: one sentence; ``summary_ja`` the same in Japanese.
        detail: what happened to the data, and what to do; ``detail_ja`` the same in Japanese.
        sometimes: another severity it may have; ``detail`` says when.
    """

    id: str
    severity: Severity
    summary: str
    detail: str = ""
    summary_ja: str = ""
    detail_ja: str = ""
    sometimes: Severity | None = None

    def __call__(self, message: str, **where: Any) -> Finding:
        """A finding of this kind; ``where`` are the further fields of :class:`Finding`."""
        severity = where.pop("severity", self.severity)
        return Finding(self.id, severity, message, **where)


@dataclass(frozen=True, slots=True)
class Section:
    """Codes that begin alike, and what is to be said of them all."""

    prefix: str
    title: str
    title_ja: str
    intro: str = ""


SECTIONS = (
    Section("KY0", "Reading: reported by `extract`", "読み取り"),
    Section("KY1", "Inside a row: reported by `validate`", "行の中"),
    Section("KY2", "Across rows", "行と行"),
    Section(
        "KY3",
        "Against the published totals",
        "公表値との照合",
        "Surveys count in their own ways. Each way is a named convention: `rows` (each row once), "
        "`per-country` (a base once for each of its countries), `names` and `numbers` (different "
        "ones), `as-printed` (different cells), `parts` (cells that name several places taken "
        "apart) and `known-parts` (the same, where each part stands alone elsewhere). A figure "
        "that the plainest convention gives is silent; one that another gives is an info that "
        "names it, with the survey's notes; one that none gives is an error.",
    ),
    Section("KY4", "Against the pages: reported by `extract`", "ページとの照合"),
)

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
    "left, what may be meant, and the evidence.",
    "誤植かもしれない値があります。",
    "別の文字である根拠はありますが、直すほど確かではありません(--repair を参照)。または、"
    "誤りなのは確かでも正しい文字が分かりません。残した文字、候補、根拠を示します。",
)

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
    "Not http(s), no plausible host, or characters a URL can't have.",
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

_TOTAL = (
    "The figure in the finding is compared with the count of each convention: an error where none "
    "gives it, an info where another than the plainest does."
)
_TOTAL_JA = (
    "公表値を数え方ごとの結果と比べます。どの数え方とも合わなければ誤り、"
    "最も素直な数え方以外と合えば情報です。"
)


def _total(number: int, summary: str, summary_ja: str) -> Code:
    return Code(f"KY{number}", "error", summary, _TOTAL, summary_ja, _TOTAL_JA, sometimes="info")


TOTAL_MUNICIPALITIES = _total(301, "Published number of municipalities.", "公表値:団体数。")
TOTAL_BASES = _total(302, "Published number of bases.", "公表値:拠点数。")
TOTAL_COUNTRIES = _total(303, "Published number of countries.", "公表値:国・地域数。")
TOTAL_CITIES = _total(304, "Published number of cities.", "公表値:都市数。")
TOTAL_FORMS = _total(305, "Published number of bases of a form.", "公表値:形態別の拠点数。")
TOTAL_STAFF = _total(306, "Published sum of staff.", "公表値:職員数の計。")
TOTAL_MEAN = _total(307, "Published mean of staff.", "公表値:職員数の平均。")

CHARACTERS_LOST = Code(
    "KY401",
    "error",
    "Printed characters and those accounted for differ.",
    "Characters read off the page, and those found again in rows, header, title, totals and "
    "leftovers. A difference means that text was lost, by an engine or by us.",
    "印刷された文字数と、行き先の分かる文字数が合いません。",
    "ページから読んだ文字と、行、見出し、表題、公表値、残りに入った文字を数えます。"
    "差があれば、文字が失われています。",
)
ENGINES_DIFFER = Code(
    "KY402",
    "warning",
    "Two engines read a cell differently.",
    "`extract --cross-check` reads a PDF by a second engine and reports each cell that differs, or "
    "that only one of them has.",
    "二つのエンジンで、セルの読みが違います。",
    "extract --cross-check は PDF をもう一つのエンジンでも読み、"
    "違うセルと一方にしかないセルを示します。",
)

ALL: dict[str, Code] = {
    code.id: code
    for code in sorted(
        (value for value in list(globals().values()) if isinstance(value, Code)),
        key=lambda code: code.id,
    )
}
