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

from kyoten_extract._version import __version__
from kyoten_extract.batch import extract_many
from kyoten_extract.checks import Report, validate
from kyoten_extract.editions.edition_diff import EditionDiff, diff
from kyoten_extract.editions.panel import read_panel
from kyoten_extract.errors import KyotenError, LimitError
from kyoten_extract.layout.survey_layout import KYOTEN, Layout
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.limits import Limits
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
from kyoten_extract.pipeline import extract, read_records, read_table, read_tables
from kyoten_extract.table.settings import TableSettings
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.url.url_repair import repair_url

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
    "diff",
    "extract",
    "extract_many",
    "normalize_text",
    "read_panel",
    "read_records",
    "read_table",
    "read_tables",
    "repair_url",
    "validate",
]
