"""An open document of PDFium: its handle, its pages' number, and a copy of it."""

from __future__ import annotations

import ctypes

from kyoten_extract.engines.pdfium import pdfium_library as pdfium


class OpenError(Exception):
    """PDFium can't open, or can't save, a document; ``code`` is its ``FPDF_ERR_...``."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class OpenDocument:
    """A document that is open until it is closed or forgotten.

    Args:
        data: the file, which PDFium reads from as long as the document is open.
        password: to open it.

    Attributes:
        raw: PDFium's handle.

    Raises:
        OpenError: it can't be opened, or has no page.
        UnicodeEncodeError: the password has half a surrogate pair.
    """

    def __init__(self, data: bytes, password: str | None = None) -> None:
        self.raw = None
        self._data = data
        secret = None if password is None else password.encode()
        self.raw = pdfium.FPDF_LoadMemDocument64(data, len(data), secret)
        if len(self) < 1:
            code = pdfium.FPDF_GetLastError()
            self.close()
            raise OpenError(code)

    def __len__(self) -> int:
        return int(pdfium.FPDF_GetPageCount(self.raw))

    def copy(self, flags: int = 0) -> bytes:
        """The file as PDFium writes it.

        Raises:
            OpenError: it can't be written.
        """
        parts: list[bytes] = []
        failed: list[BaseException] = []

        def write(_: object, start: int, length: int) -> int:
            try:
                parts.append(ctypes.string_at(start, length))
            except BaseException as error:  # ctypes would drop it, and PDFium go on.
                failed.append(error)
            return 0 if failed else 1

        target = pdfium.FPDF_FILEWRITE(1, pdfium.WRITE_BLOCK(write))
        written = pdfium.FPDF_SaveAsCopy(self.raw, target, flags)
        if failed:
            raise failed[0]
        if not written:
            raise OpenError
        return b"".join(parts)

    def close(self) -> None:
        """Close it; its pages must be closed before."""
        raw, self.raw = self.raw, None
        if raw and not pdfium.is_ending():
            pdfium.FPDF_CloseDocument(raw)

    __del__ = close
