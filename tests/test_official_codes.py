"""Official codes: check digits, names that several have, ISO 3166."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.text.data import packed_pairs, read_bytes
from kyoten_extract.text.data.packed_pairs import packed, read_pairs
from kyoten_extract.text.gazetteer.city_list import (
    cities_by_key,
    cities_with,
    every_city,
    packed_cities,
)
from kyoten_extract.text.gazetteer.city_marks import marks_of, name_of
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.gazetteer.official_codes import (
    country_alpha2,
    country_alpha3,
    municipality_codes,
    municipality_key,
    with_check_digit,
)
from kyoten_extract.text.gazetteer.packed_places import packed_places, place_at
from kyoten_extract.text.gazetteer.places import (
    cities_of,
    city_names,
    city_position,
    country_names,
    place_key,
)


# Codes as the ministry prints them, those among them whose check digit is 0 or 1.
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("北海道", "010006"),
        ("札幌市", "011002"),
        ("東京都", "130001"),
        ("千代田区", "131016"),
        ("横浜市", "141003"),
        ("大阪市", "271004"),
        ("福岡市", "401307"),
        ("沖縄県", "470007"),
        ("那覇市", "472018"),
    ],
)
def test_codes_are_the_official_ones(name: str, code: str) -> None:
    assert municipality_codes(name) == (code,)


def test_each_municipality_has_a_code_of_its_own() -> None:
    codes = [with_check_digit(one.code) for one in municipalities()]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 6 and code.isdigit() for code in codes)


@given(st.text("0123456789", min_size=5, max_size=5))
def test_the_check_digit_makes_up_for_the_rest(code: str) -> None:
    digits = [int(digit) for digit in with_check_digit(code)]
    rest = sum(w * d for w, d in zip((6, 5, 4, 3, 2, 1), digits, strict=True)) % 11
    # What would be 10 is printed 0, and 11 is printed 1.
    assert rest == {0: 1, 1: 1}.get(digits[-1], 0) or (digits[-1] == 1 and rest in (0, 1))


def test_one_key_for_all_spellings_of_a_municipality() -> None:
    assert municipality_key("山形県 米沢市") == municipality_key("米沢市")
    assert municipality_key("府中市") != municipality_key("東京都府中市")
    assert municipality_key("昔の町") == "昔の町"


def test_every_country_has_both_codes() -> None:
    pairs = {(country_alpha2(name), country_alpha3(name)) for name in country_names()}
    assert ("JP", "JPN") in pairs
    assert ("KR", "KOR") in pairs
    # コソボ has none in ISO 3166.
    assert {pair for pair in pairs if None in pair} == {(None, None)}
    threes = [three for _, three in pairs if three]
    assert len(set(threes)) == len(threes)


# --- the list of cities, which is searched as it is ---


def test_the_list_of_cities_is_packed_and_read_back() -> None:
    every = every_city()
    packed, order = packed_cities(every)
    assert packed == read_bytes("cities.tsv")
    assert order == list(range(len(every)))
    keys, _, _, marks = zip(*every, strict=True)
    spelled = list(map(name_of, keys, marks))
    assert tuple(map(marks_of, keys, spelled)) == marks
    assert place_key("|".join(spelled)).split("|") == list(keys)


def test_each_city_is_found_by_its_key_and_in_its_countries() -> None:
    every = every_city()
    for city in every[::97]:
        assert city in [found for _, found in cities_by_key(city[0])]
        for code in city[1].split():
            assert city in cities_with(code)
    assert list(cities_by_key("どこにもない")) == list(cities_by_key("")) == []


def test_each_place_belongs_to_a_city() -> None:
    signs = "".join(sign for _, _, signs, _ in every_city() for sign in signs)
    count = signs.count("*")
    data = read_bytes("city_places.bin")
    places = [place_at(data, number) for number in range(count)]
    assert packed_places(places) == data


def test_pairs_of_kanji_are_packed_and_read_back() -> None:
    data = (Path(packed_pairs.__file__).parent / "kanji_words.bin").read_bytes()
    words = read_pairs("kanji_words.bin")
    assert packed(words) == data
    assert "本" in words["日"]


@pytest.mark.parametrize(
    ("name", "code", "near"),
    [
        ("ソウル特別市", "KR", (37.6, 127.0)),
        ("バンクーバー", "CA", (49.2, -123.1)),
        ("バンクーバー", "US", (45.6, -122.7)),
        ("サンパウロ", "BR", (-23.5, -46.6)),
    ],
)
def test_a_city_lies_where_it_lies(name: str, code: str, near: tuple[float, float]) -> None:
    found = city_position(name, code)
    assert found is not None
    assert max(abs(a - b) for a, b in zip(found, near, strict=True)) < 0.2


def test_what_is_no_city_has_no_place() -> None:
    assert city_position("江蘇省", "CN") is None
    assert city_position("上海", "KR") is None
    assert city_position("", "CN") is None


def test_cities_of_countries_are_those_that_list_them() -> None:
    for large in (False, True):
        every = city_names(large=large)
        for codes in ({"KR"}, {"CN", "HK", "TW"}):
            found = [name for _, name in cities_of(codes, large=large)]
            assert found == sorted(name for name, of in every.items() if of & codes)
