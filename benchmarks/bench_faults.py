"""How many faults put into a clean edition, one at a time, the checks notice.

    python benchmarks/bench_faults.py [--each 40] [--seed 0] EDITION

EDITION is a file that ``extract`` reads. A fault is noticed when ``validate`` reports a finding, or
the survey a correction, that the unchanged edition does not have. ``printed`` puts the fault into
the printed cells, ``edited`` into the values only. Columns:

    noticed    by any finding, or by a correction
    graver     by a finding that is an error or a warning
    codes      those that noticed most
"""

from __future__ import annotations

import argparse
from collections import Counter
from random import Random

from faults import KINDS, STRUCTURAL, edited, faulty, printed, read_again
from kyoten_extract import Survey, extract, validate


def seen(survey: Survey) -> Counter[tuple[object, ...]]:
    """Findings and corrections of a survey, without their places."""
    findings = [(f.severity, f.code, f.row, f.field, f.message) for f in validate(survey).findings]
    changes = [
        ("changed", c.rule, b.key, c.field, c.after) for b in survey.bases for c in b.corrections
    ]
    return Counter([*findings, *changes])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("edition")
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    original = extract(arguments.edition)
    clean = read_again(original, printed(original))
    before = seen(clean)
    totals: Counter[str] = Counter()
    for mode in ("printed", "edited"):
        print(f"{mode:26} {'noticed':>8} {'graver':>8}  codes")
        for kind in KINDS:
            if mode == "edited" and kind in STRUCTURAL:
                continue
            random = Random(f"{arguments.seed}/{kind}")
            noticed = graver = 0
            codes: Counter[str] = Counter()
            for _ in range(arguments.each):
                # An edit is not read again, and so not mended.
                fault = faulty(clean, kind, random, "safe" if mode == "printed" else "off")
                new = seen(edited(clean, fault) if mode == "edited" else fault) - before
                noticed += bool(new)
                graver += any(entry[0] in ("error", "warning") for entry in new)
                codes.update({str(entry[1]) for entry in new})
            most = ", ".join(f"{code} {count}" for code, count in codes.most_common(4))
            print(f"{kind:26} {noticed:5d}/{arguments.each} {graver:5d}/{arguments.each}  {most}")
            totals[f"{mode} noticed"] += noticed
            totals[f"{mode} graver"] += graver
            totals[mode] += arguments.each
        print(
            f"{'all':26} {totals[f'{mode} noticed'] / totals[mode]:8.1%} "
            f"{totals[f'{mode} graver'] / totals[mode]:8.1%}\n"
        )


if __name__ == "__main__":
    main()
