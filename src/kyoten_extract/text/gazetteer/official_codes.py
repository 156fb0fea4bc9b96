"""Official codes: of local governments, with their check digit, and of countries (ISO 3166-1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kyoten_extract.text.data import read_lines
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.gazetteer.places import country_code
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.remembered import remember

# Weights of the five digits of a code, and the modulus, by which its check digit is computed.
_WEIGHTS, _MODULUS = (6, 5, 4, 3, 2), 11


def check_digit(code: str) -> str:
    """The sixth digit of a local government's code (全国地方公共団体コード).

    >>> check_digit("01000"), check_digit("13101"), check_digit("01202")
    ('6', '6', '5')
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=True))
    return str((_MODULUS - total % _MODULUS) % 10)


def with_check_digit(code: str) -> str:
    """The six digits of a code of five."""
    return code + check_digit(code)


@remember(4096)
def municipality_codes(name: str) -> tuple[str, ...]:
    """The codes, of six digits, of the prefectures and municipalities that have ``name``.

    The prefecture may stand in front, with its space or without. Several municipalities have one
    name; then all of their codes are returned, in order.

    >>> municipality_codes("府中市"), municipality_codes("東京都府中市")
    (('132063', '342084'), ('132063',))
    """
    return tuple(map(with_check_digit, _codes().get(fold_label(name), ())))


def municipality_key(name: str) -> str:
    """A key that is the same for all spellings of a municipality's name, as far as they are known.

    >>> municipality_key("山形県 米沢市") == municipality_key("米沢市")
    True
    """
    codes = municipality_codes(name)
    return codes[0] if len(codes) == 1 else fold_label(name)


def country_alpha2(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of the Japanese name of a country or territory, if it has one.

    >>> country_alpha2("ベトナム"), country_alpha2("コソボ")
    ('VN', None)
    """
    code = country_code(name)
    return code if code in _alpha3() else None


def country_alpha3(name: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of the Japanese name of a country or territory, if it has one.

    >>> country_alpha3("ベトナム"), country_alpha3("東南アジア")
    ('VNM', None)
    """
    code = country_code(name)
    return None if code is None else _alpha3().get(code)


@cache
def _alpha3() -> Mapping[str, str]:
    rows = (line.split("\t") for line in read_lines("country_codes.tsv")[1:])
    return {code: alpha3 for code, alpha3 in rows if code and alpha3}


@cache
def _codes() -> Mapping[str, tuple[str, ...]]:
    """The codes of five digits by name; official spellings are folded labels."""
    found: dict[str, tuple[str, ...]] = {}
    for one in municipalities():
        if one.kind == "ward":
            continue
        for name in {one.prefecture + one.name, one.name or one.prefecture}:
            found[name] = (*found.get(name, ()), one.code)
    return found
