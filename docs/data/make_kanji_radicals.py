"""Write ``kanji_radicals.tsv``: the kanji of code page 932 by their radical.

python docs/data/make_kanji_radicals.py Unihan_IRGSources.txt > kanji_radicals.tsv

From kRSUnicode of the Unihan database. Kanji stand nearly in the order of their radicals: a line
has a radical's number, and the first and the last kanji of each run of them in code page 932.
Radicals that many kanji share (water, trees, people) are left out: they are no evidence that two
look alike.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path

# Kanji with one radical.
_MOST_SHARING = 150
_LINE = re.compile(r"^U\+([0-9A-F]{4})\tkRSUnicode\t(\d+)", re.MULTILINE)


def main() -> None:
    """Write the file to standard output."""
    of: dict[str, int] = {}
    for code, radical in _LINE.findall(Path(sys.argv[1]).read_text(encoding="utf-8")):
        char = chr(int(code, 16))
        if "\u4e00" <= char <= "\u9fff" and char.encode("cp932", errors="ignore"):
            of[char] = int(radical)
    sharing = Counter(of.values())
    runs: defaultdict[int, str] = defaultdict(str)
    for radical, run in groupby(sorted(of), of.__getitem__):
        if sharing[radical] <= _MOST_SHARING:
            first, *rest = run
            runs[radical] += first + (rest or [first])[-1]
    for radical, ends in sorted(runs.items()):
        sys.stdout.write(f"{radical}\t{ends}\n")


if __name__ == "__main__":
    main()
