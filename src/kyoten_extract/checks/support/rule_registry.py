"""Rules: small functions from a survey to findings, registered under a stable code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kyoten_extract.findings.codes import RULE_FAILED, Code
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.survey import Base, Survey

Check = Callable[[Survey], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and the codes it may report."""

    codes: tuple[Code, ...]
    check: Check

    @property
    def name(self) -> str:
        """Of the check."""
        return getattr(self.check, "__name__", repr(self.check))


RULES: list[Rule] = []
"""Every rule of the library, in the order they run."""


def rule(*codes: Code) -> Callable[[Check], Check]:
    """Register a check of the library's own as reporting ``codes``."""

    def register(check: Check) -> Check:
        RULES.append(Rule(codes, check))
        return check

    return register


def run(rules: Iterable[Rule], survey: Survey) -> Iterator[Finding]:
    """What ``rules`` find. A check that raises costs its own findings only, and is one itself."""
    for entry in rules:
        try:
            yield from entry.check(survey)
        except Exception as error:
            yield RULE_FAILED(f"{entry.name} raised {type(error).__name__}: {error}")


def at(base: Base) -> dict[str, object]:
    """Where a finding about ``base`` is: its row, page and box."""
    page: int | None = None
    bbox: BBox | None = None
    if base.source.boxes:
        page, *rest = base.source.boxes[0]
        x0, top, x1, bottom = rest
        bbox = (x0, top, x1, bottom)
    return {"row": base.key, "page": page, "bbox": bbox}
