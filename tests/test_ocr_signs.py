"""Signs of a scanned cell that its context corrects."""

from __future__ import annotations

import pytest

from kyoten_extract.ocr.postcorrection.doubtful_cell import Cell
from kyoten_extract.ocr.postcorrection.punctuation import by_signs
from kyoten_extract.ocr.recognition.ctc import ReadChar


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("(株フォーバル", "㈱フォーバル"),
        ("（株青葉商事", "㈱青葉商事"),
        ("青葉商事(株)", "青葉商事(株)"),
        ("(株青葉)商事", "(株青葉)商事"),
        ("(有アルファ", "㈲アルファ"),
    ],
)
def test_a_kind_of_company_without_its_second_bracket(read: str, meant: str) -> None:
    cell = Cell(0, "contractor", "name", (), [ReadChar(char, 0.9, ()) for char in read])
    by_signs(cell)
    assert cell.text == meant
    assert bool(cell.choices) is (read != meant)
