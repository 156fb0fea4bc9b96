"""Cells of a drifted row: which column each goes to, and which go to none."""

from __future__ import annotations

from collections.abc import Collection

from kyoten_extract.layout.column_model import Kind
from kyoten_extract.records.realign import ColumnProfile, align

KINDS: dict[str, Kind | None] = {
    "n": "number", "y": "year", "p": "place", "a": "name", "s": "prose", "c": "code", "u": "url", "?": None,
}  # fmt: skip
USUAL: dict[str, tuple[str, ...]] = {
    "n": ("1", "2"), "y": ("平成2", "平成3"), "p": ("北京", "上海"), "a": ("国際課", "交流課"),
    "s": ("当面の間、休止している。",), "c": ("a 独自", "b 共同"), "u": ("http://a.jp/",), "?": ("外",),
}  # fmt: skip


def drift(cells: str, kinds: str, *, absent: Collection[int] = ()) -> str:
    """The row of ``cells``, parted by bars, as its columns are found; what fits none after a slash.

    ``kinds`` has a letter for each column: number, year, place, name (a), sentence, code, url.
    """
    profiles = [ColumnProfile.learn(KINDS[kind], USUAL[kind]) for kind in kinds]
    found = align(cells.split("|"), profiles, frozenset(absent))
    dropped = "/" + ",".join(found.dropped) if found.dropped else ""
    return "|".join(found.cells).replace("\t", "+") + dropped


PROSE = "当面の間、休止している。"
LONG = "あ" * 40


def test_cells_go_where_they_fit_and_were_seen() -> None:
    assert drift(f"|{PROSE}|-", "ss") == f"{PROSE}|-"
    assert drift(f"外|{PROSE}|1|-", "yus") == f"外|{PROSE}|1/-"
    # A long text is no place, and may be a name.
    assert (
        drift(f"{LONG}|-|平成2|http://b.jp/", "npy", absent=(1,)) == f"{LONG}||平成2/-,http://b.jp/"
    )
    assert drift(f"{LONG}|東京|-|x1", "a?") == f"{LONG}|東京/-,x1"


def test_a_column_that_the_page_lacks_is_the_last_choice() -> None:
    assert drift(f"1|{PROSE}|http://b.jp/", "?ua", absent=(1,)) == f"{PROSE}|http://b.jp/|/1"
    assert (
        drift("国際課|http://b.jp/|平成2|東京|北京", "u?y", absent=(1,))
        == "国際課|http://b.jp/|平成2/東京,北京"
    )


def test_a_letter_takes_its_note() -> None:
    assert (
        drift("x1|b|休止|http://a.jp/|平成14", "cpsu", absent=(1,))
        == "b+休止|||http://a.jp//x1,平成14"
    )
    assert drift("a|2", "cnp") == "a|2|"
