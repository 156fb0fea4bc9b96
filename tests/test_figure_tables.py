"""Tables of figures with few rulings or none: their columns, header and rows, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from kyoten_extract import read_tables
from kyoten_extract.errors import NoTableError
from kyoten_extract.model.table_model import Table

FONT, SIZE, LEAD, HEIGHT = "Helvetica", 9.0, 12.0, 700.0
PROSE = (
    "the council met twice in 2009 and heard 14 reports on harbors, of which 3 were sent back to",
    "their authors because the figures for 1,200 boats and 85 piers did not agree with the sums",
    "printed in the yearly report; a vote of 12 to 9 put the matter off until the next session of",
    "the board, which is to take place before the 31 of May at the earliest and in the old hall",
)


class Sheet:
    """A page that is drawn top down, ``y`` in points from its upper side."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(520, HEIGHT), invariant=1)

    def text(self, string: str, x: float, y: float, *, right: bool = False) -> None:
        self.canvas.setFont(FONT, SIZE)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, HEIGHT - y, string)

    def middle(self, string: str, x: float, y: float) -> None:
        self.text(string, x - stringWidth(string, FONT, SIZE) / 2, y)

    def across(self, y: float, x0: float, x1: float) -> None:
        self.canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def down(self, x: float, y0: float, y1: float) -> None:
        self.canvas.line(x, HEIGHT - y0, x, HEIGHT - y1)

    def rows(
        self, rows: Sequence[Sequence[str]], x: float, ends: Sequence[float], y: float
    ) -> None:
        """Rows of a label at ``x`` and figures that end at ``ends``."""
        for label, *figures in rows:
            self.text(label, x, y)
            for figure, end in zip(figures, ends, strict=True):
                self.text(figure, end, y, right=True)
            y += LEAD

    def prose(self, y: float, x: float = 40) -> None:
        for number, line in enumerate(PROSE):
            self.text(line, x, y + number * LEAD)

    def read(self) -> tuple[Table, ...]:
        self.canvas.save()
        return read_tables(self.buffer.getvalue())


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(" ".join(cell.split()) for cell in row.cells) for row in table.rows]


def header(table: Table) -> tuple[str, ...]:
    return tuple(" ".join(label.split()) for label in table.header)


BOATS = [
    ("Boats", "1,240.5", "310.0", "930.5", "88.1", "–", "88.1"),
    ("Ferries", "17.0", "2.5", "14.5", "9.3", "1.1", "8.2"),
    ("Tugs", "330.2", "41.0", "289.2", "(X)", "0.4", "7.7"),
    ("Barges", "96.4", "8.8", "87.6", "12.0", "2.0", "10.0"),
]


def test_figures_between_two_rulings_are_cells_of_their_own() -> None:
    sheet = Sheet()
    ends = [150, 192, 234, 285, 320, 360]
    for y in (80, 112, 162):
        sheet.across(y, 38, 364)
    for x in (105, 240):
        sheet.down(x, 80, 162)
    sheet.text("Craft", 40, 106)
    for middle, group, low, high in ((172, "Sea", 108, 238), (302, "Lake", 243, 362)):
        sheet.middle(group, middle, 91)
        sheet.across(95, low, high)
    for end, label in zip(ends, ("Total", "Sail", "Motor") * 2, strict=True):
        sheet.text(label, end, 106, right=True)
    sheet.rows(BOATS, 40, ends, 122)
    (table,) = sheet.read()
    assert header(table) == (
        "Craft", "Sea Total", "Sea Sail", "Sea Motor", "Lake Total", "Lake Sail", "Lake Motor",
    )  # fmt: skip
    assert cells(table) == BOATS
    assert not table.findings


def test_tables_with_columns_of_their_own_between_running_text() -> None:
    sheet = Sheet()
    sheet.prose(40)
    ends = [190, 260, 330]
    sheet.text("Table 1. Piers by district", 40, 112)
    for end, year in zip(ends, ("2003", "2004", "2005"), strict=True):
        sheet.text(year, end, 130, right=True)
    piers = [("North", "12", "1,340", "2"), ("South", "7", "981", "35"), ("West", "140", "77", "9")]
    sheet.rows(piers, 40, ends, 142)
    sheet.prose(210)
    sheet.text("Table 2. Fees by craft", 40, 282)
    for end, label in ((300, "Winter"), (420, "Summer")):
        sheet.text(label, end, 300, right=True)
    fees = [("Boats", "4.20", "8.40"), ("Ferries", "19.00", "22.75"), ("Tugs", "3.10", "3.10")]
    sheet.rows(fees, 40, [300, 420], 312)
    sheet.prose(380)
    first, second = sheet.read()
    assert (header(first), cells(first)) == (("", "2003", "2004", "2005"), piers)
    assert (header(second), cells(second)) == (("", "Winter", "Summer"), fees)


