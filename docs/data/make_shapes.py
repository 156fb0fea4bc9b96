"""Write ``kanji_shapes.tsv``: the kanji that each kanji of a municipality's name looks like.

python docs/data/make_shapes.py FONT FONT ... > src/kyoten_extract/text/data/kanji_shapes.tsv

Needs numpy and Pillow, and fonts of several styles (IPA Mincho and Noto Sans CJK JP were used).
Two characters look alike if their blurred pictures do, on average over the fonts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_ROOT = Path(__file__).parents[2] / "src/kyoten_extract/text/data"
_SIZE, _MARGIN, _PICTURE, _BLUR = 40, 4, (32, 32), 1.3
_LEAST = 0.80


def repertoire() -> list[str]:
    """The kanji of code page 932: JIS X 0208, and what vendors added."""
    pairs = (bytes([high, low]) for high in range(0x81, 0xFD) for low in range(0x40, 0xFD))
    found = {pair.decode("cp932", errors="ignore") for pair in pairs}
    return sorted(char for char in found if len(char) == 1 and "\u4e00" <= char <= "\u9fff")


def pictures(chars: list[str], font: ImageFont.FreeTypeFont) -> np.ndarray:
    """One normalised row of pixels for each character."""
    rows = []
    for char in chars:
        image = Image.new("L", (_SIZE + 2 * _MARGIN,) * 2, 0)
        ImageDraw.Draw(image).text((_MARGIN, _MARGIN), char, font=font, fill=255, anchor="lt")
        small = image.filter(ImageFilter.GaussianBlur(_BLUR)).resize(_PICTURE)
        pixels = np.asarray(small, dtype=np.float32).ravel()
        rows.append((pixels - pixels.mean()) / np.linalg.norm(pixels - pixels.mean()))
    return np.array(rows)


def main() -> None:
    """Write the file to standard output."""
    columns = (_ROOT / "municipalities.tsv").read_text(encoding="utf-8").splitlines()
    names = {char for name in columns[1].split("\t")[1:] for char in name}
    chars = repertoire()
    places = [i for i, char in enumerate(chars) if char in names]
    total = np.zeros((len(places), len(chars)), dtype=np.float32)
    for path in sys.argv[1:]:
        drawn = pictures(chars, ImageFont.truetype(path, _SIZE))
        total += drawn[places] @ drawn.T / len(sys.argv[1:])
    for row, place in enumerate(places):
        order = np.argsort(-total[row])
        alike = "".join(chars[i] for i in order if i != place and total[row, i] >= _LEAST)
        if alike:
            sys.stdout.write(f"{chars[place]}\t{alike}\n")


if __name__ == "__main__":
    main()
