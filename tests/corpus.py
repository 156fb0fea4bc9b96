"""The one list of fixtures that every sweep uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"
GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture with a survey in it.

    Attributes:
        name: file in ``tests/fixtures``.
        golden: file in ``tests/golden`` with the records it must give.
        engine: the engine that "auto" must pick.
        pages: how many pages it has.
        cut: rows that a page end cuts, by their numbers.
        exact_spaces: the producer prints every space, so none may be lost.
        embedded: the file brings its fonts; else characters have boxes only where the machine
            has a Japanese font.
    """

    name: str
    golden: str
    engine: str
    pages: int
    cut: tuple[tuple[int, int], ...] = ()
    exact_spaces: bool = True
    embedded: bool = True

    @property
    def path(self) -> Path:
        return FIXTURES / self.name

    def __str__(self) -> str:
        return self.name


# The same pages, but for what their shape changes within them.
CHROMIUM = Fixture(
    "chromium.pdf",
    "specimen.json",
    "pdfium",
    8,
    cut=((4, 3), (30, 5), (42, 2), (45, 2), (52, 6), (69, 1)),
    exact_spaces=False,
)
SURVEYS = (
    Fixture("calc.pdf", "specimen.json", "pdfium", 2),
    CHROMIUM,
    replace(CHROMIUM, name="grouped.pdf"),
    replace(CHROMIUM, name="vertical.pdf"),
    Fixture("typst.pdf", "specimen.json", "pdfium", 3, cut=((33, 1),)),
    Fixture("reportlab.pdf", "specimen.json", "pdfium", 2, embedded=False),
    Fixture("qpdf.pdf", "specimen.json", "pdfium", 2, embedded=False),
    Fixture("weasyprint.pdf", "specimen.json", "pdfium", 2, cut=((54, 1),)),
    Fixture("wkhtmltopdf.pdf", "specimen.json", "pdfium", 2, cut=((47, 1),), exact_spaces=False),
    Fixture(
        "unruled.pdf", "specimen.json", "pdfium", 4, cut=((16, 2), (42, 2)), exact_spaces=False
    ),
    Fixture("hlines.pdf", "specimen.json", "pdfium", 4, cut=((16, 2), (42, 2)), exact_spaces=False),
    Fixture("writer.pdf", "specimen.json", "pdfium", 4, cut=((16, 2), (44, 1), (55, 4))),
    Fixture("docx.pdf", "specimen.json", "pdfium", 5, cut=((15, 1), (33, 1), (46, 3), (62, 1))),
    Fixture("radicals.pdf", "radicals.json", "pdfium", 1),
    Fixture("reiwa.pdf", "reiwa.json", "pdfium", 2, embedded=False),
    Fixture("links.pdf", "links.json", "pdfium", 1),
    Fixture("transcript.tsv", "transcript.json", "transcript", 3),
)
PDFS = tuple(fixture for fixture in SURVEYS if fixture.engine == "pdfium")
EVERY_FILE = tuple(sorted(FIXTURES.glob("*.pdf"))) + tuple(sorted(FIXTURES.glob("*.tsv")))
