"""Characters as printed to characters as meant: every block that Japanese text borrows from."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from field_material import FILES, FORMS
from kyoten_extract import FiscalYear, normalize_text
from kyoten_extract.layout.field_types import read_number
from kyoten_extract.records.normalize_cells import Context, read_cell
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.normalize.compatibility import drop_unseen, fold_forms, is_japanese_form
from kyoten_extract.text.normalize.ligatures import fold_ligatures, fold_middle_dots
from kyoten_extract.text.normalize.normalize_text import is_folded
from kyoten_extract.text.normalize.radicals import JAPANESE_OVERRIDES, fold_radicals
from kyoten_extract.text.normalize.width import fold_width
from shared_results import table_of

RADICALS = re.compile("[\u2e80-\u2fdf]")
NO_IDEOGRAPH = {"\u2e80"}
"""The iteration mark is the one radical that is like no ideograph."""
BORROWED = (
    st.sampled_from(
        "あかカガｶﾞﾊﾟーｰ－〜～①㈱№㍻１ＡーA1 　\u00a0（︵﹁︙⼤⻑⾭·‧\u3099\u309a﨑髙塚塚神々〇"
    )
    | st.characters(min_codepoint=0x2E80, max_codepoint=0x2FDF)
    | st.characters(min_codepoint=0xF900, max_codepoint=0xFFEF)
    | st.sampled_from("\ufe00\U000e0100\u200b\ufeff\u2009𠮷")
)


def equivalents() -> dict[str, str]:
    """Radical to ideograph, as the lines of Unicode's own file say."""
    found = {}
    path = corpus.FIXTURES / "EquivalentUnifiedIdeograph.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        data = line.partition("#")[0]
        if data:
            codes, unified = data.split(";")
            first, _, last = codes.strip().partition("..")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                found[chr(code)] = chr(int(unified, 16))
    return found


@pytest.mark.parametrize("block", [range(0x2E80, 0x2F00), range(0x2F00, 0x2FE0)])
def test_every_radical_is_what_unicode_says_or_an_override(block: range) -> None:
    unicodes = equivalents()
    for code in block:
        radical = chr(code)
        meant = JAPANESE_OVERRIDES.get(code, unicodes.get(radical, radical))
        assert fold_radicals(radical) == meant, hex(code)
        assigned = unicodedata.name(radical, None) is not None
        assert (meant != radical) == (assigned and radical not in NO_IDEOGRAPH), hex(code)


def test_an_override_is_a_modern_form_where_unicode_has_an_old_one() -> None:
    unicodes = equivalents()
    for code, meant in JAPANESE_OVERRIDES.items():
        old = unicodes[chr(code)]
        assert old != meant
        assert meant.encode("iso2022_jp")
        # The old form is in no list of characters for daily use.
        assert old in "戶靑黃黑"


@given(st.text(BORROWED, max_size=20))
def test_normalising_is_done_at_once(text: str) -> None:
    once = normalize_text(text)
    assert normalize_text(once) == once
    assert not RADICALS.search(once.replace("\u2e80", "")) or any(
        unicodedata.name(char, None) is None for char in RADICALS.findall(once)
    )


@pytest.mark.parametrize(
    "kept", ["﨑髙塚𠮷々〇", "神福諸都鶴", "①㈱㍻№", "－―—–", "〆ヶヵ", "ー一", "²½℃㎡"]
)
def test_characters_of_their_own_stay(kept: str) -> None:
    assert normalize_text(kept.replace("－", "")) == kept.replace("－", "")


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("葛\U000e0100城市", "葛城市"),
        ("神\ufe00社", "神社"),
        ("セ\u200bンター", "センター"),
        ("か\u3099くこう", "がくこう"),
        ("ハ\u309aリ", "パリ"),
        ("\uf90a\uf98e", "金年"),
        ("\U0002f804", "你"),
        ("︵大阪︶﹁窓口﹂︑︒", "(大阪)「窓口」、。"),
        ("A\u00a0B\u3000C", "A B C"),
        ("１～２〜３", "1～2～3"),
        ("－―−–‐", "-―−–‐"),
        ("ｱﾊﾟｰﾄ｡｢ﾊﾟﾘ｣､･", "アパート。「パリ」、・"),
    ],
)
def test_borrowed_characters(printed: str, meant: str) -> None:
    assert normalize_text(printed) == meant


