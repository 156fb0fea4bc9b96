"""The real H29 edition, where its transcription is at hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from kyoten_extract import (
    Base,
    BaseForm,
    FiscalYear,
    Staff,
    Survey,
    extract,
    normalize_text,
    validate,
)
from own_process import render_in_own_process
from producers.registry import PRODUCERS
from shared_results import survey_of


@pytest.fixture(scope="module")
def h29(reference: Path) -> Survey:
    return survey_of(reference)


def base(survey: Survey, municipality: str, base_no: int) -> Base:
    (found,) = [b for b in survey.bases if b.municipality == municipality and b.base_no == base_no]
    return found


def test_size_and_sums(h29: Survey) -> None:
    assert len(h29.bases) == 194
    assert len({b.municipality for b in h29.bases}) == 66
    staff = [b.staff for b in h29.bases if b.staff is not None]
    assert len(staff) == 194
    assert sum(s.total or 0 for s in staff) == 336
    assert sum(s.dispatched or 0 for s in staff) == 121
    assert sum(s.local or 0 for s in staff) == 215
    assert str(h29.as_of) == "2017-09-30"
    assert h29.leftovers == ()


def test_the_published_totals(h29: Survey) -> None:
    published = h29.published
    assert published is not None
    assert (published.municipalities, published.bases) == (66, 195)
    assert (published.countries, published.cities) == (15, 39)
    assert published.forms == {"a": 60, "b": 21, "c": 113, "d": 1}
    assert published.staff == Staff(336, 121, 215)
    assert len(published.notes) == 1


def test_the_drifted_page(h29: Survey) -> None:
    first = base(h29, "新潟市", 1)
    assert first.form is BaseForm.DISPATCH
    assert first.form_note == "機関等派遣 (財)にいがた産業創造機構"
    assert first.established == FiscalYear("平成", 8, 1996)
    assert (first.contractor, first.department) == (None, None)
    assert first.staff == Staff(1, 1, 0)
    assert first.url == "http://japan.niigata.or.kr/"
    assert first.reason is None
    assert first.activities is not None
    assert first.activities.startswith("○")
    page = [b for b in h29.bases if b.source.pages == (13,)]
    assert len(page) == 11
    for row in page:
        assert row.contractor is None
        assert row.established is not None
        assert row.staff is not None
        assert row.url is not None
        assert row.url.startswith("http://")
        assert row.remarks is None
    assert {b.department for b in page[2:]} == {"産業部産業振興課"}


def test_the_counts_are_explained_by_the_note(h29: Survey) -> None:
    report = validate(h29)
    explained = {entry.total: entry.explained_by for entry in report.reconciliation}
    assert explained["bases"] == explained["forms.c"] == "per-country"
    assert explained["countries"] == "as-printed"
    assert explained["cities"] == "known-parts"
    assert explained["municipalities"] == "names"
    assert explained["staff.total"] == "rows"
    assert None not in explained.values()
    (bases,) = [f for f in report.findings if f.code == "KY302"]
    assert "国ごと" in bases.message


def test_the_only_error_is_a_slip_of_the_document(h29: Survey) -> None:
    errors = [(f.code, f.row) for f in validate(h29).findings if f.severity == "error"]
    assert errors == [("KY201", (44, 1))]
    warnings = {(f.code, f.row) for f in validate(h29).findings if f.severity == "warning"}
    assert warnings == {
        ("KY003", None),
        ("KY004", (47, 1)),
        ("KY203", (44, 1)),
        ("KY204", (45, 2)),
        # As printed: beginnings and ends of sentences that are lost, a bracket too many, a country
        # for a city, and the row that lacks a cell.
        *(("KY109", row) for row in ((10, 1), (17, 2), (32, 3))),
        ("KY111", (2, 6)),
        ("KY113", (47, 1)),
    }


def test_every_y_that_was_read_as_v_is_mended(h29: Survey) -> None:
    repairs = [c for b in h29.bases for c in b.corrections if c.rule == "url-y-for-v"]
    assert len(repairs) == 12
    left = {b.url for b in h29.bases if b.url is not None and "v" in b.url}
    assert {url.partition("//")[2].partition("/")[0] for url in left} == {
        "www.pref.miyagi.jp",
        "www.saitama-ior.jp",
        "blog.naver.com",
        "kyodai.vn",
    }


def test_other_misprints_are_mended_or_suggested(h29: Survey) -> None:
    mended = {
        (base.key, correction.rule)
        for base in h29.bases
        for correction in base.corrections
        if correction.confidence < 1 and not correction.rule.startswith("url-")
    }
    assert mended == {
        ((21, 4), "foreign-letter"),
        *(((50, number), "lookalike") for number in (5, 9, 10, 11)),
    }
    doubts = {(f.row, f.field): f for f in h29.findings if f.code == "KY016" and f.field != "url"}
    assert set(doubts) == {((5, 1), "activities"), ((25, 4), "city"), ((67, 1), "municipality")}
    doubt = doubts[(5, 1), "activities"]
    assert "ブロガー" in str(doubt.expected)
    assert "プロガー" in str(doubt.actual)


def test_addresses_are_mended_by_their_rows_and_sisters_or_suggested(h29: Survey) -> None:
    rules = ("url-sister", "url-hint", "url-host", "url-lookalike")
    mended = {(b.key, c.rule) for b in h29.bases for c in b.corrections if c.rule in rules}
    assert mended == {
        ((39, 7), "url-sister"),
        ((39, 8), "url-sister"),
        ((42, 3), "url-hint"),
    }
    suggested = {f.row for f in h29.findings if f.code == "KY016" and f.field == "url"}
    assert suggested == {(22, 2), (22, 3), (22, 5), (32, 1)}


def test_places(h29: Survey) -> None:
    parted = {b.city: b.cities for b in h29.bases if len(b.cities) > 1}
    assert parted["上海・香港"] == ("上海", "香港")
    assert parted["ソウル 釜山"] == ("ソウル", "釜山")
    assert "スパン・ジャヤ" not in parted
    assert base(h29, "神戸市", 7).countries == ("インドネシア", "マレーシア")


PRINTERS = [
    "calc",
    "calc-fixed-header",
    pytest.param("chromium", marks=pytest.mark.slow),
    pytest.param("chromium-linked", marks=pytest.mark.slow),
    "typst",
    "reportlab",
    pytest.param("weasyprint", marks=pytest.mark.slow),
    *"gnumeric docx writer".split(),
]
_SPACED = ("name", "form_note", "contractor", "department", "reason", "activities", "remarks")


@pytest.mark.parametrize("printer", PRINTERS)
def test_the_edition_printed_is_the_edition(
    h29: Survey, reference: Path, printer: str, tmp_path: Path
) -> None:
    """194 of 194 rows, whoever prints them; spaces that a line end swallows apart."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
    render = pytest.importorskip("render", reason="the wheel is tested without its sources")
    producer = next(producer for producer in PRODUCERS if producer.name == printer)
    if not producer.installed:
        pytest.skip(f"{printer} is not installed")
    if printer == "typst":
        producer = replace(producer, options={"font": "IPAexGothic"})
    target = tmp_path / "edition.pdf"
    render_in_own_process(producer, render.sheet_of(reference), target)
    if unprinted := letters_lost(reference, target):
        pytest.skip(f"the fonts on this machine lack {len(unprinted)} letters: {unprinted[:20]}")
    survey = extract(target)
    assert [_values(base) for base in survey.bases] == [_values(base) for base in h29.bases]
    assert survey.published == h29.published
    assert (survey.as_of, survey.leftovers) == (h29.as_of, ())
    assert {f.code for f in survey.findings} <= {"KY016"}


def letters_lost(reference: Path, target: Path) -> str:
    """Letters that PDFium finds nowhere in a print: it was made with fonts that lack them."""
    with pypdfium2.PdfDocument(target) as document:
        pages = [document[number].get_textpage() for number in range(len(document))]
        printed = "".join(page.get_text_range() for page in pages)
    wanted = normalize_text(reference.read_text(encoding="utf-8"))
    lost = set(wanted) - set(normalize_text(printed))
    return "".join(sorted(filter(str.isalpha, lost)))


def _values(base: Base) -> dict[str, object]:
    values: dict[str, object] = {}
    for name in Base.__dataclass_fields__:
        value = getattr(base, name)
        if name in _SPACED and isinstance(value, str):
            value = "".join(value.split())
        if name not in ("raw", "source", "corrections"):
            values[name] = value
    return values
