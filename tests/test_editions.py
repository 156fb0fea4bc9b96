"""Two editions compared, and many read at once."""

from __future__ import annotations

import io
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import openpyxl
import pandas as pd
import pytest

import corpus
from kyoten_extract import KyotenError, Survey, diff, extract_many
from kyoten_extract.output.export import COLUMNS, to_bytes
from shared_results import survey_of

OLD, NEW = corpus.FIXTURES / "typst.pdf", corpus.FIXTURES / "reiwa.pdf"


def test_an_edition_is_the_same_as_itself() -> None:
    survey = survey_of(OLD)
    result = diff(survey, survey)
    assert (result.added, result.removed, result.changed) == ((), (), ())
    assert result.unchanged == len(survey.bases)


def test_what_the_later_edition_changed() -> None:
    result = diff(survey_of(OLD), survey_of(NEW))
    assert [(b.municipality, b.name) for b in result.added] == [("東川町", "台南連絡所")]
    assert [(b.municipality, b.base_no) for b in result.removed] == [("青森県", 2)]
    changes = {
        (pair.new.municipality, pair.new.base_no, change.field): (change.before, change.after)
        for pair in result.changed
        for change in pair.changes
        if change.field != "SNSの有無"
    }
    assert changes["北海道", 1, "staff_total"] == (4, 5)
    assert changes["北海道", 1, "staff_local"] == (3, 4)
    assert changes["北海道", 3, "name"] == ("北海道上海事務所", "北海道上海代表処")
    assert {field for _, _, field in changes} <= {
        "staff_total",
        "staff_local",
        "name",
        "contractor",
    }
    assert result.to_dict()["unchanged"] == result.unchanged


def test_a_later_layout_is_read_by_its_labels() -> None:
    survey = survey_of(NEW)
    assert str(survey.as_of) == "2020-09-30"
    assert survey.bases[0].extras == {"SNSの有無": "無"}
    assert survey.bases[-1].established is not None
    assert survey.bases[-1].established.year == 2020
    assert [f.code for f in survey.findings] == ["KY002", "KY016", "KY011"]


@pytest.mark.parametrize("processes", [False, True])
def test_one_bad_file_does_not_stop_the_others(processes: bool, tmp_path: object) -> None:
    paths = [OLD, corpus.FIXTURES / "plain.pdf", corpus.FIXTURES / "missing.pdf", NEW]
    if processes:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
            outcomes = list(extract_many(paths, executor=executor))
    else:
        outcomes = list(extract_many(paths))
    assert [path for path, _ in outcomes] == paths
    kinds = [isinstance(result, Survey) for _, result in outcomes]
    assert kinds == [True, False, False, True]
    assert all(isinstance(outcomes[i][1], KyotenError) for i in (1, 2))
    assert outcomes[0][1] == survey_of(OLD)


def test_csv_opens_in_a_spreadsheet() -> None:
    data = to_bytes(survey_of(NEW), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(data))
    assert list(frame.columns) == [*COLUMNS, "SNSの有無"]
    assert frame["staff_total"].sum() == sum(b.staff.total for b in survey_of(NEW).bases)  # type: ignore[union-attr,misc]


def test_the_data_frame_has_whole_numbers() -> None:
    frame = survey_of(OLD).to_dataframe()
    assert frame["staff_total"].dtype == "Int64"
    assert frame["established"].tolist()[0] == 2002
    assert len(frame) == 37


def test_the_workbook_is_what_a_clerk_needs(tmp_path: object) -> None:
    buffer = io.BytesIO()
    survey_of(OLD).to_excel(buffer)
    book = openpyxl.load_workbook(buffer)
    assert book.sheetnames == ["拠点一覧", "集計照合", "指摘", "訂正"]
    sheet = book["拠点一覧"]
    assert sheet.freeze_panes == "D4"
    assert sheet.max_row == 40
    assert sheet.cell(4, 1).value == 1


def test_a_formula_stays_a_text() -> None:
    from dataclasses import replace

    survey = survey_of(OLD)
    evil = replace(survey.bases[0], remarks="=1+1\x07")
    book = openpyxl.load_workbook(io.BytesIO(to_bytes(replace(survey, bases=(evil,)), "xlsx")))
    cell = book["拠点一覧"].cell(4, COLUMNS.index("remarks") + 1)
    assert cell.data_type == "s"
    assert cell.value == "=1+1\ufffd"


def test_parquet_and_an_empty_survey(tmp_path: object) -> None:
    from dataclasses import replace

    survey = survey_of(OLD)
    frame = pd.read_parquet(io.BytesIO(to_bytes(survey, "parquet")))
    assert len(frame) == 37
    empty = replace(survey, bases=())
    assert to_bytes(empty, "csv").decode("utf-8-sig").strip() == ",".join(COLUMNS)
    assert len(empty.to_dataframe()) == 0
