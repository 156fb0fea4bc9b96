"""Every finding code of the library, with its severity and its texts.

`kyoten explain`, the reports and ``docs/findings.md`` are all generated from these texts. To add a
code, define it in the module of its section and import it here.
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
from kyoten_extract.findings.apart_codes import FURIGANA, OVERLAID, STAMP
from kyoten_extract.findings.column_codes import (
    COLUMN_TAKEN,
    COLUMNS_COMBINED,
    COLUMNS_OVER_PAGES,
    COLUMNS_RIVAL,
    LABELS_UNCERTAIN,
    ROWS_APART,
    UNIT_OTHER,
)
from kyoten_extract.findings.edition_codes import (
    COUNTRY_CODE,
    EDITION_COLUMN,
    EDITION_UNDATED,
    MUNICIPALITY_CODE,
    PAIR_UNCERTAIN,
)
from kyoten_extract.findings.finding_code import Code, Section
from kyoten_extract.findings.layout_codes import (
    COLUMN_UNLABELED,
    NO_RECORDS,
    NOT_ALLOWED,
    NOT_UNIQUE,
    SUM_WRONG,
    TOTAL_WRONG,
)
from kyoten_extract.findings.limit_codes import PAGE_OVER_LIMIT
from kyoten_extract.findings.page_codes import (
    CHARACTERS_LOST,
    ENGINES_DIFFER,
    RULE_FAILED,
    TABLE_MOVED,
)
from kyoten_extract.findings.reading_codes import (
    CARRIED_UNCERTAIN,
    CELL_MISSING,
    CELL_UNPLACED,
    COLUMN_MISSING,
    COLUMN_UNKNOWN,
    COLUMNS_CHANGED,
    JOIN_UNCERTAIN,
    LAYER_COMPARED,
    LINE_MISSING,
    MISPRINT,
    NO_HEADER,
    NO_TITLE,
    NO_TOTALS,
    OUTSIDE_AREA,
    PAGE_UNREADABLE,
    PAGE_WITHOUT_ROWS,
    PICTURE_UNSURE,
    READ_BY_OCR,
    ROW_NOT_READ,
    ROWS_REALIGNED,
    ROWS_UNCLEAR,
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
from kyoten_extract.findings.seen_codes import (
    BOX_IN_CELL,
    FIELD_UNDRAWN,
    INK_UNREAD,
    LINES_UNSEEN,
    MARK_IN_CELL,
    SEAL_REMOVED,
    STRUCK_OUT,
    TEXT_ANNOTATED,
    TEXT_OVERFLOWS,
    TEXT_UNSEEN,
    TEXT_WITHOUT_INK,
)
from kyoten_extract.findings.selection_codes import PAGES_SELECTED
from kyoten_extract.findings.sheet_codes import CELL_UNCERTAIN, SHEET_EXTRAS, SHEET_HIDDEN
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
    "BOX_IN_CELL",
    "CARRIED_UNCERTAIN",
    "CELL_EMPTY",
    "CELL_MISSING",
    "CELL_UNCERTAIN",
    "CELL_UNPLACED",
    "CELL_UNUSUAL",
    "CHARACTERS_LOST",
    "CITY_ELSEWHERE",
    "COLUMNS_CHANGED",
    "COLUMNS_COMBINED",
    "COLUMNS_OVER_PAGES",
    "COLUMNS_RIVAL",
    "COLUMN_DRIFT",
    "COLUMN_MISSING",
    "COLUMN_TAKEN",
    "COLUMN_UNKNOWN",
    "COLUMN_UNLABELED",
    "COUNTRY_CODE",
    "EDITION_COLUMN",
    "EDITION_UNDATED",
    "ENGINES_DIFFER",
    "FIELD_UNDRAWN",
    "FORM_CONTRACTOR",
    "FORM_NOTE",
    "FURIGANA",
    "INK_UNREAD",
    "JOINT_BASE",
    "JOIN_UNCERTAIN",
    "KEY_ORDER",
    "KEY_TWICE",
    "LABELS_UNCERTAIN",
    "LAYER_COMPARED",
    "LINES_UNSEEN",
    "LINE_MISSING",
    "MARK_IN_CELL",
    "MISPRINT",
    "MUNICIPALITY_CODE",
    "MUNICIPALITY_ELSEWHERE",
    "MUNICIPALITY_ORDER",
    "MUNICIPALITY_UNKNOWN",
    "NAME_SHARED",
    "NOT_ALLOWED",
    "NOT_UNIQUE",
    "NO_HEADER",
    "NO_RECORDS",
    "NO_TITLE",
    "NO_TOTALS",
    "NUMBER_GAP",
    "NUMBER_SHARED",
    "OUTSIDE_AREA",
    "OVERLAID",
    "PAGES_SELECTED",
    "PAGE_OVER_LIMIT",
    "PAGE_UNREADABLE",
    "PAGE_WITHOUT_ROWS",
    "PAIR_UNCERTAIN",
    "PICTURE_UNSURE",
    "READ_BY_OCR",
    "ROWS_APART",
    "ROWS_REALIGNED",
    "ROWS_UNCLEAR",
    "ROW_NOT_READ",
    "RULE_FAILED",
    "RULING_DRAWN",
    "SEAL_REMOVED",
    "SECTIONS",
    "SHEET_EXTRAS",
    "SHEET_HIDDEN",
    "SPELLED_TWICE",
    "STAFF_ODD",
    "STAFF_SUM",
    "STAMP",
    "STRUCK_OUT",
    "SUM_WRONG",
    "TABLE_MOVED",
    "TEXT_ANNOTATED",
    "TEXT_CUT",
    "TEXT_HIDDEN",
    "TEXT_INVISIBLE",
    "TEXT_MISSING",
    "TEXT_OVERFLOWS",
    "TEXT_UNDECODED",
    "TEXT_UNSEEN",
    "TEXT_WITHOUT_INK",
    "TOTALS_DISAGREE",
    "TOTAL_BASES",
    "TOTAL_CITIES",
    "TOTAL_COUNTRIES",
    "TOTAL_FORMS",
    "TOTAL_MEAN",
    "TOTAL_MUNICIPALITIES",
    "TOTAL_STAFF",
    "TOTAL_WRONG",
    "UNIT_OTHER",
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
    Section("KY0", "Reading: reported by `extract`"),
    Section("KY1", "Within a row: reported by `validate`"),
    Section("KY2", "Between rows"),
    Section(
        "KY3",
        "Published totals",
        "Surveys count in different ways. Each way is a named convention: `rows` (each row once), "
        "`per-country` (a base once for each of its countries), `joint-once` (a joint base once), "
        "`names` and `numbers` (distinct ones), `as-printed` (distinct cells), `parts` (distinct "
        "places, cells with several places split) and `known-parts` (split only where each part "
        "has a cell of its own elsewhere). A figure that the plainest convention gives is not "
        "reported; one that another convention gives is an info that names it, with the survey's "
        "notes; one that no convention gives is an error.",
    ),
    Section("KY4", "Records against pages"),
    Section("KY9", "The checks themselves"),
)

ALL: dict[str, Code] = {
    code.id: code
    for code in sorted(
        (value for value in list(globals().values()) if isinstance(value, Code)),
        key=lambda code: code.id,
    )
}
"""Every code by its id."""
