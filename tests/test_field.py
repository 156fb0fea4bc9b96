"""Real lists by others, where they are at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kyoten_extract import read_table, repair_url


@pytest.mark.parametrize("prefecture", ["京都府", "奈良県", "富山県", "山梨県", "岩手県", "青森県"])
def test_columns_are_as_a_person_noted(field: Path, prefecture: str) -> None:
    with (field / "mhlw_online_facts.tsv").open(encoding="utf-8", newline="") as file:
        facts = {row["pref"]: row for row in csv.DictReader(file, delimiter="\t")}
    table = read_table(field / "mhlw_online" / f"{prefecture}.pdf")
    assert len(table.header) == int(facts[prefecture]["cols_readme"])
    assert len({len(row.cells) for row in table.rows}) == 1


@pytest.mark.parametrize("name", ["en", "en_urls_consonant_v", "jp_all_distinct", "jp_urls_with_v"])
def test_sound_urls_are_left_alone(field: Path, name: str) -> None:
    urls = (field / "urls" / f"{name}.txt").read_text(encoding="utf-8").split()
    changed = [(url, mended) for url in urls if (mended := repair_url(url)[0]) != url]
    assert changed == []
