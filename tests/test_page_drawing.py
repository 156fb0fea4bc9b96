"""Pictures of pages with what was read drawn over them."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import corpus
from kyoten_extract import Table, read_table
from kyoten_extract.errors import PasswordError, SourceNotFoundError, UsageError
from kyoten_extract.output import page_drawing
from kyoten_extract.output.page_drawing import Color, layers
from kyoten_extract.page.page_model import Rulings
from shared_results import ocr_cache, table_of
from test_cli import kyoten

CHROMIUM = corpus.FIXTURES / "chromium.pdf"
NONE = Rulings(np.empty((0, 3)), np.empty((0, 3)))


def saturated(picture: Image.Image, color: Color) -> int:
    """How many pixels have nearly the hue of ``color``, however pale."""
    pixels = 255.0 - np.asarray(picture, dtype=float)
    ink = 255.0 - np.array(color, dtype=float)
    pale = np.linalg.norm(pixels, axis=2) > 25
    along = (pixels @ ink) / (np.linalg.norm(pixels, axis=2) + 1e-9) / np.linalg.norm(ink)
    return int((pale & (along > 0.985)).sum())


def test_a_joined_row_is_marked_on_both_pages() -> None:
    table = table_of(CHROMIUM)
    first = table.draw(1)
    assert first.mode == "RGB"
    for page in (1, 2):
        by_label = {layer.label: layer for layer in drawn(table, page)}
        (row,) = (row for row in table.rows if row.pages == (1, 2))
        assert row.boxes[page - 1][1:] in by_label["joined rows"].boxes
        picture = table.draw(page)
        assert saturated(picture, page_drawing.PURPLE) > 10_000
    uncut = table_of(corpus.FIXTURES / "calc.pdf").draw(1)
    assert saturated(uncut, page_drawing.PURPLE) < 3_000  # The legend's swatch, and blends.


def drawn(table: Table, page: int) -> tuple[page_drawing.Layer, ...]:
    assert table.origin is not None
    return layers(table, table.origin, page, NONE, ())


def test_rulings_cells_runs_and_leftovers_have_their_colors() -> None:
    picture = table_of(corpus.FIXTURES / "calc.pdf").draw(2)
    for color in (page_drawing.RED, page_drawing.BLUE, page_drawing.GREEN, page_drawing.ORANGE):
        assert saturated(picture, color) > 300, color


def test_every_table_of_the_page_is_drawn() -> None:
    table = table_of(corpus.FIXTURES / "calc.pdf")
    (cells,) = (layer for layer in drawn(table, 2) if layer.label == "cells")
    for one in (table, *table.others):
        lowest = max(box[4] for row in one.rows for box in row.boxes if box[0] == 2)
        assert lowest in {bottom for *_, bottom in cells.boxes}
    assert table.others[0].draw(2).size == table.draw(2).size


def test_a_page_is_drawn_at_its_scale() -> None:
    table = table_of(CHROMIUM)
    small, large = table.draw(1, scale=1), table.draw(1, scale=3)
    assert abs(large.width - 3 * small.width) <= 3


def test_the_area_is_outlined() -> None:
    table = read_table(CHROMIUM, pages="1", area=(0, 0, 300, 400))
    (area,) = (layer for layer in drawn(table, 1) if layer.label == "area")
    assert area.boxes == ((0.0, 0.0, 300.0, 400.0),)
    assert table.draw(1).size[0] == table_of(CHROMIUM).draw(1).size[0]


def test_a_table_from_bytes_or_a_pickle_is_drawn_too() -> None:
    table = read_table(CHROMIUM.read_bytes(), pages="1")
    again = pickle.loads(pickle.dumps(table))
    assert again.draw(1).tobytes() == table.draw(1).tobytes()


def test_what_cannot_be_drawn_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="read_table returned"):
        Table(("a",), ()).draw(1)
    table = read_table(CHROMIUM, pages="1-3,5")
    with pytest.raises(UsageError, match="choose from pages 1-3,5"):
        table.draw(4)
    for scale in (0, -1, float("inf"), float("nan")):
        with pytest.raises(UsageError, match="scale must be positive"):
            table.draw(1, scale=scale)
    with pytest.raises(UsageError, match="no pages to draw"):
        read_table(corpus.FIXTURES / "transcript.tsv").draw(1)
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(CHROMIUM.read_bytes())
    table = read_table(copy, pages="1")
    copy.write_bytes(copy.read_bytes() + b"\n%")
    with pytest.raises(UsageError, match="has changed since"):
        table.draw(1)
    copy.unlink()
    with pytest.raises(SourceNotFoundError):
        table.draw(1)


def test_the_password_is_asked_for_again_and_not_kept() -> None:
    table = read_table(corpus.FIXTURES / "password.pdf", password="himitsu")
    assert b"himitsu" not in pickle.dumps(table)
    with pytest.raises(PasswordError):
        table.draw(1)
    assert table.draw(1, password="himitsu").width > 100


def test_where_it_comes_from_makes_no_table_another_one() -> None:
    table = table_of(CHROMIUM)
    assert table == replace(table, origin=None)
    assert "origin" not in repr(table)


@pytest.mark.slow
def test_a_scan_is_drawn_upright_with_its_findings() -> None:
    table = read_table(corpus.FIXTURES / "upside_down.png", cache=ocr_cache())
    picture = table.draw(1)
    assert picture.width > picture.height
    assert saturated(picture, page_drawing.PINK) > 1_000
    for color in (page_drawing.RED, page_drawing.BLUE, page_drawing.GREEN):
        assert saturated(picture, color) > 300, color
    # The header's cells are at the top: what is drawn is not upside down.
    (cells,) = (layer for layer in drawn(table, 1) if layer.label == "cells")
    top = min(box[1] for box in cells.boxes)
    gray = np.asarray(picture.convert("L"))
    scale = picture.width / max(box[2] for box in cells.boxes)
    assert gray[: int(top * scale * 0.8)].std() < gray[int(top * scale) :].std()


def test_debug_writes_a_png(tmp_path: Path) -> None:
    target = tmp_path / "page.png"
    result = kyoten("debug", CHROMIUM, "--page", 2, "-o", target)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    with Image.open(target) as picture:
        assert picture.format == "PNG"
        assert picture.size == table_of(CHROMIUM).draw(2).size


def test_debug_draws_a_page_without_a_table(tmp_path: Path) -> None:
    target = tmp_path / "page.png"
    plain = corpus.FIXTURES / "plain.pdf"
    result = kyoten("debug", plain, "--page", 1, "-o", target)
    assert result.returncode == 0
    assert result.stderr.splitlines() == ["plain.pdf: no table was found"]
    with Image.open(target) as picture:
        assert saturated(picture.convert("RGB"), page_drawing.ORANGE) > 300


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--page", "9", "-o", "x.png"), "page 9 was not read (choose from pages 1-8)"),
        (("--page", "1", "-o", "x.jpg"), "use one of png"),
        (("--page", "1", "--area", "5", "-o", "x.png"), "is not an area"),
        (("--page", "0", "-o", "x.png"), "0 is not in the range"),
        (("-o", "x.png"), "Missing option '--page'"),
    ],
)
def test_wrong_use_of_debug(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    result = kyoten("debug", CHROMIUM, *arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_gets_the_picture() -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "kyoten_extract", "debug", str(CHROMIUM), "--page", "1"]
    result = subprocess.run(command, capture_output=True, check=True)
    assert Image.open(io.BytesIO(result.stdout)).format == "PNG"
