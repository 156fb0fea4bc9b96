"""A check that is asked for is run, or it is an error; and so is an option that does nothing."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import corpus
from kyoten_extract import (
    Finding,
    KyotenError,
    Layout,
    Survey,
    diff,
    extract,
    read_records,
    validate,
)
from kyoten_extract.cli.commands import main
from kyoten_extract.findings.code_selection import selected_codes
from kyoten_extract.output import export
from pdfs import pdf, table
from shared_results import survey_of

CALC = corpus.FIXTURES / "calc.pdf"
CLINICS = """
name = "clinics"
title = "診療所"
dates = []

[[columns]]
key = "name"
labels = ["名称"]
holds = "name"
required = true

[[columns]]
key = "beds"
labels = ["病床数"]
holds = "number"

[[checks]]
unique = ["name"]
code = "C001"
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    (folder / "s.json").write_bytes(export.json_bytes(survey_of(CALC).to_dict()))
    (folder / "l.toml").write_text(CLINICS, encoding="utf-8")
    rows = [["名称", "病床数"], ["甲", "1"], ["乙", "2"], ["丙", "3"], ["丁", "4"]]
    (folder / "list.pdf").write_bytes(pdf(table(rows)))
    (folder / "list.csv").write_text("名称,病床数\n甲,1\n乙,2\n丙,3\n", encoding="utf-8")
    records = read_records(folder / "list.pdf", layout=Layout.load(folder / "l.toml"))
    (folder / "r.json").write_bytes(export.json_bytes(records.to_dict()))
    return folder


