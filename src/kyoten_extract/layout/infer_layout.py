"""Drafts of layouts: labels, kinds, identifying columns and sums that hold, from a table."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

from kyoten_extract._terminal_text import REPLACEMENT, one_line, quiet_json
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.column_model import KINDS, Check, Column, Kind
from kyoten_extract.layout.field_types import is_absent, kind_fit
from kyoten_extract.layout.value_types import has_no_value, read_value, sign_of
from kyoten_extract.model.record_model import RESERVED
from kyoten_extract.model.table_model import Row, Table
from kyoten_extract.text.era import parse_date
from kyoten_extract.text.labels import SUM_WORDS, fold_label
from kyoten_extract.text.normalize.line_breaks import join_tight, line_capacity
from kyoten_extract.text.normalize.line_items import known_lines
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.normalize.width import display_width

# Share of a column's filled cells that must be values of a kind: misprints are among them.
_LEAST_SHARE = 0.9
# Kinds tried before texts, the most particular first: 2017 is a year, and a number too.
_TRIED: Sequence[Kind] = ("url", "email", "postal", "phone", "date", "year", "flag")
_COUNTED: Sequence[Kind] = ("number", "decimal")
# A choice has few values, each of them in several rows, all of them short.
_MOST_CHOICES, _ROWS_PER_CHOICE, _LONGEST_CHOICE = 8, 4, 12
# Characters: texts shorter than this are names, longer ones prose.
_USUAL_PROSE = 30
# Shares of a column of items: cells of several lines; line breaks after a line with room; lines
# that are in several cells. Or, instead of the last, lines in each cell of several.
_LEAST_BROKEN, _ROOMY, _SAME_LINES, _LINES_OF_ITEMS = 0.15, 0.5, 0.3, 2.5
# Parts of a sum that is looked for, and rows in which it must hold.
_MOST_PARTS, _FEWEST_SUMS = 4, 3
_UNIT = regex(r"[\d,.]+\s*([^\d\s,.()]{1,2})")
_NOTE = regex(r"[(\[].*")
_NAME = regex(r"[^\W\d]\w*")
# Characters of a key in Japanese.
_LONGEST_KEY = 16
# Texts that mean that there is no value, in columns of something else.
_ABSENT = ("なし", "無し", "無", "該当なし")
# The date of a title, which the next edition's title does not have.
_DATE = regex(
    r"[(\[]?(?:(?:明治|大正|昭和|平成|令和)(?:元|\d{1,2})|(?:19|20)\d\d)年度?"
    r"(?:\d{1,2}月(?:末|\d{1,2}日)?)?(?:現在|時点)?[)\]]?"
)
# Keys of columns of these kinds, and of labels that end with these words.
_LATIN_KEYS: dict[Kind, str] = {
    "url": "url",
    "email": "email",
    "postal": "postal",
    "phone": "phone",
}
_SURROGATE = regex("[\ud800-\udfff]")
_WORDS = {
    "番号": "no",
    "no": "no",
    "no.": "no",
    "№": "no",
    "施設名": "facility",
    "名称": "name",
    "氏名": "name",
    "住所": "address",
    "所在地": "address",
    "備考": "remarks",
    "市町村": "municipality",
    "団体名": "municipality",
    "都道府県": "prefecture",
    "人数": "people",
    "金額": "amount",
}

# Keys of columns that are known to hold one text, whatever its lines look like.
_ONE_TEXT = ("facility", "name", "address", "municipality", "prefecture")


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted layout.

    Attributes:
        name: short name.
        title: the line above the table, without its date.
        dated: the document has a date outside of the table.
        columns: with a key, a label and the guessed kind of each.
        identifies: keys of the columns that make a row a record.
        total_rows: texts that begin a row of totals.
        checks: sums that hold in every row, and columns without a value twice.
    """

    name: str
    title: str
    dated: bool
    columns: tuple[Column, ...]
    identifies: tuple[str, ...]
    total_rows: tuple[str, ...]
    checks: tuple[Check, ...]


def infer_layout(table: Table, name: str = "mine") -> Draft:
    """Draft a layout of ``table``; a person edits it.

    Args:
        table: of one edition.
        name: of the layout.
    """
    rows = [row for row in table.rows if not row.is_heading and any(c.strip() for c in row.cells)]
    total_rows = tuple(dict.fromkeys(label for row in rows if (label := _total(row))))
    records = [row for row in rows if not _total(row)]
    texts = [
        [row.cells[place] if place < len(row.cells) else "" for row in records]
        for place in range(len(table.header))
    ]
    columns: list[Column] = []
    for place, label in enumerate(table.header):
        column = _column(label, place, texts[place], [c.key for c in columns])
        if any(fold_label(label) == fold_label(other) for c in columns for other in c.labels):
            # A label names one column; the place tells the others.
            column = replace(column, labels=(), place=place + 1)
        columns.append(column)
    filled = [
        sum(not has_no_value(column, text) for text in cells)
        for column, cells in zip(columns, texts, strict=True)
    ]
    columns = [
        replace(column, required=count == len(records) > 0)
        for column, count in zip(columns, filled, strict=True)
    ]
    checks = [*_sums(columns, texts), *_unique(columns, texts)]
    heading = normalize_text(table.heading)
    title = " ".join(_DATE.sub("", heading).split())
    dated = any(parse_date(text) for text in (heading, *(left.text for left in table.leftovers)))
    identifies = _identifies(columns, texts)
    return Draft(name, title, dated, tuple(columns), identifies, total_rows, tuple(checks))


