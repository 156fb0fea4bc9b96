"""Registry of rules: functions from a survey to findings, with the codes they report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from kyoten_extract.findings.codes import RULE_FAILED, Code
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.record_model import Record
from kyoten_extract.model.survey import Base, Survey

Check = Callable[[Survey], Iterable[Finding]]
Checked = TypeVar("Checked")


@dataclass(frozen=True, slots=True)
class Rule:
    """A check function and the codes it may report."""

    codes: tuple[Code, ...]
    check: Check

    @property
    def name(self) -> str:
        """Name of the check function."""
        return getattr(self.check, "__name__", repr(self.check))


RULES: list[Rule] = []
"""All rules of the library, in the order they run."""


def rule(*codes: Code) -> Callable[[Check], Check]:
    """Register a check function as a rule of the library that reports ``codes``."""

    def register(check: Check) -> Check:
        RULES.append(Rule(codes, check))
        return check

    return register


def run(rules: Iterable[Rule], survey: Survey) -> Iterator[Finding]:
    """Run ``rules`` and yield their findings.

    A check that raises is reported as KY901; the other rules still run.
    """
    yield from run_checks((entry.check for entry in rules), survey)


def run_checks(
    checks: Iterable[Callable[[Checked], Iterable[Finding]]], checked: Checked
) -> Iterator[Finding]:
    """Run ``checks`` on a survey or on records and yield their findings; as :func:`run`."""
    for check in checks:
        try:
            yield from check(checked)
        except Exception as error:
            name = getattr(check, "__name__", repr(check))
            yield RULE_FAILED(f"check {name} raised {type(error).__name__}: {error}")


def at(base: Base | Record) -> dict[str, object]:
    """Return the location fields of a finding about ``base``: row, page and bbox."""
    page: int | None = None
    bbox: BBox | None = None
    if base.source.boxes:
        page, *rest = base.source.boxes[0]
        x0, top, x1, bottom = rest
        bbox = (x0, top, x1, bottom)
    return {"row": base.key, "page": page, "bbox": bbox}
