"""What prints the survey prints all of it, and prints are compared value by value."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import replace
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest

import corpus
import specimen
from kyoten_extract import Survey
from producers.html_page import PLAIN, Page, html_page
from producers.registry import CHROMIUM_VARIANTS, PRODUCERS
from producers.reprints import REPRINTS
from producers.sheet import Column, Sheet
from producers.variants import VARIANTS
from shared_results import survey_of

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

exactness = pytest.importorskip("exactness", reason="the wheel is tested without its sources")

SHEET = Sheet(
    "題名",
    (Column("番号", 1, centred=True), *(Column(c, 1, "群") for c in "甲乙"), Column("<&>", 2)),
    (("1", "あ", "か", ""), ("1", "い", "か", "x<y"), ("2", "う", "き", "")),
    totals=((("計", "3"),),),
    notes=("注",),
    preface=("前置き",),
)
PRINTED = ["前置き", "番号", "群", "<&>", "甲", "乙", "計", "3", "注"]


def texts(html: str) -> list[str]:
    """What stands between the tags of the body, blanks left out."""
    body = html.split("</style>")[1]
    return [text for text in map(unescape, re.split("<[^>]*>", body)) if text.strip()]


@pytest.mark.parametrize("name", VARIANTS)
def test_a_page_of_any_shape_has_every_text_of_the_sheet(name: str) -> None:
    page = VARIANTS[name]
    expected = Counter([*PRINTED, "題名", *"11いあうかかき2", "x<y"])
    if page.merged == (0, 2):  # in which the first two rows are alike
        expected -= Counter(("1", "か"))
    further = [text for text, _ in (*page.level_above, *page.last_row) if text]
    expected += Counter(further) + Counter(texts(f"</style>{page.cover}"))
    assert Counter(texts(html_page(SHEET, page))) == expected


def test_the_header_is_repeated_unless_told_otherwise() -> None:
    assert html_page(SHEET, PLAIN).count("<thead>") == 1
    assert "<thead>" not in html_page(SHEET, Page(header_once=True))


def test_every_producer_is_there_under_a_name_of_its_own() -> None:
    everyone = [*PRODUCERS, *CHROMIUM_VARIANTS]
    assert len({producer.name for producer in everyone}) == len(everyone)
    assert all(find_spec(f"producers.{producer.module}") for producer in everyone)
    assert all(command.count("IN") == command.count("OUT") == 1 for command in REPRINTS.values())


@pytest.mark.parametrize("name", ["fixed_header.pdf", "linked.pdf"])
def test_labels_that_run_over_and_underlined_addresses_change_no_value(name: str) -> None:
    survey = survey_of(corpus.FIXTURES / name)
    read = [["".join(text.split()) for text in base.raw.values()] for base in survey.bases]
    rows = specimen.rows()[:9]
    assert read == [["".join(text.split()) for text in row] for row in rows]
    assert survey.leftovers == ()
    assert {finding.code for finding in survey.findings} == {"KY011"}


def test_a_producer_that_lacks_something_is_not_installed() -> None:
    producer = replace(PRODUCERS[0], programs=(), packages=("sys",))
    assert producer.installed
    assert not replace(producer, packages=("sys", "no_such_package")).installed
    assert not replace(producer, programs=("no-such-program",)).installed


@pytest.fixture(scope="module")
def survey() -> Survey:
    return survey_of(corpus.FIXTURES / "calc.pdf")


def test_a_survey_is_exactly_itself(survey: Survey) -> None:
    found = exactness.compare(survey, survey)
    count = len(survey.bases)
    assert (found.found, found.exact, found.exact_but_for_blanks) == (count,) * 3
    assert found.missing == found.extra == ()
    assert exactness.totals_of(survey, survey) == "yes"


def test_differences_are_counted_by_row_and_kind(survey: Survey) -> None:
    first, second, third, *rest = survey.bases
    assert first.reason
    assert second.cities
    bases = (
        replace(first, reason=f"{first.reason[:3]} \u200b{first.reason[3:]}", raw={}),
        replace(second, cities=(*second.cities, "北京")),
        replace(third, base_no=99),
        *rest,
        rest[-1],
    )
    found = exactness.compare(survey, replace(survey, bases=bases))
    count = len(survey.bases)
    assert (found.found, found.exact, found.exact_but_for_blanks) == (
        count - 1,
        count - 3,
        count - 2,
    )
    assert [[one.field for one in row] for row in found.differences[:2]] == [["reason"], ["cities"]]
    assert found.missing == (third,)
    assert found.extra == (bases[2], rest[-1])


def test_of_two_rows_with_the_same_numbers_each_finds_its_own(survey: Survey) -> None:
    one, other = (base for base in survey.bases if base.key == (44, 1))
    assert one.municipality != other.municipality
    turned = replace(survey, bases=(other, one))
    found = exactness.compare(replace(survey, bases=(one, other)), turned)
    assert (found.exact, found.missing, found.extra) == (2, (), ())


def test_totals_that_differ_are_told_from_none(survey: Survey) -> None:
    assert survey.published
    fewer = replace(survey, published=replace(survey.published, bases=1))
    assert exactness.totals_of(survey, fewer) == "differ"
    assert exactness.totals_of(survey, replace(survey, published=None)) == "no"


def test_a_report_has_one_line_unless_more_are_asked_for(survey: Survey) -> None:
    line, *more = exactness.report(survey, corpus.FIXTURES / "reportlab.pdf", verbose=False)
    count = str(len(survey.bases))
    assert more == []
    assert [*line.split()[:2], *line.split()[3:]] == [
        *("reportlab", "2", count, "0", count, count, "yes", "0", "0")
    ]
    line, *more = exactness.report(survey, corpus.FIXTURES / "reiwa.pdf", verbose=True)
    assert any(text.strip().startswith("missing") for text in more)
    (line,) = exactness.report(survey, corpus.FIXTURES / "plain.pdf", verbose=True)
    assert "NoTableError" in line
