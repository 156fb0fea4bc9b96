"""PDFium's C functions and constants that are used here, as its public headers declare them.

``pypdfium2.raw`` declares some five hundred when it is imported, which takes as long as reading
four pages. Here each is declared when it is first used, in the library that pypdfium2 brings. Its
own objects may be passed to these functions. PDFium is initialised once however often that is
asked of it, so that both can be used in one process.
"""

from __future__ import annotations

import atexit
import ctypes
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_uint, c_ulong, c_ushort, c_void_p
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PACKAGE = "pypdfium2_raw"
_FILES = ("libpdfium.so", "libpdfium.dylib", "pdfium.dll")
# The first layout of the settings, whose fields every later one begins with.
_SETTINGS_VERSION = 2

FLAT_NORMALDISPLAY = 0
FLATTEN_SUCCESS = 1
FPDFBitmap_Unknown, FPDFBitmap_BGR, FPDFBitmap_BGRA = 0, 2, 4
FPDF_ANNOT = 0x01
UNSEEN_FLAGS = 1 << 0 | 1 << 1 | 1 << 5
"""Of annotations: invisible, hidden, not for the screen."""
FPDF_ANNOT_TEXT, FPDF_ANNOT_LINK, FPDF_ANNOT_FREETEXT, FPDF_ANNOT_SQUARE = 1, 2, 3, 5
FPDF_ANNOT_LINE, FPDF_ANNOT_CIRCLE, FPDF_ANNOT_POLYGON, FPDF_ANNOT_POLYLINE = 4, 6, 7, 8
FPDF_ANNOT_WATERMARK = 24
FPDF_ANNOT_HIGHLIGHT, FPDF_ANNOT_UNDERLINE, FPDF_ANNOT_SQUIGGLY = 9, 10, 11
FPDF_ANNOT_STRIKEOUT, FPDF_ANNOT_CARET, FPDF_ANNOT_REDACT = 12, 14, 28
FPDF_ANNOT_STAMP, FPDF_ANNOT_POPUP, FPDF_ANNOT_WIDGET = 13, 16, 20
FPDF_ERR_PASSWORD = 4
FPDF_OBJECT_STRING = 3
FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_IMAGE = 1, 2, 3
FPDF_PAGEOBJ_SHADING, FPDF_PAGEOBJ_FORM = 4, 5
FPDF_REMOVE_SECURITY = 1 << 2
FPDF_SEGMENT_LINETO, FPDF_SEGMENT_BEZIERTO, FPDF_SEGMENT_MOVETO = 0, 1, 2
FPDF_TEXTRENDERMODE_STROKE, FPDF_TEXTRENDERMODE_FILL_STROKE = 1, 2
FPDF_TEXTRENDERMODE_INVISIBLE = 3
FPDF_TEXTRENDERMODE_STROKE_CLIP, FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP = 5, 6
FPDF_TEXTRENDERMODE_CLIP = 7

FPDF_LINK = c_void_p


class FS_RECTF(ctypes.Structure):  # noqa: N801 - PDFium's name
    """A rectangle of a page, in points."""

    _fields_ = [(name, ctypes.c_float) for name in ("left", "top", "right", "bottom")]


class FS_QUADPOINTSF(ctypes.Structure):  # noqa: N801
    """The corners of a part that an annotation marks, in points."""

    _fields_ = [(f"{axis}{number}", ctypes.c_float) for number in range(1, 5) for axis in "xy"]


WRITE_BLOCK = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_ulong)
"""What takes a part of a file that is saved: its address and length; 0 for a failure."""


class FPDF_FILEWRITE(ctypes.Structure):  # noqa: N801
    """What a document is saved to."""

    _fields_ = [("version", c_int), ("WriteBlock", WRITE_BLOCK)]


class FPDF_LIBRARY_CONFIG(ctypes.Structure):  # noqa: N801
    """PDFium's settings."""

    _fields_ = [
        ("version", c_int),
        ("m_pUserFontPaths", c_void_p),
        ("m_pIsolate", c_void_p),
        ("m_v8EmbedderSlot", c_uint),
    ]


