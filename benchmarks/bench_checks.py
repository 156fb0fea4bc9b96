"""Time of the checks, for an edition and for many times its rows under other numbers.

    python benchmarks/bench_checks.py [--rows 100000] EDITION

Prints the best of five runs over the edition, one run over the synthetic survey, and the share of
each rule in that.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from random import Random

from kyoten_extract import Survey, extract, validate
from kyoten_extract.checks import RULES


def enlarged(survey: Survey, rows: int) -> Survey:
    """``survey`` with so many rows: its own again and again, numbered on, their texts changed."""
    random = Random(0)
    bases = []
    for index in range(rows):
        base = survey.bases[index % len(survey.bases)]
        turn = index // len(survey.bases)
        number = (base.municipality_no or 0) + 100 * turn
        name = f"{base.name or '事務所'}{random.randrange(10**6)}"
        bases.append(
            replace(
                base,
                municipality_no=number,
                name=name,
                raw={**base.raw, "municipality_no": str(number), "name": name},
                corrections=tuple(c for c in base.corrections if c.field != "name"),
            )
        )
    return replace(survey, bases=tuple(bases))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("edition")
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    survey = extract(arguments.edition)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        validate(survey)
        times.append(time.perf_counter() - start)
    print(f"{len(survey.bases):>7,} rows  {1000 * min(times):8.1f} ms")
    many = enlarged(survey, arguments.rows)
    start = time.perf_counter()
    report = validate(many)
    print(
        f"{len(many.bases):>7,} rows  {time.perf_counter() - start:8.2f} s   "
        f"{len(report.findings):,} findings"
    )
    for rule in RULES:
        start = time.perf_counter()
        found = sum(1 for _ in rule.check(many))
        print(f"  {rule.name:44} {time.perf_counter() - start:6.2f} s {found:9,}")


if __name__ == "__main__":
    main()
