"""No function of the text of a cell takes more than linear time in its length.

benchmarks/bench_linear.py measures all functions on all families, up to 100,000 characters.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kyoten_extract import extract
from kyoten_extract.checks.row.truncation import texts_are_whole
from kyoten_extract.text.edit_distance import LONGEST_NAME, deletions
from kyoten_extract.text.proposal import Proposal, apply_proposals
from kyoten_extract.text.repair.lexicon import Words
from kyoten_extract.text.repair.wrong_script import find_wrong_script
from kyoten_extract.text.url.syllables import divide
from kyoten_extract.text.url.unwrap import split_addresses
from kyoten_extract.text.url.url_repair import repair_url
from kyoten_extract.text.web_address import LONGEST_CELL, ends_in_address

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from linear_subjects import Subject, subjects, survey_of, transcript
from nasty_strings import FAMILIES

# Characters of the shorter of two strings; times below the floor tell nothing.
SIZE = 4000
FLOOR = 0.02
# Linear is 4, quadratic 16.
MOST = 6.5
ATTEMPTS = 4

SUBJECTS = subjects()
# Each was quadratic or worse.
ONCE = [
    ("text.normalize.line_breaks.join_lines", "bullets on lines"),
    ("text.normalize.line_breaks.join_lines", "an address cut by lines"),
    ("text.normalize.line_breaks.join_lines", "spaces amid text"),
    ("text.normalize.line_items.join_items", "bullets on lines"),
    ("text.era.parse_fiscal_year", "spaces amid text"),
    ("text.era.dates_in", "a date and spaces"),
    ("text.gazetteer.places.country_code", "opening brackets"),
    ("text.gazetteer.municipality_spelling.is_official", "a county's kanji"),
    ("text.gazetteer.one_edit.NearIndex", "one kana"),
    ("text.repair.lexicon.Words.knows", "one kana"),
    ("text.repair.kana_lookalikes.find_lookalikes", "a word cut at its end"),
    ("text.repair.wrong_script.find_wrong_script", "letters and digits"),
    ("text.repair.wrong_script.find_wrong_script", "Arabic in katakana"),
    ("text.url.link_evidence.core_of", "one letter"),
    ("text.url.near_duplicates.find_near_duplicates", "an address of one letter"),
    ("text.url.unwrap.join_address", "a wrapped address"),
    ("text.url.unwrap.split_addresses", "an address with spaces"),
    ("text.url.unwrap.drop_spaces", "words and spaces"),
    ("text.url.url_repair.repair_url", "a wrapped address"),
    ("layout.field_types.join_places", "lines of kanji"),
    ("layout.field_types.split_places", "spaces amid text"),
    ("layout.value_types.join_phones", "spaces amid text"),
]


def seconds_of(subject: Subject, make: Callable[[int], str], size: int) -> float:
    text = make(size)
    started = time.process_time()
    subject(text)
    return time.process_time() - started


@pytest.mark.parametrize(
    ("name", "family"), ONCE, ids=[f"{n.rpartition('.')[2]}-{f}" for n, f in ONCE]
)
def test_four_times_the_text_takes_four_times_the_time(name: str, family: str) -> None:
    subject, make = SUBJECTS[name], FAMILIES[family]
    subject("あ")
    found = []
    for attempt in range(ATTEMPTS):
        longer = seconds_of(subject, make, 4 * (SIZE + attempt))
        if longer < FLOOR:
            return
        # No string is measured twice: a function may remember it.
        shorter = min(seconds_of(subject, make, SIZE + 10 * attempt + i) for i in (1, 2, 3))
        found.append(longer / max(shorter, 1e-6))
        if found[-1] < MOST:
            return
    raise AssertionError(f"times grow by {found}")


@pytest.mark.parametrize("family", ["everything", "a wrapped address", "lone surrogates"])
def test_every_function_takes_any_text(family: str) -> None:
    text = FAMILIES[family](300)
    for name, subject in SUBJECTS.items():
        if not name.startswith("extract") or name == "extract, url":
            subject(text)


# What bounds the time changes nothing, and says so.


def test_a_long_name_has_no_neighbors() -> None:
    assert len(deletions("ab" * (LONGEST_NAME // 2))) == LONGEST_NAME + 1
    assert deletions("a" * (LONGEST_NAME + 1)) == {"a" * (LONGEST_NAME + 1)}


def test_a_long_word_stays_whole() -> None:
    word = "tokvo" * 100
    (piece,) = divide(word)
    assert (piece.text, piece.known) == (word, False)


def test_words_without_end_after_an_address_hide_no_other() -> None:
    words = "http://a.jp/" + " b" * 99
    assert split_addresses(f"{words} www.c.jp") == [words, " www.c.jp"]
    assert split_addresses(f"{words} =\nwww.c.jp") == [f"{words} =\nwww.c.jp"]


def test_proposals_are_applied_in_any_order() -> None:
    made = [Proposal(3, 4, "丁", "r", 1.0, ""), Proposal(0, 1, "", "r", 1.0, "")]
    assert apply_proposals("甲乙丙x戊", made) == "乙丙丁戊"


def test_a_foreign_letter_in_a_long_word_is_told() -> None:
    text = "ア" * 150 + "ی" + "ア" * 150
    (found,) = find_wrong_script(text, Words.of([text]))
    assert (found.after, found.start, found.end) == (None, 0, len(text))


def test_a_cell_of_too_many_addresses_is_told_and_kept() -> None:
    cell = "http://www.tokvo.jp/ " * (LONGEST_CELL // 20)
    assert repair_url(cell) == (cell, ())
    survey = extract(transcript(cell.strip(), 14 + 1))
    assert survey.bases[0].raw["url"] == survey.bases[0].url == cell.strip()
    told = [f for f in survey.findings if f.field == "url" and f.row == survey.bases[0].key]
    assert any("was not repaired" in f.message for f in told)


def test_an_address_at_the_end_of_a_text() -> None:
    assert ends_in_address("見よ www.a.jp/x")
    assert ends_in_address("https:/")
    assert not ends_in_address("www.a.jp/x を見よ")
    assert not ends_in_address("")


def test_a_text_cut_after_addresses() -> None:
    found = [f.field for f in texts_are_whole(survey_of("www." * 50 + "、"))]
    assert "reason" in found
