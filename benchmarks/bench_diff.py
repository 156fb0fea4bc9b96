"""How well and how fast two editions are compared: known pairs of editions, and their sizes.

    python benchmarks/bench_diff.py [--seeds 20] [--bases 200] [--sizes 10000,100000]

Found: of the true openings (closings, renames, moves), those that the diff has. False: of the
openings (closings) that it has, those that are none.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field

from edition_pairs import EditionPair, edition_pair
from kyoten_extract import EditionDiff, diff


@dataclass
class Score:
    """Counts over pairs of editions."""

    true: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    layout_missed: list[tuple[int, tuple[str, str]]] = field(default_factory=list)

    def add(self, pair: EditionPair, result: EditionDiff) -> None:
        """Count one pair."""
        old = {base.key: i for i, base in enumerate(pair.old.bases)}
        new = {base.key: j for j, base in enumerate(pair.new.bases)}
        opened = {new[base.key] for base in result.added}
        closed = {old[base.key] for base in result.removed}
        pairs = {old[p.old.key]: p for p in result.changed}
        right = {i for i, p in pairs.items() if pair.same.get(i) == new[p.new.key]}
        self.true.update(opened=len(pair.opened), closed=len(pair.closed))
        self.found.update(opened=len(opened & pair.opened), closed=len(closed & pair.closed))
        self.false.update(opened=len(opened - pair.opened), closed=len(closed - pair.closed))
        self.true.update(reported_opened=len(opened), reported_closed=len(closed))
        for kind, truth in (("renamed", pair.renamed), ("moved", pair.moved)):
            told = {i for i in right if kind in pairs[i].kinds}
            self.true.update({kind: len(truth)})
            self.found.update({kind: len(told & truth)})
            self.false.update({kind: len(told - truth)})
        self.true.update(same=len(pair.same))
        self.false.update(same=len(pairs.keys() - right))
        has = {(one.kind, one.column) for one in result.layout}
        has |= {(one.kind, str(one.before)) for one in result.layout}
        self.layout_missed += [(id(pair), one) for one in pair.layout if one not in has]

    def __str__(self) -> str:
        lines = []
        for kind in ("opened", "closed", "renamed", "moved"):
            share = 100 * self.found[kind] / max(1, self.true[kind])
            reported = self.true.get(f"reported_{kind}", self.true[kind])
            false = 100 * self.false[kind] / max(1, reported)
            lines.append(
                f"{kind:8} {self.true[kind]:5} true, {share:6.2f} % found, {false:5.2f} % false"
            )
        lines.append(f"wrongly paired: {self.false['same']} of {self.true['same']}")
        lines.append(f"changes of the layout not told: {len(self.layout_missed)}")
        return "\n".join(lines)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--bases", type=int, default=200)
    parser.add_argument("--sizes", default="10000,100000")
    options = parser.parse_args()
    score = Score()
    for seed in range(options.seeds):
        pair = edition_pair(seed, options.bases)
        score.add(pair, diff(pair.old, pair.new))
    print(f"{options.seeds} pairs of {options.bases} bases:\n{score}")
    for size in map(int, filter(None, options.sizes.split(","))):
        pair = edition_pair(1, size)
        start = time.process_time()
        result = diff(pair.old, pair.new)
        seconds = time.process_time() - start
        score = Score()
        score.add(pair, result)
        print(f"\n{len(pair.old.bases)} bases: {seconds:.2f} s of processor time\n{score}")


if __name__ == "__main__":
    main()
