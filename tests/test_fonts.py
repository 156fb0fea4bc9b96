"""The same result on every machine: a font that is not embedded is another one on each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import reportlab

import corpus
import pdfs
from kyoten_extract import read_table
from kyoten_extract.engines.pdfium import text_page
from kyoten_extract.engines.pdfium.calls import Handles

# Two fonts of Latin letters; to them all other characters are a box.
FONTS = [Path(reportlab.__file__).parent / "fonts" / name for name in ("Vera.ttf", "VeraBd.ttf")]
ROWS = [("番号", "名称", "所在地"), ("1", "上", "海"), ("2", "i", "漢字 kana"), ("3", "・", "一")]
BLANKS = [pdfs.text(" ", 120, 190), pdfs.text("  ", 140, 190), pdfs.text("\u3000", 160, 190)]

# Reads files in a process where every font that is not embedded is the font of a file, or none.
READER = """
import ctypes, json, sys
import pypdfium2, pypdfium2.raw as pdfium
from kyoten_extract.engines.pdfium.pdf_file import PdfFile

data = open(sys.argv[1], "rb").read() if sys.argv[1] else b""
types = dict(pdfium.FPDF_SYSFONTINFO._fields_)

def table_of(_, font, table, buffer, size):
    part = data
    if table:
        count = int.from_bytes(data[4:6], "big")
        entries = [data[12 + 16 * i : 28 + 16 * i] for i in range(count)]
        part = b"".join(
            data[int.from_bytes(e[8:12], "big") :][: int.from_bytes(e[12:16], "big")]
            for e in entries if e[:4] == table.to_bytes(4, "big")
        )
    if size >= len(part):
        ctypes.memmove(buffer, part, len(part))
    return len(part)

def name_of(_, font, buffer, size):
    if size > 4:
        ctypes.memmove(buffer, b"Font\\0", 5)
    return 5

info = pdfium.FPDF_SYSFONTINFO(
    version=1,
    Release=types["Release"](lambda *_: None),
    EnumFonts=types["EnumFonts"](lambda *_: None),
    MapFont=types["MapFont"](lambda *_: 1 if data else None),
    GetFont=types["GetFont"](lambda *_: None),
    GetFontData=types["GetFontData"](table_of),
    GetFaceName=types["GetFaceName"](name_of),
    GetFontCharset=types["GetFontCharset"](lambda *_: 1),
    DeleteFont=types["DeleteFont"](lambda *_: None),
)
pdfium.FPDF_SetSystemFontInfo(info)
pages = []
for name in sys.argv[2:]:
    with PdfFile(open(name, "rb").read(), name) as file:
        for number in range(1, len(file) + 1):
            page = file.page(number)
            text = page.characters
            pages.append([text.codes.tolist(), text.boxes.tolist(), repr(page.condition)])
with pypdfium2.PdfDocument(sys.argv[2]) as document:
    text = document[0].get_textpage()
    extents = [text.get_charbox(i) for i in range(text.count_chars())]
print(json.dumps([pages, extents]))
"""


def pages_with(font: Path | None, *files: Path) -> Any:
    """Characters of each page, and the ink of the first, where every foreign font is ``font``."""
    command = [sys.executable, "-c", READER, str(font or ""), *map(str, files)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_characters_are_the_same_with_any_font(tmp_path: Path) -> None:
    files = [corpus.FIXTURES / name for name in ("reportlab.pdf", "reiwa.pdf", "layer.pdf")]
    for name, encoding in (("UniJIS-UCS2-H", "utf-16-be"), ("90ms-RKSJ-V", "cp932")):
        files.append(tmp_path / f"{name}.pdf")
        content = pdfs.table(ROWS, encoding=encoding) + " ".join(BLANKS)
        files[-1].write_bytes(pdfs.pdf(content, encoding=name))
    none, *others = (pages_with(font, *files) for font in (None, *FONTS))
    for other in others:
        assert other[1] != none[1]  # PDFium takes the ink of another font.
        assert other[0] == none[0]


def test_text_without_ink_on_this_machine_is_read() -> None:
    table = read_table(pdfs.pdf(pdfs.table(ROWS) + " ".join(BLANKS)))
    assert [row.cells for row in table.rows] == ROWS[1:]
    assert table.findings == ()


@pytest.mark.parametrize(("x", "found"), [(30, ("KY401", "error", 1)), (450, ("KY012", "info", 1))])
def test_text_that_pdfium_does_not_give_is_told(
    x: int, found: tuple[str, str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error on the page; beyond its side, where nobody sees it, it is hidden."""
    complete = text_page.complete

    def without_last(page: Any, placed: Any, missing: Any, every: Any, *rest: Any) -> Any:
        return complete(page, placed, missing, every, *rest)[0], Handles(every.addresses[-1:])

    monkeypatch.setattr(text_page, "complete", without_last)
    data = pdfs.pdf(pdfs.table(ROWS) + pdfs.text("　", x, 100))
    (finding,) = read_table(data).findings
    assert (finding.code, finding.severity, finding.actual) == found
