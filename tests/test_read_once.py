"""What is read of a page is read once: pages, and the areas on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kyoten_extract import read_table
from kyoten_extract.engines import kept_pages
from kyoten_extract.engines.pdfium import sight
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.page.array_steps import begins, columns, lengths, median, one_of

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
