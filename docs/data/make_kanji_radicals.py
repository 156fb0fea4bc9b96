"""Write ``kanji_radicals.tsv``: the kanji of code page 932 by their radical.

python docs/data/make_kanji_radicals.py Unihan_IRGSources.txt > kanji_radicals.tsv

From kRSUnicode of the Unihan database. A line has a radical's number and its kanji. Radicals that
many kanji share (water, trees, people) are left out: they are no evidence that two look alike.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

# Kanji with one radical.
_MOST_SHARING = 150
_LINE = re.compile(r"^U\+([0-9A-F]{4})\tkRSUnicode\t(\d+)", re.MULTILINE)


def main() -> None:
    """Write the file to standard output."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for code, radical in _LINE.findall(Path(sys.argv[1]).read_text(encoding="utf-8")):
        char = chr(int(code, 16))
        if "\u4e00" <= char <= "\u9fff" and char.encode("cp932", errors="ignore"):
            found[int(radical)].append(char)
    for radical, chars in sorted(found.items()):
        if len(chars) <= _MOST_SHARING:
            sys.stdout.write(f"{radical}\t{''.join(sorted(chars))}\n")


if __name__ == "__main__":
    main()
