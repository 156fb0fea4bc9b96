"""What ``extract`` and ``validate`` do with the records of any survey, by a layout of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kyoten_extract.engines.source import load
from kyoten_extract.errors import FormatError, UsageError
from kyoten_extract.layout.survey_layout import KYOTEN, Layout
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.model import codec
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Survey

layout_option = click.option(
    "--layout",
    type=click.Path(path_type=Path),
    metavar="MINE.toml",
    help="Layout of the survey (default: that of 自治体の海外拠点一覧).",
)
"""The option of every command that reads a survey."""


def layout_of(path: Path | None) -> Layout:
    """The layout of ``--layout``.

    Raises:
        LayoutFileError: the file is no layout.
    """
    return KYOTEN if path is None else Layout.load(path)


def require_bases(layout: Layout, path: Path | None, what: str) -> None:
    """Check that ``layout`` is one of the survey, for ``what`` needs its bases.

    Raises:
        UsageError: it has no municipality, country and city.
    """
    if not layout.reads_bases:
        raise UsageError(
            f"{what} needs a layout with the columns municipality, country and city",
            source=None if path is None else path.name,
            remedy="use kyoten extract and kyoten validate for other surveys",
        )


def saved(file: Path) -> Survey | Records[Record] | None:
    """The survey or records that ``file`` has as JSON, ``None`` if it is a document to be read.

    Raises:
        FormatError: the JSON is that of neither.
    """
    data = load(file).data
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        read: dict[str, Any] = json.loads(data.decode("utf-8-sig"))
        if "records" in read and "bases" not in read:
            return Records.from_dict(read)
        return codec.decode(Survey, read)
    except (ValueError, RecursionError, FormatError) as error:
        detail = error.problem if isinstance(error, FormatError) else "not valid JSON"
        raise FormatError(
            f"not a survey JSON file: {detail}",
            source=file.name,
            remedy="extract the edition again",
        ) from None
