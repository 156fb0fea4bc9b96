"""Pairs of characters in few bytes: a list of words takes half of what it takes as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent
# A byte with this bit is followed by the next seven bits of its number.
_MORE = 0x80


def packed(seconds: Mapping[str, str]) -> bytes:
    """Characters by the one they follow, as a file.

    Its first line has all characters, those first that follow the most others. After it each of
    them, in this order, has the places in that line of those that follow it: of each how far it
    is from the one before, and a zero at the end.
    """
    followed = Counter(char for each in seconds.values() for char in set(each))
    chars = sorted({*seconds, *followed}, key=lambda char: (-followed[char], char))
    place = {char: number for number, char in enumerate(chars)}
    data = bytearray("".join(chars).encode() + b"\n")
    for first in chars:
        before = -1
        for number in sorted(place[char] for char in set(seconds.get(first, ""))):
            step, before = number - before, number
            while step >= _MORE:
                data.append(step % _MORE | _MORE)
                step //= _MORE
            data.append(step)
        data.append(0)
    return bytes(data)


def read_pairs(name: str) -> dict[str, str]:
    """The pairs of the shipped file ``name``: characters by the one they follow.

    Raises:
        FileNotFoundError: the package has no such file.
    """
    line, steps = (_FOLDER / name).read_bytes().split(b"\n", 1)
    chars = line.decode()
    found = []
    followers, place, step, shift = "", -1, 0, 0
    for byte in steps:
        if not byte and not shift:
            found.append(followers)
            followers, place = "", -1
            continue
        step += byte % _MORE << shift
        shift += 7
        if byte < _MORE:
            place += step
            followers += chars[place]
            step = shift = 0
    return {char: each for char, each in zip(chars, found, strict=True) if each}
