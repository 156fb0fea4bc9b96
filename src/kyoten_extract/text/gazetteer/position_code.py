"""Places in few characters: a list of thousands is a third shorter than in decimals."""

from __future__ import annotations

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Hundredths of a degree.
_POLE, _DATE_LINE = 9_000, 18_000
_LATITUDES = 2 * _POLE + 1


def position_code(latitude: float, longitude: float) -> str:
    """A place to a hundredth of a degree, as one number to the base of 36.

    >>> position_code(31.22, 121.46)
    '8z3b24'
    """
    number = (round(100 * longitude) + _DATE_LINE) * _LATITUDES + round(100 * latitude) + _POLE
    code = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        code = _DIGITS[digit] + code
    return code


def position_of(code: str) -> tuple[float, float]:
    """The latitude and longitude that :func:`position_code` wrote.

    >>> position_of(position_code(-33.87, 151.21))
    (-33.87, 151.21)
    """
    longitude, latitude = divmod(int(code, len(_DIGITS)), _LATITUDES)
    return (latitude - _POLE) / 100, (longitude - _DATE_LINE) / 100
