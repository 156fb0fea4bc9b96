"""Engines: the second opinion, what picks them, and what they are given."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from kyoten_extract import extract, read_table
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load, select_pages
from kyoten_extract.errors import (
    EmptySourceError,
    EngineError,
    NoTableError,
    PageRangeError,
    PasswordError,
    SourceNotFoundError,
    UnsupportedSourceError,
)
from kyoten_extract.records.crosscheck import compare

REPORTLAB = corpus.FIXTURES / "reportlab.pdf"


def test_camelot_reads_the_same_records() -> None:
    ours, theirs = extract(REPORTLAB), extract(REPORTLAB, engine="camelot")
    assert theirs.source.engine == "camelot"
    assert [b.key for b in theirs.bases] == [b.key for b in ours.bases]
    same = sum(
        (a.municipality, a.country, a.city, a.form, a.established, a.staff, a.url)
        == (b.municipality, b.country, b.city, b.form, b.established, b.staff, b.url)
        for a, b in zip(ours.bases, theirs.bases, strict=True)
    )
    assert same == len(ours.bases)
    assert theirs.published == ours.published


def test_camelot_keeps_the_nearly_blank_piece_of_a_row() -> None:
    table = read_table(corpus.FIXTURES / "chromium.pdf", engine="camelot", pages="1-2")
    ours = read_table(corpus.FIXTURES / "chromium.pdf", pages="1-2")
    assert len(table.rows) == len(ours.rows)


def test_camelot_opens_an_encrypted_file() -> None:
    survey = extract(corpus.FIXTURES / "password.pdf", engine="camelot", password="himitsu")
    assert len(survey.bases) == 3


def test_engines_that_agree_are_silent() -> None:
    survey = extract(corpus.FIXTURES / "typst.pdf", cross_check=True)
    assert [f for f in survey.findings if f.code == "KY402"] == []


def test_every_cell_on_which_engines_differ_is_told() -> None:
    document = read_document(load(REPORTLAB))
    bases = extract(REPORTLAB).bases
    (first, *rest) = document.contents
    (grid, *grids) = first.grids
    index = next(i for i, cell in enumerate(grid.cells) if cell.text.startswith("H23"))
    lost = next(i for i, cell in enumerate(grid.cells) if cell.text.startswith("H26"))
    changed = list(grid.cells)
    changed[index] = replace(changed[index], text="H28")
    del changed[lost]
    other = (replace(first, grids=(replace(grid, cells=tuple(changed)), *grids)), *rest)
    one, two = compare(document.contents, other, bases, names=("pdfium", "camelot"))
    assert (one.row, one.field) == ((1, 3), "established")
    assert (one.expected, one.actual) == ("H23", "H28")
    assert one.bbox == grid.cells[index].bbox
    assert two.actual is None
    (only,) = compare(other, document.contents, bases, names=("pdfium", "camelot"))[1:]
    assert "only camelot has a cell here" in only.message


def test_content_picks_the_engine_and_not_the_name(tmp_path: Path) -> None:
    disguised = tmp_path / "survey.txt"
    disguised.write_bytes(REPORTLAB.read_bytes())
    assert extract(disguised).source.engine == "pdfium"
    text = tmp_path / "survey.pdf"
    text.write_bytes((corpus.FIXTURES / "transcript.tsv").read_bytes())
    assert extract(text).source.engine == "transcript"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_transcripts_in_any_encoding(encoding: str) -> None:
    text = (corpus.FIXTURES / "transcript.tsv").read_text(encoding="utf-8")
    text = text.replace("传", "伝").replace("㈱", "(株)")
    data = text.encode(encoding)
    assert len(extract(data).bases) == 37


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_transcripts_with_any_line_end(end: str) -> None:
    text = (corpus.FIXTURES / "transcript.tsv").read_text(encoding="utf-8")
    assert len(extract(text.replace("\n", end).encode()).bases) == 37


def test_a_transcript_without_repeated_headers() -> None:
    lines = (corpus.FIXTURES / "transcript.tsv").read_text(encoding="utf-8").splitlines()
    first = lines[:27]
    survey = extract("\n".join(first).encode())
    assert len(survey.bases) == 21
    assert survey.source.pages == 1


def test_a_form_feed_begins_a_page() -> None:
    table = read_table("区\t番号\n北区\t1\n\f区\t番号\n南区\t2\n".encode())
    assert [row.pages for row in table.rows] == [(1,), (2,)]
    assert table.header == ("区", "番号")


def test_a_quoted_cell_keeps_its_lines() -> None:
    table = read_table('区\t施設\n北区\t"図書館\n別館"\n南区\t消防署\n'.encode())
    assert table.rows[0].cells == ("北区", "図書館\n別館")


def test_streams_bytes_and_progress() -> None:
    seen: list[tuple[int, int]] = []
    data = REPORTLAB.read_bytes()
    survey = extract(io.BytesIO(data), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    assert survey.source.name == "<bytes>"
    assert survey.bases == extract(data).bases
    with REPORTLAB.open("rb") as file:
        assert extract(file).source.name == "reportlab.pdf"


@pytest.mark.parametrize(
    ("source", "options", "error"),
    [
        (b"", {}, EmptySourceError),
        (b"hello", {}, UnsupportedSourceError),
        ("nowhere.pdf", {}, SourceNotFoundError),
        (io.StringIO("text"), {}, UnsupportedSourceError),
        (REPORTLAB, {"engine": "abacus"}, EngineError),
        (REPORTLAB, {"engine": "transcript"}, UnsupportedSourceError),
        (b"one line without tabs", {"engine": "transcript"}, NoTableError),
        (REPORTLAB, {"pages": [3]}, PageRangeError),
        (corpus.FIXTURES / "password.pdf", {}, PasswordError),
        (corpus.FIXTURES / "plain.pdf", {}, NoTableError),
    ],
)
def test_bad_input_has_an_error_of_its_own(
    source: object, options: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        extract(source, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pages", "selected"),
    [
        (None, [1, 2, 3, 4, 5]),
        ("1-3,5", [1, 2, 3, 5]),
        ("2-", [2, 3, 4, 5]),
        ([4, 2, 2], [2, 4]),
        (" 1 , 3 ", [1, 3]),
        ("all", [1, 2, 3, 4, 5]),
        (" ALL ", [1, 2, 3, 4, 5]),
        ("4-end", [4, 5]),
        ("1,4 - end", [1, 4, 5]),
        ("-3", [1, 2, 3]),
        ("-1,5", [1, 5]),
    ],
)
def test_pages(pages: object, selected: list[int]) -> None:
    assert select_pages(pages, 5) == selected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "pages",
    ["0", "6", "3-1", "a", "", "1-6", [0], "1,,2", "-", "-0", "-6", "end", "-end", "6-end", [-1]],
)
def test_pages_that_are_not_there(pages: object) -> None:
    with pytest.raises(PageRangeError):
        select_pages(pages, 5)  # type: ignore[arg-type]
