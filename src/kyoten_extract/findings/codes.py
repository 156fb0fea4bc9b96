"""Every finding the library can make: its stable code, its severity, and what it means.

This is the one place of their texts: `kyoten explain`, the reports and ``docs/findings.md`` are
made from it. A new kind of finding is one more entry in the module of its section.
"""

from __future__ import annotations

from kyoten_extract.findings.across_row_codes import (
    JOINT_BASE,
    KEY_ORDER,
    KEY_TWICE,
    MUNICIPALITY_ORDER,
    NAME_SHARED,
    NUMBER_GAP,
    NUMBER_SHARED,
    SPELLED_TWICE,
    YEAR_ORDER,
)
from kyoten_extract.findings.finding_code import Code, Section
from kyoten_extract.findings.page_codes import (
    CHARACTERS_LOST,
    ENGINES_DIFFER,
    RULE_FAILED,
    TABLE_MOVED,
)
from kyoten_extract.findings.reading_codes import (
    CELL_MISSING,
    CELL_UNPLACED,
    COLUMN_MISSING,
    COLUMN_UNKNOWN,
    JOIN_UNCERTAIN,
    LAYER_COMPARED,
    MISPRINT,
    NO_TITLE,
    NO_TOTALS,
    PAGE_UNREADABLE,
    PAGE_WITHOUT_ROWS,
    PICTURE_UNSURE,
    ROW_NOT_READ,
    ROWS_REALIGNED,
    RULING_DRAWN,
    TEXT_HIDDEN,
    TEXT_INVISIBLE,
    TEXT_MISSING,
    TEXT_UNDECODED,
    VALUE_UNREADABLE,
)
from kyoten_extract.findings.row_codes import (
    CELL_EMPTY,
    CELL_UNUSUAL,
    CITY_ELSEWHERE,
    COLUMN_DRIFT,
    FORM_CONTRACTOR,
    FORM_NOTE,
    MUNICIPALITY_ELSEWHERE,
    MUNICIPALITY_UNKNOWN,
    STAFF_ODD,
    STAFF_SUM,
    TEXT_CUT,
    URL_ELSEWHERE,
    URL_MALFORMED,
    VALUE_ALTERED,
    YEAR_ODD,
)
from kyoten_extract.findings.total_codes import (
    TOTAL_BASES,
    TOTAL_CITIES,
    TOTAL_COUNTRIES,
    TOTAL_FORMS,
    TOTAL_MEAN,
    TOTAL_MUNICIPALITIES,
    TOTAL_STAFF,
    TOTALS_DISAGREE,
)

__all__ = [
    "ALL",
    "CELL_EMPTY",
    "CELL_MISSING",
    "CELL_UNPLACED",
    "CELL_UNUSUAL",
    "CHARACTERS_LOST",
    "CITY_ELSEWHERE",
    "COLUMN_DRIFT",
    "COLUMN_MISSING",
    "COLUMN_UNKNOWN",
    "ENGINES_DIFFER",
    "FORM_CONTRACTOR",
    "FORM_NOTE",
    "JOINT_BASE",
    "JOIN_UNCERTAIN",
    "KEY_ORDER",
    "KEY_TWICE",
    "LAYER_COMPARED",
    "MISPRINT",
    "MUNICIPALITY_ELSEWHERE",
    "MUNICIPALITY_ORDER",
    "MUNICIPALITY_UNKNOWN",
    "NAME_SHARED",
    "NO_TITLE",
    "NO_TOTALS",
    "NUMBER_GAP",
    "NUMBER_SHARED",
    "PAGE_UNREADABLE",
    "PAGE_WITHOUT_ROWS",
    "PICTURE_UNSURE",
    "ROWS_REALIGNED",
    "ROW_NOT_READ",
    "RULE_FAILED",
    "RULING_DRAWN",
    "SECTIONS",
    "SPELLED_TWICE",
    "STAFF_ODD",
    "STAFF_SUM",
    "TABLE_MOVED",
    "TEXT_CUT",
    "TEXT_HIDDEN",
    "TEXT_INVISIBLE",
    "TEXT_MISSING",
    "TEXT_UNDECODED",
    "TOTALS_DISAGREE",
    "TOTAL_BASES",
    "TOTAL_CITIES",
    "TOTAL_COUNTRIES",
    "TOTAL_FORMS",
    "TOTAL_MEAN",
    "TOTAL_MUNICIPALITIES",
    "TOTAL_STAFF",
    "URL_ELSEWHERE",
    "URL_MALFORMED",
    "VALUE_ALTERED",
    "VALUE_UNREADABLE",
    "YEAR_ODD",
    "YEAR_ORDER",
    "Code",
    "Section",
]

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
    Section("KY4", "Against the pages", "ページとの照合"),
    Section("KY9", "The checks themselves", "検査そのもの"),
)

ALL: dict[str, Code] = {
    code.id: code
    for code in sorted(
        (value for value in list(globals().values()) if isinstance(value, Code)),
        key=lambda code: code.id,
    )
}
"""Every code by its id."""
