"""The report's cards, charts and map: every number counted in a way that is named."""

from __future__ import annotations

import re
from dataclasses import replace

import corpus
from kyoten_extract import FiscalYear, Staff, validate
from kyoten_extract.output.report.charts import charts
from kyoten_extract.output.report.city_map import city_map
from kyoten_extract.output.report.headline_figures import headline_figures
from kyoten_extract.output.report.municipality_groups import details, municipality_groups
from shared_results import survey_of

SURVEY = survey_of(corpus.FIXTURES / "transcript.tsv")
BASE = SURVEY.bases[0]


def test_cards_say_what_the_table_says() -> None:
    totals = validate(SURVEY).reconciliation
    known = {entry.total: entry for entry in totals}
    figures = {figure.total: figure for figure in headline_figures(SURVEY, totals)}
    assert list(figures) == ["bases", "municipalities", "countries", "cities", "staff.total"]
    for total, figure in figures.items():
        if total in known:
            assert (figure.way, figure.count) == known[total].counts[0]
            assert figure.published == known[total].published
            assert figure.explained_by == known[total].explained_by
    alone = {figure.total: figure for figure in headline_figures(SURVEY, ())}
    assert alone["bases"].count == len(SURVEY.listed)
    assert all(figure.published is None and figure.way for figure in alone.values())


def test_charts_count_every_base_or_say_that_it_has_no_value() -> None:
    two = replace(BASE, countries=("タイ", "ラオス"), established=FiscalYear(None, None, 1999))
    none = replace(BASE, countries=(), form=None, established=None, staff=None)
    large = replace(BASE, staff=Staff(40, 20, 20), established=FiscalYear(None, None, 2002))
    found = {chart.key: chart for chart in charts((two, none, large))}
    assert list(found) == ["country", "form", "year", "staff"]
    assert (found["country"].counted, found["country"].missing) == (3, 1)
    assert [(b.label.ja, b.count) for b in found["year"].bars] == [
        ("1999", 1), ("2000", 0), ("2001", 0), ("2002", 1),
    ]  # fmt: skip
    for key in ("form", "year", "staff"):
        assert found[key].counted + found[key].missing == 3
    assert (found["staff"].bars[-1].label.en, found["staff"].bars[-1].count) == ("11 or more", 1)
    far = replace(BASE, established=FiscalYear(None, None, 20170))
    (years,) = [c for c in charts((BASE, far)) if c.key == "year"]
    assert len(years.bars) == 2
    many = [replace(BASE, countries=(f"国{n}",)) for n in range(40)]
    countries = charts(many)[0]
    assert (len(countries.bars), countries.counted) == (16, 40)
    assert charts(()) == ()


def test_cities_are_where_they_are() -> None:
    bases = [
        replace(BASE, countries=("中国",), cities=("上海", "どこか")),
        replace(BASE, countries=("インドネシア", "マレーシア"), cities=("クアラルンプール",)),
        replace(BASE, countries=("ブラジル",), cities=("サンパウロ",)),
    ]
    drawn = city_map(bases)
    assert drawn is not None
    (world,) = drawn.views
    places = {dot.city: (round(dot.x / 10), round(-dot.y / 10)) for dot in world.dots}
    assert places["上海"] == (121, 31)
    assert places["クアラルンプール"] == (102, 3)
    assert places["サンパウロ"][0] < 0 > places["サンパウロ"][1]
    assert drawn.unplaced == 1
    named = {country.name: country.cities for country in drawn.countries}
    assert named["マレーシア"] == (("クアラルンプール", 1, True),)
    assert named["インドネシア"] == ()
    assert city_map(()) is None


def test_the_region_with_most_cities_is_drawn_with_names_that_do_not_overlap() -> None:
    drawn = city_map(SURVEY.listed)
    assert drawn is not None
    world, region = drawn.views
    assert {dot.city for dot in region.dots} <= {dot.city for dot in world.dots}
    assert sum(dot.label is not None for dot in region.dots) > 5
    x, y, width, height = region.box
    assert all(x <= d.x <= x + width and y <= d.y <= y + height for d in region.dots)


def test_the_outline_is_small_and_a_path() -> None:
    drawn = city_map(SURVEY.listed)
    assert drawn is not None
    assert len(drawn.land) < 15_000
    assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", drawn.land)


def test_rows_of_a_municipality_are_summed() -> None:
    groups = municipality_groups(SURVEY.bases, {})
    assert [i for group in groups for i, _ in group.rows] == list(range(len(SURVEY.bases)))
    for group in groups:
        assert {base.municipality or "" for _, base in group.rows} == {group.name}
        total = sum(b.staff.total or 0 for _, b in group.rows if b.staff)
        assert group.staff is None or group.staff[0] == total


def test_details_show_every_formatting_change() -> None:
    survey = survey_of(corpus.FIXTURES / "chromium.pdf")
    for base in survey.bases:
        texts, others = details(base)
        shown = {one.key for one in (*texts, *others) if one.rules}
        assert shown == {c.field for c in base.corrections if c.confidence >= 1}
        for one in texts:
            value = "".join(piece.text for piece in one.pieces if piece.kind != "del")
            assert (
                value in (getattr(base, one.key, None), base.extras.get(one.key)) or "、" in value
            )
