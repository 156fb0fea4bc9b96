"""Words of the Latin script broken with a hyphen at a line's end."""

from __future__ import annotations

import pytest

from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.parse_base import parse_rows
from kyoten_extract.text.repair.hyphenation import broken_words
from kyoten_extract.text.repair.lexicon import Words

WORDS = Words.of(["Sunrise Marketing", "tradepromotion"])


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("JAC In-\ndonesia", [("In-donesia", "Indonesia")]),
        ("SINGA-\nPORE", [("SINGA-PORE", "SINGAPORE")]),
        ("Trade and Mar- \n keting", [("Mar-keting", "Marketing")]),
        # Hyphens that belong to the word, are within a line, or are in unknown words.
        ("trade-\npromotion", []),
        ("JAC In-donesia", []),
        ("Foo-\nbarium", []),
        ("Indo-\nNesia", []),
        ("東京-\n大阪", []),
    ],
)
def test_words_that_are_known_without_the_hyphen(raw: str, found: list[tuple[str, str]]) -> None:
    assert list(broken_words(raw, WORDS)) == found


@pytest.mark.parametrize(("least", "read"), [(0.95, "Singapore"), (1.0, "Singa-pore")])
def test_a_broken_word_is_put_together_and_noted(least: float, read: str) -> None:
    labels = tuple(column.labels[0] for column in KYOTEN.columns)
    match = KYOTEN.match(labels)
    place = match.places["contractor"]
    cells = tuple("JETRO Singa-\npore" if i == place else "" for i in range(len(labels)))
    row = Row(cells, (1,), ((1, 0.0, 0.0, 100.0, 50.0),), (16,))
    (base,), _ = parse_rows([row], match, least)
    assert base.contractor == f"JETRO {read}"
    rules = [c.rule for c in base.corrections if c.field == "contractor"]
    assert ("line-hyphen" in rules) == (read == "Singapore")
