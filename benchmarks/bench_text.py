"""Time to normalize text and to search it for misprints: a transcript, repeated.

python benchmarks/bench_text.py TRANSCRIPT
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import jaconv

from kyoten_extract import normalize_text
from kyoten_extract.records.corrections import correct_text
from kyoten_extract.text.repair.lexicon import Words

SIZE = 1_000_000
ROUNDS = 5


def sized(text: str) -> str:
    """``text`` repeated and cut to a megabyte of UTF-8."""
    data = text.encode()
    return (data * (SIZE // len(data) + 1))[:SIZE].decode(errors="ignore")


def best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def main() -> None:
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    wide = jaconv.h2z(text, kana=True, ascii=True, digit=True)
    half = jaconv.z2h(text, kana=True, ascii=True, digit=True)
    print(f"seconds for 1 MB, the best of {ROUNDS}\n")
    for name, sample in (("as printed", text), ("full width", wide), ("half width", half)):
        megabyte = sized(sample)
        print(f"normalize_text, {name:12} {best(lambda m=megabyte: normalize_text(m)):.3f}")  # type: ignore[misc]
    cells = [cell for cell in sized(text).replace("\n", "\t").split("\t") if cell]

    def search() -> None:
        words = Words.of(cells)
        for cell in dict.fromkeys(cells):
            correct_text("reason", cell, "prose", words, 0.95)

    print(f"misprints, each text once     {best(search):.3f}")


if __name__ == "__main__":
    main()
