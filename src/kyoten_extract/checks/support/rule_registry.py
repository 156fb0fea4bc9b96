"""Registry of rules: functions from a survey to findings, with the codes they report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import KyotenError
from kyoten_extract.findings.codes import RULE_FAILED, Code
from kyoten_extract.messages import say
from kyoten_extract.model import codec
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


_OWN = __name__.partition(".")[0] + "."

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
            own = check.__module__.startswith(_OWN)
            for found in check(checked):
                yield found if own else _sound(found)
        except Exception as error:
            name = getattr(check, "__name__", type(check).__name__)
            yield RULE_FAILED(
                say(
                    "check {name} raised {kind}: {error}",
                    name=name,
                    kind=type(error).__name__,
                    error=_message(error),
                )
            )


def _sound(found: object) -> Finding:
    """``found`` if it is a finding with values that can be reported and written.

    Raises:
        FormatError: a field has a value of a wrong type.
        TypeError: it is no finding.
    """
    if not isinstance(found, Finding):
        raise TypeError(f"it yielded an object of type {type(found).__name__}, not a finding")
    return codec.decode(Finding, codec.encode(found))


def _message(error: Exception) -> str:
    try:
        return error.problem if isinstance(error, KyotenError) else str(error)
    except Exception:
        return say("its message cannot be shown")


def at(base: Base | Record) -> dict[str, object]:
    """Return the location fields of a finding about ``base``: row, page and bbox."""
    page: int | None = None
    bbox: BBox | None = None
    if base.source.boxes:
        page, *rest = base.source.boxes[0]
        x0, top, x1, bottom = rest
        bbox = (x0, top, x1, bottom)
    return {"row": base.key, "page": page, "bbox": bbox}
