"""How long JSON of many bases takes to write and read: ``python benchmarks/bench_json.py [N]``.

Processor time, the least of three runs, of ``survey.save("x.json")`` without the disk and of what
``load`` does with the bytes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kyoten_extract import Survey, extract, load
from kyoten_extract.output.export import to_bytes

FIXTURE = Path(__file__).parents[1] / "tests" / "fixtures" / "typst.pdf"


def large(count: int) -> Survey:
    survey = extract(FIXTURE)
    bases = survey.bases
    return replace(
        survey, bases=tuple(replace(bases[n % len(bases)], base_no=n) for n in range(count))
    )


def least(action: Callable[[], Any], runs: int = 3) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        made = action()
        times.append(time.process_time() - start)
        del made  # not timed: a caller keeps it
    return min(times)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    survey = large(count)
    data = to_bytes(survey, "json")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.json"
        file.write_bytes(data)
        assert load(file) == survey
        print(f"{count:,} bases, {len(data) / 1e6:,.0f} MB")
        print(f"written in {least(lambda: to_bytes(survey, 'json')):.2f} s")
        print(f"read in    {least(lambda: load(file)):.2f} s")


if __name__ == "__main__":
    main()
