"""Japanese public-sector surveys, printed as PDF tables, turned into checked, typed records."""

from kyoten_extract._version import __version__
from kyoten_extract.errors import KyotenError
from kyoten_extract.layout import KYOTEN, Layout
from kyoten_extract.model import (
    Base,
    BaseForm,
    Correction,
    Finding,
    FiscalYear,
    PublishedTotals,
    Source,
    Staff,
    Survey,
)
from kyoten_extract.pipeline import extract, read_table
from kyoten_extract.text import normalize_text
from kyoten_extract.text.url import repair_url
