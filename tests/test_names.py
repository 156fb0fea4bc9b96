"""Names: correct ones are left alone, one edit is corrected or suggested, never wrongly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
import strategies
from kyoten_extract import extract
from kyoten_extract.model.finding import Correction
from kyoten_extract.records.name_corrections import repair_names
from kyoten_extract.text.gazetteer.municipality_spelling import is_official
from kyoten_extract.text.gazetteer.one_edit import classify_edit, look_alike, share_radical
from kyoten_extract.text.gazetteer.place_spelling import is_place
from kyoten_extract.text.gazetteer.places import (
    city_countries,
    country_code,
    country_names,
    country_of,
    listed_under,
    place_key,
)
from kyoten_extract.text.proposal import THRESHOLDS
from shared_results import survey_of

SAFE = THRESHOLDS["safe"]


def municipality(name: str, /, *others: str, **cells: str) -> Correction | None:
    """What is proposed for ``name``, between the two halves of ``others``."""
    half = len(others) // 2
    names = [*others[:half], name, *others[half:]]
    columns = {key: [text if n == name else "" for n in names] for key, text in cells.items()}
    return repair_names({"municipality": names, **columns}).get(("municipality", name))


def city(name: str, country: str, *others: str) -> Correction | None:
    cities = [name, *others]
    return repair_names({"city": cities, "country": [country] * len(cities)}).get(("city", name))


def country(name: str, city: str = "", *others: str) -> Correction | None:
    columns = {"country": [name, *others], "city": [city] + [""] * len(others)}
    return repair_names(columns).get(("country", name))


@given(st.lists(strategies.official, min_size=1, max_size=12), st.sampled_from("前後括々"))
def test_official_names_are_left_alone(entries: list[tuple[str, str, str]], way: str) -> None:
    names = []
    for _, prefecture, own in entries:
        name = own or prefecture
        forms = {"前": prefecture + own, "後": f"{name}({prefecture})", "括": f"{name}・東京都"}
        names.append(forms.get(way, name))
    assert repair_names({"municipality": names}) == {}


@given(st.data())
def test_an_edit_in_a_municipality_is_never_corrected_wrongly(data: st.DataObject) -> None:
    rows = sorted(data.draw(st.lists(strategies.official, min_size=1, max_size=12, unique=True)))
    names = [own or prefecture for _, prefecture, own in rows]
    at = data.draw(st.integers(0, len(names) - 1))
    printed = data.draw(strategies.slipped(names[at]))
    found = repair_names({"municipality": [*names[:at], printed, *names[at + 1 :]]})
    assert set(found) <= {("municipality", printed)}
    for correction in found.values():
        assert not is_official(printed)
        assert correction.evidence
        assert correction.confidence < SAFE or correction.after == names[at]


@given(st.data())
def test_an_edit_in_a_city_is_never_corrected_wrongly(data: st.DataObject) -> None:
    pairs = data.draw(st.lists(strategies.foreign_cities, min_size=1, max_size=8))
    cities, codes = zip(*pairs, *pairs, strict=True)
    countries = [strategies.COUNTRY[code] for code in codes]
    assert repair_names({"city": cities, "country": countries}) == {}
    printed = data.draw(strategies.slipped(cities[0]))
    found = repair_names({"city": [printed, *cities[1:]], "country": countries})
    for correction in found.values():
        assert not is_place(printed)
        right = place_key(correction.after) == place_key(cities[0])
        assert correction.confidence < SAFE or right


@given(st.sampled_from(sorted(country_names())), st.data())
def test_an_edit_in_a_country_is_never_corrected_wrongly(name: str, data: st.DataObject) -> None:
    assert country(name, "", "ドイツ") is None
    printed = data.draw(strategies.slipped(name))
    found = country(printed, "", name)
    if found is not None and found.confidence >= SAFE:
        assert country_code(found.after) == country_code(name)


@pytest.mark.parametrize(
    ("printed", "meant", "cells"),
    [
        ("宮﨑県", "宮崎県", {}),
        ("髙知県", "高知県", {}),
        ("縣川市", None, {}),
        ("广島市", "広島市", {}),
        ("横濱市", "横浜市", {}),
        ("那須塩源市", "那須塩原市", {"name": "那須塩原市上海事務所"}),
        ("栃木県那須塩源市", "栃木県那須塩原市", {"name": "那須塩原市上海事務所"}),
        (
            "那須塩源市(栃木県)",
            "那須塩原市(栃木県)",
            {"url": "http://www.city.nasushiobara.lg.jp/"},
        ),
        ("北海道札幌市・仙合市", "北海道札幌市・仙台市", {"url": "https://www.city.sendai.jp/"}),
        ("山ロ県下関市", "山口県下関市", {}),
    ],
)
def test_a_municipality_is_corrected_where_evidence_is_strong(
    printed: str, meant: str | None, cells: dict[str, str]
) -> None:
    found = municipality(printed, **cells)
    if meant is None:
        assert found is None or found.confidence < SAFE
    else:
        assert found is not None
        assert (found.after, found.confidence >= SAFE) == (meant, True)


@pytest.mark.parametrize(
    ("printed", "meant", "others"),
    [
        ("美祿市", "美祢市", ("那須塩原市", "武雄市")),
        ("那須塩源市", "那須塩原市", ()),
        ("泉左野市", "泉佐野市", ()),
    ],
)
def test_weaker_evidence_is_a_suggestion(printed: str, meant: str, others: tuple[str, ...]) -> None:
    found = municipality(printed, *others)
    assert found is not None
    assert (found.after, found.confidence < SAFE) == (meant, True)


def test_the_official_order_tells_one_name_from_another() -> None:
    near = municipality("茨域県", "福島県", "栃木県")
    assert near is not None
    assert (near.after, near.confidence >= SAFE) == ("茨城県", True)
    assert "between" in near.evidence


@pytest.mark.parametrize(
    "name",
    "清水市 浦和市 龍野市 新南陽市 上福岡市 野々市町 那珂川町 龍ヶ崎市 袖ヶ浦市 札幌 東京 甲市 第1市 甲の市 "
    "関西広域連合 ○○県ほか 岐阜県5例目 北海道・青森県・岩手県・秋田県 山口県美祢市 阿武郡萩市".split(),
)
def test_former_and_other_names_are_left_alone(name: str) -> None:
    assert municipality(name, "青森県", "沖縄県") is None


@pytest.mark.parametrize(
    ("printed", "land", "others", "meant", "sure"),
    [
        ("スパン・ジャヤ", "マレーシア", (), "スバン・ジャヤ", False),
        ("ジャガルタ", "インドネシア", ("ジャカルタ", "ジャカルタ"), "ジャカルタ", True),
        ("ホ一チミン", "ベトナム", ("ホーチミン",), "ホーチミン", True),
        ("ホーチミソ、ハノイ", "ベトナム", ("ホーチミン",), "ホーチミン、ハノイ", True),
        ("上海・ハルピシ", "中国", ("ハルビン",), None, False),
        ("广州", "中国", (), "広州", True),
        ("ジャカルター", "インドネシア", ("ジャカルタ",), "ジャカルタ", False),
        ("クアラルンプル", "マレーシア", ("クアラルンプール",), "クアラルンプール", False),
    ],
)
def test_cities(
    printed: str, land: str, others: tuple[str, ...], meant: str | None, sure: bool
) -> None:
    found = city(printed, land, *others)
    assert (found.after if found else None) == meant
    assert (found is not None and found.confidence >= SAFE) == sure


@pytest.mark.parametrize(
    ("name", "land"),
    [
        ("上海・香港", "中国"),
        ("ソウル 釜山", "韓国"),
        ("ムンバイ(オランガバード)", "インド"),
        ("華東地区、華北地区、華南地区、内陸部", "中国"),
        ("クアラ・ルンプール", "マレーシア"),
        ("ホーチミン市", "ベトナム"),
        ("タイ", "タイ"),
        ("どこにもない町", "中国"),
        ("スパン・ジャヤ", "インドネシア"),
        ("スパン・ジャヤ", "どこか"),
        ("-", "中国"),
    ],
)
def test_cities_that_are_left_alone(name: str, land: str) -> None:
    assert city(name, land) is None


@pytest.mark.parametrize(
    ("printed", "place", "others", "meant", "sure"),
    [
        ("シンガボール", "", (), "シンガポール", True),
        ("インドネシヤ", "", (), "インドネシア", False),
        ("インドネシヤ", "ジャカルタ", (), "インドネシア", True),
        ("インドネシア/マレージア", "", (), "インドネシア/マレーシア", True),
        ("韩国", "", (), "韓国", True),
        ("昏港", "香港", ("香港",), "香港", True),
        ("アフリカ", "", ("アメリカ",), None, False),
        ("東南アジア", "", ("タイ",), None, False),
        ("米国・中国", "", (), None, False),
        ("ヴェトナム", "", ("ベトナム",), None, False),
        ("オーストラア", "", (), None, False),
        ("オーストラア", "シドニー", (), "オーストラリア", False),
    ],
)
def test_countries(
    printed: str, place: str, others: tuple[str, ...], meant: str | None, sure: bool
) -> None:
    found = country(printed, place, *others)
    assert (found.after if found else None) == meant
    assert (found is not None and found.confidence >= SAFE) == sure


def test_places_by_name() -> None:
    assert [country_code(name) for name in ("米国", "英国", "中国(香港)", "香港", "台湾")] == [
        "US", "GB", "CN", "HK", "TW",
    ]  # fmt: skip
    assert country_code("東南アジア") is None
    assert country_of("US") == "アメリカ合衆国"
    assert country_of("??") == "??"
    assert city_countries("ロンドン") >= {"GB", "CA"}
    assert city_countries("水原市") == {"KR"}
    assert city_countries("ない町") == frozenset()
    assert listed_under("CN") == {"CN", "HK", "MO", "TW"}
    assert listed_under("TW") == {"TW"}


@pytest.mark.parametrize(
    ("printed", "meant", "kind"),
    [
        ("パス", "バス", "mark"),
        ("シヤ", "シャ", "size"),
        ("コピ", "コピー", "long"),
        ("コピ一", "コピー", "shape"),
        ("宮畸", "宮崎", "shape"),
        ("山形", "山口", "edit"),
        ("形山", "山形", "edit"),
        ("山", "山形", "edit"),
    ],
)
def test_kinds_of_edits(printed: str, meant: str, kind: str) -> None:
    found = classify_edit(printed, meant)
    assert found is not None
    assert found.kind == kind
    assert classify_edit(meant, meant) is None
    assert classify_edit(meant, "千葉千葉") is None


def test_parts_of_kanji() -> None:
    assert share_radical("祿", "祢")
    assert not share_radical("ア", "イ")
    assert look_alike("ン", "ソ")
    assert not look_alike("山", "海")


def test_a_name_in_an_edition_is_suggested_and_the_chain_holds() -> None:
    path = corpus.FIXTURES / "calc.pdf"
    told = [f for f in survey_of(path).findings if f.code == "KY016" and f.field == "city"]
    assert [(f.row, f.actual, f.expected) for f in told] == [
        ((25, 4), "スパン・ジャヤ", "スバン・ジャヤ")
    ]
    bold = extract(path, repair="all")
    (base,) = [base for base in bold.bases if base.key == (25, 4)]
    assert (base.city, base.cities) == ("スバン・ジャヤ", ("スバン・ジャヤ",))
    assert base.raw["city"].replace("\n", "") == "スパン・ジャヤ"
    assert base.corrections[-1].evidence or any(c.rule == "place-name" for c in base.corrections)


def test_names_of_the_reference(reference: object) -> None:
    survey = survey_of(reference)
    rules = {"name-form", "name-slip", "place-form", "place-name"}
    assert [c for base in survey.bases for c in base.corrections if c.rule in rules] == []
    told = {
        (f.actual, f.expected)
        for f in survey.findings
        if f.code == "KY016" and f.field in ("municipality", "country", "city")
    }
    assert told == {("美祿市", "美祢市"), ("スパン・ジャヤ", "スバン・ジャヤ")}
