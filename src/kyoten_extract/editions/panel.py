"""Several editions as one table: a row per base and edition, with ids that last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kyoten_extract.batch import extract_many
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.base_ids import Followed, follow
from kyoten_extract.editions.edition_diff import described
from kyoten_extract.editions.edition_facts import edition_of
from kyoten_extract.editions.place_codes import codes_of_countries, codes_of_municipalities
from kyoten_extract.editions.saved_survey import Reopened, reopenable, saved_survey
from kyoten_extract.errors import (
    FormatError,
    KyotenError,
    UsageError,
    require_list_of_sources,
    require_type,
)
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Survey
from kyoten_extract.output.data_frames import whole_numbers
from kyoten_extract.output.export import COLUMNS, flat_row
from kyoten_extract.text.lone_surrogates import escape_surrogates
from kyoten_extract.workers.gc_pause import gc_paused
from kyoten_extract.workers.limits import DEFAULT_LIMITS, Limits
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    import pandas as pd

PANEL_COLUMNS = (
    *("edition", "as_of", "base_id", "base_id_confidence"),
    *("municipality_code", "country_alpha2", "country_alpha3"),
)
"""The columns of a panel in front of those of a survey."""

_NUMBERS = ("municipality_no", "base_no", "established")
# Confidence below which an id is reported.
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Panel:
    """Several editions under the same columns.

    Attributes:
        header: ``PANEL_COLUMNS``, the flat columns of a survey, then all others.
        rows: a row per base and edition, the earliest edition first.
        columns: by edition, the name in the edition of each column that it has.
        findings: uncertain ids, columns taken for one, names without a code.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    columns: dict[str, dict[str, str]]
    findings: tuple[Finding, ...]

    def column_rows(self) -> tuple[list[str], list[list[str | None]]]:
        """A header and a row per column, with its name in each edition, ``None`` without it."""
        names = list(dict.fromkeys(c for columns in self.columns.values() for c in columns))
        known = [c for c in (*COLUMNS, *names) if c in names]
        return (
            ["column", *self.columns],
            [
                [name, *(columns.get(name) for columns in self.columns.values())]
                for name in dict.fromkeys(known)
            ],
        )

    def to_dataframe(self) -> pd.DataFrame:
        """The rows as a data frame; ``attrs`` has ``columns`` and ``findings``, JSON-ready."""
        require("pandas", needed_by="a panel")
        import pandas as pd

        rows = [[escape_surrogates(v) if isinstance(v, str) else v for v in r] for r in self.rows]
        frame = pd.DataFrame(rows, columns=list(map(escape_surrogates, self.header)))
        for column in frame.columns:
            if column in _NUMBERS or column.startswith("staff_"):
                frame[column] = _whole_numbers(frame[column])
        frame.attrs = {"columns": self.columns, "findings": codec.encode(self.findings)}
        return frame


def read_panel(
    sources: Iterable[str | Path | Survey], *, executor: Executor | None = None, **options: Any
) -> pd.DataFrame:
    """Read several editions as one data frame: a row per base and edition.

    Columns: ``edition`` (the file's name), ``as_of``, ``base_id`` (the same for a base in all
    editions), ``base_id_confidence`` (that the row is the base of this id in the edition before,
    or that it is a new base), ``municipality_code`` (全国地方公共団体コード, six digits with the
    check digit), ``country_alpha2`` and ``country_alpha3`` (ISO 3166-1), then the columns of
    ``Survey.to_dataframe``, those that the layout does not know under one label each.
    ``attrs["columns"]`` has by edition which columns it has, ``attrs["findings"]`` what is
    uncertain (KY050 to KY054).

    Args:
        sources: documents, surveys saved as JSON, or surveys, in any order if all have a date.
        executor: reads documents in parallel, as in :func:`extract_many`.
        options: further arguments of :func:`extract`.

    Raises:
        KyotenError: of the first file that cannot be read: a panel without it would be wrong.
        UsageError: there are no sources.
    """
    return read_editions(sources, executor=executor, **options).to_dataframe()


def read_editions(
    sources: Iterable[str | Path | Reopened | Survey],
    *,
    executor: Executor | None = None,
    limits: Limits = DEFAULT_LIMITS,
    **options: Any,
) -> Panel:
    """The same as :func:`read_panel`, before it is a data frame."""
    require_list_of_sources(sources, "the sources")
    listed = [one if isinstance(one, Survey) else _opened(one, limits) for one in sources]
    read: dict[int, Survey] = {}
    for place, source in enumerate(listed):
        saved = source if isinstance(source, Survey) else saved_survey(source, limits)
        if saved is not None:
            read[place] = saved
    documents = [
        (place, source)
        for place, source in enumerate(listed)
        if place not in read and not isinstance(source, Survey)
    ]
    paths: list[Any] = [source for _, source in documents]
    outcomes = extract_many(paths, executor=executor, limits=limits, **options)
    for (place, _), (_, outcome) in zip(documents, outcomes, strict=True):
        if isinstance(outcome, KyotenError):
            raise outcome
        read[place] = outcome
    with gc_paused():
        return panel_of([read[place] for place in sorted(read)])


