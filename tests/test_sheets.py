"""One list as a print, a workbook and a CSV file: the same records, and nothing hidden in silence."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, Side

import corpus
import shared_results
import sheet_files
import specimen
from kyoten_extract import (
    KYOTEN,
    KyotenError,
    Survey,
    extract,
    read_records,
    read_table,
    read_tables,
)
from kyoten_extract.cli.commands import cli
from kyoten_extract.engines.workbook.shown_cells import column_letters
from kyoten_extract.errors import (
    DamagedSourceError,
    LimitError,
    NoTableError,
    PageRangeError,
    PasswordError,
    UnsupportedSourceError,
    UsageError,
)
from kyoten_extract.text.number_format.shown_values import shown_number, shown_text

SHEET = specimen.sheet()
PLAIN = [["番号", "区", "施設"], ["1", "北区", "図書館"], ["2", "南区", "消防署"]]


def csv_of_specimen(delimiter: str = ",") -> str:
    return sheet_files.comma_separated(sheet_files.lines_of(SHEET), delimiter)


def framed() -> bytes:
    return sheet_files.saved(sheet_files.book_of(SHEET))


FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xlsx": ("workbook", framed),
    "no gap": ("workbook", lambda: sheet_files.saved(sheet_files.book_of(SHEET, gap=0))),
    "unframed": (
        "workbook",
        lambda: sheet_files.saved(sheet_files.book_of(SHEET, framed=False, numbers=False)),
    ),
    "csv": ("csv", lambda: csv_of_specimen().encode()),
    "csv with mark": ("csv", lambda: csv_of_specimen().encode("utf-8-sig")),
    "utf-16 tsv": ("csv", lambda: csv_of_specimen("\t").encode("utf-16")),
    "semicolons": ("csv", lambda: csv_of_specimen(";").encode()),
}


@pytest.fixture(scope="module")
def printed() -> Survey:
    return shared_results.survey_of(corpus.FIXTURES / "calc.pdf")


def bases_of(survey: Survey) -> list[dict[str, Any]]:
    """All fields of all bases but where they come from."""
    bases: list[dict[str, Any]] = survey.to_dict()["bases"]
    return [
        {key: v for key, v in base.items() if key not in ("raw", "source", "corrections")}
        for base in bases
    ]


@pytest.mark.parametrize("form", FORMS)
def test_one_list_gives_the_same_survey_in_every_form(form: str, printed: Survey) -> None:
    engine, made = FORMS[form]
    survey = extract(made())
    assert survey.source.engine == engine
    assert bases_of(survey) == bases_of(printed)
    assert (survey.title, survey.as_of) == (printed.title, printed.as_of)
    assert survey.published == printed.published
    assert {finding.code for finding in survey.findings} == {f.code for f in printed.findings}
    assert all(page.printed == page.accounted for page in survey.ledger)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_one_list_gives_the_same_records_in_every_form(form: str) -> None:
    ours = read_records(FORMS[form][1](), layout=KYOTEN)
    theirs = read_records(corpus.FIXTURES / "calc.pdf", layout=KYOTEN)
    assert len(ours) == len(theirs) == len(SHEET.rows)
    assert [r.values for r in ours.rows] == [r.values for r in theirs.rows]
    assert ours.published == theirs.published


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp"])
def test_older_encodings(encoding: str) -> None:
    rows = [
        ["番号", "県", "事務所"],
        ["1", "北海道", "ソウル事務所"],
        ["2", "青森県", "大連駐在所"],
    ]
    table = read_table(sheet_files.comma_separated(rows).encode(encoding))
    assert [list(row.cells) for row in table.rows] == rows[1:]


def test_every_command_reads_them(tmp_path: Path) -> None:
    def run(*arguments: object) -> Any:
        return CliRunner().invoke(cli, [*map(str, arguments)])

    book, text = tmp_path / "a.pdf", tmp_path / "b"  # The content decides, not the name.
    book.write_bytes(framed())
    text.write_bytes(csv_of_specimen().encode("utf-8-sig"))
    for file in (book, text):
        output = tmp_path / "out.json"
        assert run("extract", file, "-o", output).exit_code == 0
        assert len(json.loads(output.read_text("utf-8"))["bases"]) == len(SHEET.rows)
        assert run("validate", file).exit_code == 1  # Its slips are those of the print.
        assert run("table", file, "-o", output).exit_code == 0
        assert len(json.loads(output.read_text("utf-8"))["rows"]) == len(SHEET.rows)
    for old, new in ((corpus.FIXTURES / "calc.pdf", book), (book, text)):
        assert "0 changed (0 renamed, 0 moved), 37 unchanged" in run("diff", old, new).output
    run("extract", book, "-o", output, "--report", tmp_path / "r.html")
    assert "no page images" in (tmp_path / "r.html").read_text(encoding="utf-8")
    with pytest.raises(UsageError):
        read_table(book).draw(1)
    with pytest.raises(UnsupportedSourceError):
        extract(text, engine="workbook")


# Cells


def shown(value: Any, code: str) -> str:
    book = openpyxl.Workbook()
    for row in PLAIN:
        book.active.append(row)
    cell = book.active.cell(2, 3, value)
    cell.number_format = code
    return read_table(sheet_files.saved(book)).rows[0].cells[2]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (5, "General", "5"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567890123, "General", "1234567890123"),
        (5, '0"人"', "5人"),
        (5, "0人", "5人"),
        (7, "000", "007"),
        (1234567, "#,##0", "1,234,567"),
        (1234567, '#,##0,"千円"', "1,235千円"),
        (-5, '#,##0;"▲"#,##0', "▲5"),
        (0.256, "0.0%", "25.6%"),
        (312345678, r"[<=99999999]####\-####;\(00\)\ ####\-####", "(03) 1234-5678"),
        (1234567, r"[<=999]000;[<=9999]000\-00;000\-0000", "123-4567"),
        (dt.date(2017, 9, 30), "[$-411]ge.m.d", "H29.9.30"),
        (dt.date(2017, 9, 30), '[$-411]ggge"年"m"月"d"日"', "平成29年9月30日"),
        (dt.date(2017, 9, 30), "[$-411]ge", "H29"),
        (dt.date(1989, 1, 7), "[$-411]ge.m.d", "S64.1.7"),
        (dt.date(2019, 5, 1), '[$-ja-JP-x-gannen]ggge"年"', "令和元年"),
        (dt.date(2017, 9, 30), "mm-dd-yy", "2017/9/30"),  # format 14, which goes by the country
        (dt.date(2017, 9, 30), "yyyy-mm-dd(aaa)", "2017-09-30(土)"),
        (dt.datetime(2017, 9, 30, 13, 5), "yyyy/m/d h:mm", "2017/9/30 13:05"),
        (dt.timedelta(hours=36), "[h]:mm", "36:00"),
        (True, "General", "TRUE"),
        ("佐藤", '@"様"', "佐藤様"),
        ("=1", "@", "=1"),
        ("一行\n二行", "General", "一行\n二行"),
        (5, ";;;", ""),
    ],
)
def test_cells_hold_what_a_person_sees(value: Any, code: str, text: str) -> None:
    if value == "=1":
        assert shown_text("=1", code) == text
    else:
        assert shown(value, code) == text


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(), st.text(max_size=20))
def test_no_format_breaks_the_reader(value: float, code: str) -> None:
    shown_number(value, code)
    shown_text("text", code)


@given(st.integers(-(10**14), 10**14))
def test_grouped_figures_are_those_of_python(value: int) -> None:
    assert shown_number(value, "#,##0") == f"{value:,}"
    assert shown_number(value, "General") == str(value)


def test_a_format_that_is_not_understood_is_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheet_files.workbook(PLAIN)))
    book.active["A2"] = 0.5
    book.active["A2"].number_format = "# ?/?"
    table = read_table(sheet_files.saved(book))
    (finding,) = table.findings
    assert table.rows[0].cells[0] == "0.5"
    assert (finding.code, finding.severity, finding.actual) == ("KY057", "warning", "# ?/?")
    assert "A2" in finding.message


def test_a_formula_without_its_value_is_an_error() -> None:
    table = read_table(sheet_files.workbook([*PLAIN, ["=A3+1", "東区", "公園"]]))
    (finding,) = table.findings
    assert table.rows[2].cells == ("", "東区", "公園")
    assert (finding.code, finding.severity) == ("KY057", "error")
    assert "A4" in finding.message


def test_a_formula_has_its_stored_value() -> None:
    data = sheet_files.workbook([*PLAIN, ["=A3+1", "東区", "公園"]])
    stored = edited(data, "xl/worksheets/sheet1.xml", b"<f>A3+1</f><v></v>", b"<f>A3+1</f><v>3</v>")
    stored = stored or edited(data, "xl/worksheets/sheet1.xml", b"<v />", b"<v>3</v>")
    assert stored is not None
    table = read_table(stored)
    assert table.rows[2].cells[0] == "3"
    assert table.findings == ()


def edited(data: bytes, part: str, old: bytes, new: bytes) -> bytes | None:
    """``data`` with a change in a part; ``None`` if there is nothing to change."""
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    found = False
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                found = old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return buffer.getvalue() if found else None


# What is hidden


def edited_book(change: Callable[[Any], None], rows: list[list[Any]] = PLAIN) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sheet_files.workbook(rows)))
    change(book)
    return sheet_files.saved(book)


def hide_row(book: Any) -> None:
    book.active.row_dimensions[2].hidden = True


def hide_column(book: Any) -> None:
    book.active.column_dimensions["B"].hidden = True


def flatten_row(book: Any) -> None:
    book.active.row_dimensions[2].height = 1e-9


@pytest.mark.parametrize(
    ("change", "severity", "cells", "told"),
    [
        (hide_row, "warning", [("2", "南区", "消防署")], "2: 1 | 北区 | 図書館"),
        (flatten_row, "warning", [("2", "南区", "消防署")], "2: 1 | 北区 | 図書館"),
        (hide_column, "info", [("1", "図書館"), ("2", "消防署")], "B: 区 | 北区 | 南区"),
    ],
)
def test_hidden_rows_and_columns_are_left_out_and_told(
    change: Callable[[Any], None], severity: str, cells: list[tuple[str, ...]], told: str
) -> None:
    rows = [*PLAIN, ["3", "東区", "公園"]] if severity == "warning" else PLAIN
    if severity == "warning":
        cells = [*cells, ("3", "東区", "公園")]
    table = read_table(edited_book(change, rows))
    (finding,) = table.findings
    assert [row.cells for row in table.rows] == cells
    assert (finding.code, finding.severity, finding.actual) == ("KY056", severity, told)
    (ledger,) = table.ledger
    assert ledger.printed == ledger.accounted
    assert ledger.hidden == sum(len(word) for word in told.replace("|", "").split()[1:])


def test_blank_hidden_rows_are_nothing() -> None:
    assert read_table(edited_book(lambda book: hide_blank(book))).findings == ()


def hide_blank(book: Any) -> None:
    book.active.row_dimensions[9].hidden = True
    book.active.column_dimensions["H"].hidden = True


def test_hidden_sheets_are_told_and_are_no_pages() -> None:
    def change(book: Any) -> None:
        other = book.create_sheet("作業用", 0)
        other["A1"], other["B2"] = "合計", 12
        other.sheet_state = "hidden"
        book.create_sheet("空").sheet_state = "veryHidden"

    table = read_table(edited_book(change))
    (finding,) = table.findings
    assert (finding.code, finding.severity, finding.actual) == ("KY056", "info", "合計 | 12")
    assert "作業用" in finding.message
    assert table.rows[0].pages == (1,)
    with pytest.raises(PageRangeError):
        read_table(edited_book(change), pages="2")


def test_a_merged_cell_shows_its_first_row_on_show() -> None:
    def change(book: Any) -> None:
        book.active["B2"] = "北区"
        book.active["B3"] = None
        book.active.merge_cells("B2:B4")
        book.active.row_dimensions[2].hidden = True

    rows = [*PLAIN, ["3", None, "公園"]]
    table = read_table(edited_book(change, rows))
    assert [row.cells for row in table.rows] == [("2", "北区", "消防署"), ("3", "北区", "公園")]


def test_white_text_is_not_seen() -> None:
    def change(book: Any) -> None:
        book.active["D2"] = "下書き"
        book.active["D2"].font = Font(color="FFFFFFFF")

    table = read_table(edited_book(change))
    (finding,) = table.findings
    assert table.header == ("番号", "区", "施設")
    assert (finding.code, finding.actual) == ("KY028", "2: 下書き")


def test_struck_text_is_told() -> None:
    def change(book: Any) -> None:
        book.active["C2"].font = Font(strike=True)
        struck = TextBlock(InlineFont(strike=True), "旧")
        book.active["C3"] = CellRichText("新", struck, "署")

    table = read_table(edited_book(change))
    assert [row.cells[2] for row in table.rows] == ["図書館", "新旧署"]
    assert [(f.code, f.actual) for f in table.findings] == [("KY032", "図書館"), ("KY032", "旧")]


def test_what_is_beside_the_cells_is_told() -> None:
    def change(book: Any) -> None:
        book.active["A2"].comment = Comment("要確認", "係")
        book.active.oddHeader.center.text = "海外拠点一覧 &[Page]"
        book.active.oddFooter.center.text = "&[Page] / &[Pages]"

    (finding,) = read_table(edited_book(change)).findings
    assert finding.code == "KY058"
    assert set(str(finding.actual).split("\n")) == {
        "comment: 要確認",
        "page header or footer: 海外拠点一覧",
    }


def test_links_of_cells() -> None:
    def change(book: Any) -> None:
        book.active["C2"].hyperlink = "https://example.jp/"

    assert read_table(edited_book(change)).rows[0].links == ((2, "https://example.jp/"),)


# What is a table on a sheet


def test_titles_notes_and_totals_are_outside_of_the_table() -> None:
    body = [[str(n), "北区", f"施設{n}", "", str(n * 7)] for n in range(1, 5)]
    rows = [
        ["施設一覧", "", "", "", "令和3年9月末現在"],
        ["番号", "区", "施設", "備考", "職員数"],
        *body,
        ["※ 分館を含む。", "", "", "", ""],
        [""] * 5,
        ["計", "4か所", "", "", ""],
        ["職員", "70", "", "", ""],
        ["", "", "", "", ""],
    ]
    for data in (sheet_files.workbook(rows), sheet_files.comma_separated(rows).encode()):
        table = read_table(data)
        assert table.header == tuple(rows[1])
        assert [list(row.cells) for row in table.rows] == body
        texts = [leftover.text for leftover in table.leftovers]
        assert texts == ["施設一覧", "令和3年9月末現在", "※ 分館を含む。"]
        assert table.heading == "施設一覧 令和3年9月末現在"
        (other,) = table.others
        assert (other.header, other.rows[0].cells) == (("計", "4か所"), ("職員", "70"))


def test_sheets_of_one_list_are_one_table_and_others_are_not() -> None:
    def change(book: Any) -> None:
        more = book.create_sheet("続き")
        for row in (PLAIN[0], ["3", "東区", "公園"]):
            more.append(row)
        other = book.create_sheet("職員")
        for row in (["氏名", "課", "電話"], ["佐藤", "総務課", "03-1234-5678"]):
            other.append(row)

    one, other = read_tables(edited_book(change))
    assert [row.cells[0] for row in one.rows] == ["1", "2", "3"]
    assert [row.pages for row in one.rows] == [(1,), (1,), (2,)]
    assert other.header == ("氏名", "課", "電話")
    assert [row.cells for row in read_table(edited_book(change), pages="2").rows] == [
        ("3", "東区", "公園")
    ]


def test_tables_side_by_side_and_rows_apart() -> None:
    rows = [
        ["番号", "区", None, "課", "電話"],
        ["1", "北区", None, "総務課", "1111"],
        ["2", "南区", None, "税務課", "2222"],
        ["3", "東区", None, None, None],
    ]
    one, other = read_tables(sheet_files.workbook(rows))
    assert (one.header, other.header) == (("番号", "区"), ("課", "電話"))
    spaced = [line for row in PLAIN for line in (row, ["", "", ""])]
    table = read_table(sheet_files.comma_separated(spaced).encode())
    assert [list(row.cells) for row in table.rows] == PLAIN[1:]


def test_a_row_with_many_more_cells_does_not_hide_the_others() -> None:
    text = (
        sheet_files.comma_separated(PLAIN) + "3,東区," + ",".join("あいうえおかきくけこさしすせそ")
    )
    table = read_table(text.encode())
    assert table.header[:3] == tuple(PLAIN[0])
    assert len(table.rows) == 3


def test_a_frame_around_the_totals_alone_is_no_table() -> None:
    side = Side(style="thin")

    def change(book: Any) -> None:
        for cell in book.active[4]:
            cell.border = Border(left=side, right=side)

    table = read_table(edited_book(change, [*PLAIN, ["計", "2区", "2か所"]]))
    assert table.header == tuple(PLAIN[0])
    assert len(table.rows) == 3


def test_a_frame_tells_a_title_from_a_header() -> None:
    side = Side(style="thin")

    def change(book: Any) -> None:
        page = book.active
        page.insert_rows(1)
        page["B1"], page["C1"] = "市の", "施設"
        for row in page.iter_rows(2, 4, 1, 3):
            for cell in row:
                cell.border = Border(left=side, right=side)

    table = read_table(edited_book(change))
    assert table.header == tuple(PLAIN[0])
    assert [leftover.text for leftover in table.leftovers] == ["市の", "施設"]


TEXTS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Cn", "Co"]
    ),
    min_size=1,
    max_size=8,
).filter(lambda text: text.strip() and "_x" not in text and text[0] not in "=")


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    """Lists under labels, each row with a number and any of the other cells."""
    width = draw(st.integers(3, 6))
    labels = [f"項目{chr(0x3042 + 2 * i)}" for i in range(width)]
    count = draw(st.integers(2, 7))
    cell = st.one_of(st.just(""), TEXTS, st.tuples(TEXTS, TEXTS).map("\n".join))
    rows = [
        [
            str(n),
            *draw(st.lists(TEXTS, min_size=1, max_size=1)),
            *(draw(cell) for _ in range(width - 2)),
        ]
        for n in range(1, count + 1)
    ]
    return [labels, *rows]


@settings(max_examples=60, deadline=None)
@given(grids())
def test_any_list_comes_back_from_a_workbook_and_from_csv(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            if text:
                book.active.cell(r, c).value = text
                book.active.cell(r, c).data_type = "s"
    for data, engine in (
        (sheet_files.saved(book), "workbook"),
        (sheet_files.comma_separated(rows).encode(), "csv"),
    ):
        table = read_table(data, engine=engine)  # type: ignore[arg-type]
        assert table.header == tuple(rows[0])
        assert [list(row.cells) for row in table.rows] == rows[1:]
        assert not [f for f in table.findings if f.severity == "error"]


# Bad input


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
SHEET_PART = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), PasswordError, "encrypted"),
        (OLE + "Workbook".encode("utf-16-le"), UnsupportedSourceError, ".xls"),
        (zipped({"xl/workbook.bin": b""}), UnsupportedSourceError, ".xlsb"),
        (zipped({"content.xml": b"<office/>"}), UnsupportedSourceError, ".ods"),
        (zipped({"xl/workbook.xml": b"<workbook/>"}), DamagedSourceError, "damaged"),
        (framed()[:-300], DamagedSourceError, "no directory"),
        (
            edited(
                framed(), SHEET_PART, b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"
            ),
            DamagedSourceError,
            "document type",
        ),
        (
            edited(framed(), SHEET_PART, b"<sheetData>", b"<sheetData>" + b"<row/>" * 5_000_001),
            LimitError,
            "the limit",
        ),
        (
            edited(framed(), SHEET_PART, b"<sheetData>", b"<sheetData>" + b" " * 210_000_000),
            LimitError,
            "the limit",
        ),
        (edited(framed(), SHEET_PART, b"</sheetData>", b"</sheet>"), DamagedSourceError, "sheet"),
    ],
    ids="encrypted xls xlsb ods empty cut entity rows bomb xml".split(),
)
def test_bad_workbooks_have_a_clear_error(data: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        extract(data)


def test_merged_over_everything_is_no_bomb() -> None:
    data = edited(
        sheet_files.workbook(PLAIN),
        SHEET_PART,
        b"</sheetData>",
        b'</sheetData><mergeCells count="1"><mergeCell ref="E1:XFD1048576"/></mergeCells>',
    )
    assert data is not None
    assert len(read_table(data).rows) == 2


def test_a_damaged_sheet_leaves_the_others() -> None:
    def change(book: Any) -> None:
        book.create_sheet("続き").append(["a", "b"])

    data = edited(edited_book(change), "xl/worksheets/sheet2.xml", b"</sheetData>", b"</sheet>")
    assert data is not None
    table = read_table(data)
    assert len(table.rows) == 2
    assert [(f.code, f.page) for f in table.findings] == [("KY008", 2)]


def test_an_empty_sheet_is_nothing() -> None:
    def change(book: Any) -> None:
        book.create_sheet("空", 0)

    table = read_table(edited_book(change))
    assert (table.findings, table.rows[0].pages) == ((), (2,))


def with_shared_strings(data: bytes, after: str) -> bytes:
    """A workbook as Excel writes it, texts in a part of their own, ``after`` behind each."""
    source = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: source.read(name) for name in source.namelist()}
    strings: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        strings.append(match[1])
        return f't="s"><v>{len(strings) - 1}</v>'

    sheet = parts[SHEET_PART].decode()
    parts[SHEET_PART] = re.sub(r't="inlineStr"><is>(.*?)</is>', numbered, sheet).encode()
    kind = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    table = "".join(f"<si>{text}{after}</si>" for text in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{kind}">{table}</sst>'.encode()
    types = parts["[Content_Types].xml"].decode()
    entry = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = types.replace("</Types>", entry).encode()
    assert strings
    return zipped(parts)


@pytest.mark.parametrize(
    "after", ["", '<rPh sb="0" eb="1"><t>キ</t></rPh><phoneticPr fontId="1"/>']
)
def test_shared_texts_without_the_readings_of_kanji(after: str) -> None:
    table = read_table(with_shared_strings(sheet_files.workbook(PLAIN), after))
    assert [list(row.cells) for row in table.rows] == PLAIN[1:]


def spread(count: int) -> str:
    """Cells of a sheet that lie along its diagonal."""
    rows = (
        f'<row r="{n}"><c r="{column_letters(n)}{n}"><v>1</v></c>'
        f'<c r="{column_letters(n + 1)}{n}"><v>1</v></c></row>'
        for n in range(1, count)
    )
    return "".join(rows)


def many_tables(count: int) -> str:
    rows = (
        f'<row r="{3 * n + k}"><c r="A{3 * n + k}"><v>1</v></c><c r="B{3 * n + k}"><v>1</v></c></row>'
        for n in range(count)
        for k in (1, 2)
    )
    return "".join(rows)


@pytest.mark.parametrize("rows", [spread(5_000), many_tables(5_000)], ids=["diagonal", "tables"])
def test_sheets_larger_than_any_list_are_refused(rows: str) -> None:
    data = edited(
        sheet_files.workbook([]),
        SHEET_PART,
        b"<sheetData></sheetData>",
        f"<sheetData>{rows}</sheetData>".encode(),
    )
    assert data is not None
    with pytest.raises(UnsupportedSourceError, match=r"sheet 1 .*over"):
        read_table(data)


@pytest.mark.slow
def test_a_ragged_csv_larger_than_any_list_is_refused() -> None:
    data = b"a,b\n" * 200_000 + b",".join([b"x"] * 900)
    with pytest.raises(UnsupportedSourceError, match="over"):
        read_table(data)


def test_tabs_that_a_person_typed_are_a_transcription() -> None:
    lines = ["\t".join(row) for row in PLAIN]
    assert engine_of("\n".join(lines)) == "transcript"
    assert engine_of("\n".join(["施設一覧", *lines])) == "transcript"
    assert engine_of("\n".join(["施設一覧\t\t", *lines])) == "csv"
    assert engine_of((corpus.FIXTURES / "transcript.tsv").read_text("utf-8")) == "transcript"
    assert engine_of("\n".join(",".join(row) for row in PLAIN)) == "csv"


def engine_of(text: str) -> str:
    origin = read_table(text.encode()).origin
    assert origin is not None
    return origin.engine


def test_quotes_that_do_not_pair_are_told() -> None:
    table = read_table('番号,区,施設\n1,北区,"図書館\n2,南区,消防署\n'.encode())
    assert [row.cells[2] for row in table.rows] == ['"図書館', "消防署"]
    assert [f.code for f in table.findings] == ["KY057"]


def test_text_that_is_no_list() -> None:
    for data in (b'{"a": 1,\n"b": 2,\n"c": 3}', b"<p>a, b</p>\n<p>c, d</p>", b"hello, world"):
        with pytest.raises(UnsupportedSourceError):
            read_table(data)
    with pytest.raises(NoTableError):
        read_table(b"one\ntwo\n", engine="csv")
    with pytest.raises(UsageError):
        read_table(framed(), area="0,0,10,10")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_damaged_files_have_no_other_errors(kind: str) -> None:
    """500 files: bytes changed, cut or doubled, in parts of workbooks too."""
    few = replace(SHEET, rows=SHEET.rows[:4])
    whole = (
        sheet_files.saved(sheet_files.book_of(few))
        if kind == "xlsx"
        else sheet_files.comma_separated(sheet_files.lines_of(few)).encode("cp932", "replace")
    )
    random_ = random.Random(kind)
    for _ in range(250):
        try:
            read_table(damaged(whole, random_, kind))
        except KyotenError:
            continue


def damaged(data: bytes, random_: random.Random, kind: str) -> bytes:
    if kind == "csv" or random_.random() < 0.3:
        return with_slips(data, random_)
    source = zipfile.ZipFile(io.BytesIO(data))
    chosen = random_.choice(source.namelist())
    parts = {name: source.read(name) for name in source.namelist()}
    parts[chosen] = with_slips(parts[chosen], random_)
    if random_.random() < 0.1:
        del parts[chosen]
    return zipped(parts)


def with_slips(data: bytes, random_: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random_.randint(1, 8)):
        at = random_.randrange(max(len(changed), 1))
        end = at + random_.randint(1, 40)
        kind = random_.randrange(4)
        if kind == 0:
            changed[at:end] = random_.randbytes(end - at)
        elif kind == 1:
            del changed[at:end]
        elif kind == 2:
            changed[at:at] = changed[at:end]
        else:
            changed[at:end] = bytes(
                random_.choice(b'0123456789<>"/=AZ,\n') for _ in range(end - at)
            )
    return bytes(changed)
