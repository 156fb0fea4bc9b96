"""Values printed once for several rows, notes after figures, signs hung beyond a cell."""

from __future__ import annotations

import pytest

import pdfs
from kyoten_extract import Base, extract, read_table

HEADER = (
    "団体No,拠点No,団体名,拠点名,拠点設置国・地域,拠点都市,拠点形態,設置年度,主管部課名,職員数 計"
)


def bases(*rows: str) -> tuple[Base, ...]:
    survey = extract("\n".join((HEADER, *rows)).encode())
    assert [found.code for found in survey.findings if found.code in ("KY006", "KY005")] == []
    return survey.bases


def test_marks_for_the_value_above() -> None:
    one, two, three = bases(
        "1,1,北海道,北海道ソウル事務所,韓国,ソウル,a 独自事務所,H14,国際課,3",
        "1,2,同 上,北海道釜山事務所,〃,釜山,〃,〃,国際課,〃",
        '2,1,青森県,青森県釜山事務所,"""",〃,c 業務委託,H20,〃,1',
    )
    assert (two.municipality, two.country, two.form, two.staff) == (
        one.municipality,
        "韓国",
        one.form,
        one.staff,
    )
    assert (three.country, three.city, three.department) == ("韓国", "釜山", "国際課")
    assert two.raw["country"] == "〃"
    change = next(c for c in two.corrections if c.field == "country")
    assert (change.before, change.after, change.rule) == ("〃", "韓国", "repeated")


def test_a_name_left_out_while_its_numbers_go_on() -> None:
    _, two, three = bases(
        "1,1,北海道,北海道ソウル事務所,韓国,ソウル,a 独自事務所,H14,国際課,3",
        ",2,,北海道釜山事務所,韓国,釜山,a 独自事務所,H15,国際課,3",
        ",4,,北海道大連事務所,中国,大連,a 独自事務所,H16,国際課,3",
    )
    assert (two.municipality_no, two.municipality) == (1, "北海道")
    assert [c.rule for c in two.corrections] == ["carried", "carried"]
    # A number is missing: the row above may be another's.
    assert (three.municipality_no, three.municipality) == (None, None)


@pytest.mark.parametrize(
    ("printed", "count"), [("3※", 3), ("3*1", 3), ("3（注2）", 3), ("3(うち現地2)", 3)]
)
def test_notes_after_a_figure(printed: str, count: int) -> None:
    (base,) = bases(
        f"1,1,北海道,北海道ソウル事務所,韓国,ソウル,a 独自事務所,（H14）,国際課,{printed}"
    )
    assert base.staff is not None
    assert base.staff.total == count
    assert base.raw["staff_total"] == printed
    assert base.established is not None
    assert base.established.year == 2002


def test_a_sign_hung_beyond_its_cell() -> None:
    """The text of the next cell begins right where the sign ends."""
    grid = pdfs.grid([20, 70, 160], [280, 260, 240, 220, 200])
    labels = [pdfs.text("備考", 23, 266), pdfs.text("数", 73, 266)]
    rows = [
        pdfs.text(text, x, 246 - 20 * i)
        for i, pair in enumerate((("移転した。", "2"), ("", "3"), ("同じ市。", "4")))
        for text, x in zip(pair, (23, 73), strict=True)
        if text
    ]
    table = read_table(pdfs.pdf("\n".join([grid, *labels, *rows])))
    assert [row.cells for row in table.rows] == [("移転した。", "2"), ("", "3"), ("同じ市。", "4")]


def test_the_mark_of_a_footnote_is_no_part_of_a_name() -> None:
    (base,) = bases(
        "1,1,北海道（注1）,北海道ソウル事務所※2,韓国＊,ソウル(注),a 独自事務所,H14,国際課,3"
    )
    assert (base.municipality, base.name) == ("北海道", "北海道ソウル事務所")
    assert (base.country, base.city) == ("韓国", "ソウル")
    assert base.raw["municipality"] == "北海道（注1）"
    assert {c.rule for c in base.corrections} >= {"note"}


ROW = "1,1,北海道,北海道ソウル事務所,韓国,ソウル,a 独自事務所,H14,国際課,3"


@pytest.mark.parametrize(
    "above",
    [
        "自治体の海外拠点一覧\n（調査時点：令和6年9月30日）",
        "Overseas Offices of Local Governments (as of September 30, 2024)",
        "Overseas Offices (as of 30 Sept. 2024)",
    ],
)
def test_the_date_of_a_survey(above: str) -> None:
    quoted = "\n".join(f'"{line}"' for line in above.split("\n"))
    survey = extract("\n".join((quoted, HEADER, ROW)).encode())
    assert str(survey.as_of) == "2024-09-30"
    assert survey.title is not None
    assert survey.title.startswith(above[:8])


def test_a_blank_column_of_a_sheet_under_a_title() -> None:
    header, row = (line.split(",") for line in (HEADER, ROW))
    lines = [["自治体の海外拠点一覧(令和6年9月30日現在)"]]
    lines += [[*cells[:3], "", *cells[3:]] for cells in (header, row, row)]
    survey = extract("\n".join(map(",".join, lines)).encode())
    assert [base.name for base in survey.bases] == ["北海道ソウル事務所"] * 2
    assert [base.municipality for base in survey.bases] == ["北海道"] * 2
