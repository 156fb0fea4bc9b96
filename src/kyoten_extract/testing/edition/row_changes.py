"""Changes of rows, values, title and totals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from kyoten_extract.testing.edition.draft import Draft, EditionColumn, era_of, usual_title
from kyoten_extract.testing.edition.facts import ERAS, Facts, compose_rows, western_year

# Headings of lists that are none of the survey's bases.
_OTHER_LISTS = (
    "廃止された拠点",
    "参考:民間団体等が設置する拠点",
    "(参考)今後設置を予定している拠点",
    "【休止中の拠点】",
)
# Rows of such a list.
_OTHER_ROWS = (2, 6)
_LISTS = (
    ("都道府県", "市区町村"),
    ("1 都道府県の拠点", "2 市区町村の拠点"),
    ("【都道府県】", "【市区町村】"),
)
_PREFECTURE = ("都", "道", "府", "県")


def second_table(draft: Draft) -> object:
    """A second list of the same columns under another heading, whose rows are not counted."""
    heading = draft.rng.choice(_OTHER_LISTS)
    count = draft.rng.randint(*_OTHER_ROWS)
    draft.facts += compose_rows(draft.rng, count, draft.as_of.year - 1)
    draft.sections += [heading] * count
    draft.counted += [False] * count
    return heading


def numbering(draft: Draft) -> object:
    """No numbers, a running one, or one that restarts in each of two lists."""
    way = draft.rng.choice(("none", "running", "restart"))
    if way == "restart" and not _in_two_lists(draft):
        way = "running"
    if way != "restart":
        draft.gone |= {"municipality_no", "base_no"}
    return way


def _in_two_lists(draft: Draft) -> bool:
    """Prefectures under a heading, cities under another, each counted from 1."""
    kinds = [str(facts["municipality"])[-1] in _PREFECTURE for facts in draft.facts]
    kinds = [kind for kind, counted in zip(kinds, draft.counted, strict=True) if counted]
    if len(set(kinds)) < 2 or sorted(kinds, reverse=True) != kinds:
        return False
    first, second = draft.rng.choice(_LISTS)
    before = ""
    number = 0
    for index, is_prefecture in enumerate(kinds):
        facts = draft.facts[index]
        draft.sections[index] = first if is_prefecture else second
        if index == kinds.count(True):
            number = 0
        number += facts["municipality"] != before
        before = str(facts["municipality"])
        facts["municipality_no"] = str(number)
    return True


def without_numbers(draft: Draft, way: object) -> None:
    """Take both number columns out, as :func:`numbering` decided; a running one comes instead."""
    draft.columns = draft.columns[2:]
    if way == "running":
        label = draft.rng.choice(("No.", "番号", "通し番号", "No"))
        cells: list[str] = []
        for index, section in enumerate(draft.sections):
            again = index and section != draft.sections[index - 1]
            cells.append(str(1 if again or not cells else int(cells[-1]) + 1))
        column = EditionColumn((), (label,), tuple(cells), 4.5, "extra", centered=True)
        draft.columns.insert(0, column)


def _era(fact: str, count: str = "元") -> tuple[str, str]:
    """An era's name, and the year in it; the first one in words."""
    return ERAS[fact[0]][0], count if fact[1:] == "1" else fact[1:]


# The months are those whose fiscal year bears the same number.
_YEARS: Mapping[str, Callable[[str, int], str]] = {
    "平成14年度(2002)": lambda fact, _: f"{''.join(_era(fact))}年度({western_year(fact)})",
    "2002年度(平成14年度)": lambda fact, _: f"{western_year(fact)}年度({''.join(_era(fact))}年度)",
    "2002-04-01": lambda fact, month: f"{western_year(fact)}-{month:02}-01",
    "2002/4/1": lambda fact, month: f"{western_year(fact)}/{month}/1",
    "H14.4": lambda fact, month: f"{fact}.{month}",
    "H14.4.1": lambda fact, month: f"{fact}.{month}.1",
    "2002年4月": lambda fact, month: f"{western_year(fact)}年{month}月",
    "平成14年4月": lambda fact, month: f"{''.join(_era(fact))}年{month}月",
    "平成14年4月1日": lambda fact, month: f"{''.join(_era(fact))}年{month}月1日",
    "2002": lambda fact, _: str(western_year(fact)),
    "2002年度": lambda fact, _: f"{western_year(fact)}年度",
    "平成14年度": lambda fact, _: f"{''.join(_era(fact))}年度",
    "H14年度": lambda fact, _: f"{fact[0]}{_era(fact)[1]}年度",
}


def year_forms(draft: Draft) -> object:
    """Years of establishment in another form."""
    place = draft.index("established")
    if place is None:
        return None
    name = draft.rng.choice(list(_YEARS))
    show = _YEARS[name]
    texts = [show(str(facts["established"]), draft.rng.randint(4, 12)) for facts in draft.facts]
    column = draft.columns[place]
    draft.columns[place] = replace(column, cells=tuple(texts), width=max(column.width, 9.5))
    return name


def title_forms(draft: Draft) -> object:
    """A title in two lines, in other words, or with a second date."""
    rng, year, era = draft.rng, draft.as_of.year, era_of(draft.as_of)
    following = era_of(draft.as_of.replace(year=year + 1))
    name, date = "自治体の海外拠点一覧", f"{era}9月末現在"
    way = rng.choice(("two lines", "published", "published after", "as of", "no list", "western"))
    if way == "two lines":
        draft.title = [name, rng.choice((f"({date})", date, f"【{date}】"))]
    elif way == "published":
        draft.title = [f"{following}1月公表", f"{name}({date})"]
    elif way == "published after":
        draft.title = [f"{name}({date})", f"({following}1月公表)"]
    elif way == "as of":
        draft.as_of = dt.date(year, 10, 1) if rng.random() < 0.5 else draft.as_of
        day = f"{draft.as_of.month}月{draft.as_of.day}日"
        draft.title = [f"{name}({era}{day}{rng.choice(('時点', '現在'))})"]
    elif way == "no list":
        draft.title = [f"{rng.choice(('自治体の海外拠点', '自治体の海外拠点について'))}({date})"]
    else:
        draft.title = [f"{name}({year}年9月末現在)"]
    return way if draft.title != [usual_title(draft.as_of)] else None


def totals_forms(draft: Draft) -> object:
    """Totals in a sentence, by municipality, or not at all."""
    way = draft.rng.choice(("sentence", "municipalities", "none"))
    draft.totals = way  # type: ignore[assignment]
    return way


def published(draft: Draft) -> dict[str, object]:
    """The totals of the rows that count; each figure under the name that records have for it."""
    rows = [facts for facts, counted in zip(draft.facts, draft.counted, strict=True) if counted]

    def different(key: str) -> int:
        return len({facts[key] for facts in rows})

    def total(rows: list[dict[str, str | None]], key: str) -> int:
        return sum(int(facts[key] or 0) for facts in rows)

    return {
        "municipalities": different("municipality"),
        "bases": len(rows),
        "countries": different("country"),
        "cities": different("city"),
        "forms": {letter: sum(_letter(facts) == letter for facts in rows) for letter in "abcd"},
        "staff": [total(rows, f"staff_{part}") for part in ("total", "dispatched", "local")],
    }


def _letter(facts: Facts) -> str:
    return str(facts["form"])[0]
