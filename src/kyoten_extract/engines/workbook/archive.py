"""The zip archive of a workbook, its size checked before anything of it is parsed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from zipfile import BadZipFile, ZipFile

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import DamagedSourceError, PasswordError, UnsupportedSourceError
from kyoten_extract.messages import say
from kyoten_extract.workers.limits import Limits

WORKBOOK_PART = "xl/workbook.xml"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What the containers of old and of encrypted workbooks begin with."""

DAMAGED = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, LookupError,
    NotImplementedError, OSError, RuntimeError, StopIteration, SyntaxError, TypeError, ValueError,
    zlib.error,
)  # fmt: skip
"""What zipfile, the XML parsers and openpyxl raise on damaged input: no common base class."""

_ZIP_SIGNATURE = b"PK\x03\x04"
# The stream of an encrypted workbook in its container, as it is written there.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Other documents in zip archives, by what they contain, and what they are.
_OTHERS = {
    "xl/workbook.bin": say("a binary workbook (.xlsb)"),
    "content.xml": say("an OpenDocument file (.ods)"),
}
# A list of 30,000 rows and 20 columns has 600,000 cells, which take 40 megabytes of XML and 2.5
# million tags.
_BYTES_A_CELL, _TAGS_A_CELL = 200, 5
_MAX_PARTS = 10_000
_CHUNK = 1 << 20
_SAVE_AS = say("open it in a spreadsheet program and save it as .xlsx or .csv")
_STRICT = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of sound size.

    Attributes:
        file: the open archive.
        tags: number of XML tags, by part.
    """

    file: ZipFile
    tags: Mapping[str, int]


def is_workbook(data: bytes) -> bool:
    """Whether ``data`` is a zip archive or an old container that may hold a workbook."""
    if data.startswith(OLE_SIGNATURE):
        return True
    if not data.startswith(_ZIP_SIGNATURE):
        return False
    try:
        with ZipFile(io.BytesIO(data)) as file:
            names = set(file.namelist())
    except DAMAGED:
        # The directory at the end is lost; the names of parts are beside them too.
        return WORKBOOK_PART.encode() in data
    return WORKBOOK_PART in names or not names.isdisjoint(_OTHERS)


def open_archive(data: bytes, name: str, limits: Limits) -> Archive:
    """Open the archive of a workbook.

    Raises:
        PasswordError: it is encrypted.
        UnsupportedSourceError: it is no workbook, or one of another format.
        LimitError: it unpacks to more bytes, or has more cells, than is allowed.
        DamagedSourceError: it can't be unpacked.
    """
    if data.startswith(OLE_SIGNATURE):
        if _ENCRYPTED in data:
            raise PasswordError(
                say("the workbook is encrypted"),
                source=name,
                remedy=say("open it in a spreadsheet program and save it without a password"),
            )
        raise UnsupportedSourceError(
            say("an old workbook (.xls) or other old Office file"), source=name, remedy=_SAVE_AS
        )
    if not data.startswith(_ZIP_SIGNATURE):
        raise UnsupportedSourceError(
            say("not a workbook"), source=name, remedy=say("use --engine auto")
        )
    try:
        file = ZipFile(io.BytesIO(data))
        infos = file.infolist()
    except DAMAGED:
        raise _damaged(name, say("its archive has no directory")) from None
    names = {info.filename for info in infos}
    if WORKBOOK_PART not in names:
        found = next((what for part, what in _OTHERS.items() if part in names), None)
        what = say("{found} can't be read", found=found) if found else say("not a workbook")
        raise UnsupportedSourceError(what, source=name, remedy=_SAVE_AS if found else "")
    if any(info.flag_bits & 1 for info in infos):
        raise PasswordError(say("the archive of the workbook is encrypted"), source=name)
    parts = [info for info in infos if info.filename.lower().endswith((".xml", ".rels"))]
    size = sum(info.file_size for info in parts)
    limits.check("unpacked_bytes", size, source=name)
    limits.check("cells", size // _BYTES_A_CELL, source=name)
    if len(infos) > _MAX_PARTS:
        raise UnsupportedSourceError(
            say("the workbook has {infos_count} parts", infos_count=len(infos)),
            source=name,
            remedy=_SAVE_AS,
        )
    tags = {}
    for info in parts:
        try:
            tags[info.filename] = _tags_of(file, info.filename, name)
        except DAMAGED as error:
            if isinstance(error, DamagedSourceError | UnsupportedSourceError):
                raise
            raise _damaged(
                name, say("the part {filename} can't be unpacked", filename=info.filename)
            ) from None
    check_tags(sum(tags.values()), name, limits)
    return Archive(file, tags)


def check_tags(count: int, name: str, limits: Limits) -> None:
    """Refuse a workbook with more XML tags than its cells may have.

    Raises:
        LimitError: there are too many.
    """
    limits.check("cells", count // _TAGS_A_CELL, source=name)


def _tags_of(file: ZipFile, part: str, name: str) -> int:
    """The number of tags of a part, which is checked to be plain XML."""
    count = 0
    # zipfile gives no more bytes than a part says it has, so the sum above holds.
    with file.open(part) as stream:
        first = True
        while chunk := stream.read(_CHUNK):
            if first and b"\0" in chunk[:64]:
                raise UnsupportedSourceError(
                    say("the part {part} is not UTF-8", part=part), source=name, remedy=_SAVE_AS
                )
            if first and part == WORKBOOK_PART and _STRICT in chunk:
                raise UnsupportedSourceError(
                    say("a workbook of the strict kind (Strict Open XML)"),
                    source=name,
                    remedy=say("save it as an ordinary Excel workbook (.xlsx)"),
                )
            # Entities can grow without limit, and no workbook needs any.
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise _damaged(name, say("the part {part} declares a document type", part=part))
            count += chunk.count(b"<")
            first = False
    return count


def _damaged(name: str, why: str) -> DamagedSourceError:
    return DamagedSourceError(
        say("the workbook is damaged: {why}", why=why),
        source=name,
        remedy=say("open it in a spreadsheet program, which may repair it, and save it again"),
    )
