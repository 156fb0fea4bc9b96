"""Fonts of quirky pages: known by name only, or with a ToUnicode table as macOS writes it."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfdoc import PDFDocument

FACE = "HeiseiKakuGo-W5"
"""The font of ordinary pages."""
WINDOWS = ("MS-Gothic", "MS-Mincho", "MS-PGothic", "Meiryo")
PAIRS, RADICALS = "pairs of radical and ideograph", "radicals"

# Ideographs of composed texts and cities, each with the radical that it looks like.
_RADICALS = dict(
    zip(
        "一人力口土大女子小山工心戸手支文方日月木水火田立金長青高門",
        "⼀⼈⼒⼝⼟⼤⼥⼦⼩⼭⼯⼼⼾⼿⽀⽂⽅⽇⽉⽊⽔⽕⽥⽴⾦⾧⾭⾼⾨",
        strict=True,
    )
)
IDEOGRAPHS = {ord(radical): char for char, radical in _RADICALS.items()}
"""The ideograph of each radical, for ``str.translate``."""
# Their Latin letters are half as wide as an ideograph.
_HALF = 500


def has_radical(text: str) -> bool:
    """Whether a radical stands for a glyph of ``text`` in the fonts ``PAIRS`` and ``RADICALS``."""
    return not _RADICALS.keys().isdisjoint(text)


def register_fonts() -> None:
    """Make all fonts of this module known to reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    if RADICALS in pdfmetrics.getRegisteredFontNames():
        return
    pdfmetrics.registerFont(UnicodeCIDFont(FACE))
    for name in (*WINDOWS, PAIRS, RADICALS):
        pdfmetrics.registerFont(_font(name))


def _font(name: str) -> UnicodeCIDFont:
    from reportlab.pdfbase import _cidfontdata, pdfdoc
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont, structToPDF

    class Named(UnicodeCIDFont):  # type: ignore[misc]
        """A font in the file as ``name``."""

        def __init__(self) -> None:
            super().__init__(FACE)
            self.name = self.fontName = name

        def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802
            internal = f"F{len(doc.fontMapping) + 1}"
            entries: dict[str, Any] = deepcopy(_cidfontdata.CIDFontInfo[FACE])
            entries["Name"] = f"/{internal}"
            entries["Encoding"] = f"/{self.encodingName}"
            if name in WINDOWS:
                entries["BaseFont"] = f"/{name}"
                descendant = entries["DescendantFonts"][0]
                descendant["BaseFont"] = descendant["FontDescriptor"]["FontName"] = f"/{name}"
                descendant["W"] = [1, 94, _HALF, 231, 632, _HALF]
            else:
                stream = pdfdoc.PDFStream(content=_to_unicode(both=name == PAIRS))
                entries["ToUnicode"] = doc.Reference(stream)
            reference = doc.Reference(structToPDF(entries), internal)
            doc.idToObject["BasicFonts"].dict[internal] = reference
            doc.fontMapping[self.name] = f"/{internal}"

        def stringWidth(  # noqa: N802
            self, text: str, size: float, encoding: str | None = None
        ) -> float:
            if name not in WINDOWS:
                return float(super().stringWidth(text, size, encoding))
            return size * sum(_HALF if char.isascii() else 1000 for char in text) / 1000

    return Named()


def _to_unicode(*, both: bool) -> str:
    """A ToUnicode table that has radicals; all else is itself, as codes are UTF-16."""
    pairs = [
        f"<{ord(char):04x}> <{ord(radical):04x}{f'{ord(char):04x}' * both}>"
        for char, radical in _RADICALS.items()
    ]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Radicals def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n" + "\n".join(pairs) + "\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )
