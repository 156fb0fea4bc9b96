"""Drifted rows of a transcription are realigned by content and reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
import specimen
from kyoten_extract import KYOTEN, Base, Survey, extract
from kyoten_extract.records.realign import CELL_JOINT, ColumnProfile, align, has_drifted
from strategies import any_text, printed_text

COLUMNS = [column.key for column in KYOTEN.columns]
PLAIN = [ColumnProfile(column.holds) for column in KYOTEN.columns]
ROW = (
    "48", "2", "浜松市", "サポートデスク", "タイ", "バンコク", "c 業務委託契約等", "フェア株式会社", "H26",
    "産業振興課", "1", "0", "1", "企業の進出を手助けするため", "①相談 ②調査 ③通訳",
    "http://www.a.jp/", "備考の文",
)  # fmt: skip


def test_a_row_in_its_place_is_taken_as_it_is() -> None:
    assert not has_drifted(ROW, PLAIN)
    assert not has_drifted(ROW[:-1], PLAIN)
    assert not has_drifted((*ROW, ""), PLAIN)
    assert align(ROW, PLAIN).cells == ROW


def test_one_misfit_cell_is_not_a_drifted_row() -> None:
    assert not has_drifted((*ROW[:8], "不明", *ROW[9:]), PLAIN)


def test_a_code_parted_from_its_note_is_put_together() -> None:
    drifted = (*ROW[:6], "c", "業務委託契約等", *ROW[8:10], "", *ROW[10:])
    assert has_drifted(drifted, PLAIN)
    profiles = [ColumnProfile(p.kind, has_notes=True) for p in PLAIN]
    aligned = align(drifted, profiles)
    assert aligned.cells[6] == f"c{CELL_JOINT}業務委託契約等"
    assert aligned.cells[7] == ""
    assert aligned.cells[8:] == ROW[8:]
    assert [COLUMNS[i] for i in aligned.skipped] == ["contractor"]


def test_text_that_fits_no_column_is_reported() -> None:
    aligned = align((*ROW, "はみ出した文がここにある", "もう一つ"), PLAIN)
    assert {*aligned.dropped, *aligned.cells} == {*ROW, "はみ出した文がここにある", "もう一つ"}
    assert aligned.dropped


@given(st.lists(printed_text, max_size=22))
def test_alignment_keeps_every_text(cells: list[str]) -> None:
    aligned = align(cells, PLAIN)
    assert len(aligned.cells) == len(PLAIN)
    placed = CELL_JOINT.join((*aligned.cells, *aligned.dropped))
    assert sorted("".join(placed.split())) == sorted("".join("".join(cells).split()))


ALL = [list(row) for row in specimen.rows()]
DRIFTING = range(12, 24)


def transcript_with(change: str, place: int, rows: range) -> Survey:
    """The specimen in three pages, whose second has a cell too many or too few in ``rows``."""
    head = "\t".join(c.label if not c.group else "" for c in specimen.COLUMNS)
    header = ["\t".join(specimen.STAFF if i == 10 else x for i, x in enumerate(head.split("\t")))]
    header.append("\t".join(c.label if c.group else "" for c in specimen.COLUMNS))
    lines = []
    for index, row in enumerate(ALL):
        if index in (0, 12, 24):
            lines += ["", specimen.TITLE, "", *header]
        cells = list(row)
        if index in rows:
            if change == "insert":
                cells.insert(place, "")
            else:
                del cells[place]
        lines.append("\t".join(cells))
    return extract("\n".join(lines).encode())


SOUND = extract(
    "\n".join(["\t".join(c.label for c in specimen.COLUMNS), *map("\t".join, ALL)]).encode()
)


def differences(survey: Survey, lost: str | None) -> list[tuple[object, ...]]:
    """Fields that differ from the correct edition, except those of the lost column."""
    ignored = {
        lost,
        "form_note" if lost == "form" else lost,
        "countries" if lost == "country" else lost,
    }
    ignored |= {
        "cities" if lost == "city" else lost,
        "staff" if (lost or "").startswith("staff") else lost,
    }
    fields = set(Base.__dataclass_fields__) - {"raw", "source", "corrections"} - ignored
    return [
        (one.key, field, getattr(one, field), getattr(other, field))
        for one, other in zip(survey.bases, SOUND.bases, strict=True)
        for field in sorted(fields)
        if getattr(one, field) != getattr(other, field)
    ]


@pytest.mark.parametrize("place", range(17))
def test_a_page_that_lacks_a_column(place: int) -> None:
    survey = transcript_with("drop", place, DRIFTING)
    lost = COLUMNS[place]
    if lost in ("municipality_no", "base_no"):
        # One of two numbers in a row is gone: which, the row does not say.
        assert [f.code for f in survey.findings if f.severity != "info"]
        return
    assert differences(survey, lost) == []
    told = {f.code for f in survey.findings}
    assert "KY003" in told or lost == "remarks"


@pytest.mark.parametrize("place", range(18))
def test_a_page_with_an_empty_column_too_many(place: int) -> None:
    survey = transcript_with("insert", place, DRIFTING)
    assert differences(survey, None) == []
    assert ("KY003" in {f.code for f in survey.findings}) is (place < 17)


@pytest.mark.parametrize("place", range(2, 17))
def test_a_row_that_lacks_a_cell(place: int) -> None:
    # A row whose country and city other rows have too: of two new names next to each other, one
    # of them lost, nothing in the edition says which is left.
    survey = transcript_with("drop", place, range(18, 19))
    assert differences(survey, COLUMNS[place]) == []
    if any(cell for cell in ALL[18][place + 1 :]):
        assert {"KY003", "KY004"} <= {f.code for f in survey.findings}


def test_a_record_is_not_made_of_a_line_of_sums() -> None:
    text = (corpus.FIXTURES / "transcript.tsv").read_text(encoding="utf-8").splitlines()
    last = max(i for i, line in enumerate(text) if line.startswith("71\t"))
    text.insert(last + 1, "\t".join(["", "", "合計", *[""] * 7, "85", "31", "54", *[""] * 4]))
    survey = extract("\n".join(text).encode())
    assert len(survey.bases) == 37
    assert "KY007" in {f.code for f in survey.findings}
    assert "合計" in {leftover.text for leftover in survey.leftovers}


@pytest.mark.slow
@given(st.integers(0, 36), st.integers(0, 16), any_text)
def test_one_odd_cell_loses_no_other_row(index: int, place: int, text: str) -> None:
    cell = " ".join(text.split()).replace('"', "")
    rows = [list(row) for row in ALL]
    rows[index][place] = cell
    lines = ["\t".join(c.label for c in specimen.COLUMNS), *map("\t".join, rows)]
    survey = extract("\n".join(lines).encode("utf-8", "replace"))
    others = [base for base in survey.bases if base.raw["base_no"] or base.raw["municipality_no"]]
    untouched = [b.raw for i, b in enumerate(SOUND.bases) if i != index]
    assert [b.raw for b in others if b.raw in untouched] == untouched