def test_only_korean_and_chinese_doubles_are_folded() -> None:
    for code in (*range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E)):
        char = chr(code)
        folded = normalize_text(char)
        assert folded == (char if is_japanese_form(char) else unicodedata.normalize("NFKC", char))


def test_dropped_characters_are_corrections_and_kept_in_raw() -> None:
    raw = "葛\U000e0100城市\u200b⼤\uf90a"
    reading = read_cell("municipality", raw, "name", Context())
    assert reading.text == "葛城市大金"
    assert [c.rule for c in reading.corrections] == ["unseen", "radical", "compatibility"]
    assert reading.corrections[0].before == raw


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("①", 1),
        ("⑫", 12),
        ("㊿", 50),
        ("Ⅳ", 4),
        ("⑴", 1),
        ("２名", 2),
        ("３ 人", 3),
        ("№３", 3),
        ("No. 5", 5),
        ("１，２３４人", 1234),
        ("4①", None),
        ("4²", None),
        ("②③", None),
        ("〇", None),
        ("½", None),
        ("㈱", None),
        ("一", None),
    ],
)
def test_numbers_of_one_sign(printed: str, number: int | None) -> None:
    assert read_number(printed) == number


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("㍻16", FiscalYear("平成", 16, 2004)),
        ("㋿元年度", FiscalYear("令和", 1, 2019)),
        ("Ｓ６３", FiscalYear("昭和", 63, 1988)),
        ("H2²", None),
        ("H2①", None),
    ],
)
def test_years_of_one_sign(printed: str, year: FiscalYear | None) -> None:
    assert parse_fiscal_year(printed) == year


@given(st.text(BORROWED, max_size=20))
def test_each_fold_is_done_at_once(text: str) -> None:
    for fold in (drop_unseen, fold_forms, fold_radicals, fold_width):
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("name", FILES)
def test_a_real_list_keeps_all_but_its_radicals_and_widths(field: Path, name: str) -> None:
    """Every other character of every cell is there, in its order."""
    table = table_of(field / name)
    for text in (*table.header, *(cell for row in table.rows for cell in row.cells)):
        normal = normalize_text(text)
        assert not RADICALS.search(normal)
        assert unicodedata.normalize("NFKC", normal) == unicodedata.normalize(
            "NFKC", fold_radicals(text).replace("〜", "～").replace("‧", "・")
        )


@pytest.mark.parametrize("name", [*(f"osaka/{name}" for name in FORMS)])
def test_radicals_are_the_only_change_of_a_form(field: Path, name: str) -> None:
    table = table_of(field / f"{name}.pdf")
    texts = [cell for row in table.rows for cell in row.cells]
    texts += [left.text for left in table.leftovers]
    for text in texts:
        for before, after in zip(fold_width(text), normalize_text(text), strict=True):
            assert before == after or RADICALS.match(before)


@pytest.mark.slow
def test_what_needs_no_folding_is_left_by_every_fold() -> None:
    """The one search that spares the others knows all of what they change."""
    for code in range(0x110000):
        char = chr(code)
        for text in (char, f"あ{char}あ", f"f{char}{char}"):
            if is_folded(text):
                folds = (drop_unseen, fold_radicals, fold_forms, fold_ligatures, fold_middle_dots)
                assert all(fold(text) == text for fold in (*folds, fold_width)), hex(code)


@pytest.mark.parametrize("raw", ["2\n1", "12\n3\n0", "２\n１", "1 \n 1"])
def test_numbers_on_a_line_each_are_not_joined(raw: str) -> None:
    assert read_cell("staff_total", raw, "number", Context()).text.split() == list(
        normalize_text(raw).split()
    )


def test_a_number_and_its_unit_are_joined() -> None:
    assert read_cell("staff_total", "12\n名", "number", Context()).text == "12名"
    assert read_cell("established", "199\n5年\n度", "year", Context()).text == "1995年度"
