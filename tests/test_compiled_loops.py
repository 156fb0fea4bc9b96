"""Calls of PDFium in compiled loops give what those of Python give."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from numpy.testing import assert_array_equal

import corpus
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.page.page_model import Page

needs_loops = pytest.mark.skipif(
    not Path(calls.__file__).with_name(calls.LOOPS_FILE).exists(),
    reason="nothing was compiled when the package was installed",
)


@pytest.fixture(autouse=True)
def chosen_anew() -> Iterator[None]:
    calls._library.cache_clear()
    yield
    calls._library.cache_clear()


def choose(*, compiled: bool, patch: pytest.MonkeyPatch) -> None:
    """Make calls in compiled loops, or in Python's."""
    calls._library.cache_clear()
    if compiled:
        patch.delenv(calls.PURE_PYTHON, raising=False)
    else:
        patch.setenv(calls.PURE_PYTHON, "1")
    assert calls.are_compiled() == compiled


def told(page: Page) -> list[object]:
    """What is read of a page, but for the numbers of runs, which go by addresses."""
    characters = page.characters
    arrays = (
        *(page.rulings.horizontal, page.rulings.vertical, characters.codes, characters.boxes),
        *(characters.clips[characters.clipped], np.diff(characters.runs) != 0),
        *(page.shades.boxes, page.shades.colors),
    )
    return [[array.tolist() for array in arrays], page.links, page.condition]


@needs_loops
@pytest.mark.parametrize("pdf", corpus.PDFS, ids=str)
def test_pages_are_the_same(pdf: corpus.Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for compiled in (False, True):
        choose(compiled=compiled, patch=monkeypatch)
        with PdfPages(PdfInput(pdf.path.read_bytes(), pdf.path.name, None, "pdfium")) as pages:
            # An array of NaN equals itself as a text only.
            found.append([str(told(pages.page(number))) for number in range(1, pdf.pages + 1)])
    assert found[0] == found[1]


@needs_loops
def test_each_kind_of_call_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with pypdfium2.PdfDocument(corpus.FIXTURES / "calc.pdf") as file:
        page = file[0]
        text = page.get_textpage()
        objects = pypdfium2.raw.FPDFPage_CountObjects(page.raw)
        numbers, indexes = np.arange(objects), np.arange(0, text.count_chars(), 3)
        results = []
        for compiled in (False, True):
            choose(compiled=compiled, patch=monkeypatch)
            own = Handles(calls.integers_at(api.page_object, page.raw, numbers))
            kinds = calls.integers(api.object_type, own)
            paths = own.take(np.flatnonzero(kinds == pypdfium2.raw.FPDF_PAGEOBJ_PATH))
            counts = calls.integers(api.path_count, paths)
            segments = api.parts(api.path_segment, paths, counts)
            clips = calls.integers(api.clip_of, own)
            clipped = clips[calls.integers(api.clip_count, Handles(clips)) > 0]
            first = np.zeros_like(clipped)
            results.append(
                [
                    *(own.addresses, kinds, counts, segments.addresses, clipped),
                    calls.integers_of(api.clip_segments, clipped, first),
                    calls.integers_of(api.clip_segment, clipped, first, first),
                    calls.integers_at(api.char_code, text.raw, indexes),
                    calls.integers_at(api.char_object, text.raw, indexes),
                    *(api.char_boxes(text.raw, indexes), api.char_origins(text.raw, indexes)),
                    api.char_angles(text.raw, indexes),
                    *(api.points(segments), api.floats(api.object_bounds, own)),
                    *(api.booleans(api.path_mode, paths), api.unsigned(api.fill_color, own)),
                    *(api.structs(api.object_matrix, 6, own), api.structs(api.text_size, 1, own)),
                ]
            )
        assert all(map(len, results[0]))
        for one, other in zip(*results, strict=True):
            assert_array_equal(one, other)
        text.close()


@needs_loops
@pytest.mark.parametrize("compiled", [False, True])
def test_nothing_and_no_address_at_all(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(compiled=compiled, patch=monkeypatch)
    none, null = Handles([]), Handles([0, 0])
    assert calls.integers(api.object_type, none).tolist() == []
    assert api.floats(api.object_bounds, none).shape == (0, 4)
    assert api.char_origins(1, np.arange(0)).shape == (0, 2)
    assert calls.integers(api.font_embedded, null).tolist() == [-1, -1]
    assert calls.integers(api.text_font, null).tolist() == [0, 0]
    assert api.floats(api.object_bounds, null).tolist() == [[0.0] * 4] * 2
    assert api.structs(api.object_matrix, 6, null).tolist() == [[0.0] * 6] * 2


@needs_loops
def test_indexes_may_lie_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(compiled=True, patch=monkeypatch)
    with pypdfium2.PdfDocument(corpus.FIXTURES / "calc.pdf") as file:
        text = file[0].get_textpage()
        every = np.arange(40)
        codes = calls.integers_at(api.char_code, text.raw, every)
        assert_array_equal(calls.integers_at(api.char_code, text.raw, every[::4]), codes[::4])
        boxes = api.char_boxes(text.raw, every)
        assert_array_equal(api.char_boxes(text.raw, every[::-1]), boxes[::-1])
        text.close()


@pytest.mark.parametrize("content", [b"", b"no library"])
def test_loops_that_cannot_be_loaded_are_left(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / calls.LOOPS_FILE).write_bytes(content)
    monkeypatch.setattr(calls, "__file__", str(tmp_path / "calls.py"))
    assert not calls.are_compiled()


def test_another_library_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_library("m")
    if sys.platform != "linux" or found is None:
        pytest.skip("the library that is tried is that of Linux")
    path = next(Path(line.split()[-1]) for line in maps() if found.split(".")[0] in line)
    (tmp_path / calls.LOOPS_FILE).write_bytes(path.read_bytes())
    monkeypatch.setattr(calls, "__file__", str(tmp_path / "calls.py"))
    assert not calls.are_compiled()


def maps() -> list[str]:
    """The files that this process has in memory."""
    return Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()


@needs_loops
def test_loops_of_another_version_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_VERSION", 0)
    assert not calls.are_compiled()


@needs_loops
def test_a_command_writes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = "from kyoten_extract.cli.commands import program; program()"
    for name in ("compiled.json", "pure.json"):
        arguments = ["extract", str(corpus.FIXTURES / "calc.pdf"), "-o", str(tmp_path / name)]
        subprocess.run([sys.executable, "-c", command, *arguments], check=True)
        monkeypatch.setenv(calls.PURE_PYTHON, "")
    assert (tmp_path / "compiled.json").read_bytes() == (tmp_path / "pure.json").read_bytes()
