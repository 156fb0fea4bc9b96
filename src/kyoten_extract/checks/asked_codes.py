"""Which finding codes ``only`` and ``ignore`` may name: those that something here can report."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kyoten_extract.checks.rules import RULES
from kyoten_extract.errors import UsageError
from kyoten_extract.findings import codes
from kyoten_extract.findings.code_selection import parts_of, selected_codes
from kyoten_extract.findings.codes import ALL
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.messages import say

_OWN_PREFIX = "KY"
# Reported by ``diff`` and ``panel`` alone.
_BETWEEN_EDITIONS = "KY05"
# Of the rules for records; the codes of their layout's checks come to it.
_RECORD_CODES = (
    *(codes.NOT_UNIQUE, codes.NOT_ALLOWED, codes.SUM_WRONG, codes.TOTAL_WRONG, codes.CELL_EMPTY),
    codes.TABLE_MOVED,
    *(codes.URL_MALFORMED, codes.URL_ELSEWHERE, codes.VALUE_ALTERED),
)


def reported_codes(layout: Layout) -> frozenset[str]:
    """The codes that reading by ``layout`` and checking what was read can report."""
    found = {code for code in ALL if code.startswith("KY0")}
    found = {code for code in found if not code.startswith(_BETWEEN_EDITIONS)}
    found |= {codes.CHARACTERS_LOST.id, codes.RULE_FAILED.id}
    found |= {check.code for check in layout.checks if check.code is not None}
    if layout.reads_bases:
        return frozenset(found | {code.id for rule in RULES for code in rule.codes})
    return frozenset(found | {code.id for code in _RECORD_CODES})


def asked_codes(
    ignore: str | Collection[str],
    only: str | Collection[str] | None,
    reported: Iterable[str],
    *,
    own_rules: bool = False,
) -> tuple[frozenset[str], frozenset[str] | None]:
    """The codes that ``ignore`` and ``only`` select.

    Args:
        ignore, only: as of :func:`kyoten_extract.validate`.
        reported: the codes that can be reported. ``only`` may name no others, since a check that
            is asked for and is not run would look like one that found nothing.
        own_rules: whether rules of the caller's are run, which may report codes of their own.

    Raises:
        UsageError: a code is unknown, or none of the checks that are run reports it.
    """
    known = frozenset(reported)
    ignored = _selected(ignore, known | ALL.keys(), "ignore", own_rules=own_rules)
    if only is None:
        return ignored, None
    if not only:
        raise UsageError(say("only: no finding code is given"), remedy=say("leave it out for all"))
    return ignored, _selected(only, known, "only", own_rules=own_rules)


def _selected(
    patterns: str | Collection[str], known: frozenset[str], what: str, *, own_rules: bool
) -> frozenset[str]:
    found: set[str] = set()
    for pattern in parts_of(patterns, what):
        try:
            found |= selected_codes([pattern], known, what=what)
        except UsageError:
            if own_rules and not pattern.upper().startswith(_OWN_PREFIX):
                found.add(pattern)
                continue
            selected_codes([pattern], ALL, what=what)
            raise UsageError(
                say(
                    "{what}: no check that is run here reports {pattern}",
                    what=what,
                    pattern=pattern,
                ),
                remedy=say("'kyoten explain CODE' tells what does"),
            ) from None
    return frozenset(found)
