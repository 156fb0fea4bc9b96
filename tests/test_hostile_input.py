"""Input that is no PDF, or no sound one: one clear error, of the library and of the command."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import corpus
from kyoten_extract import extract, read_table
from kyoten_extract.engines.source import select_pages
from kyoten_extract.errors import (
    FormatError,
    LimitError,
    PageRangeError,
    SourceNotFoundError,
    UnsupportedSourceError,
)
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model.table_model import Table
from kyoten_extract.output.export import table_bytes
from kyoten_extract.page.grid import TextRun, count_ink
from kyoten_extract.records.title_and_notes import read_title_and_notes
from kyoten_extract.workers.limits import Limits
from pdfs import changed, pdf, text
from test_cli import kyoten
from test_hostile import HOPELESS, PLAIN, TABLE, cells_of, error_of, laughing

TRANSCRIPT = corpus.FIXTURES / "transcript.tsv"


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.mark.parametrize(
    "data",
    [
        png(),
        bytes(range(256)) * 100,
        TRANSCRIPT.read_text("utf-8").encode("utf-16-le"),
        TRANSCRIPT.read_bytes().replace(b"\t", b"\t\0"),
        b"\t" * 50_000_000,
        b"\t\n" * 1_000_000,
        b"a\tb\n" + b"x\t" * 2000,
        "甲\t乙\n".encode() + b"x" * 20_000_000,
    ],
    ids="png blob utf-16-le nul tabs lines wide long".split(),
)
def test_what_is_no_list_is_told_so(data: bytes) -> None:
    for read in (extract, read_table):
        error = error_of(lambda read=read: read(data))
        assert isinstance(error, UnsupportedSourceError | LimitError)


def test_utf_16_is_read() -> None:
    plain = TRANSCRIPT.read_text("utf-8")
    assert len(extract(plain.encode("utf-16")).bases) == len(extract(TRANSCRIPT).bases)


def test_quotes_around_more_than_a_cell() -> None:
    data = '甲\t乙\n"1\t'.encode() + b"x" * 200_000 + b'"\t2\n'
    table = read_table(data, limits=Limits(cell_chars=None))
    assert table.rows[0].cells[0] == '"1'


def test_a_folder_and_names_that_are_none(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.pdf", "a\0b", "a\nb", "x" * 5000):
        error = error_of(lambda path=path: extract(path))
        assert isinstance(error, SourceNotFoundError)


class Broken(io.RawIOBase):
    """A stream of a share that is gone."""

    name = "gone.pdf"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, _size: int = -1) -> bytes:
        raise self.error


@pytest.mark.parametrize(
    "error", [OSError(5, "Input/output error"), TimeoutError(), ValueError("closed")]
)
def test_streams_that_fail(error: Exception) -> None:
    told = error_of(lambda: extract(Broken(error)))
    assert str(told).startswith("gone.pdf: ")


def test_pages_that_are_no_number() -> None:
    for pages in (
        "1-" + "9" * 5000,
        "9" * 5000,
        "0",
        "-0",
        "1--2",
        "-",
        "-end",
        "all-",
        "²",
        ",",
        "１-",
        [0],
        [-1],
    ):
        with pytest.raises(PageRangeError):
            select_pages(pages if pages != "１-" else "3-", 2)


# What is done with it


def test_rows_of_a_transcription_have_a_cell_for_each_label() -> None:
    table = read_table(TRANSCRIPT)
    assert {len(row.cells) for row in table.rows} == {len(table.header)}
    assert table_bytes(table, "xlsx").startswith(b"PK")


def test_more_than_a_sheet_holds() -> None:
    table = read_table(PLAIN)
    wide = Table(("甲",) * 17_000, table.rows, (), ())
    with pytest.raises(FormatError, match="csv"):
        table_bytes(wide, "xlsx")


def test_every_width_of_space_leaves_no_ink() -> None:
    spaces = "\u2003\u2009\u202f\u2028\x85\u3000 \xa0"
    assert count_ink(f"{spaces}甲{spaces}乙{spaces}") == 2
    data = pdf(TABLE + text("欄外\u2003", 20, 20) + text("\u2003\u2009", 20, 40))
    assert read_table(data).findings == ()


def test_a_header_whose_second_line_is_longer() -> None:
    table = read_table("職員\t\t名\t所在\n計\t派遣\t\t\t乙\n1\t2\t3\t4\t5\n".encode())
    assert table.findings == ()
    assert "乙" in "".join(text for line in cells_of(table) for text in line)


def test_a_title_that_has_its_date_on_a_later_page_only_is_counted_once() -> None:
    name, box = "自治体の海外拠点一覧", (0.0, 0.0, 9.0, 9.0)
    runs = [TextRun(1, name, box), TextRun(2, f"{name}(平成29年9月末現在)", box)]
    around = read_title_and_notes(runs, [], 2, KYOTEN)
    assert around.title_runs == tuple(runs)


# The command line


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7\n", laughing(10, 10), HOPELESS["zero pages"], PLAIN, png(), b"\t" * 400_000],
    ids="empty cut forms no-pages no-survey png tabs".split(),
)
def test_the_command_fails_in_one_line(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "表\n1.pdf"
    file.write_bytes(data)
    result = kyoten("extract", file)
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("kyoten: 表\ufffd1.pdf")


@pytest.mark.slow
def test_the_second_engine_keeps_to_one_line_too(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    for data in (changed(PLAIN, b"/Font<</F ", b"/Font<</G "), pdf(text("甲", 9, 9))):
        file.write_bytes(data)
        result = kyoten("extract", file, "--engine", "camelot")
        assert result.returncode == 2
        assert len(result.stderr.splitlines()) == 1


def test_the_command_refuses_odd_input_in_one_line(tmp_path: Path) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text('{"a":' * 200_000)
    for arguments in (
        ("validate", deep),
        ("validate", tmp_path),
        ("extract", tmp_path),
        ("extract", corpus.FIXTURES / "password.pdf", "--password", "\udce3"),
        ("extract", corpus.FIXTURES / "calc.pdf", "--pages", "1-" + "9" * 5000),
    ):
        result = kyoten(*arguments)
        assert result.returncode == 2
        assert len(result.stderr.splitlines()) == 1
        assert "Traceback" not in result.stderr