def _total(row: Row) -> str | None:
    first = join_tight(next((cell.strip() for cell in row.cells if cell.strip()), ""))
    return first if fold_label(first) in SUM_WORDS else None


def _column(label: str, place: int, cells: Sequence[str], taken: Sequence[str]) -> Column:
    texts = [text.strip() for text in cells if not is_absent(text)]
    labels = (" ".join(label.split()),) if label.strip() else ()
    column = _with_absent(Column("x", labels, "name"), texts)
    key = _key(label, column.holds, place, taken)
    if column.holds == "items" and key.rstrip("_0123456789") in _ONE_TEXT:
        column = replace(column, holds="name", line_items=False)
    return replace(column, key=key, place=None if labels else place + 1)


def _with_absent(column: Column, texts: Sequence[str]) -> Column:
    """``column`` with its kind, where texts such as なし may stand for no value."""
    absent = {text for text in texts if text in _ABSENT}
    there = [text for text in texts if text not in absent]
    if not absent or not there:
        return _kind_of(column, texts)
    found = _kind_of(column, there)
    return found if found.holds == "flag" else replace(found, absent=tuple(sorted(absent)))


def _kind_of(column: Column, texts: Sequence[str]) -> Column:
    """``column`` with the kind that most of its ``texts`` are."""
    if not texts:
        return replace(column, holds="prose")
    tight = [join_tight(text) for text in texts]
    for kind in _TRIED:
        if _share(replace(column, holds=kind), tight) >= _LEAST_SHARE:
            return replace(column, holds=kind)
    signs = {sign for text in tight if (sign := sign_of(text))}
    coded = replace(column, holds="code", choices=tuple(sorted(signs)))
    if signs and _share(coded, tight) >= _LEAST_SHARE:
        return coded
    units = {match[1] for text in tight if (match := _UNIT.fullmatch(normalize_text(text)))}
    for kind in _COUNTED:
        counted = replace(column, holds=kind, units=tuple(sorted(units)) if len(units) < 3 else ())
        if _share(counted, tight) >= _LEAST_SHARE:
            return counted
    values = Counter(normalize_text(text) for text in tight)
    if (
        len(values) <= _MOST_CHOICES
        and len(tight) >= _ROWS_PER_CHOICE * len(values)
        and max(map(len, values)) <= _LONGEST_CHOICE
    ):
        return replace(column, holds="choice", choices=tuple(sorted(values)))
    if _are_items(texts):
        return replace(column, holds="items", line_items=True)
    listed = sum("、" in text for text in texts)
    if 2 * listed > len(texts) and all("。" not in text for text in texts):
        return replace(column, holds="items")
    short = sum(map(len, tight)) / len(tight) < _USUAL_PROSE
    return replace(column, holds="name" if short else "prose")


def _are_items(texts: Sequence[str]) -> bool:
    """Whether the lines of cells are items: most end where the next one would have had room.

    A name or an address is broken in two, too; items are many, or the same in several cells.
    """
    capacity = line_capacity(texts)
    split = [list(filter(None, map(str.strip, text.split("\n")))) for text in texts]
    broken = [lines for lines in split if len(lines) > 1]
    if len(broken) < _LEAST_BROKEN * len(texts):
        return False
    pairs = [pair for lines in broken for pair in pairwise(lines)]
    roomy = sum(display_width(one) + display_width(next_[:1]) <= capacity for one, next_ in pairs)
    known = known_lines(texts)
    count = sum(map(len, broken))
    same = sum(line in known for lines in broken for line in lines)
    many = count >= _LINES_OF_ITEMS * len(broken)
    return roomy >= _ROOMY * len(pairs) and (many or same >= _SAME_LINES * count)


def _share(column: Column, texts: Sequence[str]) -> float:
    fits = sum(
        read_value(column, text) is not None
        and (column.holds == "code" or kind_fit(column.holds, text) > 0)
        for text in texts
    )
    return fits / len(texts)


def _key(label: str, kind: Kind, place: int, taken: Sequence[str]) -> str:
    """A key of the label's last level: in Latin letters if its kind or a known word gives one."""
    own = (label.split() or [""])[-1]
    folded = fold_label(_NOTE.sub("", normalize_text(own)))
    latin = "_".join(re.findall("[a-z][a-z0-9]*", folded))
    known = next((key for word, key in _WORDS.items() if folded.endswith(word)), None)
    first = "no" if kind == "number" and not place else ""
    key = _LATIN_KEYS.get(kind) or known or latin or first
    if not key:
        words = re.sub(r"[^\w]+", "_", folded).strip("_")
        key = words if _NAME.fullmatch(words) and len(words) <= _LONGEST_KEY else ""
    key = key or f"column_{place + 1}"
    numbered, number = key, 2
    while numbered in taken or numbered in RESERVED:
        numbered, number = f"{key}_{number}", number + 1
    return numbered


