"""``kyoten table``: all tables in one go, and what is told on standard error."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
import pdfs
from kyoten_extract import Finding, Row, Table, read_tables
from kyoten_extract.output.excel import sheet_name
from kyoten_extract.output.export import table_bytes, with_page_findings
from kyoten_extract.testing.pages import random_list
from shared_results import ocr_cache
from test_cli import kyoten

CALC = corpus.FIXTURES / "calc.pdf"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_all_writes_a_csv_file_for_each_table(tmp_path: Path) -> None:
    tables = read_tables(CALC)
    result = kyoten("table", CALC, "--all", "-o", tmp_path / "out.csv")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"out-{number}.csv" for number in range(1, len(tables) + 1)
    ]
    for number, table in enumerate(tables, 1):
        header, *rows = rows_of(tmp_path / f"out-{number}.csv")
        assert header == list(table.header)
        assert rows == [list(row.cells) for row in table.rows]


def test_all_writes_a_sheet_for_each_table(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    assert kyoten("table", CALC, "--all", "-o", target).returncode == 0
    book = openpyxl.load_workbook(target)
    tables = read_tables(CALC)
    assert len(book.worksheets) == len(tables)
    for sheet, table in zip(book.worksheets, tables, strict=True):
        assert sheet.max_row == len(table.rows) + 1
        assert [cell.value or "" for cell in sheet[1]] == list(table.header)
    assert book.sheetnames[0] == tables[0].heading


def test_all_changes_nothing_of_json(tmp_path: Path) -> None:
    assert kyoten("table", CALC, "--all").stdout == kyoten("table", CALC).stdout


def test_what_is_left_out_is_told_with_the_remedy(tmp_path: Path) -> None:
    result = kyoten("table", CALC, "-o", tmp_path / "out.csv")
    (line,) = result.stderr.splitlines()
    assert line.startswith("3 tables found; table 1, the largest, is written, the others are not;")
    assert line.endswith("choose another with --table N, or all with --all")
    (line,) = kyoten("table", CALC).stderr.splitlines()
    assert "with the others under 'others'" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--all", "--table", "1"), "--all and --table exclude each other"),
        (("--all", "--format", "csv"), "name them with -o OUT.csv"),
    ],
)
def test_wrong_use_of_all(arguments: tuple[str, ...], message: str) -> None:
    result = kyoten("table", CALC, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("kyoten: calc.pdf: ")
    assert message in line


def headless(tmp_path: Path) -> Path:
    """A file whose larger table has a header and whose smaller one has none."""
    rows = [["1", "2,300", "2001"], ["2", "4,100", "2002"], ["3", "900", "2003"]]
    upper = pdfs.table(rows, top=120, encoding="ascii")
    lower = pdfs.table(
        [["name", "town"], *([f"n{i}", f"t{i}"] for i in range(5))], encoding="ascii"
    )
    path = tmp_path / "headless.pdf"
    path.write_bytes(pdfs.pdf(f"{upper}\n{lower}", encoding="90ms-RKSJ-H"))
    return path


def test_warnings_of_every_table_are_told(tmp_path: Path) -> None:
    """Of the smaller table too: in JSON, and on standard error with every format."""
    path = headless(tmp_path)
    largest, smaller = read_tables(path)
    assert largest.others == (smaller,)
    assert [finding.code for finding in smaller.findings] == ["KY021"]
    data = json.loads(kyoten("table", path).stdout)
    assert [finding["code"] for finding in data["findings"]] == ["KY021"]
    for form in ("json", "csv", "xlsx"):
        told = kyoten("table", path, "-o", tmp_path / f"out.{form}").stderr.splitlines()
        assert [line for line in told if line.startswith("warning KY021 p.1: ")]


def test_a_chosen_table_has_the_findings_about_its_pages() -> None:
    row = Row(("a",), (2,), ((2, 0.0, 0.0, 1.0, 1.0),), (1,))
    chosen = Table(("x",), (row,), findings=(Finding("KY021", "warning", "own", page=2),))
    about = [Finding("KY012", "info", f"page {page}", page=page) for page in (1, 2)]
    largest = Table(
        ("y",), (), findings=(*about, Finding("KY025", "info", "ocr")), others=(chosen,)
    )
    found = with_page_findings(chosen, largest).findings
    assert [finding.message for finding in found] == ["own", "page 2", "ocr"]
    assert with_page_findings(largest, largest) is largest
    data = json.loads(table_bytes(with_page_findings(chosen, largest), "json"))
    assert len(data["findings"]) == 3


def test_infos_are_no_noise(tmp_path: Path) -> None:
    assert kyoten("table", corpus.FIXTURES / "merged.pdf").stderr == ""


@pytest.mark.slow
def test_a_scan_says_so_on_one_line(tmp_path: Path) -> None:
    result = kyoten(
        "table", corpus.FIXTURES / "scan.pdf", "--cache", ocr_cache(), "-o", tmp_path / "out.csv"
    )
    first, *others = result.stderr.splitlines()
    assert first == f"page 1 was read by OCR; {len(others)} cells are uncertain (KY017)"
    assert others
    assert all(line.startswith("warning KY017 p.1") and ": OCR read '" in line for line in others)


@given(st.lists(st.text(max_size=50), max_size=12))
def test_sheet_names_are_valid_and_unique(headings: list[str]) -> None:
    taken: set[str] = set()
    for number, heading in enumerate(headings, 1):
        name = sheet_name(heading, number, taken)
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name == name.strip("'")
        assert name.casefold() not in taken
        assert name.casefold() != "history"
        taken.add(name.casefold())


def test_a_taken_name_of_a_table_without_heading() -> None:
    assert sheet_name("", 2, {"table 2"}) == "table 2 (2)"
    assert sheet_name("", 2, {"table 2", "table 2 (2)"}) == "table 2 (3)"
    assert sheet_name("表" * 40, 2, {"表" * 31}) == "表" * 27 + " (2)"
    assert sheet_name("History", 1, ()) == "table 1"


def test_help_has_examples() -> None:
    text = kyoten("table", "--help").stdout
    assert "kyoten table list.pdf --all -o list.xlsx" in text
    assert "--area 40,120,560,780" in text
    assert "kyoten debug list.pdf --page 3 -o page-3.png" in kyoten("debug", "--help").stdout


def test_headings_between_rows_as_a_column(tmp_path: Path) -> None:
    source = tmp_path / "list.pdf"
    source.write_bytes(random_list(3, kind="sections").pdf)
    written = []
    for flags in ((), ("--section",)):
        assert kyoten("table", source, *flags, "-o", tmp_path / "x.csv").returncode == 0
        written.append(rows_of(tmp_path / "x.csv"))
    plain, placed = written
    assert placed[0] == ["section", *plain[0]]
    headings = {row[0] for row in placed[1:]} - {""}
    # No text is lost: the rows that are left out are the values of the column.
    left_out = [row for row in plain[1:] if row not in [other[1:] for other in placed]]
    assert {row[0] for row in left_out} == headings != set()
    assert not any(cell for row in left_out for cell in row[1:])
