"""Japanese public-sector surveys, printed as PDF tables, turned into checked, typed records.

    >>> from kyoten_extract import normalize_text, repair_url
    >>> normalize_text("ＪＥＴＲＯ共同事務所（⼤阪）")
    'JETRO共同事務所(大阪)'
    >>> url, corrections = repair_url("http://www.tokvo-trade-center.or.jp/")
    >>> url, corrections[0].rule
    ('http://www.tokyo-trade-center.or.jp/', 'url-y-for-v')

``extract`` reads one edition, ``validate`` checks it, ``diff`` compares two,
``read_panel`` puts several together; ``read_table`` reads any other ruled list.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kyoten_extract._version import __version__

if TYPE_CHECKING:
    from kyoten_extract.batch import extract_many
    from kyoten_extract.checks import Report, validate
    from kyoten_extract.editions.edition_diff import EditionDiff, diff
    from kyoten_extract.editions.panel import read_panel
    from kyoten_extract.editions.saved_survey import load
    from kyoten_extract.errors import KyotenError, LimitError
    from kyoten_extract.layout.survey_layout import KYOTEN, Layout
    from kyoten_extract.layout.survey_records import Records
    from kyoten_extract.model.finding import Correction, Finding
    from kyoten_extract.model.record_model import Coded, Record
    from kyoten_extract.model.survey import (
        Base,
        BaseForm,
        FiscalYear,
        Provenance,
        PublishedTotals,
        Source,
        Staff,
        StaffMean,
        Survey,
    )
    from kyoten_extract.model.table_model import PageLedger, Row, Table
    from kyoten_extract.output.frame_schema import dataframe_schema
    from kyoten_extract.pipeline import extract, read_records, read_table, read_tables
    from kyoten_extract.table.settings import TableSettings
    from kyoten_extract.text.normalize.normalize_text import normalize_text
    from kyoten_extract.text.url.url_repair import repair_url
    from kyoten_extract.workers.limits import Limits

__all__ = [
    "KYOTEN",
    "Base",
    "BaseForm",
    "Coded",
    "Correction",
    "EditionDiff",
    "Finding",
    "FiscalYear",
    "KyotenError",
    "Layout",
    "LimitError",
    "Limits",
    "PageLedger",
    "Provenance",
    "PublishedTotals",
    "Record",
    "Records",
    "Report",
    "Row",
    "Source",
    "Staff",
    "StaffMean",
    "Survey",
    "Table",
    "TableSettings",
    "__version__",
    "dataframe_schema",
    "diff",
    "extract",
    "extract_many",
    "load",
    "normalize_text",
    "read_panel",
    "read_records",
    "read_table",
    "read_tables",
    "repair_url",
    "validate",
]

# Where each name is. Modules are imported when a name is asked for: a program that reads one
# survey need not wait for the comparison of editions, nor one that starts for either.
_MODULES = {
    "batch": "extract_many",
    "checks": "Report validate",
    "editions.edition_diff": "EditionDiff diff",
    "editions.panel": "read_panel",
    "editions.saved_survey": "load",
    "errors": "KyotenError LimitError",
    "layout.survey_layout": "KYOTEN Layout",
    "layout.survey_records": "Records",
    "workers.limits": "Limits",
    "model.finding": "Correction Finding",
    "model.record_model": "Coded Record",
    "model.survey": (
        "Base BaseForm FiscalYear Provenance PublishedTotals Source Staff StaffMean Survey"
    ),
    "output.frame_schema": "dataframe_schema",
    "model.table_model": "PageLedger Row Table",
    "pipeline": "extract read_records read_table read_tables",
    "table.settings": "TableSettings",
    "text.normalize.normalize_text": "normalize_text",
    "text.url.url_repair": "repair_url",
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names.split()}


# A type checker would take any name for one of Any.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """The public name or module ``name``, imported when it is first used (PEP 562)."""
        place = f"{__name__}.{_PLACES.get(name, name)}"
        try:
            module = import_module(place)
        except ModuleNotFoundError as error:
            if name in _PLACES or error.name != place:
                raise
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
        globals()[name] = value = getattr(module, name) if name in _PLACES else module
        return value


def __dir__() -> list[str]:
    """The public names, and what has been imported."""
    return sorted({*globals(), *__all__})
