"""Regular expressions that find web addresses in printed text; all ignore case."""

from __future__ import annotations

from kyoten_extract.deferred.regex import regex

ADDRESS_START = r"(?i:https?:/|www\.)"
"""How an address begins, with or without its scheme."""

PRINTABLE = r"[\x21-\x7e]"
"""A character that an address can contain: ASCII that is neither a space nor a control."""

ADDRESS = regex(f"{ADDRESS_START}{PRINTABLE}*")
"""An address, as far as its characters go."""

_START = regex(ADDRESS_START)

DAMAGED_ADDRESS = regex(r"(?i:https?:?/{0,2}|www\.)\S")
"""The beginning of an address that may have lost signs of its scheme."""

LONGEST_CELL = 4000
"""Characters of a cell of addresses that is repaired: in a longer one they are not told apart."""

HOST = regex(r"(?i:https?)://([^\s/?#:]+)")
"""Scheme and host of an address; group 1 is the host without its port."""


def ends_in_address(text: str) -> bool:
    """Whether an address of ``text`` continues to its end.

    >>> ends_in_address("see www.example.jp/"), ends_in_address("www.example.jp 参照")
    (True, False)
    """
    at = len(text)
    while at and "\x21" <= text[at - 1] <= "\x7e":
        at -= 1
    return _START.search(text, at) is not None
