"""Composed editions: what they print is in their truth; the score says what a reader made of it.

The reader's own figures are those of benchmarks/random_editions.py.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tomllib
import unicodedata
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kyoten_extract import extract
from kyoten_extract.errors import UsageError
from kyoten_extract.testing import editions
from kyoten_extract.testing.edition.facts import KEYS, PLACES, compose_rows, western_year
from kyoten_extract.testing.edition.words import KNOWN, TRAPS, UNLISTED, USUAL
from kyoten_extract.testing.edition_score import EditionScore, FieldScore, score
from kyoten_extract.testing.editions import (
    PrintedEdition,
    Producer,
    changes,
    japanese_font,
    producers,
    random_edition,
    unavailable,
)
from kyoten_extract.text.data import read_lines
from kyoten_extract.text.gazetteer.city_list import every_city
from kyoten_extract.text.gazetteer.city_marks import name_of
from kyoten_extract.text.labels import fold_label
from second_reader import pages_of

pytest.importorskip("reportlab")


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def page_texts(printed: PrintedEdition, folder: Path) -> list[str]:
    """The characters of each page in the order they are drawn, by a reader not ours."""
    file = folder / "edition.pdf"
    file.write_bytes(printed.pdf)
    texts = [plain("".join(glyph.text for glyph in page)) for page in pages_of(file)]
    assert len(texts) == printed.pages
    return texts


# What is printed is in the truth.


@pytest.mark.parametrize("name", changes())
def test_each_change_is_made_and_all_cells_and_labels_are_printed(
    name: str, tmp_path: Path
) -> None:
    printed = random_edition(5, changes=[name], rows=15)
    assert list(printed.changes) == [name]
    text = "".join(page_texts(printed, tmp_path))
    for row in printed.rows:
        assert all(plain(cell) in text for cell in row.cells)
    for column in printed.columns:
        assert all(plain(level) in text for level in column.printed)
    assert all(plain(line) in text for line in printed.title)
    assert sum(row.counted for row in printed.rows) == 15


@pytest.mark.parametrize("seed", range(12))
def test_facts_are_those_of_the_cells(seed: int) -> None:
    printed = random_edition(seed, rows=12)
    single = {
        c.keys[0]: n for n, c in enumerate(printed.columns) if len(c.keys) == 1 and c.how != "part"
    }
    shared = {key for column in printed.columns for key in column.keys} - {*single}
    assert {*single} | shared | {*printed.missing} == {*KEYS}
    for row in printed.rows:
        for key, place in single.items():
            fact, cell = row.facts[key], row.cells[place]
            assert fact is not None
            if key == "established":
                era = {"S": "昭和", "H": "平成", "R": "令和"}[fact[0]]
                year = str(western_year(fact))
                assert fact in cell or era in cell or year in cell or f"{fact[0]}元" in cell
            else:
                assert fact == cell.strip("-")
        for key in shared:
            fact = row.facts[key]
            text = "".join(
                cell
                for cell, column in zip(row.cells, printed.columns, strict=True)
                if key in column.keys
            )
            assert fact is not None
            if key == "established":
                assert fact[1:] in text.replace("元", "1")
            else:
                assert plain(fact) in plain(text)
        assert all(row.facts[key] is None for key in printed.missing)


def test_a_seed_gives_the_same_bytes_and_other_seeds_give_other_editions() -> None:
    one, other = (random_edition(11) for _ in range(2))
    assert one == other
    assert one.pdf != random_edition(12).pdf
    drawn = {name for seed in range(60) for name in random_edition(seed, rows=3).changes}
    assert drawn == {*changes()}


def test_a_change_is_the_same_whatever_else_changes() -> None:
    alone = random_edition(4, changes=["unlisted_labels"])
    both = random_edition(4, changes=["title_forms", "unlisted_labels"])
    assert alone.changes["unlisted_labels"] == both.changes["unlisted_labels"]
    assert [row.facts for row in alone.rows] == [row.facts for row in both.rows]


def test_an_edition_without_changes_is_as_all_were() -> None:
    printed = random_edition(1, changes=[])
    assert [column.keys for column in printed.columns] == [(key,) for key in KEYS]
    assert {column.how for column in printed.columns} == {"usual"}
    assert not printed.missing
    assert printed.recognisable == KEYS


@pytest.mark.parametrize("rows", [1, 2, 30, 1200])
def test_editions_of_any_size_keep_the_order_of_municipalities(rows: int) -> None:
    for seed in range(1 if rows > 100 else 5):
        printed = random_edition(seed, changes=[], rows=rows)
        assert len(printed.rows) == rows
        keys = [
            (int(row.facts["municipality_no"] or 0), int(row.facts["base_no"] or 0))
            for row in printed.rows
        ]
        assert keys == sorted(keys)
        assert len(set(keys)) == rows


def test_what_is_not_printed_is_no_fact() -> None:
    printed = random_edition(2, changes=["columns_dropped"])
    assert printed.missing
    labels = {plain(USUAL[key][0]) for key in printed.missing if not key.startswith("staff")}
    assert not labels & {plain(column.levels[0]) for column in printed.columns}
    assert not {*printed.missing} & {*printed.recognisable}


def test_lists_beside_the_survey_are_not_counted() -> None:
    printed = random_edition(3, changes=["second_table"], rows=10)
    others = [row for row in printed.rows if not row.counted]
    assert others
    assert len({row.section for row in others}) == 1
    assert printed.published is not None
    assert printed.published["bases"] == 10
    assert len(printed.truth()["rows"]) == 10
    assert len(printed.truth()["others"]) == len(others)


def test_two_lists_that_restart_are_both_counted() -> None:
    found = (random_edition(seed, changes=["numbering"]) for seed in range(40))
    printed = next(one for one in found if one.changes["numbering"] == "restart")
    assert len({row.section for row in printed.rows}) == 2
    firsts = [
        row
        for row in printed.rows
        if (row.facts["municipality_no"], row.facts["base_no"]) == ("1", "1")
    ]
    assert len(firsts) == 2
    assert all(row.counted for row in printed.rows)


def test_half_of_the_columns_is_on_pages_of_its_own(tmp_path: Path) -> None:
    printed = random_edition(1, changes=["columns_overflow"], rows=8)
    texts = page_texts(printed, tmp_path)
    first, last = (plain(c.levels[0]) for c in (printed.columns[0], printed.columns[-2]))
    assert not any(first in text and last in text for text in texts)
    assert any(first in text for text in texts)
    assert any(last in text for text in texts)


def test_a_truth_can_be_kept(tmp_path: Path) -> None:
    printed = random_edition(1, changes=["columns_dropped", "joined_columns"])
    printed.write(tmp_path / "one")
    assert (tmp_path / "one" / "case.pdf").read_bytes() == printed.pdf
    truth = json.loads((tmp_path / "one" / "truth.json").read_text(encoding="utf-8"))
    assert truth == printed.truth()
    assert truth["kinds"]["drop"] == list(printed.missing)
    assert len(truth["cols"]) == len(truth["rows"][0]["cells"])


# The words.


def listed() -> dict[str, set[str]]:
    text = (
        resources.files("kyoten_extract.layout").joinpath("kyoten.toml").read_text(encoding="utf-8")
    )
    columns = tomllib.loads(text)["columns"]
    return {column["key"]: {*map(fold_label, column["labels"])} for column in columns}


def test_unlisted_labels_are_not_in_the_layout_and_known_ones_are() -> None:
    layout = listed()
    every = set().union(*layout.values())
    for key in KEYS:
        assert {fold_label(label.replace("/", " ")) for label in KNOWN[key]} <= layout[key], key
        assert (
            len(
                [
                    label
                    for label in UNLISTED[key]
                    if fold_label(label.replace("/", " ")) not in every
                ]
            )
            >= 3
        )
    assert not {fold_label(label) for labels in TRAPS.values() for label in labels} & every


def test_cities_are_in_their_countries() -> None:
    names = {
        name: code
        for line in read_lines("countries.tsv")
        for code, *rest in [line.split("\t")]
        for name in rest
    }
    cities: dict[str, set[str]] = {}
    for key, codes, _, marks in every_city():
        cities.setdefault(name_of(key, marks), set()).update(codes.replace("HK", "HK CN").split())
    for country, places in PLACES.items():
        assert country in names
        for place in places:
            assert place not in cities or names[country] in " ".join(cities[place]), place


def test_numbers_and_years_are_possible() -> None:
    from random import Random

    for facts in compose_rows(Random(1), 50, 2020):
        total, one, other = (
            int(facts[f"staff_{part}"] or 0) for part in ("total", "dispatched", "local")
        )
        assert total == one + other > 0
        assert 1985 <= western_year(str(facts["established"])) <= 2020


# Producers.


@pytest.mark.parametrize(
    "producer",
    [
        "typst",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("weasyprint", "chromium", "libreoffice")
        ),
    ],
)
def test_other_producers_print_the_same_truth(producer: Producer, tmp_path: Path) -> None:
    if producer not in producers():
        pytest.skip(unavailable()[producer])
    if japanese_font() is None:
        pytest.skip("no Japanese font is installed")
    names = ["columns_overflow", "parted_columns", "second_table", "labels_wrapped"]
    printed = random_edition(1, changes=names, rows=9, producer=producer)
    text = "".join(page_texts(printed, tmp_path))
    for row in printed.rows:
        assert all(plain(cell) in text for cell in row.cells)
    assert printed.rows == random_edition(1, changes=names, rows=9).rows
    assert printed.pdf == random_edition(1, changes=names, rows=9, producer=producer).pdf


def test_wrong_names_are_told_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=r"no change 'blue'.*new_order"):
        random_edition(1, changes=["blue"])
    with pytest.raises(UsageError, match=r"typst prints no change 'header_runs_over'"):
        random_edition(1, changes=["header_runs_over"], producer="typst")
    with pytest.raises(UsageError, match=r"unknown producer 'pen'.*reportlab"):
        random_edition(1, producer="pen")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="0 rows"):
        random_edition(1, rows=0)
    monkeypatch.setattr(editions, "japanese_font", lambda: None)
    with pytest.raises(UsageError, match=r"typst needs a font.*matplotlib-fontja"):
        random_edition(1, changes=[], producer="typst")


def test_importing_the_editions_loads_nothing_heavy() -> None:
    heavy = "numpy pandas reportlab pypdfium2 pytest cv2 matplotlib matplotlib_fontja".split()
    code = f"import sys, kyoten_extract.testing.edition_score;print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# The score.


@dataclass
class Reading:
    """A reading made of the truth, to be spoilt."""

    bases: list[Any]
    as_of: dt.date | None
    published: Any
    findings: list[Any] = field(default_factory=list)

    def find(self, message: str, severity: str = "warning", **names: Any) -> None:
        finding = {"severity": severity, "message": message, "field": None, "row": None, **names}
        self.findings.append(SimpleNamespace(**finding))


def perfect_reading(printed: PrintedEdition, *, others: bool = False) -> Reading:
    bases = []
    for row in printed.rows:
        if not row.counted and not others:
            continue
        facts = {key: value or None for key, value in row.facts.items()}
        numbers = {
            key: int(facts[key]) if facts[key] else None for key in ("municipality_no", "base_no")
        }  # type: ignore[arg-type]
        staff = {
            part: int(value) if (value := facts[f"staff_{part}"]) else None
            for part in ("total", "dispatched", "local")
        }
        form = facts["form"]
        base = {
            **facts,
            **numbers,
            "key": (numbers["municipality_no"], numbers["base_no"]),
            "form": SimpleNamespace(value=form[0]) if form else None,
            "form_note": form[1:] if form else None,
            "established": SimpleNamespace(year=western_year(facts["established"]))
            if facts["established"]
            else None,
            "staff": SimpleNamespace(**staff),
            "section": row.section,
        }
        bases.append(SimpleNamespace(**base))
    wanted: Any = dict(printed.published or {})
    published = SimpleNamespace(**wanted) if wanted else None
    if published is not None:
        total, dispatched, local = wanted["staff"]
        published.staff = SimpleNamespace(total=total, dispatched=dispatched, local=local)
    return Reading(bases, printed.as_of, published)


def spoilt(printed: PrintedEdition, key: str, value: object, count: int) -> Reading:
    reading = perfect_reading(printed)
    for base in reading.bases[:count]:
        setattr(base, key, value)
    return reading


@pytest.mark.parametrize("seed", range(8))
def test_a_perfect_reading_is_perfect(seed: int) -> None:
    printed = random_edition(seed, rows=10)
    got = score(printed, perfect_reading(printed))
    assert got.perfect
    assert (got.silent, got.as_of_right, got.totals_wrong) == (0, True, 0)
    assert got.totals_right == got.totals
    assert not got.silent_columns
    assert len(got.taken) == len(got.unlisted)


def test_a_wrong_value_is_silent_until_a_finding_names_its_column_row_cell_or_label() -> None:
    printed = random_edition(1, changes=[], rows=10)

    def wrong(**names: Any) -> FieldScore:
        reading = spoilt(printed, "department", "X", 10)
        reading.find(names.pop("message", ""), names.pop("severity", "warning"), **names)
        return score(printed, reading).fields["department"]

    assert wrong() == FieldScore(wrong_silent=10)
    assert wrong(field="department") == FieldScore(wrong_told=10)
    assert wrong(field="url") == FieldScore(wrong_silent=10)
    assert wrong(field="department", severity="info") == FieldScore(wrong_silent=10)
    assert wrong(message="column '⑦主管部課名' was not read") == FieldScore(wrong_told=10)
    key = perfect_reading(printed).bases[0].key
    assert wrong(row=key) == FieldScore(wrong_told=1, wrong_silent=9)
    assert wrong(row=key, field="department") == FieldScore(wrong_told=1, wrong_silent=9)
    assert wrong(row=key, field="url") == FieldScore(wrong_silent=10)


def test_a_column_is_wrong_when_more_than_a_few_of_its_values_are() -> None:
    printed = random_edition(1, changes=[], rows=10)
    assert score(printed, spoilt(printed, "department", "X", 1)).silent_columns == ()
    assert score(printed, spoilt(printed, "department", "X", 2)).silent_columns == ("department",)
    got = score(printed, spoilt(printed, "department", None, 4))
    assert got.fields["department"] == FieldScore(right=6, lost_silent=4)
    assert (got.exact, got.silent) == (6, 4)


def test_what_is_read_and_not_printed_is_wrong() -> None:
    printed = random_edition(2, changes=["columns_dropped"], rows=10)
    key = next(key for key in printed.missing if not key.startswith(("staff", "established")))
    got = score(printed, spoilt(printed, key, "invented", 10))
    assert got.fields[key] == FieldScore(wrong_silent=10)
    assert got.exact == 0


def test_rows_lost_and_too_many_are_counted() -> None:
    printed = random_edition(1, changes=[], rows=10)
    lost = perfect_reading(printed)
    gone = lost.bases.pop(4)
    got = score(printed, lost)
    assert (got.exact, got.lost_silent, got.lost_told) == (9, 1, 0)
    lost.find("not a record: " + " ".join(printed.rows[4].cells))
    assert score(printed, lost).lost_told == 1
    more = perfect_reading(printed)
    more.bases.insert(3, gone)
    got = score(printed, more)
    assert (got.exact, got.extra_silent, got.perfect) == (10, 1, False)
    refused = score(printed, None)
    assert (refused.exact, refused.lost_told, refused.silent) == (0, 10, 0)


def test_rows_of_another_list_are_too_many_unless_they_are_kept_apart() -> None:
    printed = random_edition(3, changes=["second_table"], rows=10)
    reading = perfect_reading(printed, others=True)
    assert score(printed, reading).perfect
    for base in reading.bases:
        base.section = None
    count = sum(not row.counted for row in printed.rows)
    assert score(printed, reading).extra_silent == count


def test_an_unlisted_label_is_taken_explained_or_mistaken() -> None:
    printed = random_edition(7, changes=["unlisted_labels"], rows=10)
    key, label = next(
        pair for pair in score(printed, None).unlisted if not pair[0].startswith("staff")
    )

    def judged(reading: Reading) -> tuple[bool, bool, bool]:
        got: EditionScore = score(printed, reading)
        return key in got.taken, key in got.explained, key in got.mistaken

    reading = perfect_reading(printed)
    assert judged(reading) == (True, False, False)
    reading.find(f"{label} was read as something", "info")
    assert judged(reading) == (True, True, False)
    assert judged(spoilt(printed, key, None, 10)) == (False, False, False)
    assert judged(spoilt(printed, key, SimpleNamespace(year=1, value="X"), 10)) == (
        False,
        False,
        True,
    )


def test_an_edition_without_changes_is_read_exactly() -> None:
    printed = random_edition(1, changes=[], rows=12)
    got = score(printed, extract(printed.pdf))
    assert got.perfect
    assert got.as_of_right
    assert got.totals_right == got.totals
