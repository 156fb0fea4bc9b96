"""Texts and figures just inside and just outside of what records, totals and messages allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import Cell, Grid, PageContent, TextRun
from kyoten_extract.page.text_quality import FAIR
from kyoten_extract.records import apart_findings, crosscheck, ocr_findings, row_texts
from kyoten_extract.records.corrections import Doubt, correct_text
from kyoten_extract.records.other_totals import figures_of_sentence, is_by_municipality
from kyoten_extract.records.page_findings import is_undecoded
from kyoten_extract.records.read_totals import Item, items_of_runs
from kyoten_extract.records.sections_apart import is_apart
from kyoten_extract.records.title_and_notes import _as_of, _runs_of_title, _title
from kyoten_extract.text.shorten import quoted


def test_messages_quote_the_beginning_of_a_text() -> None:
    assert apart_findings._quoted("あ" * 40) == "あ" * 40
    assert apart_findings._quoted("あ" * 41) == "あ" * 39 + "…"
    assert ocr_findings._short("あ" * 40) == "あ" * 40
    assert ocr_findings._short("あ" * 50) == "あ" * 40 + "..."
    short, long_ = Doubt("あ" * 80, None, "evidence"), Doubt("あ" * 81, None, "evidence")
    assert "あ" in row_texts._misprint_message("列", short)
    assert row_texts._misprint_message("列", long_) == "列: evidence"


def test_what_two_engines_read_is_quoted() -> None:
    def page(text: str) -> PageContent:
        cell = Cell(0, 0, 1, 1, text, (0.0, 0.0, 9.0, 9.0))
        return PageContent(1, (Grid(1, 1, 1, (cell,), (0.0, 9.0), (0.0, 9.0)),), (), len(text))

    (finding,) = crosscheck.compare([page("あ" * 90)], [page("い" * 70)], [], names=("a", "b"))
    assert f"'{'あ' * 80}'" in finding.message
    assert "い" * 70 in finding.message


@pytest.mark.parametrize(
    ("text", "is_totals"), [("2自治体、3拠点", False), ("2自治体、3拠点(2か国)", True)]
)
def test_a_sentence_of_totals_has_three_figures(text: str, is_totals: bool) -> None:
    labels = {"bases": ["拠点数"], "municipalities": ["自治体数"]}
    assert bool(figures_of_sentence(text, labels)) is is_totals


@pytest.mark.parametrize(
    ("names", "by"), [(["札幌市", "合計"], False), (["札幌市", "仙台市"], True)]
)
def test_a_table_by_municipality_has_two_of_them(names: list[str], by: bool) -> None:
    assert is_by_municipality([Item(line, 0.0, name) for line, name in enumerate(names)]) is by


@pytest.mark.parametrize(("lost", "is_lost"), [(19, False), (21, True)])
def test_text_without_unicode_is_not_trusted(lost: int, is_lost: bool) -> None:
    content = PageContent(1, (), (), 1000, replace(FAIR, undecoded=lost))
    assert is_undecoded(Document("a.pdf", "", "pdfium", 1, (content,))) is is_lost


@pytest.mark.parametrize(("up", "lines"), [(45.0, 1), (55.0, 2)])
def test_totals_that_begin_further_up_are_on_the_next_page(up: float, lines: int) -> None:
    """The second run is on the page after, so many points above the first one's lower side."""
    runs = [
        TextRun(1, "合計", (0, 90.0, 20, 100.0)),
        TextRun(2, "12", (30, 90.0 - up, 50, 100.0 - up)),
    ]
    assert len({item.line for item in items_of_runs(runs)}) == lines


def test_a_long_line_is_no_heading_of_a_section_apart() -> None:
    assert is_apart("廃止された拠点" + "あ" * 33)
    assert not is_apart("廃止された拠点" + "あ" * 34)


def run(text: str) -> TextRun:
    return TextRun(1, text, (0.0, 0.0, 9.0, 9.0))


def test_a_date_in_prose_is_not_that_of_the_title() -> None:
    layout = replace(KYOTEN, title="拠点の一覧", dates=("現在",))
    for length, dated in ((39, True), (40, False)):
        date = "令和3年9月1日現在".ljust(length, "。")
        assert (_title([run("拠点の一覧"), run(date)], layout, "")[1] is not None) is dated


def test_the_word_that_tells_a_date_is_near_it() -> None:
    assert _as_of("令和3年9月1日" + "あ" * 5 + "現在", ("現在",), is_title=False)
    assert not _as_of("令和3年9月1日" + "あ" * 8 + "現在", ("現在",), is_title=False)


@pytest.mark.parametrize(("name", "found"), [("自治体拠点", False), ("自治体の拠点", True)])
def test_a_title_without_its_last_word_is_known_by_six_characters(name: str, found: bool) -> None:
    assert bool(_runs_of_title([run(f"{name}（抄）")], f"{name}一覧")) is found


@pytest.mark.parametrize(("least", "made"), [(0.95, True), (0.97, False)])
def test_a_letter_for_a_digit_is_corrected_where_that_is_sure_enough(
    least: float, made: bool
) -> None:
    outcome = correct_text("no", "1O", "number", None, least)  # type: ignore[arg-type]
    assert (outcome.text == "10") is made
    assert (outcome.doubt is None) is made


def test_a_message_quotes_the_beginning_of_a_cell() -> None:
    assert quoted("あ" * 24) == "あ" * 24
    assert quoted("あ" * 25) == "あ" * 24 + "..."
