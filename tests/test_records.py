"""Records of any survey: rows, values, checks and files, by a layout of the caller's own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, make_dataclass, replace
from decimal import Decimal
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import pytest
from click.testing import CliRunner

from kyoten_extract import (
    KYOTEN,
    Coded,
    FiscalYear,
    Layout,
    Record,
    Records,
    extract,
    read_records,
    read_table,
    validate,
)
from kyoten_extract.cli.commands import cli
from kyoten_extract.errors import FormatError, LayoutError, UsageError
from kyoten_extract.layout.infer_layout import infer_layout, to_toml
from kyoten_extract.layout.survey_records import records_schema
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.records.parse_records import parse_records, total_row
from pdfs import pdf, table, text

WALK = Path(__file__).parents[1] / "docs" / "another_survey"
FIXTURES = Path(__file__).parent / "fixtures"

pytestmark = pytest.mark.skipif(not WALK.is_dir(), reason="the wheel is tested without its sources")

SHOPS = """
name = "shops"
dates = []
identifies = ["shop"]
[[columns]]
key = "shop"
labels = ["店名"]
holds = "name"
[[columns]]
key = "floor"
labels = ["階"]
holds = "number"
required = true
[[columns]]
key = "open"
labels = ["開店"]
holds = "year"
"""


def layout(more: str = "", base: str = SHOPS) -> Layout:
    return Layout.from_toml(base + more)


def shops(*rows: tuple[str, ...], header: tuple[str, ...] = ("店名", "階", "開店")) -> bytes:
    return pdf(table([header, *rows]))


def codes(records: Records[Any]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.field) for finding in validate(records).findings]


@pytest.fixture(scope="module")
def clinics() -> Records[Record]:
    return read_records(WALK / "clinics.pdf", layout=Layout.load(WALK / "clinics.toml"))


def truth() -> list[list[str]]:
    pytest.importorskip("reportlab")
    sys.path.insert(0, str(WALK))
    try:
        import make_clinics

        return make_clinics.rows()
    finally:
        sys.path.remove(str(WALK))


def test_a_list_of_clinics(clinics: Records[Record]) -> None:
    *rows, total = truth()
    assert len(clinics) == len(rows)
    for record, row in zip(clinics, rows, strict=True):
        values = list(record.values.values())
        era, (year, rest) = row[13][:2], row[13][2:].split("年")
        month, day = rest.rstrip("日").split("月")
        first = {"平成": 1988, "令和": 2018}[era]
        assert values == [
            int(row[0]), *row[1:6], None if row[6] == "なし" else row[6],
            tuple(row[7].split("\n")), row[8] == "○", row[9] == "○",
            int(row[10]), int(row[11]), int(row[12]),
            dt.date(first + int(year), int(month), int(day)),
        ]  # fmt: skip
    assert clinics.title == "みらい県 電話で診療を受けられる医療機関の一覧(令和6年4月1日現在)"
    assert clinics.as_of == dt.date(2024, 4, 1)
    (printed,) = clinics.total_rows
    assert [printed.texts[key] for key in ("first_visit", "beds")] == [total[8], total[10]]
    assert clinics.findings == clinics.leftovers == ()
    assert all(page.printed == page.accounted for page in clinics.ledger)
    report = validate(clinics)
    assert report.findings == ()
    assert [entry.explained_by for entry in report.reconciliation] == ["above"] * 5
    assert report.ok


def test_a_record_gives_its_values_by_name(clinics: Records[Record]) -> None:
    record = clinics[3]
    assert record.beds == record.values["beds"]
    with pytest.raises(AttributeError, match="no column 'bed'"):
        _ = record.bed
    assert record.source.pages == (1,)
    assert record.raw["url"] != record.url
    assert {change.field for change in record.corrections} >= {"url"}
    assert pickle.loads(pickle.dumps(record)) == record
    assert clinics[:2] == clinics.records[:2]


def test_values_that_were_changed_by_hand_are_told(clinics: Records[Record]) -> None:
    first, *rest = clinics.rows
    changed = replace(first, values={**first.values, "beds": 3})
    report = validate(replace(clinics, rows=(changed, *rest)))
    assert {f.code for f in report.findings if f.field == "beds"} == {"KY105", "KY061", "KY064"}


# Files.


def test_json_and_back(clinics: Records[Record]) -> None:
    data = json.loads(json.dumps(clinics.to_dict(), ensure_ascii=False))
    again = Records.from_dict(data)
    assert again == clinics
    assert [r.values for r in again] == [r.values for r in clinics]
    assert again.layout == clinics.layout
    assert list(data) == [
        "title", "as_of", "source", "layout", "records", "published", "total_rows", "leftovers",
        "findings",
    ]  # fmt: skip
    jsonschema = pytest.importorskip("jsonschema")
    shipped = resources.files("kyoten_extract").joinpath("schemas/records.schema.json")
    schema = json.loads(shipped.read_text(encoding="utf-8"))
    assert schema == records_schema()
    jsonschema.Draft202012Validator(schema).validate(data)
    data["records"][0]["values"]["beds"] = "three"
    with pytest.raises(FormatError, match="beds: 'three' is not a number"):
        Records.from_dict(data)


def test_values_of_every_kind_in_json_and_back() -> None:
    kinds = {
        "a": ("decimal", "1.50"), "b": ("year", "H14"), "c": ("date", "R2.4.1"),
        "d": ("flag", "×"), "e": ("code", "c 業務委託"), "f": ("items", "甲、乙"),
        "g": ("number", "-"), "h": ("decimal", "12345678901234567890.12"),
    }  # fmt: skip
    toml = 'name = "kinds"\ndates = []\nidentifies = ["a"]\n' + "".join(
        f'[[columns]]\nkey = "{key}"\nlabels = ["列{key}"]\nholds = "{kind}"\n'
        for key, (kind, _) in kinds.items()
    )
    described = Layout.from_toml(toml)
    cells = tuple(text for _, text in kinds.values())
    row = Row(cells, (1,), ((1, 0.0, 0.0, 9.0, 9.0),), (9,))
    (record,), found = parse_records([row], described.match([f"列{key}" for key in kinds]))
    assert found == ()
    assert record.values == {
        "a": Decimal("1.50"), "b": FiscalYear("平成", 14, 2002), "c": dt.date(2020, 4, 1),
        "d": False, "e": Coded("c", "業務委託"), "f": ("甲", "乙"), "g": None,
        "h": Decimal("12345678901234567890.12"),
    }  # fmt: skip
    source = extract(FIXTURES / "reportlab.pdf").source
    records = Records(None, None, source, described, (record,), records=(record,))
    again = Records.from_dict(json.loads(json.dumps(records.to_dict())))
    assert again == records
    frame = records.to_dataframe()
    assert list(frame.columns) == [
        "a",
        "b",
        "b_era",
        "c",
        "d",
        "e",
        "e_note",
        "f",
        "g",
        "h",
        "pages",
        "page",
        "findings",
        "corrections",
    ]
    assert frame.loc[0, ["b", "b_era", "e", "e_note", "f"]].tolist() == [
        2002, "平成14", "c", "業務委託", "甲; 乙",
    ]  # fmt: skip
    assert str(frame.dtypes["d"]) == "boolean"


def test_every_export(clinics: Records[Record], tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import openpyxl
    import pandas as pd

    clinics.to_csv(tmp_path / "c.csv")
    lines = list(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_text("utf-8-sig"))))
    assert len(lines) == len(clinics)
    assert lines[3]["first_visit"] in ("true", "false")
    assert lines[3]["opened"] == clinics[3].opened.isoformat()
    clinics.to_parquet(tmp_path / "c.parquet")
    frame = pd.read_parquet(tmp_path / "c.parquet")
    assert frame["beds"].sum() == sum(record.beds for record in clinics)
    clinics.to_excel(tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert book.sheetnames == ["一覧", "指摘", "訂正"]
    sheet = book["一覧"]
    labels = {column.key: column.label for column in clinics.layout.columns}
    keys = [cell.comment.text if cell.comment else cell.value for cell in sheet[2]]
    assert keys == list(lines[0])
    headings = [cell.value for cell in sheet[2]]
    assert headings[0] == "番号"
    assert all(labels[k] in h for k, h in zip(keys, headings, strict=True) if k in labels)
    assert len(set(headings)) == len(headings)
    assert sheet.max_row == len(clinics) + 2
    stream = io.BytesIO()
    clinics.to_csv(stream)
    assert stream.getvalue() == (tmp_path / "c.csv").read_bytes()


# Rows.


def test_columns_that_the_layout_does_not_have_are_extras() -> None:
    data = shops(("甲", "1", "朝"), header=("店名", "階", "時間"))
    (record,) = read_records(data, layout=layout())
    assert record.extras == {"時間": "朝"}
    assert record.open is None
    records = read_records(data, layout=layout())
    assert [f.code for f in records.findings] == ["KY001", "KY002"]
    assert "時間" in records.to_dataframe().columns


def test_an_extra_with_the_name_of_a_column_is_kept_beside_it() -> None:
    data = shops(("甲", "1", "朝"), header=("店名", "階", "floor"))
    frame = read_records(data, layout=layout()).to_dataframe()
    assert frame.loc[0, ["floor", "floor'"]].tolist() == [1, "朝"]


def test_a_required_column_or_value_that_is_missing_is_an_error() -> None:
    records = read_records(
        shops(("甲", "", "2001"), ("乙", "x", "2002"), ("丙", "3", "")), layout=layout()
    )
    report = validate(records)
    assert [(f.code, f.severity, f.field) for f in report.findings] == [
        ("KY006", "error", "floor"),
        ("KY103", "error", "floor"),
    ]
    data = shops(("甲", "2001"), header=("店名", "開店"))
    report = validate(read_records(data, layout=layout()))
    assert [(f.code, f.severity) for f in report.findings] == [("KY001", "error")]


def test_an_optional_column_may_be_missing_in_silence() -> None:
    data = shops(("甲", "1"), header=("店名", "階"))
    assert codes(read_records(data, layout=layout())) == [("KY001", "open")]
    assert codes(read_records(data, layout=layout("optional = true"))) == []


def test_an_empty_cell_may_mean_no_but_a_missing_column_does_not() -> None:
    flag = layout("", SHOPS.replace('holds = "year"', 'holds = "flag"\nyes = ["○"]\nno = [""]'))
    records = read_records(shops(("甲", "1", "○"), ("乙", "2", "")), layout=flag)
    assert [record.open for record in records] == [True, False]
    records = read_records(shops(("甲", "1"), header=("店名", "階")), layout=flag)
    assert [record.open for record in records] == [None]


def test_rows_of_which_none_is_a_record_are_an_error() -> None:
    records = read_records(shops(("", "1", "2001"), ("", "2", "2002")), layout=layout())
    assert len(records) == 0
    assert [f.code for f in records.findings].count("KY060") == 1
    assert not validate(records).ok


def test_a_table_without_the_columns_that_identify_a_row_is_another_one() -> None:
    body = [
        table([("店名", "階", "開店"), ("甲", "1", "2001"), ("乙", "2", "2002")]),
        table([("月", "階", "開店"), ("一", "1", "2"), ("二", "3", "4")], top=150),
    ]
    records = read_records(pdf("\n".join(body)), layout=layout())
    assert [record.shop for record in records] == ["甲", "乙"]
    assert records.findings == ()
    assert len(records.leftovers) == 9


def test_a_table_of_other_columns_is_refused() -> None:
    data = shops(("1", "2", "3"), header=("月", "火", "水"))
    with pytest.raises(LayoutError, match="shops: the best has 0 of 3 columns"):
        read_records(data, layout=layout())


def test_columns_without_a_label_by_place_or_content() -> None:
    data = shops(("1", "甲", "2001"), ("2", "乙", "2002"), header=("", "店名", "開店"))
    by_place = SHOPS.replace('labels = ["階"]', "place = 1")
    records = read_records(data, layout=Layout.from_toml(by_place))
    assert [record.floor for record in records] == [1, 2]
    assert records.findings == ()
    by_content = SHOPS.replace('labels = ["階"]', "labels = []")
    records = read_records(data, layout=Layout.from_toml(by_content))
    assert [record.floor for record in records] == [1, 2]
    assert [f.code for f in records.findings] == ["KY065"]
    # A label that is printed all the same is told, and columns that do not fit are left alone.
    records = read_records(shops(("甲", "1", "2001")), layout=Layout.from_toml(
        SHOPS.replace('labels = ["階"]', "place = 2")
    ))  # fmt: skip
    assert [f.code for f in records.findings] == ["KY065"]
    wrong = shops(("東", "甲", "2001"), header=("", "店名", "開店"))
    records = read_records(wrong, layout=Layout.from_toml(by_content))
    assert ("KY001", "floor") in codes(records)
    assert records[0].extras == {"column 1": "東"}


def test_cells_that_span_rows_fill_the_empty_ones_below() -> None:
    merged = SHOPS.replace('holds = "number"', 'holds = "number"\nmerged = true\nunique = true')
    records = read_records(
        shops(("甲", "1", "2001"), ("乙", "", "2002"), ("丙", "2", "2003"), ("丁", "1", "2004")),
        layout=Layout.from_toml(merged),
    )
    assert [record.floor for record in records] == [1, 1, 2, 1]
    (change,) = records[1].corrections
    assert (change.rule, change.before, change.after) == ("carried", "", "1")
    assert records[1].raw["floor"] == ""
    # One cell is one value; the same value further on is not.
    (finding,) = validate(records).findings
    assert (finding.code, finding.bbox) == ("KY062", records[3].source.boxes[0][1:])


def headed(*rows: tuple[str, ...]) -> bytes:
    """A list with a row across the table wherever ``rows`` has a single text."""
    pytest.importorskip("reportlab")
    from reportlab.lib import colors
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table as Drawn

    font = "HeiseiKakuGo-W5"
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    cells = [("店名", "階", "開店"), *((*row, "", "")[:3] for row in rows)]
    drawn = Drawn(cells, [150, 80, 80])
    drawn.setStyle(
        [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), font)]
    )
    spans = [i for i, row in enumerate(rows, 1) if len(row) == 1]
    drawn.setStyle([("SPAN", (0, i), (-1, i)) for i in spans])
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build([drawn])
    return stream.getvalue()


def test_a_heading_between_rows_is_the_section_of_those_below() -> None:
    east = [("東地区",), ("甲", "1", "2001"), ("乙", "2", "2002"), ("丙", "2", "2003")]
    west = [("西地区",), ("丁", "1", "2004"), ("戊", "3", "2004"), ("己", "3", "2005")]
    records = read_records(headed(*east, *west), layout=layout())
    assert [(record.shop, record.section) for record in records] == [
        ("甲", "東地区"), ("乙", "東地区"), ("丙", "東地区"),
        ("丁", "西地区"), ("戊", "西地区"), ("己", "西地区"),
    ]  # fmt: skip
    assert records.findings == ()
    assert [left.text for left in records.leftovers] == ["東地区", "西地区"]
    assert records.to_dataframe()["section"].tolist() == ["東地区"] * 3 + ["西地区"] * 3
    assert Records.from_dict(records.to_dict())[0].section == "東地区"


@pytest.mark.parametrize("columns", [3, 4])
def test_records_of_two_tables_are_told_apart_by_their_headings(columns: int) -> None:
    """Two tables of the same columns are one, cut in two; of others, two tables."""
    head = ("店名", "階", "開店", "電話")
    east = [head[:3], ("甲", "1", "2001"), ("乙", "2", "2002")]
    west = [
        head[:columns],
        *(row[:columns] for row in (("丙", "1", "2003", "0"), ("丁", "2", "2004", "0"))),
    ]
    body = [text("東地区", 30, 285), table(east), text("西地区", 30, 155), table(west, top=150)]
    records = read_records(pdf("\n".join(body)), layout=layout())
    assert [(record.shop, record.section) for record in records] == [
        ("甲", "東地区"), ("乙", "東地区"), ("丙", "西地区"), ("丁", "西地区"),
    ]  # fmt: skip
    assert codes(records) == [("KY002", None)] * (columns == 4)


def test_rows_of_totals_are_compared() -> None:
    totals = layout('[[columns]]\nkey = "x"\nlabels = ["有"]\nholds = "flag"\n',
                    SHOPS.replace("dates = []", 'dates = []\ntotal_rows = ["小計", "合計"]'))  # fmt: skip
    head = ("店名", "階", "有")
    rows = [("甲", "1", "○"), ("乙", "2", "×"), ("小計", "3", "1"), ("丙", "5", "○")]
    parts = [*rows, ("小計", "5", "1")]
    records = read_records(shops(*parts, ("合計", "8", "2"), header=head), layout=totals)
    assert [(t.label, t.records) for t in records.total_rows] == [
        ("小計", 2), ("小計", 3), ("合計", 3),
    ]  # fmt: skip
    report = validate(records)
    assert [f.code for f in report.findings] == ["KY001"]
    assert [entry.explained_by for entry in report.reconciliation] == [
        "above", "above", "since-totals", "since-totals", "above", "above",
    ]  # fmt: skip
    # Sub-totals that go on adding up are told, and so is a total of the last part alone.
    records = read_records(
        shops(*rows, ("小計", "8", "2"), ("合計", "8", "2"), header=head), layout=totals
    )
    found = [(f.code, f.severity) for f in validate(records).findings if f.code == "KY064"]
    assert found == [("KY064", "info"), ("KY064", "info")]
    wrong = read_records(shops(*rows[:2], ("小計", "4", "1"), header=head), layout=totals)
    (finding,) = [f for f in validate(wrong).findings if f.code == "KY064"]
    assert (finding.severity, finding.field, finding.expected, finding.actual) == (
        "error", "floor", 4, 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("3", None),
        ("-", None),
        ("", None),
        ("合計", None),
        ("3人", None),
        ("3※", None),
        ("1,0\n03", "KY064"),
        ("約3", "KY006"),
        ("調査中", "KY006"),
        ("3千", "KY006"),
    ],
)
def test_a_sum_that_can_t_be_read_is_told(printed: str, code: str | None) -> None:
    totals = layout(base=SHOPS.replace("dates = []", 'dates = []\ntotal_rows = ["合計"]'))
    match = totals.match(("店名", "階", "開店"))
    row = Row(("合計", printed, ""), (1,), ((1, 0.0, 0.0, 9.0, 9.0),), (5,))
    total, findings = total_row(row, match, 2)
    assert [(f.code, f.field) for f in findings] == (
        [("KY006", "floor")] if code == "KY006" else []
    )
    read = read_records(shops(("甲", "1", "2001"), ("乙", "2", "2001")), layout=totals)
    read = replace(read, total_rows=(total,))
    assert [f.code for f in validate(read).findings] == ([code] if code == "KY064" else [])


def test_published_figures_below_the_table() -> None:
    more = (
        '[totals]\nshops = ["店舗数"]\nfloors = ["延べ階数"]\nyears = ["年数"]\n'
        '[[checks]]\npublished = "shops"\nof = "rows"\n'
        '[[checks]]\npublished = "floors"\nof = "sum"\ncolumn = "floor"\n'
        '[[checks]]\npublished = "years"\nof = "distinct"\ncolumn = "open"\n'
    )
    body = table([("店名", "階", "開店"), ("甲", "1", "2001"), ("乙", "2", "2001")])
    below = table([("店舗数", "延べ階数", "年数"), ("2", "4", "1")], top=150)
    records = read_records(pdf(body + "\n" + below), layout=layout(more))
    assert records.published == {"shops": 2, "floors": 4, "years": 1}
    assert codes(records) == [("KY064", "floors")]
    assert records.leftovers == ()


CHECKS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "sum": ('[[checks]]\nsum = ["floor", "open_no"]\ntotal = "all"\n', ("2", "3", "6"), "KY061"),
    "one_of": ('one_of = ["5", "6"]\n', ("2", "3", "7"), "KY063"),
    "between": ("between = [1, 6]\n", ("2", "3", "7"), "KY063"),
    "matches": ('matches = "[1-6]"\n', ("2", "3", "7"), "KY063"),
    "not_empty": ('[[checks]]\nnot_empty = ["all"]\n', ("2", "3", ""), "KY103"),
}


@pytest.mark.parametrize("name", CHECKS)
def test_declared_checks(name: str) -> None:
    more, row, code = CHECKS[name]
    toml = 'name = "n"\ndates = []\nidentifies = ["floor"]\n' + "".join(
        f'[[columns]]\nkey = "{key}"\nlabels = ["{label}"]\nholds = "number"\n'
        for key, label in (("floor", "階"), ("open_no", "番"), ("all", "計"))
    )
    described = Layout.from_toml(toml + more)
    good = read_records(shops(("2", "3", "5"), header=("階", "番", "計")), layout=described)
    assert codes(good) == []
    bad = read_records(shops(("2", "3", "5"), row, header=("階", "番", "計")), layout=described)
    report = validate(bad)
    (finding,) = report.findings
    assert (finding.code, finding.field) == (code, "all")
    assert finding.bbox == bad[1].source.boxes[0][1:]
    own = read_records(
        shops(("2", "3", "5"), row, header=("階", "番", "計")),
        layout=Layout.from_toml(toml + more + 'severity = "info"\ncode = "X001"\n'),
    ) if more.startswith("[[") else None  # fmt: skip
    if own is not None:
        (finding,) = validate(own).findings
        assert (finding.code, finding.severity) == ("X001", "info")


def test_unique_values() -> None:
    more = '[[checks]]\nunique = ["floor", "open"]\n'
    rows = [("甲", "1", "2001"), ("乙", "1", "2002"), ("丙", "1", "2001")]
    records = read_records(shops(*rows), layout=layout(more))
    (finding,) = validate(records).findings
    assert finding.code == "KY062"
    assert finding.message == "1-2001 is printed for 甲 and again for 丙"
    assert codes(read_records(shops(*rows[:2]), layout=layout(more))) == []


def test_rules_of_the_caller_s_and_findings_left_out(clinics: Records[Record]) -> None:
    from kyoten_extract import Finding

    def none(records: Records[Any]) -> Any:
        yield Finding("X001", "warning", str(len(records)))

    def broken(records: Records[Any]) -> Any:
        raise ValueError("oh")

    assert [f.code for f in validate(clinics, rules=[none, broken]).findings] == ["KY901", "X001"]
    assert validate(clinics, rules=[none], ignore=["X001"]).findings == ()
    assert validate(clinics, rules=[none], only=["X002"]).findings == ()


# A survey's layout with further columns.


def test_no_column_of_a_survey_s_layout_is_lost() -> None:
    """A layout may declare columns that a base has no field for: they are its extras."""
    kept = tuple(column for column in KYOTEN.columns if column.key not in ("remarks", "name"))
    column = replace(KYOTEN.column("remarks"), key="notes", holds="number")
    office = replace(KYOTEN.column("name"), key="office")
    described = replace(KYOTEN, columns=(*kept, column, office))
    survey = extract(FIXTURES / "reportlab.pdf", layout=described)
    plain = extract(FIXTURES / "reportlab.pdf")
    named = [base for base in plain.bases if base.name]
    assert named
    for base, other in zip(survey.bases, plain.bases, strict=True):
        assert base.extras.get("office") == other.name
        assert (base.name, base.raw["office"]) == (None, other.raw["name"])
    assert "office" in survey.to_dataframe().columns
    unreadable = [f for f in survey.findings if f.code == "KY006"]
    assert {f.field for f in unreadable} <= {"notes"}
    assert len(unreadable) == sum(base.remarks is not None for base in plain.bases)


def test_the_survey_as_records_has_the_same_values() -> None:
    survey = extract(FIXTURES / "reportlab.pdf")
    records = read_records(FIXTURES / "reportlab.pdf", layout=KYOTEN)
    assert len(records) == len(survey.bases)
    for record, base in zip(records, survey.bases, strict=True):
        assert record.key == base.key
        assert (record.municipality, record.city) == (base.municipality, base.city)
        assert record.form == Coded(base.form.value, base.form_note) if base.form else True
        assert record.established == base.established
        assert record.raw == base.raw
        assert record.source == base.source
    assert records.findings == survey.findings


def test_the_survey_s_own_layout_checks_a_survey() -> None:
    more = replace(KYOTEN, checks=())
    survey = extract(FIXTURES / "reportlab.pdf")
    first = survey.bases[0]
    assert first.staff is not None
    wrong = replace(survey, bases=(replace(first, staff=replace(first.staff, total=99)),))
    assert "KY101" in {f.code for f in validate(wrong).findings}
    assert "KY101" not in {f.code for f in validate(wrong, layout=more).findings}


def test_a_required_column_of_one_s_own_is_checked_in_a_survey_too() -> None:
    columns = [c for c in KYOTEN.columns if c.key not in ("contractor", "remarks")]
    own = replace(KYOTEN.column("contractor"), key="partner", required=True)
    described = replace(
        KYOTEN, columns=(*columns, own, replace(KYOTEN.column("remarks"), required=True))
    )
    survey = extract(FIXTURES / "reportlab.pdf", layout=described)
    report = validate(survey, layout=described)
    empty = [f for f in report.findings if f.code == "KY103"]
    without = [base for base in survey.bases if "partner" not in base.extras]
    assert without
    assert sum(f.field == "partner" for f in empty) == len(without)
    assert sum(f.field == "remarks" for f in empty) == sum(b.remarks is None for b in survey.bases)


# Classes of the caller's own.


@dataclass(frozen=True)
class Shop:
    shop: str
    floor: int | None
    open: int | None


def test_records_as_the_caller_s_own_class() -> None:
    records = read_records(shops(("甲", "1", "H13"), ("乙", "-", "")), layout=layout(), into=Shop)
    assert list(records) == [Shop("甲", 1, 2001), Shop("乙", None, None)]
    assert [row.raw["open"] for row in records.rows] == ["H13", ""]
    assert read_records(shops(("甲", "1", "2001")), layout=layout()).into(Shop)[0].shop == "甲"


def test_a_class_may_have_what_a_record_has(clinics: Records[Record]) -> None:
    class Sort(Enum):
        HOSPITAL = "病院"
        CLINIC = "診療所"

    hints: dict[str, Any] = {
        "no": int | None, "kind": Sort | None, "name": str, "postal": str | None,
        "address": str | None, "phone": str | None, "url": str | None,
        "departments": tuple[str, ...], "first_visit": bool | None, "further_visits": bool | None,
        "beds": float | None, "beds_general": int | None, "beds_care": int | None,
        "opened": dt.date | None, "corrections": tuple, "section": str,
    }  # fmt: skip
    kind = make_dataclass("Clinic", hints.items(), frozen=True)
    clinic = clinics.into(kind)[3]
    assert clinic.kind is Sort.HOSPITAL
    assert isinstance(clinic.beds, float)
    assert clinic.corrections == clinics[3].corrections
    hints["kind"] = Literal["病院", "診療所"] | None
    assert clinics.into(make_dataclass("Clinic", hints.items()))[3].kind == "病院"
    for change in ({"kind": Literal["病院"] | None}, {"kind": int | None}, {"beds": str | None},
                   {"first_visit": int | None}, {"opened": dt.datetime | None}, {"name": bytes},
                   {"departments": list[str]}, {"beds": int}, {"beds": int | str | None}):  # fmt: skip
        with pytest.raises(UsageError, match=f"Clinic.{next(iter(change))} "):
            clinics.into(make_dataclass("Clinic", (hints | change).items()))


def test_a_code_keeps_its_note_in_a_class_of_the_caller_s() -> None:
    coded = layout("", SHOPS.replace('holds = "year"', 'holds = "code"\nchoices = ["○", "×"]'))
    data = shops(("甲", "1", "○(予約のみ)"), ("乙", "2", "×"))
    hints: dict[str, Any] = {"shop": str, "floor": int | None, "open": Coded | None}
    kind = make_dataclass("Shop", hints.items())
    assert [shop.open for shop in read_records(data, layout=coded, into=kind)] == [
        Coded("○", "(予約のみ)"), Coded("×"),
    ]  # fmt: skip
    kind = make_dataclass("Shop", (hints | {"open": str | None}).items())
    assert [shop.open for shop in read_records(data, layout=coded, into=kind)] == [
        "○ (予約のみ)", "×",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"shop": str, "floor": int | None}, "no field for the column 'open' .*open: int"),
        (
            {"shop": str, "floor": int | None, "open": int | None, "size": int | None},
            "no column for the field 'size'",
        ),
        ({"shop": str, "floor": int, "open": int | None}, "Shop.floor can't be None"),
        ({"shop": str, "floor": "Nothing", "open": int | None}, "can't be resolved"),
    ],
)
def test_a_class_that_does_not_fit_is_refused_before_reading(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        read_records(b"", layout=layout(), into=make_dataclass("Shop", fields.items()))
    with pytest.raises(UsageError, match="not a dataclass"):
        read_records(b"", layout=layout(), into=dict)


# The command line.


def run(*args: object) -> Any:
    return CliRunner().invoke(cli, [str(arg) for arg in args], catch_exceptions=False)


def test_the_commands_take_a_layout(tmp_path: Path) -> None:
    mine = WALK / "clinics.toml"
    out, report, changes = tmp_path / "c.json", tmp_path / "c.html", tmp_path / "c.csv"
    args = ("extract", WALK / "clinics.pdf", "--layout", mine, "-o", out)
    assert run(*args, "--report", report, "--corrections", changes).exit_code == 0
    records = Records.from_dict(json.loads(out.read_text(encoding="utf-8")))
    assert len(records) == 24
    assert "24 件" in report.read_text(encoding="utf-8")
    lines = list(csv.DictReader(io.StringIO(changes.read_text("utf-8-sig"))))
    assert len(lines) == sum(len(row.corrections) for row in records.rows)
    for source in (("validate", out), ("validate", WALK / "clinics.pdf", "--layout", mine)):
        result = run(*source)
        assert result.exit_code == 0
        assert result.stdout == "24 records; 5 of 5 published figures explained; no errors\n"
    assert json.loads(run("validate", out, "--format", "json").stdout)["ok"] is True
    assert "<h1>" in run("validate", out, "--format", "html").stdout
    assert run("extract", WALK / "clinics.pdf", "--layout", mine, "--format", "csv").exit_code == 0
    fixture = FIXTURES / "reportlab.pdf"
    copy = tmp_path / "kyoten.toml"
    copy.write_text(
        (Path(sys.modules["kyoten_extract.layout"].__path__[0]) / "kyoten.toml").read_text("utf-8"),
        "utf-8",
    )
    assert run("diff", fixture, fixture, "--layout", copy).exit_code == 0
    assert json.loads(run("extract", fixture, "--layout", copy).stdout)["bases"]


def refused(*args: object) -> str:
    with pytest.raises((UsageError, FormatError)) as caught:
        run(*args)
    return str(caught.value)


def test_what_needs_the_survey_refuses_other_records(tmp_path: Path) -> None:
    mine, file = WALK / "clinics.toml", WALK / "clinics.pdf"
    assert "diff needs a layout" in refused("diff", file, file, "--layout", mine)
    assert "--cross-check" in refused("extract", file, "--layout", mine, "--cross-check")
    assert "no such file" in refused("extract", file, "--layout", tmp_path / "none.toml")
    out = tmp_path / "c.json"
    run("extract", file, "--layout", mine, "-o", out)
    assert "no bases" in refused("diff", out, out)


# Drafts.


def test_a_draft_reads_the_list_it_was_drafted_from(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    assert run("layout", WALK / "clinics.pdf", "--infer", "-o", mine).exit_code == 0
    drafted, made = Layout.load(mine), Layout.load(WALK / "clinics.toml")
    assert [column.holds for column in drafted.columns] == [c.holds for c in made.columns]
    assert [column.labels for column in drafted.columns] == [c.labels for c in made.columns]
    assert drafted.total_rows == ("合計",)
    assert {check.check for check in drafted.checks} == {"sum", "unique"}
    records = read_records(WALK / "clinics.pdf", layout=drafted)
    assert len(records) == 24
    assert validate(records).findings == ()


def drafted(header: tuple[str, ...], rows: list[tuple[str, ...]], heading: str = "") -> Layout:
    box = ((1, 0.0, 0.0, 9.0, 9.0),)
    lines = tuple(Row(cells, (1,), box, (1,)) for cells in rows)
    draft = infer_layout(Table(header, lines, heading=heading))
    return Layout.from_toml(to_toml(draft, 'a "b"\n.pdf'))


def test_drafts_of_odd_tables() -> None:
    same = drafted(("", "名称", "名称", 'a"\\'), [("1", "x", "y", "z")] * 3)
    assert [column.labels for column in same.columns] == [(), ("名称",), (), ('a"\\',)]
    assert [column.place for column in same.columns] == [1, None, 3, None]
    assert len({column.key for column in same.columns}) == 4
    empty = drafted(("甲",), [])
    assert (empty.columns[0].holds, empty.columns[0].required) == ("prose", False)
    assert empty.dates == ()
    dated = drafted(("甲",), [("a",)], "施設の一覧（令和２年３月末現在）")
    assert (dated.title, dated.dates) == ("施設の一覧", ("現在", "時点"))


def test_a_sum_is_drafted_only_where_it_holds() -> None:
    def sums(rows: list[tuple[str, ...]]) -> list[tuple[tuple[str, ...], str | None]]:
        checks = drafted(("名", "甲", "乙", "計"), rows).checks
        return [(check.columns, check.total) for check in checks if check.check == "sum"]

    rows = [("a", "1", "2", "3"), ("b", "4", "5", "9"), ("c", "0", "7", "7")]
    assert sums(rows) == [(("甲", "乙"), "計")]
    assert sums([*rows, ("d", "1", "1", "3")]) == []
    assert sums([("a", "0", "2", "2"), ("b", "0", "5", "5"), ("c", "0", "7", "7")]) == []


MANY: list[tuple[str, Callable[[int], str]]] = [
    ("url", lambda n: f"https://www.example.jp/{n}"),
    ("email", lambda n: f"a{n}@example.jp"),
    ("postal", lambda n: f"600-84{n:02}"),
    ("phone", lambda n: f"03-1234-56{n:02}"),
    ("date", lambda n: f"令和2年4月{n + 1}日"),
    ("year", lambda n: f"平成{n + 1}年度"),
    ("flag", lambda n: "○×"[n % 2]),
    ("code", lambda n: ("○(予約のみ)", "×")[n % 2]),
    ("number", lambda n: f"{n}人"),
    ("decimal", lambda n: f"{n}.5"),
    ("choice", lambda n: ("病院", "診療所")[n % 2]),
    ("items", lambda n: f"内科\n外科\n眼科{n}"),
    ("name", lambda n: f"施設{n}号館"),
    ("prose", lambda n: f"市内の中小企業の海外への展開を支援するため、相談に応じ、展示会に出展する。{n}"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), MANY, ids=[kind for kind, _ in MANY])
def test_kinds_are_guessed(kind: str, value: Callable[[int], str]) -> None:
    layout = drafted(("見出し",), [(value(n),) for n in range(20)])
    assert layout.columns[0].holds == kind


# Real lists.


PREFECTURES = """
name = "clinics"
title = "電話や情報通信機器を用いて診療を実施する医療機関"
identifies = ["name"]
dates = []
total_rows = ["合計"]
columns = [
  { key = "no", place = 1, holds = "number", unique = true, merged = true },
  { key = "sort", labels = ["病院／診療所"], holds = "choice", choices = ["病院", "診療所"], optional = true },
  { key = "name", labels = ["基本情報 施設名"], holds = "name", required = true },
  { key = "postal", labels = ["基本情報 郵便番号"], holds = "postal", required = true },
  { key = "address", labels = ["基本情報 住所"], holds = "prose", required = true },
  { key = "phone", labels = ["基本情報 電話番号"], holds = "phone", required = true },
  { key = "url", labels = ["基本情報 ウェブサイトURL"], holds = "url", absent = ["なし", "無し"] },
  { key = "first", labels = ["初診の電話等を用いた診療の実施の有無", "電話による診療 初診"], holds = "code", choices = ["○", "×", "△"] },
  { key = "further", labels = ["再診の電話等を用いた診療の実施の有無", "電話による診療 再診"], holds = "code", choices = ["○", "×", "△"] },
  { key = "online_first", labels = ["オンラインによる診療 初診"], holds = "code", choices = ["○", "×", "△"], optional = true },
  { key = "online_further", labels = ["オンラインによる診療 再診"], holds = "code", choices = ["○", "×", "△"], optional = true },
  { key = "departments", labels = ["対応診療科"], holds = "items", line_items = true },
  { key = "doctors", labels = ["担当医師名"], holds = "items", line_items = true },
  { key = "partners", labels = ["対面診療が必要と判断した場合に連携する医療機関名"], holds = "items", line_items = true },
]
"""  # fmt: skip


def test_six_prefectures_by_one_layout(field: Path) -> None:
    assert len(PREFECTURES.strip().splitlines()) <= 40
    described = Layout.from_toml(PREFECTURES)
    files = sorted((field / "mhlw_online").glob("*.pdf"))
    assert len(files) == 6
    repaired = 0
    for file in files:
        records = read_records(file, layout=described)
        report = validate(records)
        found = {(f.code, f.field) for f in report.findings}
        # Numbers that are not whole, and words where a sign should be, as they are printed.
        assert {field for code, field in found if code == "KY006"} <= {
            "phone", "postal", "further", "online_first", "online_further",
        }  # fmt: skip
        assert {code for code, _ in found} <= {"KY006", "KY016", "KY028", "KY031", "KY102", "KY104"}
        assert sum(f.code == "KY006" for f in report.findings) <= 4
        assert all(entry.explained_by == "above" for entry in report.reconciliation)
        # Every text is either a value, or empty, or told.
        for record in records:
            for column in described.columns:
                text = record.raw.get(column.key, "").strip()
                if record.values[column.key] is None and text not in (
                    "",
                    "-",
                    "－",
                    "―",
                    "なし",
                    "無し",
                ):
                    told = [f for f in records.findings if f.field == column.key]
                    assert any(f.bbox == record.source.boxes[0][1:] for f in told), text
        repaired += sum(c.field == "url" for r in records for c in r.corrections)
        assert Records.from_dict(records.to_dict()) == records
    assert repaired > 100


def test_drafts_of_real_lists_read_all_their_rows(field: Path) -> None:
    for file in sorted((field / "mhlw_online").glob("*.pdf")):
        table = read_table(file)
        draft = infer_layout(table)
        holds = [column.holds for column in draft.columns]
        assert [kind for kind in holds if kind in ("number", "postal", "phone", "url")] == [
            "number",
            "postal",
            "phone",
            "url",
        ]
        described = Layout.from_toml(to_toml(draft, file.name))
        records = read_records(file, layout=described)
        assert len(records) == len(table.rows) - len(records.total_rows)
        codes = {f.code for f in validate(records).findings}
        assert codes <= {"KY006", "KY016", "KY028", "KY031", "KY102", "KY104"}
