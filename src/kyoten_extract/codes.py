"""Every finding the library can make: its stable code, its severity, and what it means.

KY0xx reading, KY1xx inside a row, KY2xx across rows, KY3xx against the published totals,
KY4xx against the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kyoten_extract.model import Finding, Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    id: str
    severity: Severity
    summary: str

    def __call__(self, message: str, **where: Any) -> Finding:
        """A finding of this kind; ``where`` are the further fields of :class:`Finding`."""
        severity = where.pop("severity", self.severity)
        return Finding(self.id, severity, message, **where)


COLUMN_MISSING = Code("KY001", "warning", "The table has no column that the layout knows.")
COLUMN_UNKNOWN = Code("KY002", "info", "The table has a column that the layout does not know.")
ROWS_REALIGNED = Code("KY003", "warning", "Rows with a wrong number of cells were realigned.")
CELL_MISSING = Code("KY004", "warning", "A row lacks a cell; where it lacks was inferred.")
CELL_UNPLACED = Code("KY005", "error", "Text of a row fits none of its columns.")
VALUE_UNREADABLE = Code("KY006", "error", "A cell's text is no value of its column's kind.")
ROW_NOT_READ = Code("KY007", "warning", "A row of the table is no record, and went to leftovers.")
PAGE_UNREADABLE = Code("KY008", "error", "A page can't be read.")
PAGE_WITHOUT_ROWS = Code("KY009", "warning", "A page between the list's pages has no row of it.")
NO_TITLE = Code("KY010", "info", "The survey's title, or the date in it, was not found.")
NO_TOTALS = Code("KY011", "info", "No published totals were found under the list.")

TEXT_HIDDEN = Code("KY012", "info", "A page draws characters where it does not show them.")
TEXT_UNDECODED = Code("KY013", "error", "A page has characters that no Unicode is known of.")
TEXT_INVISIBLE = Code("KY014", "warning", "A page's text is an invisible layer over a picture.")
TEXT_MISSING = Code("KY015", "warning", "A page has no text, but a picture or outlines of it.")
MISPRINT = Code("KY016", "info", "A value may be misprinted.")

STAFF_SUM = Code("KY101", "error", "Dispatched and local staff do not add up to the total.")
URL_MALFORMED = Code("KY102", "warning", "A URL is not well formed.")
URL_ELSEWHERE = Code("KY104", "info", "The link under a URL leads elsewhere.")
CELL_EMPTY = Code("KY103", "warning", "A required cell is empty.")

KEY_TWICE = Code("KY201", "error", "Two rows bear the same numbers.")
KEY_ORDER = Code("KY202", "warning", "The rows are not in the order of their numbers.")
NUMBER_SHARED = Code("KY203", "warning", "One municipality number stands beside two names.")
NAME_SHARED = Code("KY204", "warning", "One municipality stands beside two numbers.")

TOTAL_MUNICIPALITIES = Code("KY301", "error", "Published number of municipalities.")
TOTAL_BASES = Code("KY302", "error", "Published number of bases.")
TOTAL_COUNTRIES = Code("KY303", "error", "Published number of countries.")
TOTAL_CITIES = Code("KY304", "error", "Published number of cities.")
TOTAL_FORMS = Code("KY305", "error", "Published number of bases of a form.")
TOTAL_STAFF = Code("KY306", "error", "Published sum of staff.")
TOTAL_MEAN = Code("KY307", "error", "Published mean of staff.")

CHARACTERS_LOST = Code("KY401", "error", "Printed characters and those accounted for differ.")
ENGINES_DIFFER = Code("KY402", "warning", "Two engines read a cell differently.")

ALL: dict[str, Code] = {
    code.id: code for code in list(globals().values()) if isinstance(code, Code)
}