def _opened(source: str | PathLike[str] | Reopened, limits: Limits) -> Path | Reopened:
    if isinstance(source, Reopened):
        return source
    require_type(source, (str, PathLike), "an edition", "give a path or a survey")
    return reopenable(Path(source), limits)


def panel_of(surveys: Sequence[Survey]) -> Panel:
    """Several surveys as one panel."""
    if not surveys:
        raise UsageError(say("a panel needs at least one edition"))
    findings: list[Finding] = []
    ordered = _in_order(surveys, findings)
    names = _edition_names(ordered)
    editions = [edition_of(survey) for survey in ordered]
    followed = follow(editions, [codes_of_municipalities(edition) for edition in editions])
    # With all columns known by now, a municipality under an unknown label has its code too.
    municipality_codes = [codes_of_municipalities(one.edition) for one in followed]
    extras = dict.fromkeys(c for one in followed for c in one.edition.columns if c not in COLUMNS)
    header = (*PANEL_COLUMNS, *COLUMNS, *extras)
    rows: list[tuple[Any, ...]] = []
    columns: dict[str, dict[str, str]] = {}
    for name, survey, one, by_code in zip(
        names, ordered, followed, municipality_codes, strict=True
    ):
        columns[name] = dict(one.edition.columns)
        countries = codes_of_countries(one.edition)
        for row, base in enumerate(one.edition.bases):
            flat = flat_row(replace(base, extras={})) | dict(one.edition.facts[row])
            rows.append(
                (
                    *(name, survey.as_of, one.ids[row], one.confidence[row]),
                    *(by_code[row], *countries[row]),
                    *(flat.get(column) for column in (*COLUMNS, *extras)),
                )
            )
        findings += _findings(name, one, columns[name], by_code, countries)
    return Panel(header, tuple(rows), columns, tuple(findings))


def _in_order(surveys: Sequence[Survey], findings: list[Finding]) -> list[Survey]:
    """The surveys by date; as they are given if one has none, which is reported."""
    undated = [survey.source.name for survey in surveys if survey.as_of is None]
    if not undated:
        return sorted(surveys, key=lambda survey: str(survey.as_of))
    findings += [
        codes.EDITION_UNDATED(
            say("{name} has no date; the editions are in the order given", name=name)
        )
        for name in undated
        if len(surveys) > 1
    ]
    return list(surveys)


def _edition_names(surveys: Sequence[Survey]) -> list[str]:
    """The name of each edition's file, numbered where two have the same."""
    counts = Counter(survey.source.name for survey in surveys)
    seen: Counter[str] = Counter()
    names = []
    for survey in surveys:
        name = survey.source.name
        seen[name] += 1
        names.append(name if counts[name] == 1 else f"{name} ({seen[name]})")
    return names


def _findings(
    name: str,
    one: Followed,
    columns: Mapping[str, str],
    municipality_codes: Sequence[str | None],
    countries: Sequence[tuple[str | None, str | None]],
) -> list[Finding]:
    found = [
        codes.EDITION_COLUMN(
            say(
                "{name}: column {label!r} is taken for {column!r}",
                name=name,
                label=label,
                column=column,
            ),
            field=column,
            expected=column,
            actual=label,
        )
        for column, label in columns.items()
        if label != column
    ]
    found += [
        codes.PAIR_UNCERTAIN(
            say(
                "{name}: {base} has the id {id} with confidence {confidence}",
                name=name,
                base=described(base),
                id=one.ids[row],
                confidence=one.confidence[row],
            ),
            row=base.key,
            actual=one.confidence[row],
        )
        for row, base in enumerate(one.edition.bases)
        if one.confidence[row] < _SURE
    ]
    uncoded = dict.fromkeys(
        value
        for value, code in zip(one.edition.values("municipality"), municipality_codes, strict=True)
        if code is None
    )
    found += [
        codes.MUNICIPALITY_CODE(
            say("{name}: municipality {value!r} has no code", name=name, value=value), actual=value
        )
        for value in uncoded
    ]
    unknown = dict.fromkeys(
        value
        for value, both in zip(one.edition.values("country"), countries, strict=True)
        if both[0] is None
    )
    found += [
        codes.COUNTRY_CODE(
            say("{name}: country {value!r} has no code", name=name, value=value), actual=value
        )
        for value in unknown
    ]
    return found


def _whole_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """The column as whole numbers, unless it holds a text that could not be read as one."""
    try:
        return whole_numbers(column)
    except FormatError:
        raise
    except (TypeError, ValueError):
        return column
