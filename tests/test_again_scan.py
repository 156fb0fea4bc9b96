"""Poor pictures, whose first reading is no value of its column: the second look mends it."""

from __future__ import annotations

import io

import pytest

import corpus
from kyoten_extract import extract
from kyoten_extract.ocr.postcorrection import ocr_rows
from shared_results import ocr_cache, scan_of

REASON = "the extra ocr is not installed"
pytest.importorskip("onnxruntime", reason=REASON)
pytest.importorskip("rapidocr", reason=REASON)
Image = pytest.importorskip("PIL.Image", reason=REASON)


def coarser(share: float) -> bytes:
    """The fax at a share of its 200 dots per inch, in one bit."""
    with Image.open(corpus.FIXTURES / "fax.tif") as fax:
        gray, dpi = fax.convert("L"), 200 * share
    size = round(gray.width * share), round(gray.height * share)
    small = gray.resize(size, Image.Resampling.BOX).point(lambda value: 255 * (value > 150))
    buffer = io.BytesIO()
    small.convert("1").save(buffer, "TIFF", dpi=(dpi, dpi))
    return buffer.getvalue()


@pytest.mark.slow
def test_a_municipality_that_there_is_none_of_is_read_again() -> None:
    base, *_ = scan_of(coarser(0.55)).bases
    misread = base.raw["municipality"]
    assert misread != "北海道"
    assert base.municipality == "北海道"
    (again,) = [c for c in base.corrections if c.field == "municipality"]
    assert (again.rule, again.before, again.after) == ("ocr-again", misread, "北海道")
    assert "further OCR passes read '北海道'" in again.evidence


@pytest.mark.slow
def test_a_country_is_what_all_looks_at_it_show(monkeypatch: pytest.MonkeyPatch) -> None:
    data = coarser(0.5)
    assert scan_of(data).bases[0].country == "韓国"
    monkeypatch.setattr(ocr_rows, "second_readings", lambda *_: {})
    hasty = extract(data, engine="ocr", cache=ocr_cache())
    assert hasty.bases[0].country != "韓国"
