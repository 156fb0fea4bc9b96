"""Scans read end to end by the recognizer that the extra ``ocr`` brings."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
from pathlib import Path

import pytest

import corpus
import shared_results
from kyoten_extract import Survey, extract
from kyoten_extract.errors import (
    DamagedSourceError,
    EngineError,
    NoTableError,
    PageRangeError,
    UnsupportedSourceError,
)
from shared_results import ocr_cache, scan_of

REASON = "the extra ocr is not installed"
pytest.importorskip("onnxruntime", reason=REASON)
pytest.importorskip("rapidocr", reason=REASON)
Image = pytest.importorskip("PIL.Image", reason=REASON)

SCAN, FAX, UPSIDE_DOWN = (
    corpus.FIXTURES / name for name in ("scan.pdf", "fax.tif", "upside_down.png")
)
NUMBERS = ("municipality_no", "base_no", "established", "staff")
PLACES = ("municipality", "country", "city", "form")


def truth() -> Survey:
    return shared_results.survey_of(corpus.FIXTURES / "transcript.tsv")


@pytest.mark.parametrize(
    ("path", "count"), [(SCAN, 6), pytest.param(FAX, 6, marks=pytest.mark.slow), (UPSIDE_DOWN, 3)]
)
def test_a_scan_gives_the_records_that_were_printed(path: Path, count: int) -> None:
    survey = scan_of(path)
    assert survey.source.engine == "ocr"
    assert survey.as_of == truth().as_of
    expected = truth().bases[:count]
    assert [base.key for base in survey.bases] == [base.key for base in expected]
    for base, printed in zip(survey.bases, expected, strict=True):
        for field in NUMBERS:
            assert getattr(base, field) == getattr(printed, field), (base.key, field)
    told = {(f.row, f.field) for f in survey.findings if f.code == "KY017"}
    wrong = {
        (base.key, field)
        for base, printed in zip(survey.bases, expected, strict=True)
        for field in PLACES
        if getattr(base, field) != getattr(printed, field)
    }
    assert wrong <= told


@pytest.mark.slow
@pytest.mark.parametrize("angle", [90, 270])
def test_a_page_that_lies_on_its_side_is_turned(angle: int) -> None:
    with Image.open(UPSIDE_DOWN) as page:
        lying = page.rotate(angle, expand=True)
        target = io.BytesIO()
        lying.save(target, "PNG", dpi=page.info["dpi"])
    survey = extract(target.getvalue(), engine="ocr")
    assert [base.key for base in survey.bases] == [base.key for base in truth().bases[:3]]


@pytest.mark.parametrize(
    "path",
    [SCAN, *(pytest.param(path, marks=pytest.mark.slow) for path in (FAX, UPSIDE_DOWN))],
)
def test_every_character_is_accounted_for(path: Path) -> None:
    for ledger in scan_of(path).ledger:
        assert ledger.printed == ledger.accounted > 0


@pytest.mark.parametrize("path", [SCAN, FAX])
def test_corrections_lead_from_what_the_picture_gives(path: Path) -> None:
    for base in scan_of(path).bases:
        reached: dict[str, str] = {}
        for correction in base.corrections:
            assert correction.before == reached.get(correction.field, base.raw[correction.field])
            reached[correction.field] = correction.after


def test_unsure_cells_have_a_place_on_the_page() -> None:
    told = [f for path in (SCAN, FAX) for f in scan_of(path).findings if f.code == "KY017"]
    # The labels of columns are those of all pages.
    found = [f for f in told if f.row is not None]
    assert found
    assert all("label" in f.message for f in told if f.row is None)
    for finding in found:
        assert finding.page in (1, 2)
        assert finding.bbox is not None
        x0, top, x1, bottom = finding.bbox
        assert 0 <= x0 < x1 < 1200
        assert 0 <= top < bottom < 850


@pytest.mark.slow
def test_auto_reads_pictures_where_there_is_no_text() -> None:
    assert scan_of(SCAN, "auto").bases == scan_of(SCAN).bases
    assert scan_of(UPSIDE_DOWN, "auto").bases == scan_of(UPSIDE_DOWN).bases


def test_one_page_of_several_can_be_asked_for() -> None:
    seen: list[tuple[int, int]] = []
    survey = extract(FAX, pages="2", cache=ocr_cache(), progress=lambda *done: seen.append(done))
    assert [base.key for base in survey.bases] == [base.key for base in truth().bases[3:6]]
    assert seen == [(1, 1)]
    with pytest.raises(PageRangeError):
        extract(FAX, pages="3")


@pytest.mark.slow
def test_what_was_read_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = extract(UPSIDE_DOWN, cache=tmp_path / "kept")
    (kept,) = (tmp_path / "kept").iterdir()
    monkeypatch.setattr("kyoten_extract.ocr.ocr_cache.read_page_image", None)
    again = extract(UPSIDE_DOWN, cache=tmp_path / "kept")
    assert dataclasses.asdict(again) == dataclasses.asdict(first)
    # What can't be used is read anew.
    monkeypatch.undo()
    kept.write_text(json.dumps({"number": 1}))
    assert extract(UPSIDE_DOWN, cache=tmp_path / "kept").bases == first.bases


@pytest.mark.slow
def test_a_photograph_is_refused_and_the_other_pages_go_on(tmp_path: Path) -> None:
    photograph = Image.radial_gradient("L").resize((800, 600))
    page = Image.open(UPSIDE_DOWN).convert("L")
    file = tmp_path / "mixed.tif"
    page.save(file, save_all=True, append_images=[photograph], dpi=(150, 150))
    survey = extract(file)
    assert len(survey.bases) == 3
    assert [(f.code, f.page) for f in survey.findings if f.code == "KY008"] == [("KY008", 2)]


def test_what_is_no_picture_is_told() -> None:
    with pytest.raises(UnsupportedSourceError, match="image"):
        extract(b"\x89PNG\r\n\x1a\n and no more")
    buffer = io.BytesIO()
    Image.new("L", (400, 300), 255).save(buffer, "PNG")
    with pytest.raises((DamagedSourceError, NoTableError)):
        extract(buffer.getvalue())


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(EngineError, match=r"kyoten-extract\[ocr\]"):
        extract(UPSIDE_DOWN)
    with pytest.raises(NoTableError, match="--engine ocr"):
        extract(SCAN)
