"""PDFium's functions as declared here: as pypdfium2 declares them, and usable beside it."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest

import pdfs
from kyoten_extract.engines.pdfium import pdfium_library
from kyoten_extract.engines.pdfium.open_document import OpenDocument, OpenError

CALC = Path(__file__).parent / "fixtures" / "calc.pdf"
# Opened here, by pypdfium2, and here again.
_TOGETHER = """
import sys
from pathlib import Path
{first}
{second}
from kyoten_extract.engines.pdfium.open_document import OpenDocument
import pypdfium2
data = Path(sys.argv[1]).read_bytes()
ours, theirs = OpenDocument(data), pypdfium2.PdfDocument(data)
theirs.close()
assert len(ours) == len(OpenDocument(data)) == len(pypdfium2.PdfDocument(data)) == 2
kept = [ours]
"""
_OURS, _THEIRS = "import kyoten_extract.engines.pdfium.pdfium_library", "import pypdfium2"


def _plain(kind: Any) -> Any:
    """What C passes: of a pointer to a struct, a handle or bytes only that it is an address."""
    if kind is None:
        return None
    numbers = {ctypes.c_int, ctypes.c_uint, ctypes.c_ushort, ctypes.c_ulong, ctypes.c_size_t}
    pointed = getattr(kind, "_type_", None)
    if pointed in numbers:
        return pointed._type_, "*"
    fields = getattr(pointed, "_fields_", None)
    if fields:
        return [(name, _plain(part)) for name, part, *_ in fields]
    if kind in numbers or kind is ctypes.c_float:
        return pointed
    assert issubclass(kind, (ctypes.c_void_p, ctypes.c_char_p, ctypes._Pointer, ctypes._CFuncPtr))
    return "address"


@pytest.mark.parametrize("name", sorted(pdfium_library.SIGNATURES))
def test_a_function_is_declared_as_in_the_stock_bindings(name: str) -> None:
    result, *arguments = pdfium_library.SIGNATURES[name]
    stock = getattr(pypdfium2.raw, name)
    declared = [_plain(kind) for kind in arguments]
    expected = [_plain(kind) for kind in stock.argtypes]
    if name == "FPDF_InitLibraryWithConfig":  # Of the settings the first version is declared.
        declared, expected = declared[0], expected[0][: len(declared[0])]
    assert declared == expected
    assert _plain(result) == _plain(stock.restype)
    address = ctypes.cast(stock, ctypes.c_void_p).value
    assert pdfium_library.address_of(name) == address


def test_constants_and_structs_are_those_of_the_stock_bindings() -> None:
    names = [name for name in vars(pdfium_library) if name.startswith(("FPDF", "FLAT"))]
    numbers = {n: v for n in names if isinstance(v := getattr(pdfium_library, n), int)}
    assert len(numbers) > 25
    assert numbers == {name: getattr(pypdfium2.raw, name) for name in numbers}
    for name in ("FS_RECTF", "FPDF_FILEWRITE"):
        ours, stock = getattr(pdfium_library, name), getattr(pypdfium2.raw, name)
        assert ctypes.sizeof(ours) == ctypes.sizeof(stock)
        for field, *_ in ours._fields_:
            assert getattr(ours, field).offset == getattr(stock, field).offset


def test_another_name_is_none_of_the_library() -> None:
    with pytest.raises(AttributeError, match="FPDF_Nothing"):
        _ = pdfium_library.FPDF_Nothing


@pytest.mark.parametrize("order", [(_OURS, _THEIRS), (_THEIRS, _OURS)], ids=["ours", "theirs"])
def test_pypdfium2_and_these_serve_one_process(order: tuple[str, str]) -> None:
    program = _TOGETHER.format(first=order[0], second=order[1])
    run = subprocess.run(
        [sys.executable, "-c", program, str(CALC)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_without_the_file_beside_it_the_stock_bindings_serve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = pdfium_library.address_of("FPDF_LoadPage")
    monkeypatch.setattr(pdfium_library, "_FILES", ())
    pdfium_library._library.cache_clear()
    try:
        assert pdfium_library._library() is None
        assert pdfium_library.address_of("FPDF_LoadPage") == known
    finally:
        pdfium_library._library.cache_clear()


def test_a_document_is_copied_and_what_is_none_is_refused() -> None:
    data = CALC.read_bytes()
    document = OpenDocument(data)
    assert len(OpenDocument(document.copy())) == len(document) == 2
    document.close()
    document.close()
    for wrong in (b"", b"%PDF-1.7\n%%EOF", data[:3000]):
        with pytest.raises(OpenError) as error:
            OpenDocument(wrong)
        assert error.value.code


def test_an_exception_while_a_file_is_copied_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """ctypes drops what a function that C calls raises, and PDFium would go on without a part."""

    def failing(*_: object) -> bytes:
        raise KeyboardInterrupt

    document = OpenDocument(pdfs.pdf(pdfs.table([["番号"]])))
    monkeypatch.setattr(ctypes, "string_at", failing)
    with pytest.raises(KeyboardInterrupt):
        document.copy()
    monkeypatch.undo()
    assert document.copy().startswith(b"%PDF")
    document.close()
