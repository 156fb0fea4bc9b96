"""What ``extract`` and ``validate`` do with the records of any survey, by a layout of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

if TYPE_CHECKING:
    from kyoten_extract.layout.survey_layout import Layout

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
    from kyoten_extract.layout.survey_layout import KYOTEN, Layout

    return KYOTEN if path is None else Layout.load(path)


def require_bases(layout: Layout, path: Path | None, what: str) -> None:
    """Check that ``layout`` is one of the survey, for ``what`` needs its bases.

    Raises:
        UsageError: it has no municipality, country and city.
    """
    if not layout.reads_bases:
        raise UsageError(
            say("{what} needs a layout with the columns municipality, country and city", what=what),
            source=None if path is None else path.name,
            remedy=say("use kyoten extract and kyoten validate for other surveys"),
        )