def _values(column: Column, cells: Sequence[str]) -> list[int | Decimal | None]:
    values = []
    for text in cells:
        value = None if has_no_value(column, text) else read_value(column, join_tight(text))
        values.append(value if isinstance(value, int | Decimal) else None)
    return values


def _sums(columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> Iterator[Check]:
    """Neighboring columns that add up to one beside them in every row."""
    figures = [
        _values(column, cells) if column.holds in _COUNTED else None
        for column, cells in zip(columns, texts, strict=True)
    ]
    for total, sums in enumerate(figures):
        if sums is None:
            continue
        near = [
            place
            for place, values in enumerate(figures)
            if values is not None and 0 < abs(place - total) <= _MOST_PARTS
        ]
        for count in range(2, _MOST_PARTS + 1):
            for parts in combinations(near, count):
                if parts[-1] - parts[0] != count - 1 and not parts[0] < total < parts[-1]:
                    continue
                if _adds_up([figures[part] or [] for part in parts], sums):
                    keys = tuple(columns[part].key for part in parts)
                    yield Check("sum", keys, total=columns[total].key)
                    break
            else:
                continue
            break


def _adds_up(
    parts: Sequence[Sequence[int | Decimal | None]], sums: Sequence[int | Decimal | None]
) -> bool:
    held, telling = 0, 0
    for total, *row in zip(sums, *parts, strict=True):
        numbers = [number for number in row if number is not None]
        if total is None or len(numbers) < len(row):
            continue
        if sum(numbers) != total:
            return False
        held += 1
        telling += sum(number != 0 for number in numbers) > 1
    # A row with one part that is not zero says nothing of the other.
    return held >= _FEWEST_SUMS and telling > 0


def _unique(columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> Iterator[Check]:
    """Numbers in the first columns that are in no two rows."""
    for column, cells in zip(columns[:2], texts[:2], strict=True):
        if column.holds == "number" and column.required and len(set(cells)) == len(cells) > 1:
            yield Check("unique", (column.key,))


def _identifies(columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The first filled name that tells most rows apart; else a number."""

    def different(index: int) -> int:
        return len(set(texts[index]))

    filled = [i for i, column in enumerate(columns) if column.required]
    names = [i for i in filled if columns[i].holds == "name"]
    numbers = [i for i in filled if columns[i].holds == "number"]
    for found in (names, numbers):
        if found:
            best = max(map(different, found))
            return (columns[next(i for i in found if different(i) >= 0.9 * best)].key,)
    return (columns[filled[0]].key,) if filled else ()


def to_toml(draft: Draft, source: str) -> str:
    """``draft`` as a layout file that a person can edit.

    Args:
        draft: of :func:`infer_layout`.
        source: name of the file it was drafted from.
    """
    return "\n".join(_lines(draft, source)) + "\n"


SCHEMA = (
    "https://raw.githubusercontent.com/kyoten-extract/kyoten_extract/main/"
    "src/kyoten_extract/layout/layout.schema.json"
)


def _lines(draft: Draft, source: str) -> Iterator[str]:
    yield f"#:schema {SCHEMA}"
    yield f"# Drafted from {one_line(source)}."
    yield "# Check the keys, what each column holds, and which columns are required."
    yield ""
    yield f"name = {_quoted(draft.name)}"
    yield f"title = {_quoted(draft.title)}"
    if not draft.dated:
        yield "dates = []"
    if draft.identifies:
        yield f"identifies = {_list(draft.identifies)}"
    if draft.total_rows:
        yield f"total_rows = {_list(draft.total_rows)}"
    for column in draft.columns:
        yield ""
        yield "[[columns]]"
        yield f"key = {_quoted(column.key)}"
        yield f"labels = {_list(column.labels)}"
        yield f"holds = {_quoted(column.holds)}  # {KINDS[column.holds]}"
        if column.place is not None:
            yield f"place = {column.place}"
        for setting in ("choices", "units", "absent"):
            if values := getattr(column, setting):
                yield f"{setting} = {_list(values)}"
        for setting in ("line_items", "required"):
            if getattr(column, setting):
                yield f"{setting} = true"
    for check in draft.checks:
        yield ""
        yield "[[checks]]"
        yield f"{check.check} = {_list(check.columns)}"
        if check.total is not None:
            yield f"total = {_quoted(check.total)}"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for half a surrogate pair, which TOML cannot have.
    whole = _SURROGATE.sub(REPLACEMENT, text)
    return quiet_json(json.dumps(whole, ensure_ascii=False))
