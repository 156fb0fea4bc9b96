"""The validation suite: rules over a survey, and the report of their findings."""

from kyoten_extract.checks.rules import RULES
from kyoten_extract.checks.support.rule_registry import Check, Rule
from kyoten_extract.checks.validation import RecordsReport, Report, validate

__all__ = ["RULES", "Check", "RecordsReport", "Report", "Rule", "validate"]
