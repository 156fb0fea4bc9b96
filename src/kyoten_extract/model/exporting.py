"""The export methods that surveys, records and tables have in common."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, Literal

from kyoten_extract.errors import SourceNotFoundError
from kyoten_extract.messages import say
from kyoten_extract.model import output_formats
from kyoten_extract.model.output_formats import SURVEY_FORMATS, TABLE_FORMATS, format_of_suffix

if TYPE_CHECKING:
    import pandas as pd

Target = str | PathLike[str] | IO[bytes] | IO[str]
"""Where an export goes: a path, which has the whole file or, where writing fails, the old one; a
binary stream; or, for formats that are text, a text stream.
"""


class Exporting:
    """Exports to files and streams; docs/formats.md tells what each format has."""

    __slots__ = ()
    _kind: ClassVar[str] = ""

    def to_dataframe(self) -> pd.DataFrame:
        """One row per record as a pandas data frame, typed; missing values are NA throughout.

        Raises:
            MissingDependencyError: pandas is not installed.
        """
        frame: pd.DataFrame = output_formats.writer(f"{self._kind}.dataframe")(self)
        return frame

    def to_json(self, target: Target) -> None:
        """Write everything as JSON, which :func:`kyoten_extract.load` reads again."""
        self._write("json", target)

    def to_ndjson(self, target: Target) -> None:
        """Write the flat table as one JSON object a line."""
        self._write("ndjson", target)

    def to_csv(self, target: Target, *, formulas: Literal["keep", "escape"] = "keep") -> None:
        """Write the flat table as UTF-8 CSV with the byte order mark that spreadsheets need.

        Args:
            target: a path, which has the whole file or, where that fails, the old one; or a stream.
                A text stream gets no byte order mark: how it encodes is its own affair.
            formulas: "escape" puts an apostrophe before text that begins with ``=``, ``+``, ``-``,
                ``@``, a tab or a line break, which a spreadsheet may compute or run. Use it where
                the document is a stranger's and the CSV is opened in one; "keep" changes nothing.
        """
        self._write("csv", target, formulas=formulas)

    def to_excel(self, target: Target) -> None:
        """Write the flat table and the findings as a workbook."""
        self._write("xlsx", target)

    def to_parquet(self, target: Target) -> None:
        """Write the data frame as Parquet.

        Raises:
            EngineError: the extra ``parquet`` is not installed.
        """
        self._write("parquet", target)

    def to_sqlite(self, target: Target) -> None:
        """Write a SQLite database: the rows, corrections, findings and a data dictionary."""
        self._write("sqlite", target)

    def to_markdown(self, target: Target | None = None, *, lang: Literal["ja", "en"] = "ja") -> str:
        """The flat table as a Markdown table, also written to ``target`` if there is one."""
        return self._text("markdown", target, lang)

    def to_html(self, target: Target | None = None, *, lang: Literal["ja", "en"] = "ja") -> str:
        """The flat table as an HTML table, escaped, also written to ``target`` if there is one."""
        return self._text("html", target, lang)

    def to_datapackage(self, target: Target) -> None:
        """Write a Frictionless data package: CSV files and a datapackage.json that types them.

        Args:
            target: a folder, which is made if it is not there; or a path that ends in ``.zip``,
                or a stream, for all of it in one file.
        """
        self._write("datapackage", target)

    def save(self, path: str | PathLike[str], *, format: str | None = None) -> None:
        """Write to a file, in the format of its suffix.

        Args:
            path: the file: ``.json`` (which :func:`kyoten_extract.load` reads again), ``.ndjson``,
                ``.csv``, ``.xlsx``, ``.parquet``, ``.sqlite``, ``.md``, ``.html``, ``.zip`` (a
                data package), and for surveys ``.geojson``.
            format: the format, whatever the suffix.

        Raises:
            FormatError: the suffix is that of no format, or there is no such format.
            MissingDependencyError: a package that the format needs is not installed.
            SourceNotFoundError: the folder of ``path`` does not exist.
        """
        known = SURVEY_FORMATS if self._kind == "survey" else TABLE_FORMATS
        form = format_of_suffix(Path(path), known) if format is None else format
        self._write(form, path)

    def _repr_html_(self) -> str:
        """The first rows as an HTML table, for notebooks."""
        preview: str = output_formats.writer(f"{self._kind}.preview")(self)
        return preview

    def _text(self, form: str, target: Target | None, lang: str) -> str:
        text: str = output_formats.writer(f"{self._kind}.{form}_text")(self, lang=lang)
        if target is not None:
            self._write(form, target, lang=lang)
        return text

    def _write(self, form: str, target: Target, **options: Any) -> None:
        try:
            output_formats.writer(f"{self._kind}.{form}")(self, target, **options)
        except FileNotFoundError as error:
            raise SourceNotFoundError(
                say("its folder does not exist"), source=str(error.filename or target)
            ) from error
