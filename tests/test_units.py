"""Units in labels and in notes above the table, against those of the layout."""

from __future__ import annotations

import pytest

from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.survey_layout import Layout, Match
from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import TextRun
from kyoten_extract.records.unit_findings import unit_findings


def told(
    label: str, units: tuple[str, ...], *notes: str, known: str = "交付額", cell: str = "1,200"
) -> list[str]:
    column = Column("paid", (known,), "number", units=units)
    match = Match(Layout("grants", "", (column,), {}, 1), (label,), {"paid": 0})
    runs = [TextRun(1, note, (0.0, 0.0, 9.0, 9.0)) for note in notes]
    row = Row((cell,), (1,), ((1, 0.0, 0.0, 9.0, 9.0),), (5,))
    return [str(finding.actual) for finding in unit_findings(match, runs, [row])]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("交付額(千円)", "千円"),
        ("交付額（単位：百万円）", "百万円"),
        ("交付額 ［千円］ 国費", "千円"),
        ("交付額【千\n円】", "千円"),
        ("交付額 千円", "千円"),
        ("交付額 ％", "%"),
        ("交付額千円", "千円"),
        ("交付額（ドル）", "ドル"),
    ],
)
def test_another_unit_in_the_label_is_told(label: str, unit: str) -> None:
    assert told(label, ("円",)) == [unit]
    assert told(label, ("円", unit)) == []
    assert told(label, ()) == []


@pytest.mark.parametrize(
    ("label", "units"),
    [
        ("職員数（名）", ("人",)),
        ("職員数（派遣）", ("人",)),
        ("負担割合（％）", ("%",)),
        ("面積（㎡）", ("m2",)),
        ("公用車（台）", ("台",)),
        ("開館 時間", ("日",)),
    ],
)
def test_a_unit_in_other_signs_is_the_same(label: str, units: tuple[str, ...]) -> None:
    assert told(label, units) == []


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("（単位：千円）", ["千円"]),
        ("（単位:人、千円）", ["千円"]),
        ("※ 金額の単位は千円", ["千円"]),
        ("（単位：円）", []),
        ("（単位：千円、円）", []),
        ("（単位：千人）", []),
        ("千円未満は切り捨て", []),
    ],
)
def test_a_note_is_of_the_columns_of_its_measure(note: str, found: list[str]) -> None:
    assert told("交付額", ("円",), note) == found
    assert told("交付額（円）", ("円",), note) == []
    assert told("交付額", ("円",), note, cell="1,200 円") == []


def test_the_unit_of_a_known_label_is_one_of_the_layout() -> None:
    assert told("交付額(円)", (), known="交付額(千円)") == ["円"]
    assert told("交付額(千円)", ("円",), known="交付額(千円)") == []
