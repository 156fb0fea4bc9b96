"""Evidence just strong enough, and just too weak, to correct a text or to join halves of tables."""

from __future__ import annotations

import pytest

from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.records import url_corrections
from kyoten_extract.records.column_halves import join_halves
from kyoten_extract.records.corrections import correct_text
from kyoten_extract.records.name_corrections import repair_names
from kyoten_extract.records.normalize_cells import Reading, _corrected, columns_of
from kyoten_extract.records.row_texts import texts_of_row
from kyoten_extract.records.url_corrections import repair_address
from kyoten_extract.table.stitch import StitchedTable
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.repair.lexicon import Words
from kyoten_extract.text.url.url_repair import _STEPS


@pytest.mark.parametrize(
    ("least", "others", "made"),
    [(0.975, [], False), (0.975, ["センター"], True), (0.99, ["センター"], False)],
)
def test_a_correction_is_surer_where_another_row_has_the_text(
    least: float, others: list[str], made: bool
) -> None:
    assert (
        correct_text("x", "セン夕ー", "name", Words.of(others), least).text == "センター"
    ) is made


@pytest.mark.parametrize(("least", "made"), [(0.96, True), (0.98, False)])
def test_a_known_word_that_a_line_end_divides(least: float, made: bool) -> None:
    raw, words = "Interna-\ntional", Words.of(["International"])
    reading = _corrected("x", raw, Reading("Interna-tional", ()), "prose", words, least)
    assert (reading.text == "International") is made


@pytest.mark.parametrize(("names", "is_evidence"), [(20, True), (21, False)])
def test_a_number_that_many_names_share_numbers_no_municipality(
    names: int, is_evidence: bool
) -> None:
    cities = [one.name for one in municipalities() if one.name and one.name != "札幌市"]
    texts = ["札幌市", "礼幌市", *cities[: names - 2]]
    found = repair_names({"municipality": texts, "municipality_no": ["1"] * names})
    assert ("for the same number" in (found["municipality", "礼幌市"].evidence or "")) is (
        is_evidence
    )


def test_a_carried_value_is_surer_than_a_corrected_one() -> None:
    row = Row(("札幌市", "1O"), (1,), ((1, 0.0, 0.0, 9.0, 9.0),), (1,), carried=((0, "merged"),))
    match = LAYOUT.match(("cityの欄", "noの欄"))
    digit = correct_text("no", "1O", "number", Words.of([]), 0.0).corrections
    readings = {0: {"札幌市": Reading("札幌市", ())}, 1: {"1O": Reading("10", digit)}}
    carried, corrected = texts_of_row(row, match, columns_of(match), readings, 0.0).corrections
    assert corrected.confidence < carried.confidence < 1.0


def test_an_address_has_every_suggestion_of_a_word() -> None:
    outcome = repair_address("url", "http://x.jp/touan-support/", (), 0.95)
    assert outcome.doubt is not None
    assert min(step.confidence for step in _STEPS) == url_corrections.SUGGESTED


KEYS = ("no", "city", "year", "staff", "note")
LAYOUT = Layout(
    "bases",
    "一覧",
    tuple(Column(key, (f"{key}の欄",), "name") for key in KEYS),
    {},
    1,
)


def half(page: int, keys: str, tops: list[float], cells: list[str] | None = None) -> StitchedTable:
    """A table of the columns ``keys`` with rows 20 points high; ``cells``: of the first column."""
    names = keys.split()
    rows = tuple(
        Row(
            ((cells or [f"c{i}" for i in range(len(tops))])[i], *["x"] * (len(names) - 1)),
            (page,),
            ((page, 0.0, top, 100.0, top + 20.0),),
            (1,),
        )
        for i, top in enumerate(tops)
    )
    return StitchedTable(Table(tuple(f"{name}の欄" for name in names), rows), ())


def joined(left: StitchedTable, right: StitchedTable) -> str:
    """Whether two tables are one: by what, or "no"."""
    pairs = [
        (one, LAYOUT.match(one.table.header, [row.cells for row in one.table.rows]))
        for one in (left, right)
    ]
    tables, findings = join_halves(pairs, LAYOUT)
    if len(tables) == 2:
        return "no"
    return "heights" if "heights" in findings[0].message else "number"


TOPS = [100.0 + 30 * row for row in range(10)]


@pytest.mark.parametrize(("off", "by"), [(1.2, "heights"), (1.8, "number")])
def test_rows_of_one_table_stand_at_the_same_height(off: float, by: str) -> None:
    """Each row but the first begins and ends so many points further down: twice that in all."""
    moved = [TOPS[0], *(top + off for top in TOPS[1:])]
    assert joined(half(1, "no city", TOPS), half(2, "year staff", moved)) == by


@pytest.mark.parametrize(("level", "by"), [(8, "heights"), (7, "number")])
def test_most_rows_stand_at_the_same_height(level: int, by: str) -> None:
    moved = [*TOPS[:level], *(top + 9 for top in TOPS[level:])]
    assert joined(half(1, "no city", TOPS), half(2, "year staff", moved)) == by


@pytest.mark.parametrize(("same", "by"), [(8, "heights"), (7, "no")])
def test_a_column_that_is_printed_again_has_the_same_cells(same: int, by: str) -> None:
    cells = [f"c{i}" if i < same else f"d{i}" for i in range(10)]
    assert joined(half(1, "no city", TOPS), half(2, "no year staff", TOPS, cells)) == by


@pytest.mark.parametrize(("keys", "by"), [("year", "no"), ("year staff", "heights")])
def test_one_further_column_is_no_half_of_a_table(keys: str, by: str) -> None:
    assert joined(half(1, "no city", TOPS), half(2, keys, TOPS)) == by
