"""What is read of a page is read once: pages, and the areas on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kyoten_extract import read_table
from kyoten_extract.engines import kept_pages
from kyoten_extract.engines.pdfium import bindings, sight
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.page.array_steps import begins, columns, lengths, median, one_of
from kyoten_extract.page.grid import Cell, cells_of
from kyoten_extract.page.page_model import Characters, Rulings
from kyoten_extract.table import overlaid_text

FIXTURES = Path(__file__).parent / "fixtures"
# Without rulings: pages are looked at again for the gutters, and for the rows.
UNRULED = FIXTURES / "unruled.pdf"


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages that PDFium reads, in order."""
    numbers: list[int] = []
    read = PdfFile.page_and_picture

    def counted(self: PdfFile, number: int, **options: object) -> object:
        numbers.append(number)
        return read(self, number, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(PdfFile, "page_and_picture", counted)
    return numbers


def test_each_page_is_read_once(loaded: list[int]) -> None:
    read_table(UNRULED, processes=1)
    assert loaded == sorted(set(loaded))


def test_pages_without_room_are_read_again(
    loaded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read_table(UNRULED, processes=1)
    once = len(loaded)
    monkeypatch.setattr(kept_pages, "_MAX_BYTES", 0)
    assert read_table(UNRULED, processes=1) == table
    assert len(loaded) > 2 * once


def test_areas_that_hide_nothing_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the page is black on white")

    monkeypatch.setattr(sight, "areas_of", refuse)
    assert read_table(FIXTURES / "calc.pdf", processes=1).rows


def test_boxes_are_asked_for_of_printed_characters_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    boxes = bindings.char_boxes

    def counted(text: object, indexes: list[int]) -> object:
        asked.extend(indexes)
        return boxes(text, indexes)

    monkeypatch.setattr(bindings, "char_boxes", counted)
    with PdfFile((FIXTURES / "merged.pdf").read_bytes(), "merged.pdf") as file:
        page = file.page(1)
    # PDFium generates line breaks between the texts, and gives them boxes, too.
    assert len(asked) == len(page.characters.codes) < max(asked)


def test_lines_are_lined_up_once() -> None:
    dashes = np.array([(10.0, 0.0, 5.0), (20.0, 0.0, 9.0), (10.1, 6.0, 9.0)])
    rulings = Rulings(dashes, dashes[:0])
    assert rulings.across is rulings.across
    np.testing.assert_allclose(rulings.across.joined(1.5), [(10.05, 0, 9), (20, 0, 9)])
    assert len(rulings.across.joined(0.5)) == 3
    assert len(rulings.across.joined(0.5, 4.0)) == 2
    assert rulings.down.joined(1.0).shape == (0, 3)


def test_cells_made_in_columns_are_cells() -> None:
    boxes = [(0.0, 0.0, 5.0, 5.0), (5.0, 0.0, 9.0, 5.0)]
    parts = [0, 0], [0, 1], [1, 1], [1, 1], ["a", "b"], boxes, [(False, True)] * 2, [(), ("u",)]
    assert cells_of(2, *parts) == tuple(map(Cell, *parts))


@pytest.mark.parametrize("seed", range(20))
def test_texts_in_one_place_are_found_wherever_they_are(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only cells whose characters are not set on and on are looked into."""
    random = np.random.default_rng(seed)
    count, cells = 120, 12
    owner = np.sort(random.integers(0, cells, count))
    x, y = np.arange(count) % 6 * 10.0, np.arange(count) // 6 * 12.0
    back = random.random(count) < 0.3
    x[back] -= random.choice([9.0, 10.0, 31.0], int(back.sum()))
    y[back] -= random.choice([0.0, 2.0, 12.0], int(back.sum()))
    boxes = np.column_stack((x, y, x + random.choice([5.0, 10.0, 11.0], count), y + 10))
    runs = np.arange(count) // 3
    clips = np.tile((-np.inf, -np.inf, np.inf, np.inf), (len(boxes), 1))
    characters = Characters(np.full(count, ord("あ")), boxes, runs, clips, runs)
    some = overlaid_text._in_one_place(characters, owner)
    everything = np.ones(count, dtype=bool)
    monkeypatch.setattr(overlaid_text, "_may_be_overlaid", lambda *_: everything)
    every = overlaid_text._in_one_place(characters, owner)
    assert len(every)
    assert sorted(some.tolist()) == sorted(every.tolist())


def test_steps_are_those_of_numpy() -> None:
    values = np.array([3, 3, 1, 1, 1, 4, 3])
    assert begins(values).tolist() == [True, False, True, False, False, True, True]
    assert begins(values[:0]).tolist() == []
    assert lengths(np.array([0, 2, 5]), 7).tolist() == [2, 3, 2]
    assert one_of(values, (4, 1)).tolist() == np.isin(values, (4, 1)).tolist()
    assert columns(values, values + 1).tolist() == np.column_stack((values, values + 1)).tolist()
    numbers = values.astype(np.float64)
    assert median(numbers) == np.median(numbers)
    assert median(numbers[1:]) == np.median(numbers[1:])
