"""Lists printed by programs that break pages themselves; their pages are looked up in the print."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from shutil import which

from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import EngineError
from kyoten_extract.testing.html_list import html_page
from kyoten_extract.testing.list_content import Content, Item
from kyoten_extract.testing.printed_list import (
    ListSpec,
    PrintedRow,
    PrintedTable,
    Producer,
)
from kyoten_extract.testing.producers import PROGRAMS
from kyoten_extract.testing.typst_list import typst_source
from kyoten_extract.workers.optional_import import require

# Seconds that a program may take for a list.
_PATIENCE = 120
# Characters of prose, with a number in them, by which its beginning is found.
_OPENING = 24
_DATES = regex(rb"(/(?:CreationDate|ModDate)\s*\(D:)(\d+)")
# What LibreOffice reckons from the date.
_SUMS = regex(rb"(/DocChecksum\s*/|/ID\s*\[\s*<|(?<=[0-9A-F]>)\s*<)([0-9A-F]{32})\b")

# Chromium's names of a document's elements, from a count that differs from run to run.
_NODES = regex(rb"node\d{8}")


def print_list(
    contents: Sequence[Content], spec: ListSpec, producer: Producer, rng: Random
) -> bytes:
    """The file that a producer prints, without the date of its making.

    Raises:
        MissingDependencyError: its package is not installed.
        EngineError: its program is not found, or prints nothing.
    """
    if producer == "typst":
        require("typst", needed_by="the producer 'typst'")
        import typst

        return bytes(typst.compile(typst_source(contents, spec, rng).encode()))
    return print_html(html_page(contents, spec, rng), producer)


def print_html(page: str, producer: Producer) -> bytes:
    """The file that a producer prints of an HTML page, without the date of its making.

    Raises:
        MissingDependencyError: its package is not installed.
        EngineError: its program is not found, or prints nothing.
    """
    if producer == "weasyprint":
        require("weasyprint", needed_by="the producer 'weasyprint'")
        import weasyprint

        return bytes(weasyprint.HTML(string=page).write_pdf())
    return print_file("list.html", page.encode(), producer)


def print_file(
    name: str, content: bytes, producer: Producer, environment: Mapping[str, str] | None = None
) -> bytes:
    """The file that a program prints of a document, without the date of its making.

    Args:
        name: tells by its ending what the document is.
        content: of the document.
        producer: whose program it is.
        environment: variables of its own.

    Raises:
        EngineError: its program is not found, or prints nothing.
    """
    program = next(filter(None, map(which, PROGRAMS[producer])), None)
    if program is None:
        raise EngineError(f"no program {' or '.join(PROGRAMS[producer])} is found")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        target = source.with_suffix(".pdf")
        source.write_bytes(content)
        if producer == "chromium":
            arguments = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={target}",
                source.as_uri(),
            ]
        else:
            arguments = [
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                f"pdf:{'calc' if source.suffix == '.xlsx' else 'writer_web'}_pdf_Export",
                "--outdir",
                folder,
                str(source),
            ]
        try:
            subprocess.run(
                [program, *arguments],
                check=True,
                capture_output=True,
                timeout=_PATIENCE,
                env={**os.environ, **(environment or {})},
            )
            data = target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(f"{producer} prints nothing: {error}") from error
    for pattern in (_DATES, _SUMS):
        data = pattern.sub(lambda found: found[1] + b"0" * len(found[2]), data)
    numbers: dict[bytes, int] = {}
    return _NODES.sub(lambda found: b"node%08d" % numbers.setdefault(found[0], len(numbers)), data)


def seen_tables(contents: Sequence[Content], pdf: bytes) -> tuple[tuple[PrintedTable, ...], int]:
    """The truth of a print, and how many pages it has.

    A row begins on the page that has its name, or the beginning of its prose, and ends on the one
    that has the end of its prose; name and end bear the row's number.

    Raises:
        EngineError: a row is on no page.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    tables = []
    first = 0
    for content in contents:
        rows = []
        for item in content.items:
            pages = _pages_of(item, content, texts, first)
            first = pages[0]
            rows.append(PrintedRow(item.cells, tuple(page + 1 for page in pages)))
        header = tuple(" ".join(column.labels) for column in content.columns)
        tables.append(PrintedTable(content.heading, header, tuple(rows)))
    return tuple(tables), len(texts)


def _pages_of(item: Item, content: Content, texts: Sequence[str], first: int) -> range:
    """The pages of a row, from 0; ``first`` is that of the row above it."""
    kinds = [column.kind for column in content.columns]
    begin = item.cells[0] if item.bold else item.cells[kinds.index("name")]
    begin = "".join(begin.split())
    start = next((page for page in range(first, len(texts)) if begin in texts[page]), None)
    if start is None:
        raise EngineError(f"the row {begin!r} is on no page of the print")
    prose = "" if item.bold or "prose" not in kinds else item.cells[kinds.index("prose")]
    # WeasyPrint may move all other cells of a cut row to the next page.
    opening = "".join(prose.split())[:_OPENING]
    if start and opening and opening in texts[start - 1] and opening not in texts[start]:
        start -= 1
    end = prose[prose.rfind("[") :] if "[" in prose else ""
    stop = next((page for page in range(start, len(texts)) if end in texts[page]), start)
    return range(start, stop + 1)
