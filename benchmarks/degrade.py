"""Simulates copiers and scanners: degrades rendered prints, by a seed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of scanning.

    Attributes:
        dpi: dots per inch.
        skew: degrees that a page lies askew, either way.
        noise: standard deviation of each dot, of 255.
        blur: standard deviation of the optics in dots.
        jpeg: quality of the JPEG, or ``None`` for one bit a dot and CCITT group 4.
    """

    name: str
    dpi: int
    skew: float
    noise: float
    blur: float
    jpeg: int | None


PROFILES = (
    Profile("300 dpi", 300, 0.3, 6.0, 0.6, 90),
    Profile("200 dpi", 200, 0.4, 12.0, 0.6, 80),
    Profile("150 dpi bitonal", 150, 0.3, 10.0, 0.4, None),
)


def degrade(gray: Gray, profile: Profile, rng: np.random.Generator) -> Gray:
    """``gray`` (height, width) as the scanner of ``profile`` sees it; one bit is 0 and 255."""
    height, width = gray.shape
    angle = profile.skew * rng.choice((-1.0, 1.0)) * rng.uniform(0.7, 1.0)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turn[:, 2] += rng.uniform(-4, 4, size=2)
    seen = cv2.warpAffine(
        gray, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255.0,)
    ).astype(np.float32)
    seen = cv2.GaussianBlur(seen, (0, 0), profile.blur)
    # Paper is not white, nor toner black; dots differ.
    seen = 28 + seen * (235 - 28) / 255 + rng.normal(0, profile.noise, seen.shape)
    if profile.jpeg is None:
        seen = np.where(seen < 150, 0, 255)
    return np.clip(seen, 0, 255).astype(np.uint8)


def scan(
    pdf: bytes, profile: Profile, *, pages: Iterable[int] | None = None, seed: int = 1
) -> bytes:
    """A PDF of the images that ``profile`` makes from pages (counted from 1) of ``pdf``."""
    pictures = list(_pictures(pdf, profile, pages, seed))
    target = io.BytesIO()
    options = {} if profile.jpeg is None else {"quality": profile.jpeg}
    pictures[0].save(
        target,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=profile.dpi,
        **options,
    )
    return target.getvalue()


def _pictures(
    pdf: bytes, profile: Profile, pages: Iterable[int] | None, seed: int
) -> Iterator[Image.Image]:
    document = pdfium.PdfDocument(pdf)
    for number in pages or range(1, len(document) + 1):
        rng = np.random.default_rng((seed, profile.dpi, number))
        drawn = document[number - 1].render(scale=profile.dpi / 72, grayscale=True).to_pil()
        picture = Image.fromarray(degrade(np.array(drawn.convert("L")), profile, rng))
        one_bit = profile.jpeg is None
        yield picture.convert("1", dither=Image.Dither.NONE) if one_bit else picture
