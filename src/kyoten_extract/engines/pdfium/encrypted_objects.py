"""Object streams of an encrypted PDF, decrypted but still packed, so that they can be measured.

PDFium unpacks object streams as it opens a file. Here it is given a small file in which they are
streams as any others: it decrypts these when it saves the file, and unpacks none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.open_document import OpenDocument, OpenError

# Files that are made, at most: one, unless objects have the same number.
_MOST_FILES = 8
# A name that is as long and means nothing.
_NAME, _OTHER_NAME = b"/ObjStm", b"/ObjStx"

_VALUE = rb"(?:<<(?:[^<>()]|<[^<>]*>|\((?:\\.|[^\\()])*\))*>>|\d+\s+\d+\s+R\b)"
_ENCRYPT = regex(rb"/Encrypt\s*(%s)" % _VALUE, re.DOTALL)
_ANY_ENCRYPT = regex(rb"/Encrypt\b")
_STRING = rb"\s*(?:<[^<>]*>|\((?:\\.|[^\\()])*\))"
# The second string changes with every change of a file, and nothing depends on it.
_ID = regex(rb"/ID\s*\[(%s)%s\s*\]" % (_STRING, _STRING), re.DOTALL)
_HEAD = regex(rb".*?(?<![-+.\d])(\d{1,7})\s+(\d{1,5})\s+obj\s*<<", re.DOTALL)
_LENGTH = regex(rb"/Length\s+(\d+)(\s+\d+\s+R\b)?")


def revealed(data: bytes, streams: Sequence[int], password: str | None) -> list[bytes] | None:
    """Files with the object streams of ``data`` in the clear; none if they can't be read.

    ``None`` stands for another password: then PDFium won't open the file either.

    Args:
        data: an encrypted file.
        streams: where the content of each object stream begins.
        password: to open it.
    """
    try:
        return _revealed(data, streams, password)
    except UnicodeEncodeError:
        return None
    except OpenError as error:
        return None if error.code == pdfium.FPDF_ERR_PASSWORD else []


def _revealed(data: bytes, streams: Sequence[int], password: str | None) -> list[bytes]:
    # Of two that differ, one could be there to mislead.
    encrypt, name = _only(_ENCRYPT, data), _only(_ID, data)
    if encrypt is None or len(_ANY_ENCRYPT.findall(data)) != len(_ENCRYPT.findall(data)):
        return []
    further: dict[int, bytes] = {}
    if encrypt.endswith(b"R"):
        number = int(encrypt.split()[0])
        body = _only(
            re.compile(rb"(?<![-+.\d])0*%d\s+\d+\s+obj\b(.*?)endobj" % number, re.DOTALL), data
        )
        if body is None:
            return []
        further[number] = body
    entries = b"/Encrypt %s" % encrypt
    if name is not None:
        entries += b"/ID[%s%s]" % (name, name)
    files: list[dict[int, bytes]] = []
    for start in streams:
        found = _object(data, start)
        if found is None:
            return []
        number, body = found
        # A number that comes again goes into another file: it is part of the key.
        free = next((file for file in files if number not in file), None)
        if free is None:
            free = dict(further)
            files.append(free)
        free[number] = body
        if len(files) > _MOST_FILES:
            return []
    return [_decrypted(objects, entries, password) for objects in files]


def _decrypted(objects: dict[int, bytes], entries: bytes, password: str | None) -> bytes:
    root = max(objects) + 1
    # What nothing refers to is not saved.
    kept = b"".join(b"%d 0 R " % number for number in objects)
    objects = {
        **objects,
        root: b"<</Type/Catalog/Pages %d 0 R/Kept[%s]>>" % (root + 1, kept),
        root + 1: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (root + 2),
        root + 2: b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (root + 1),
    }
    out, table = bytearray(b"%PDF-1.7\n"), bytearray()
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n%strailer\n" % table
    out += b"<</Size %d/Root %d 0 R%s>>\n" % (root + 3, root, entries)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    document = OpenDocument(bytes(out), password)
    try:
        copy = document.copy(pdfium.FPDF_REMOVE_SECURITY)
    finally:
        document.close()
    return copy.replace(_OTHER_NAME, _NAME)


def _only(pattern: re.Pattern[bytes], data: bytes) -> bytes | None:
    """What all matches of ``pattern`` have in their group, if it is the same."""
    found = {match[1] for match in pattern.finditer(data)}
    return found.pop() if len(found) == 1 else None


def _object(data: bytes, start: int) -> tuple[int, bytes] | None:
    """The number and the body of the stream whose content begins at ``start``."""
    begin = max(data.rfind(b"endobj", 0, start), data.rfind(b"endstream", 0, start), 0)
    head = data[begin:start].rpartition(b"stream")[0]
    found = list(_HEAD.finditer(head))
    if not found:
        return None
    stop = data.find(b"endstream", start)
    stop = stop if stop >= 0 else len(data)
    length = _LENGTH.search(head)
    if length is not None and length[2] is None and 0 <= stop - start - int(length[1][:9]) <= 2:
        stop = start + int(length[1])
    entries = _LENGTH.sub(b"", head[found[-1].end() :]).replace(_NAME, _OTHER_NAME)
    body = b"<</Length %d%sstream\n%s\nendstream" % (stop - start, entries, data[start:stop])
    return int(found[-1][1]), body
