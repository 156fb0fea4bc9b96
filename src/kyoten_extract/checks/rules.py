"""All rules of the library.

A module registers its rules when it is imported: list every module with rules in ``MODULES``.
"""

from kyoten_extract.checks import declared_checks, published_totals
from kyoten_extract.checks.across import (
    joint_base_agreement,
    official_order,
    row_numbers,
    spelling_variants,
    table_position,
)
from kyoten_extract.checks.row import (
    city_in_country,
    form_agreement,
    official_municipality,
    plausibility,
    required_cells,
    truncation,
    unaltered,
)
from kyoten_extract.checks.support.rule_registry import RULES

MODULES = (
    declared_checks,
    plausibility,
    form_agreement,
    joint_base_agreement,
    row_numbers,
    official_municipality,
    official_order,
    table_position,
    city_in_country,
    published_totals,
    required_cells,
    spelling_variants,
    truncation,
    unaltered,
)

__all__ = ["MODULES", "RULES"]