# Of each function the result and the arguments. Handles are addresses; a null one is None.
SIGNATURES: dict[str, tuple[Any, ...]] = {
    "FPDFAction_GetURIPath": (c_ulong, c_void_p, c_void_p, c_void_p, c_ulong),
    "FPDFAnnot_CountAttachmentPoints": (c_size_t, c_void_p),
    "FPDFAnnot_GetAttachmentPoints": (c_int, c_void_p, c_size_t, POINTER(FS_QUADPOINTSF)),
    "FPDFAnnot_GetFlags": (c_int, c_void_p),
    "FPDFAnnot_GetRect": (c_int, c_void_p, POINTER(FS_RECTF)),
    "FPDFAnnot_GetStringValue": (c_ulong, c_void_p, c_char_p, POINTER(c_ushort), c_ulong),
    "FPDFAnnot_GetSubtype": (c_int, c_void_p),
    "FPDFAnnot_GetValueType": (c_int, c_void_p, c_char_p),
    "FPDFAnnot_HasKey": (c_int, c_void_p, c_char_p),
    "FPDFBitmap_CreateEx": (c_void_p, c_int, c_int, c_int, c_void_p, c_int),
    "FPDFBitmap_Destroy": (None, c_void_p),
    "FPDFBitmap_FillRect": (c_int, c_void_p, c_int, c_int, c_int, c_int, c_ulong),
    "FPDFBitmap_GetBuffer": (c_void_p, c_void_p),
    "FPDFBitmap_GetFormat": (c_int, c_void_p),
    "FPDFBitmap_GetHeight": (c_int, c_void_p),
    "FPDFBitmap_GetStride": (c_int, c_void_p),
    "FPDFBitmap_GetWidth": (c_int, c_void_p),
    "FPDFImageObj_GetImagePixelSize": (c_int, c_void_p, POINTER(c_uint), POINTER(c_uint)),
    "FPDFImageObj_GetRenderedBitmap": (c_void_p, c_void_p, c_void_p, c_void_p),
    "FPDFLink_Enumerate": (c_int, c_void_p, POINTER(c_int), POINTER(FPDF_LINK)),
    "FPDFLink_GetAction": (c_void_p, c_void_p),
    "FPDFLink_GetAnnotRect": (c_int, c_void_p, POINTER(FS_RECTF)),
    "FPDFPageObjMark_GetName": (c_int, c_void_p, POINTER(c_ushort), c_ulong, POINTER(c_ulong)),
    "FPDFPageObjMark_GetParamStringValue": (
        *(c_int, c_void_p, c_char_p),
        *(POINTER(c_ushort), c_ulong, POINTER(c_ulong)),
    ),
    "FPDFPageObj_GetMark": (c_void_p, c_void_p, c_ulong),
    "FPDFPage_CloseAnnot": (None, c_void_p),
    "FPDFPage_CountObjects": (c_int, c_void_p),
    "FPDFPage_Flatten": (c_int, c_void_p, c_int),
    "FPDFPage_GetAnnot": (c_void_p, c_void_p, c_int),
    "FPDFPage_GetAnnotCount": (c_int, c_void_p),
    "FPDFPage_GetRotation": (c_int, c_void_p),
    "FPDFPage_HasTransparency": (c_int, c_void_p),
    "FPDFText_ClosePage": (None, c_void_p),
    "FPDFText_CountChars": (c_int, c_void_p),
    "FPDFText_GetText": (c_int, c_void_p, c_int, c_int, POINTER(c_ushort)),
    "FPDFText_LoadPage": (c_void_p, c_void_p),
    "FPDF_CloseDocument": (None, c_void_p),
    "FPDF_ClosePage": (None, c_void_p),
    "FPDF_GetLastError": (c_ulong,),
    "FPDF_GetPageBoundingBox": (c_int, c_void_p, POINTER(FS_RECTF)),
    "FPDF_GetPageCount": (c_int, c_void_p),
    "FPDF_InitLibraryWithConfig": (None, POINTER(FPDF_LIBRARY_CONFIG)),
    "FPDF_LoadMemDocument64": (c_void_p, c_char_p, c_size_t, c_char_p),
    "FPDF_LoadPage": (c_void_p, c_void_p, c_int),
    "FPDF_RenderPageBitmap": (None, c_void_p, c_void_p, *[c_int] * 6),
    "FPDF_SaveAsCopy": (c_int, c_void_p, POINTER(FPDF_FILEWRITE), c_ulong),
}


def __getattr__(name: str) -> Callable[..., Any]:
    if name not in SIGNATURES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    function = settled(ctypes.CFUNCTYPE(*SIGNATURES[name])(address_of(name)))
    globals()[name] = function
    return function


def settled(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, called when no other thread calls PDFium."""

    def call(*arguments: Any) -> Any:
        if busy:
            settle()
        return function(*arguments)

    return call


def settle() -> None:
    """Wait until no other thread calls PDFium, which is not thread-safe."""
    for wait in tuple(busy):
        wait()


busy: list[Callable[[], None]] = []
"""Waits for what calls PDFium in another thread; empty if nothing does."""


def address_of(name: str) -> int:
    """The address of one of PDFium's functions."""
    library = _library()
    if library is not None:
        return ctypes.addressof(ctypes.c_char.in_dll(library, name))
    import pypdfium2.raw

    address = ctypes.cast(getattr(pypdfium2.raw, name), c_void_p).value
    assert address is not None
    return address


@cache
def _library() -> ctypes.CDLL | None:
    """The library that pypdfium2 brings; ``None`` where it uses another, which it finds itself."""
    found = find_spec(_PACKAGE)
    for folder in (found and found.submodule_search_locations) or ():
        for name in _FILES:
            file = Path(folder, name)
            # Functions of 32 bits may be called in another way.
            if file.exists() and ctypes.sizeof(c_void_p) == 8:
                return ctypes.CDLL(str(file))
    return None


def is_ending() -> bool:
    """Whether the program ends: PDFium may be gone, and nothing must be closed anymore."""
    return bool(_ended)


_ended: list[bool] = []
atexit.register(_ended.append, True)
__getattr__("FPDF_InitLibraryWithConfig")(FPDF_LIBRARY_CONFIG(version=_SETTINGS_VERSION))
