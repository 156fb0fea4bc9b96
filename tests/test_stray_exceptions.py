"""No exception but those of the library, whatever a file, a survey, a rule or an argument holds."""

from __future__ import annotations

import json
import math
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import corpus
from kyoten_extract import (
    Finding,
    KyotenError,
    Staff,
    StaffMean,
    Survey,
    diff,
    extract,
    extract_many,
    normalize_text,
    read_panel,
    read_table,
    repair_url,
    validate,
)
from kyoten_extract.errors import FormatError, PageRangeError, UsageError
from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.field_types import MOST_DIGITS, read_number
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.ocr import requirements
from kyoten_extract.output.export import json_bytes, to_bytes
from kyoten_extract.text.lone_surrogates import escape_surrogates
from test_cli import kyoten

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import fuzz_inputs

TRANSCRIPT = corpus.FIXTURES / "transcript.tsv"


@pytest.fixture(scope="module")
def survey() -> Survey:
    whole = extract(TRANSCRIPT)
    return replace(whole, bases=whole.bases[:4])


@pytest.mark.parametrize(
    ("kind", "count"), [("json", 40), ("toml", 30), ("cache", 40), ("argv", 30), ("structure", 8)]
)
def test_damaged_input(
    kind: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirements, "is_installed", lambda: False)
    outcomes = [fuzz_inputs.one(kind, 1, number, tmp_path) for number in range(count)]
    assert [problem for _, problem in outcomes if problem] == []


# Numbers


