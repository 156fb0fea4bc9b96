"""Several editions as one table: ids that last, codes, columns under one name."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from kyoten_extract import KyotenError, Survey, read_panel
from kyoten_extract.cli.commands import cli
from kyoten_extract.editions.panel import PANEL_COLUMNS, panel_of, read_editions
from kyoten_extract.editions.panel_files import columns_bytes, panel_bytes
from kyoten_extract.errors import UsageError
from kyoten_extract.model.survey import Source
from kyoten_extract.output.export import COLUMNS
from shared_results import survey_of
from strategies import surveys

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

edition_pairs = pytest.importorskip(
    "edition_pairs", reason="the wheel is tested without its sources"
)

OLD, NEW = corpus.FIXTURES / "typst.pdf", corpus.FIXTURES / "reiwa.pdf"
SMALL = survey_of(OLD)


def edition(year: int, rows: range | list[int], name: str | None = None) -> Survey:
    """Some rows of the small edition, as of another year."""
    return replace(
        SMALL,
        as_of=date(year, 9, 30),
        source=replace(SMALL.source, name=name or f"{year}.pdf"),
        bases=tuple(SMALL.bases[k] for k in rows),
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_base_keeps_its_id(seed: int) -> None:
    pair = edition_pairs.edition_pair(seed, 120)
    panel = panel_of([pair.new, pair.old])
    ids = [row[2] for row in panel.rows]
    before, after = ids[: len(pair.old.bases)], ids[len(pair.old.bases) :]
    assert len(set(before)) == len(before)
    assert len(set(after)) == len(after)
    kept = [before[i] == after[j] for i, j in pair.same.items()]
    assert sum(kept) >= 0.99 * len(kept)
    assert sum(after[j] in before for j in pair.opened) <= 0.02 * len(after)


def test_ids_do_not_change_when_an_edition_is_added() -> None:
    first, second = edition(2017, range(20)), edition(2018, range(5, 30))
    third = edition(2019, range(37))
    two = {row[:3] for row in panel_of([first, second]).rows}
    three = {row[:3] for row in panel_of([third, second, first]).rows}
    assert two <= three


def test_a_base_that_was_left_out_once_has_its_id_again() -> None:
    panel = panel_of(
        [edition(2017, range(10)), edition(2018, [0, 1, 2, 4, 5]), edition(2019, range(10))]
    )
    ids = {name: [row[2] for row in panel.rows if row[0] == name] for name in panel.columns}
    assert ids["2017.pdf"] == ids["2019.pdf"]


def test_the_same_edition_twice_is_the_same_bases() -> None:
    panel = panel_of([SMALL, SMALL])
    assert list(panel.columns) == ["typst.pdf (1)", "typst.pdf (2)"]
    half = len(SMALL.bases)
    assert [r[2] for r in panel.rows[:half]] == [r[2] for r in panel.rows[half:]]
    assert {row[3] for row in panel.rows} == {1.0}


def test_codes_are_those_of_the_names() -> None:
    frame = read_panel([SMALL])
    row = frame.iloc[0]
    assert (row.municipality, row.municipality_code) == ("北海道", "010006")
    assert (row.country, row.country_alpha2, row.country_alpha3) == ("韓国", "KR", "KOR")
    assert row.base_id == "010006-001"
    joint = frame[frame.countries.str.contains(";")].iloc[0]
    assert len(joint.country_alpha2.split("; ")) == len(joint.countries.split("; "))


@pytest.mark.parametrize(
    ("neighbors", "code"),
    [
        (("立川市", "町田市"), "132063"),
        (("三原市", "三次市"), "342084"),
        (("札幌市", "那覇市"), None),
        ((), None),
    ],
)
def test_of_two_with_one_name_the_order_decides(
    neighbors: tuple[str, ...], code: str | None
) -> None:
    names = [*neighbors[:1], "府中市", *neighbors[1:]]
    rows = [replace(SMALL.bases[k], municipality=name) for k, name in enumerate(names)]
    panel = panel_of([replace(SMALL, bases=tuple(rows))])
    at = panel.header.index("municipality_code")
    assert panel.rows[names.index("府中市")][at] == code
    assert ("KY052" in {f.code for f in panel.findings}) == (code is None)


def test_names_without_a_code_are_told() -> None:
    odd = replace(
        SMALL.bases[0], municipality="昔の町", country="東南アジア", countries=("東南アジア",)
    )
    panel = panel_of([replace(SMALL, bases=(odd,))])
    assert [(f.code, f.actual) for f in panel.findings] == [
        ("KY052", "昔の町"),
        ("KY053", "東南アジア"),
    ]
    assert panel.rows[0][2] == "000000-001"


def test_extras_have_one_name() -> None:
    editions = []
    for year, label in ((2017, "SNSの有無"), (2018, "⑬ＳＮＳの有無"), (2019, "SNS利用の有無")):
        one = edition(year, range(30))
        rows = [
            replace(b, extras={label: "有" if k % 3 else "無"}, raw={**b.raw, label: ""})
            for k, b in enumerate(one.bases)
        ]
        editions.append(replace(one, bases=tuple(rows)))
    panel = panel_of(editions)
    assert panel.header[len(PANEL_COLUMNS) + len(COLUMNS) :] == ("SNSの有無",)
    assert [columns["SNSの有無"] for columns in panel.columns.values()] == [
        *("SNSの有無", "⑬ＳＮＳの有無", "SNS利用の有無")
    ]
    assert [f.code for f in panel.findings].count("KY051") == 2
    assert all(row[-1] in ("有", "無") for row in panel.rows)


@pytest.mark.parametrize("order", [(2017, 2018), (2018, 2017)])
def test_a_column_under_an_unknown_label_is_the_layout_s(order: tuple[int, int]) -> None:
    known, unknown = edition(order[0], range(30)), edition(order[1], range(30))
    rows = [
        replace(
            b,
            municipality=None,
            extras={"設置団体": b.municipality or ""},
            raw={k: v for k, v in b.raw.items() if k != "municipality"},
        )
        for b in unknown.bases
    ]
    panel = panel_of([known, replace(unknown, bases=tuple(rows))])
    at = panel.header.index("municipality")
    assert "設置団体" not in panel.header
    assert all(row[at] and row[4] for row in panel.rows)
    names = [columns["municipality"] for columns in panel.columns.values()]
    assert sorted(names) == ["municipality", "設置団体"]
    frame = panel.to_dataframe()
    assert frame.groupby("base_id").size().tolist() == [2] * 30


def test_an_edition_without_a_date_keeps_its_place() -> None:
    undated = replace(edition(2018, range(5)), as_of=None)
    panel = panel_of([undated, edition(2017, range(5))])
    assert list(panel.columns) == ["2018.pdf", "2017.pdf"]
    assert [f.code for f in panel.findings] == ["KY054"]
    assert panel_of([undated]).findings == ()


# --- files ---


def test_documents_and_saved_surveys_in_any_order(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    saved.write_text(json.dumps(survey_of(NEW).to_dict()), encoding="utf-8")
    frame = read_panel([saved, OLD])
    assert list(dict.fromkeys(frame.edition)) == ["typst.pdf", "reiwa.pdf"]
    assert len(frame) == len(SMALL.bases) + len(survey_of(NEW).bases)
    assert frame["staff_total"].dtype == "Int64"
    assert frame.attrs["columns"]["reiwa.pdf"]["SNSの有無"] == "SNSの有無"
    assert "SNSの有無" not in frame.attrs["columns"]["typst.pdf"]
    counts = frame.groupby("base_id").size()
    assert (counts == 2).sum() == 36


def test_one_bad_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KyotenError):
        read_panel([OLD, corpus.FIXTURES / "plain.pdf"])
    with pytest.raises(UsageError):
        read_panel([])
    with pytest.raises(KyotenError, match="no such file"):
        read_panel([tmp_path / "none.pdf"])


def test_a_panel_in_every_format(tmp_path: Path) -> None:
    panel = read_editions([SMALL, survey_of(NEW)])
    rows = list(csv.reader(io.StringIO(panel_bytes(panel, "csv").decode("utf-8-sig"))))
    assert tuple(rows[0]) == panel.header
    assert len(rows) == 1 + len(panel.rows)
    book = openpyxl.load_workbook(io.BytesIO(panel_bytes(panel, "xlsx")))
    assert book.sheetnames == ["panel", "columns", "findings"]
    frame = pd.read_parquet(io.BytesIO(panel_bytes(panel, "parquet")))
    assert list(frame.columns) == list(panel.header)
    assert frame["as_of"].tolist()[0] == date(2017, 9, 30)
    assert frame.attrs["columns"] == panel.columns
    columns = columns_bytes(panel).decode("utf-8-sig").splitlines()
    assert columns[0] == "column,typst.pdf,reiwa.pdf"
    assert "SNSの有無,,SNSの有無" in columns


def test_the_command_writes_a_panel(tmp_path: Path) -> None:
    for name, survey in (("a.json", SMALL), ("b.json", survey_of(NEW))):
        (tmp_path / name).write_text(json.dumps(survey.to_dict()), encoding="utf-8")
    target, columns = tmp_path / "p.parquet", tmp_path / "c.csv"
    files = [str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    result = CliRunner().invoke(
        cli, ["panel", *files, "-o", str(target), "--columns", str(columns)]
    )
    assert result.exit_code == 0
    assert len(pd.read_parquet(target)) == len(SMALL.bases) + len(survey_of(NEW).bases)
    assert columns.read_text(encoding="utf-8-sig").startswith("column,")
    shown = CliRunner().invoke(cli, ["panel", *files])
    assert shown.output.lstrip("\ufeff").startswith("edition,as_of,base_id,")


@given(st.lists(surveys, min_size=1, max_size=3))
@settings(max_examples=60)
def test_no_base_of_any_edition_is_lost(editions: list[Survey]) -> None:
    panel = panel_of(editions)
    assert len(panel.rows) == sum(len(survey.bases) for survey in editions)
    assert all(len(row) == len(panel.header) for row in panel.rows)
    of_edition = [(row[0], row[2]) for row in panel.rows]
    assert len(set(of_edition)) == len(of_edition)
    panel_bytes(panel, "csv")


def test_a_source_may_be_a_survey_read_before() -> None:
    other = replace(SMALL, source=Source("x", "", 1, "none", "0"))
    assert len(read_panel([SMALL, other])) == 2 * len(SMALL.bases)


def test_a_layout_of_one_s_own_reads_the_editions(tmp_path: Path) -> None:
    sheet = tmp_path / "own.csv"
    sheet.write_text(
        "番号,自治体,国,都市,事務所\n1,北海道,中国,上海,甲\n2,青森県,中国,大連,乙\n", "utf-8"
    )
    layout = tmp_path / "mine.toml"
    keys = {"base_no": "番号", "municipality": "自治体", "country": "国", "city": "都市"}
    columns = (
        f'[[columns]]\nkey = "{key}"\nlabels = ["{label}"]\n'
        f'holds = "{"number" if key == "base_no" else "place"}"\n'
        for key, label in keys.items()
    )
    layout.write_text('name = "own"\n' + "".join(columns), "utf-8")
    run = CliRunner().invoke(cli, ["panel", str(sheet), "--layout", str(layout)])
    assert run.exit_code == 0, run.output
    assert "北海道" in run.stdout
    assert "甲" in run.stdout  # a column the layout does not know is kept
