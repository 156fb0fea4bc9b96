"""Output formats of surveys and reports, registered by name.

Each imports its writer when it is used, so that pandas, openpyxl and jinja2 load only on demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kyoten_extract.model.output_formats import SURVEY_FORMATS, register
from kyoten_extract.text.lone_surrogates import escape_surrogates

if TYPE_CHECKING:
    import pandas as pd
    from PIL.Image import Image

    from kyoten_extract._types import AnySource
    from kyoten_extract.checks import RecordsReport, Report
    from kyoten_extract.layout.survey_records import Records
    from kyoten_extract.model.base_codes import BaseCodes
    from kyoten_extract.model.exporting import Target
    from kyoten_extract.model.field_catalog import Lang
    from kyoten_extract.model.survey import Survey
    from kyoten_extract.model.table_model import Table


@register("survey.codes")
def _codes(survey: Survey) -> tuple[BaseCodes, ...]:
    from kyoten_extract.output.survey_codes import codes_of

    return codes_of(survey)


@register("survey.dataframe")
def _dataframe(survey: Survey) -> pd.DataFrame:
    from kyoten_extract.output.export import to_dataframe

    return to_dataframe(survey)


@register("survey.preview")
def _preview(survey: Survey) -> str:
    from kyoten_extract.output.flat_table import survey_table
    from kyoten_extract.output.text_tables import preview

    return preview(survey_table(survey))


@register("records.dataframe")
def _records_dataframe(records: Records[Any]) -> pd.DataFrame:
    from kyoten_extract.output.records_export import records_dataframe

    return records_dataframe(records)


@register("records.preview")
def _records_preview(records: Records[Any]) -> str:
    from kyoten_extract.output.records_export import records_table
    from kyoten_extract.output.text_tables import preview

    return preview(records_table(records))


@register("table.dataframe")
def _table_dataframe(table: Table) -> pd.DataFrame:
    from kyoten_extract.output.data_frames import frame_of
    from kyoten_extract.output.flat_table import flat_table

    return frame_of(flat_table(table, page=True))


@register("table.preview")
def _table_preview(table: Table) -> str:
    from kyoten_extract.output.flat_table import flat_table
    from kyoten_extract.output.text_tables import preview

    return preview(flat_table(table))


def _register_files(form: str) -> None:
    @register(f"survey.{form}")
    def write_survey(survey: Survey, target: Target, **options: Any) -> None:
        from kyoten_extract.output.export import write

        write(survey, target, form, **options)

    @register(f"records.{form}")
    def write(records: Records[Any], target: Target, **options: Any) -> None:
        from kyoten_extract.output.records_export import write_records

        write_records(records, target, form, **options)

    @register(f"table.{form}")
    def write_one(table: Table, target: Target, **options: Any) -> None:
        from kyoten_extract.output.export import write_table

        write_table(table, target, form, **options)


def _register_texts(form: str) -> None:
    @register(f"survey.{form}_text")
    def survey_text(survey: Survey, *, lang: Lang) -> str:
        from kyoten_extract.output.export import flat_text
        from kyoten_extract.output.flat_table import survey_table

        return flat_text(survey_table(survey), form, lang)

    @register(f"records.{form}_text")
    def records_text(records: Records[Any], *, lang: Lang) -> str:
        from kyoten_extract.output.export import flat_text
        from kyoten_extract.output.records_export import records_table

        return flat_text(records_table(records), form, lang)

    @register(f"table.{form}_text")
    def table_text(table: Table, *, lang: Lang) -> str:
        from kyoten_extract.output.export import flat_text
        from kyoten_extract.output.flat_table import flat_table

        return flat_text(flat_table(table), form, lang)


for _form in SURVEY_FORMATS:
    _register_files(_form)
for _form in ("markdown", "html"):
    _register_texts(_form)


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