def transcript_with(cell: str) -> bytes:
    lines = TRANSCRIPT.read_text("utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("1\t1\t"))
    cells = lines[at].split("\t")
    cells[10:12] = [cell, cell]
    lines[at] = "\t".join(cells)
    return "\n".join(lines).encode()


@pytest.mark.parametrize("digits", [MOST_DIGITS + 1, 30, 4301, 5000])
def test_a_number_of_many_digits_is_told_and_kept(digits: int) -> None:
    cell = "1" * digits
    survey = extract(transcript_with(cell))
    base = survey.bases[0]
    assert base.raw["staff_total"] == cell
    assert base.staff is not None
    assert base.staff.total is None
    assert any(f.field == "staff_total" and f.row == base.key for f in survey.findings)
    report = validate(survey)
    assert report.reconciliation
    report.to_dict()


def test_the_longest_number() -> None:
    assert read_number("9" * MOST_DIGITS) == int("9" * MOST_DIGITS) < 1 << 63
    assert read_number("9" * (MOST_DIGITS + 1)) is None


def test_means_of_large_numbers_are_compared(survey: Survey) -> None:
    big = tuple(replace(base, staff=Staff(10**17, 10**17, 0)) for base in survey.bases)
    assert survey.published is not None
    published = replace(survey.published, staff_mean=StaffMean(1.1234567890123456, math.inf, 1.0))
    report = validate(replace(survey, bases=big, published=published))
    assert "staff_mean.total" in {entry.total for entry in report.reconciliation}
    assert "KY901" not in {finding.code for finding in report.findings}


@pytest.mark.parametrize("number", [1 << 63, -(1 << 63) - 1, math.nan, math.inf])
def test_saved_numbers_past_64_bits(survey: Survey, number: float) -> None:
    data = survey.to_dict()
    data["bases"][0]["staff"]["total"] = number
    with pytest.raises(FormatError, match="64 bits"):
        Survey.from_dict(data)


def test_a_large_number_is_written_exactly_or_not_at_all(survey: Survey, tmp_path: Path) -> None:
    large = 1234567890123456789012
    changed = replace(
        survey, bases=(replace(survey.bases[0], staff=Staff(large, 10**15, 1)), *survey.bases[1:])
    )
    assert str(large).encode() in to_bytes(changed, "csv")
    assert str(large).encode() in to_bytes(changed, "json")
    (tmp_path / "x.xlsx").write_bytes(to_bytes(changed, "xlsx"))
    cells = openpyxl.load_workbook(tmp_path / "x.xlsx")["拠点一覧"][4]
    assert {str(large), str(10**15), 1} <= {cell.value for cell in cells}
    with pytest.raises(FormatError, match="64 bits"):
        changed.to_dataframe()
    with pytest.raises(FormatError):
        json_bytes({"a": 10**5000})


def test_json_has_no_infinity(survey: Survey) -> None:
    finding = Finding("X1", "info", "m", bbox=(math.nan, math.inf, 0.0, 1.0))
    data = json_bytes(replace(survey, findings=(finding,)).to_dict())
    assert json.loads(data)["findings"][0]["bbox"] == [None, None, 0.0, 1.0]


# Lone surrogates


def test_surrogates_are_written_as_escapes(survey: Survey) -> None:
    base = replace(survey.bases[0], name="\ud800事務所", extras={"\udfff": "\udc80"})
    changed = replace(survey, title="\udc82", bases=(base,))
    assert Survey.from_dict(json.loads(to_bytes(changed, "json"))) == changed
    assert "\\ud800事務所" in to_bytes(changed, "csv").decode("utf-8-sig")
    assert changed.to_dataframe()["name"][0] == "\\ud800事務所"
    for form in ("xlsx", "parquet"):
        to_bytes(changed, form)
    validate(changed).to_html().encode()
    read_panel([changed]).to_csv().encode()
    assert escape_surrogates("𠮷\ud800") == "𠮷\\ud800"


def test_a_file_name_in_shift_jis(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/" + "拠点一覧.tsv".encode("shift_jis")
    Path(os.fsdecode(name)).write_bytes(TRANSCRIPT.read_bytes())
    survey = extract(os.fsdecode(name))
    survey.source.name.encode()
    result = kyoten("validate", os.fsdecode(name), "--format", "json")
    assert result.returncode in (0, 1)
    assert json.loads(result.stdout)["source"]["name"] == survey.source.name
    with pytest.raises(KyotenError) as caught:
        extract(os.fsdecode(name) + "x")
    str(caught.value).encode()


# Rules


def numbers(_: Survey) -> Iterator[object]:
    yield 3


def odd_severity(_: Survey) -> Iterator[Finding]:
    yield Finding("X1", "fatal", "m")  # type: ignore[arg-type]


def odd_fields(_: Survey) -> Iterator[Finding]:
    yield Finding("X1", "info", "m", page="x", actual=object())  # type: ignore[arg-type]


def nothing(_: Survey) -> None:
    return None


class UnshowableError(Exception):
    def __str__(self) -> str:
        raise ValueError


def unshowable(_: Survey) -> None:
    raise UnshowableError


def sound(_: Survey) -> Iterator[Finding]:
    yield Finding("X2", "info", "m")


@pytest.mark.parametrize("rule", [numbers, odd_severity, odd_fields, nothing, unshowable])
def test_a_rule_that_yields_rubbish_is_told(
    survey: Survey, rule: Callable[[Survey], object]
) -> None:
    report = validate(survey, rules=[rule, sound])  # type: ignore[list-item]
    found = [f for f in report.findings if f not in survey.findings]
    assert sorted(f.code for f in found) == ["KY901", "X2"]
    assert rule.__name__ in next(f.message for f in found if f.code == "KY901")
    json_bytes(report.to_dict())
    report.to_html()


# Arguments


@pytest.mark.parametrize("source", [123, None, [], {}, 1.5, object(), ["a"]])
def test_a_source_of_a_wrong_type(source: object) -> None:
    for read in (extract, read_table):
        with pytest.raises(UsageError, match="the source cannot be of type"):
            read(source)  # type: ignore[operator]


@pytest.mark.parametrize("pages", [1, 1.5, object(), [1.5], ["x"], b"1"])
def test_pages_of_a_wrong_type(pages: object) -> None:
    with pytest.raises(PageRangeError):
        read_table(corpus.FIXTURES / "plain.pdf", pages=pages)  # type: ignore[arg-type]


def test_other_arguments_of_a_wrong_type(survey: Survey) -> None:
    calls: list[Callable[[], object]] = [
        lambda: extract(TRANSCRIPT, layout=None),  # type: ignore[arg-type]
        lambda: extract(TRANSCRIPT, progress=1),  # type: ignore[arg-type]
        lambda: extract(TRANSCRIPT, settings=1),  # type: ignore[arg-type]
        lambda: extract(TRANSCRIPT, repair=[]),  # type: ignore[arg-type]
        lambda: read_table(TRANSCRIPT, settings={}),  # type: ignore[arg-type]
        lambda: read_table(TRANSCRIPT, area=3),  # type: ignore[arg-type]
        lambda: validate({}),  # type: ignore[call-overload]
        lambda: validate(None),  # type: ignore[call-overload]
        lambda: validate(survey, rules=3),  # type: ignore[call-overload]
        lambda: validate(survey, only=3),  # type: ignore[call-overload]
        lambda: diff({}, survey),  # type: ignore[arg-type]
        lambda: diff(survey, None),  # type: ignore[arg-type]
        lambda: read_panel("edition.pdf"),
        lambda: read_panel(3),  # type: ignore[arg-type]
        lambda: read_panel([3]),  # type: ignore[list-item]
        lambda: extract_many("edition.pdf"),
        lambda: normalize_text(None),  # type: ignore[arg-type]
        lambda: repair_url(3),  # type: ignore[arg-type]
        lambda: repair_url("http://a.jp/", hints=[3]),  # type: ignore[list-item]
        lambda: validate(survey, ignore=None),  # type: ignore[call-overload]
        lambda: extract(TRANSCRIPT, processes="2"),  # type: ignore[arg-type]
        lambda: read_table(TRANSCRIPT, processes=1.5),  # type: ignore[arg-type]
        lambda: extract(TRANSCRIPT, limits=5),  # type: ignore[arg-type]
        lambda: Layout.load(None),  # type: ignore[arg-type]
        lambda: Layout.from_toml(None),  # type: ignore[arg-type]
        lambda: survey.to_csv("no such folder/bases.csv"),
        lambda: survey.save(Path("no such folder") / "bases.xlsx"),
        lambda: Survey.from_dict(3),  # type: ignore[arg-type]
    ]
    for call in calls:
        with pytest.raises(KyotenError) as caught:
            call()
        assert len(str(caught.value).splitlines()) == 1


def test_a_layout_of_another_survey_is_refused() -> None:
    shops = Layout("shops", "", (Column("shop", ("店名",), "name"),), {}, 1)
    with pytest.raises(UsageError, match="read_records"):
        extract(TRANSCRIPT, layout=shops)


# Pipes


def piped(folder: Path, name: str) -> Path:
    path = folder / name
    os.mkfifo(path)
    data = TRANSCRIPT.read_bytes()
    threading.Thread(target=lambda: path.write_bytes(data), daemon=True).start()
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    assert len(read_panel([piped(tmp_path, "a"), TRANSCRIPT])) == 2 * len(extract(TRANSCRIPT).bases)
    result = kyoten("diff", piped(tmp_path, "b"), TRANSCRIPT, "--format", "csv")
    assert (result.returncode, result.stderr) == (0, "")