def run(line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    former, sys.argv = sys.argv, ["kyoten", *line.split(" ")]
    status = 0
    try:
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = former
    told = capsys.readouterr()
    return status, told.out, told.err


# --- Codes ---


def test_codes_fold_case_and_take_commas_and_wildcards() -> None:
    survey = survey_of(CALC)

    def codes(**options: Any) -> set[str]:
        return {finding.code for finding in validate(survey, **options).findings}

    everything = codes()
    assert "KY201" in everything
    assert codes(only="ky201") == codes(only=["KY201"]) == codes(only=" ky201 , KY202") == {"KY201"}
    assert codes(only="KY2*") == {code for code in everything if code.startswith("KY2")}
    assert codes(only=["ky20?", "KY0*"]) == {
        c for c in everything if c[:4] in ("KY20",) or c[:3] == "KY0"
    }
    assert codes(ignore="ky2*,KY0*") == {c for c in everything if c[:3] not in ("KY2", "KY0")}
    assert codes(ignore="*") == set()
    assert selected_codes("K?[12]", ["KY1", "KY2", "KY3"]) == {"KY1", "KY2"}


@pytest.mark.parametrize(
    "codes", ["KY2O1", "nope", "KY999", "ZZ*", "", "KY201,", ["KY201", "nope"], [1], [], "KY050"]
)
def test_a_code_that_no_check_reports_is_an_error(codes: Any) -> None:
    with pytest.raises(KyotenError) as told:
        validate(survey_of(CALC), only=codes)
    assert isinstance(told.value, ValueError)
    if codes not in ([], "KY050"):
        with pytest.raises(ValueError, match="ignore: "):
            validate(survey_of(CALC), ignore=codes)


def test_what_a_survey_has_may_be_asked_for_and_what_own_rules_report() -> None:
    survey = survey_of(CALC)
    met = replace(survey, findings=(Finding("KY402", "warning", "x"), Finding("Z9", "info", "x")))
    assert len(validate(met, only="KY402,z9").findings) == 2
    with pytest.raises(ValueError, match="no check that is run here reports KY402"):
        validate(survey, only="KY402")

    def own(survey: Survey) -> list[Finding]:
        return []

    assert validate(survey, rules=[own], only=["X001"]).findings == ()
    with pytest.raises(ValueError, match="unknown finding code 'KYO01'"):
        validate(survey, rules=[own], only=["KYO01"])


def test_records_have_checks_of_their_own(files: Path) -> None:
    records = read_records(files / "list.pdf", layout=Layout.load(files / "l.toml"))
    assert validate(records, only="c001,KY062").findings == ()
    with pytest.raises(ValueError, match="no check that is run here reports KY201"):
        validate(records, only="KY201")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("validate s.json --only ky201", 1),
        ("validate s.json --only KY2*,KY101", 1),
        ("validate s.json --ignore ky2*", 0),
        ("validate s.json --only KY2O1", 2),
        ("validate s.json --only nope", 2),
        ("validate s.json --ignore nope", 2),
        ("validate s.json --only KY051", 2),
        ("validate none.pdf --only KY2O1", 2),
        ("validate r.json --only C001", 0),
        ("validate r.json --only KY201", 2),
        ("validate list.pdf --layout l.toml --only c001", 0),
        ("validate list.pdf --layout l.toml --only KY301", 2),
    ],
)
def test_codes_on_the_command_line(
    line: str,
    status: int,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(files)
    ended, out, err = run(line, capsys)
    assert ended == status
    if status == 2:
        assert out == ""
        assert len(err.splitlines()) == 1


# --- Options that would do nothing ---


@pytest.mark.parametrize(
    "line",
    [
        "validate s.json --pages 1",
        "validate s.json --engine pdfium",
        "validate s.json --password x",
        "validate s.json --password-fd 0",
        "validate s.json --cache c",
        "validate s.json --repair all",
        "validate s.json --isolate",
        "diff s.json s.json --isolate",
        "panel s.json --isolate",
        "validate s.json --document s.json",
        "validate r.json --layout l.toml",
        "validate r.json --format html --document s.json",
        "diff s.json s.json --layout l.toml",
        "diff s.json s.json --password x",
        "panel s.json --repair off",
        "panel s.json --password x",
        "table list.csv --password x",
        "table list.csv --cache c",
        "table list.csv --providers CPUExecutionProvider",
        "validate s.json --providers CPUExecutionProvider",
        "table list.csv --verify",
        "table list.pdf --engine pdfium --cache c",
        "table list.pdf --engine camelot --verify",
        "layout list.pdf --infer --format json",
        "layout list.pdf --infer --layout l.toml",
        "table list.pdf --csv-safe",
        "explain --format markdown --lang ja",
        "explain KY201 --format markdown",
    ],
)
def test_an_option_that_does_nothing_is_an_error(
    line: str, files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(files)
    if "diff s.json s.json --layout" in line:
        Path("l.toml").write_text(CLINICS, encoding="utf-8")
    status, out, err = run(line, capsys)
    assert (status, out) == (2, "")
    assert "Traceback" not in err


def test_options_that_do_something_still_do(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(files)
    monkeypatch.setenv("KYOTEN_PASSWORD", "x")  # for a whole session
    for line in (
        "validate s.json --ignore KY2* --fail-on error",
        "table list.csv --pages 1",
        "table list.pdf --verify --cache c",
        "table list.csv --no-verify",
        "table list.pdf --pages 1 --engine pdfium",
        "layout list.pdf --layout l.toml --format json",
    ):
        assert run(line, capsys)[0] == 0, line


# --- Some pages only ---


def test_a_part_of_a_survey_says_so() -> None:
    part, whole = extract(CALC, pages="1"), survey_of(CALC)
    assert part.to_dict()["source"]["pages_read"] == [1]
    assert "pages_read" not in whole.to_dict()["source"]
    assert "pages_read" not in extract(CALC, pages="1-2").to_dict()["source"]
    (finding,) = [f for f in part.findings if f.code == "KY070"]
    assert finding.severity == "info"
    assert "1 of 2 pages" in finding.message
    assert Survey.from_dict(json.loads(json.dumps(part.to_dict()))) == part
    assert extract(CALC, pages=iter([1])).source.pages_read == (1,)
    told = diff(whole, part)
    assert told.findings[0].code == "KY070"


def test_the_totals_of_a_part_are_not_compared() -> None:
    part = extract(CALC, pages="2")
    assert part.published is not None
    report = validate(part)
    assert report.reconciliation == ()
    assert not any(f.code.startswith("KY3") for f in report.findings)
    # The same rows and totals, taken for the whole survey, do not fit.
    taken = replace(part, source=replace(part.source, pages_read=()))
    assert any(f.code.startswith("KY3") and f.severity == "error" for f in validate(taken).findings)
