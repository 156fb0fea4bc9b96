"""Output formats of surveys and reports, registered by name.

Each imports its writer when it is used, so that pandas, openpyxl and jinja2 load only on demand.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kyoten_extract.model.output_formats import register
from kyoten_extract.text.lone_surrogates import escape_surrogates

if TYPE_CHECKING:
    import pandas as pd
    from PIL.Image import Image

    from kyoten_extract._types import AnySource
    from kyoten_extract.checks import RecordsReport, Report
    from kyoten_extract.layout.survey_records import Records
    from kyoten_extract.model.survey import Survey
    from kyoten_extract.model.table_model import Table
    from kyoten_extract.output.formula_cells import Formulas

Target = str | Path | IO[bytes]


@register("survey.dataframe")
def _dataframe(survey: Survey) -> pd.DataFrame:
    from kyoten_extract.output.export import to_dataframe

    return to_dataframe(survey)


@register("survey.csv")
def _csv(survey: Survey, target: Target, *, formulas: Formulas = "keep") -> None:
    from kyoten_extract.output.export import write

    write(survey, target, "csv", formulas=formulas)


@register("survey.xlsx")
def _excel(survey: Survey, target: Target, *, previous: Survey | None = None) -> None:
    from kyoten_extract.output.export import write

    write(survey, target, "xlsx", previous=previous)


@register("survey.parquet")
def _parquet(survey: Survey, target: Target) -> None:
    from kyoten_extract.output.export import write

    write(survey, target, "parquet")


@register("records.dataframe")
def _records_dataframe(records: Records[Any]) -> pd.DataFrame:
    from kyoten_extract.output.records_export import records_dataframe

    return records_dataframe(records)


def _register_records(form: str) -> None:
    @register(f"records.{form}")
    def write(records: Records[Any], target: Target, *, formulas: Formulas = "keep") -> None:
        from kyoten_extract.output.records_export import write_records

        write_records(records, target, form, formulas=formulas)


for _form in ("csv", "xlsx", "parquet"):
    _register_records(_form)


@register("report.html")
def _html(report: Report, document: AnySource | None, *, password: str | None) -> str:
    from kyoten_extract.output.report.html_report import render

    return escape_surrogates(render(report, document, password=password))


@register("records_report.html")
def _records_html(report: RecordsReport) -> str:
    from kyoten_extract.output.report.records_html import render_records

    return escape_surrogates(render_records(report))


@register("table.picture")
def _picture(table: Table, page: int, *, scale: float, password: str | None) -> Image:
    from kyoten_extract.output.page_drawing import draw

    return draw(table, page, scale=scale, password=password)
