"""Real files by others, where they are at hand: what holds for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import field_material
from kyoten_extract import extract, read_table, repair_url
from kyoten_extract.errors import LayoutError, NoTableError
from shared_results import ocr_cache, table_of

# The form draws three brackets, and blanks before them, under a clip that ends further left; two
# fields in one of its cells are taken for two cells, which is told. A cell of a list holds a white
# figure on white.
HIDDEN = {
    "osaka/kodomo_p29shinseisyo.pdf": [
        ("KY026", "warning", 3, "two cells"),
        ("KY028", "info", 2, "）"),
        ("KY028", "info", 3, "） ）"),
    ],
    "mhlw_online/青森県.pdf": [("KY028", "info", 9, "0")],
}
# Pages with texts that their cells cut off, once for each.
CUT = {
    "mhlw_online/京都府.pdf": [1, 2, 2, 2],
    "mhlw_online/奈良県.pdf": [13, 13],
    "mhlw_online/富山県.pdf": [9, 10, 10, 14, 16, 18, 19, 20, 20, 21],
    "mhlw_online/岩手県.pdf": [1],
    "mhlw_online/青森県.pdf": [5],
}


@pytest.mark.parametrize(
    "name",
    field_material.FILES,
)
def test_findings_are_true(field: Path, name: str) -> None:
    findings = table_of(field / name).findings
    cut = [f.page for f in findings if (f.code, f.severity) == ("KY031", "info")]
    assert cut == CUT.get(name, [])
    found = [(f.code, f.severity, f.page, f.actual) for f in findings if f.code != "KY031"]
    assert found == HIDDEN.get(name, [])


@pytest.mark.parametrize("name", field_material.FILES)
def test_rows_have_as_many_cells_as_the_header(field: Path, name: str) -> None:
    table = table_of(field / name)
    assert {len(row.cells) for row in table.rows} == {len(table.header)}
    assert all(any(cell.strip() for cell in row.cells) for row in table.rows)


@pytest.mark.parametrize("name", field_material.FILES)
def test_other_lists_are_no_survey(field: Path, name: str) -> None:
    with pytest.raises(LayoutError, match="kyoten table"):
        extract(field / name)


def test_a_scan_has_one_error_with_a_remedy(field: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyoten_extract.ocr.requirements.is_installed", lambda: False)
    for read in (read_table, extract):
        with pytest.raises(NoTableError, match=r"no text layer .*--engine ocr"):
            read(field / field_material.SCAN)


@pytest.mark.parametrize("name", ["en", "en_urls_consonant_v", "jp_all_distinct", "jp_urls_with_v"])
def test_sound_urls_are_left_alone(field: Path, name: str) -> None:
    urls = (field / "urls" / f"{name}.txt").read_text(encoding="utf-8").split()
    changed = [(url, mended) for url in urls if (mended := repair_url(url)[0]) != url]
    assert changed == []


@pytest.mark.slow
def test_a_scanned_list_is_read_by_the_engine_for_scans(field: Path) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    table = table_of(field / field_material.SCAN, cache=ocr_cache())
    assert table.header[2:] == ("0歳", "1歳", "2歳", "3歳", "4歳", "5歳")
    assert len(table.rows) == 31
    by_name = {row.cells[1]: row.cells[2:] for row in table.rows}
    assert by_name["くれない保育所"] == ("0", "0", "2", "2", "0", "2")
    assert by_name["つばさ保育園"] == ("0", "0", "0", "2", "1", "2")
    figures = [cell for row in table.rows for cell in row.cells[2:]]
    assert sum(len(cell) == 1 for cell in figures) >= 0.95 * len(figures)