@pytest.mark.parametrize("columns", [1, 2])
def test_running_text_is_no_table(columns: int) -> None:
    sheet = Sheet()
    for number in range(5):
        for column in range(columns):
            for row, line in enumerate(PROSE):
                words = line.split()
                short = " ".join(words[: len(words) // columns])
                sheet.text(short, 40 + 240 * column, 40 + 60 * number + row * LEAD)
    with pytest.raises(NoTableError):
        sheet.read()


def test_a_wrapped_label_is_one_row_and_a_heading_its_own() -> None:
    sheet = Sheet()
    ends = [260, 330]
    for y in (70, 90, 182):
        sheet.across(y, 38, 334)
    for end, label in zip(ends, ("Number", "Share"), strict=True):
        sheet.text(label, end, 84, right=True)
    sheet.rows([("Public . . . . . . . .", "40", "61.5%")], 40, ends, 102)
    sheet.text("Private:", 40, 114)
    sheet.text("Yards and slips", 48, 126)
    rows = [("owned by families", "5", "7.7%"), ("Docks", "9", "13.8%"), ("Locks", "11", "17.0%")]
    sheet.rows(rows, 54, ends, 138)
    (table,) = sheet.read()
    assert cells(table) == [
        ("Public . . . . . . . .", "40", "61.5%"),
        ("Private:", "", ""),
        ("Yards and slips owned by families", "5", "7.7%"),
        ("Docks", "9", "13.8%"),
        ("Locks", "11", "17.0%"),
    ]


def test_a_group_label_stays_whole_over_its_columns() -> None:
    sheet = Sheet()
    ends = [170, 220, 270, 320]
    sheet.middle("Full time", 182, 60)
    sheet.middle("Part time", 282, 60)
    for end, label in zip(ends, ("Men", "Women") * 2, strict=True):
        sheet.text(label, end, 72, right=True)
    rows = [
        ("East", "41", "39", "7", "12"),
        ("Hill", "8", "11", "2", "1"),
        ("Vale", "5", "6", "9", "4"),
    ]
    sheet.rows(rows, 40, ends, 90)
    (table,) = sheet.read()
    assert header(table) == (
        "", "Full time Men", "Full time Women", "Part time Men", "Part time Women",
    )  # fmt: skip
    assert cells(table) == rows


def test_group_labels_set_left_share_the_ruling_under_them() -> None:
    sheet = Sheet()
    starts, ends = (150, 200, 250, 300), (182, 232, 282, 332)
    sheet.across(50, 36, 340)
    sheet.text("Part", 150, 60)
    sheet.text("All", 250, 60)
    sheet.across(64, 140, 340)
    for start, label in zip(starts, ("Men", "Women") * 2, strict=True):
        sheet.text(label, start, 74)
    sheet.text("Town", 40, 67)
    sheet.across(79, 36, 340)
    rows = [
        ("East", "41,112", "39.5%", "70,211", "12.0%"),
        ("Hill", "8,500", "11.1%", "22,008", "1.2%"),
        ("Vale", "5,041", "6.7%", "90,300", "4.4%"),
    ]
    sheet.rows(rows, 40, ends, 90)
    sheet.across(120, 36, 340)
    (table,) = sheet.read()
    assert header(table) == ("Town", "Part Men", "Part Women", "All Men", "All Women")
    assert cells(table) == rows


def test_columns_that_little_white_parts_are_told() -> None:
    sheet = Sheet()
    # The second figures begin 3.8 points right of the first.
    figures = [(f"{812 + 7 * i}", f"{455 + 13 * i}") for i in range(7)]
    for i, (left, right) in enumerate(figures):
        sheet.text(f"Ward {'ABCDEFG'[i]}", 40, 60 + LEAD * i)
        sheet.text(left, 200, 60 + LEAD * i, right=True)
        sheet.text(right, 203.8, 60 + LEAD * i)
    for y in (48, 136):
        sheet.across(y, 36, 230)
    for x in (36, 120, 230):
        sheet.down(x, 48, 136)
    (table,) = sheet.read()
    assert [row[1:] for row in cells(table)] == figures
    told = [finding for finding in table.findings if finding.code == "KY026"]
    assert [finding.severity for finding in told] == ["warning"]
    assert (told[0].expected, told[0].actual) == ("one cell", "two cells")
