"""Repair of names of municipalities, countries and cities with one wrong character.

    python benchmarks/bench_names.py [--seed 1] [--slips 2000] [--wrong]

Each name is in a list of forty others: municipalities in their official order, without any other
cell that would reveal the name; cities and countries as real lists have them, most in several rows.
"wrong" are changes to another name than the intended one, "another" are slips that make another
known name, which can't be noticed from the name alone; ``--wrong`` lists the wrong ones. Clean
names are all known names, in one list.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence

from kyoten_extract.records.name_corrections import Columns, repair_names
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.gazetteer.municipality_spelling import is_official
from kyoten_extract.text.gazetteer.one_edit import confusables
from kyoten_extract.text.gazetteer.place_spelling import is_place
from kyoten_extract.text.gazetteer.places import city_names, country_names, place_key
from kyoten_extract.text.proposal import THRESHOLDS

OTHERS = 40
# Where such lists have most of their bases.
COUNTRIES = "CN CN CN HK TW KR TH VN SG MY ID PH IN MM KH US AU FR GB DE".split()
SAFE = THRESHOLDS["safe"]

Names = Sequence[tuple[str, str]]
"""A name, and the country of a city (else empty)."""


def broken(name: str, pool: str, rng: random.Random) -> str:
    """``name`` with one character looked-alike, changed, put in, left out, or two swapped."""
    way = rng.choice(("look-alike", "look-alike", "look-alike", "other", "drop", "double", "swap"))
    at = rng.randrange(len(name))
    if way == "look-alike":
        options = [(i, c) for i, char in enumerate(name) for c in confusables(char)]
        if options:
            at, char = rng.choice(options)
            return name[:at] + char + name[at + 1 :]
        way = "other"
    if way == "other":
        return name[:at] + rng.choice(pool) + name[at + 1 :]
    if way == "drop":
        return name[:at] + name[at + 1 :]
    if way == "double":
        return name[: at + 1] + name[at:]
    at = rng.randrange(max(len(name) - 1, 1))
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slips", type=int, default=2000)
    parser.add_argument("--wrong", action="store_true")
    args = parser.parse_args()
    official = [(one.code, one.name or one.prefecture) for one in municipalities()]
    codes = dict(country_names())
    first = {code: name for name, code in reversed(codes.items())}
    large = city_names(large=True)
    every = sorted((name, code) for name, all_ in city_names().items() for code in all_)
    cities = [(name, code) for name, code in every if name in large]
    usual = [(name, code) for name, code in cities if code in COUNTRIES]
    clean("municipalities", {"municipality": [name for _, name in official]}, is_official)
    clean("countries", {"country": list(codes)}, is_place)
    both = {"city": [name for name, _ in every], "country": [first[c] for _, c in every]}
    clean("cities", both, is_place)
    ways = ("mended", "suggested", "wrong", "suggested wrong", "missed", "another", "blank")
    print(f"\n{'one character wrong':<22}" + "".join(f"{way:>16}" for way in ways))

    def municipality(rng: random.Random) -> tuple[str, str, Columns, int]:
        rows = sorted(rng.sample(official, OTHERS))
        at = rng.randrange(OTHERS)
        return "municipality", rows[at][1], {"municipality": [name for _, name in rows]}, at

    def place(key: str, pairs: Names) -> Callable[[random.Random], tuple[str, str, Columns, int]]:
        def draw(rng: random.Random) -> tuple[str, str, Columns, int]:
            rows = [rng.choice(pairs) for _ in range(OTHERS // 2)]
            rows = rows + rng.choices(rows, k=OTHERS // 2)
            at = rng.randrange(len(rows))
            columns = {"country": [first[c] for _, c in rows], "city": [name for name, _ in rows]}
            return key, columns[key][at], columns, at

        return draw

    for title, draw, is_known in (
        ("municipalities", municipality, is_official),
        ("countries", place("country", cities), is_place),
        ("cities, all", place("city", cities), is_place),
        ("cities, as in Asia", place("city", usual), is_place),
    ):
        rng = random.Random(args.seed)
        pool = "".join(sorted({char for _ in range(300) for char in draw(rng)[1]}))
        start, count, wrong = time.process_time(), Counter[str](), []
        while count.total() < args.slips:
            key, name, columns, at = draw(rng)
            printed = broken(name, pool, rng)
            if printed == name:
                continue
            texts = list(columns[key])
            texts[at] = printed
            way, meant = outcome(key, name, printed, {**columns, key: texts}, is_known)
            count[way] += 1
            if "wrong" in way:
                wrong.append(f"    {way}: {name} as {printed}, {meant}")
        rates = "".join(f"{count[way]:>16}" for way in ways)
        print(f"{title:<22}{rates}   {time.process_time() - start:.1f} s")
        if args.wrong:
            print("\n".join(wrong))


def outcome(
    key: str, name: str, printed: str, columns: Columns, is_known: Callable[[str], bool]
) -> tuple[str, str]:
    found = repair_names(columns).get((key, printed))
    if found is None:
        return ("blank" if not printed else "another" if is_known(printed) else "missed"), ""
    right = place_key(found.after) == place_key(name)
    if found.confidence >= SAFE:
        return ("mended" if right else "wrong"), found.after
    return ("suggested" if right else "suggested wrong"), found.after


def clean(title: str, columns: Columns, is_known: Callable[[str], bool]) -> None:
    key = next(iter(columns))
    start = time.process_time()
    found = repair_names(columns)
    taken = time.process_time() - start
    unknown = sum(not is_known(name) for name in columns[key])
    names = len(columns[key])
    print(f"clean {title:<16}{names:>7}, changed {len(found)}, unknown {unknown}, {taken:.2f} s")


if __name__ == "__main__":
    main()
