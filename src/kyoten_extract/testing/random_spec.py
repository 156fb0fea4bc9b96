"""How a list of a kind is composed and printed, drawn by its seed."""

from __future__ import annotations

from random import Random
from typing import Literal

from kyoten_extract.testing.list_words import Script
from kyoten_extract.testing.printed_list import Kind, ListSpec

# Rows of a list that has several pages, one of several tables, and one of several blocks.
_ROWS, _TABLE_ROWS, _BLOCK_ROWS = (25, 90), (3, 22), (60, 180)
_LINES: dict[Kind, Literal["all", "none", "rows", "columns"]] = {
    "row_lines": "rows",
    "column_lines": "columns",
    "zebra": "none",
    "plain": "none",
}


def random_spec(seed: int, kind: Kind, script: Script = "ja") -> ListSpec:
    """What a seed decides about a list of a kind, but for its texts and its page ends."""
    rng = Random(f"{kind} {seed}")
    tables = rng.randint(2, 4) if kind == "tables" else 1
    blocks = rng.choice((2, 2, 3)) if kind == "blocks" else 1
    rows = _TABLE_ROWS if tables > 1 else _BLOCK_ROWS if blocks > 1 else _ROWS
    levels = 1
    if kind == "levels":
        levels = rng.choice((2, 2, 3))
    elif kind in ("cut", "merged", "headless", "sections"):
        levels = rng.choice((1, 1, 2))
    repeated = kind != "headless" and (kind not in ("cut", "merged") or rng.random() < 0.7)
    return ListSpec(
        kind=kind,
        seed=seed,
        script=script,
        rows=rng.randint(*rows),
        tables=tables,
        blocks=blocks,
        levels=levels,
        header_repeated=repeated,
        cut_rows=kind == "cut",
        border=rng.choice(("open", "closed")),
        lines=_LINES.get(kind, "all"),
        zebra=kind == "zebra",
        pen=rng.choice(("stroke", "stroke", "fill")),
        font_size=rng.choice((7.0, 8.0, 9.0, 10.0)),
        padding=round(rng.uniform(1.5, 5.0), 1),
        line_width=round(rng.uniform(0.3, 1.2), 1),
        landscape=rng.random() < 0.5,
        text_align=rng.choice(("top", "middle")),
        page_numbers=rng.random() < 0.5,
        titled=tables > 1 or rng.random() < 0.6,
        merged_text=rng.choice(("top", "middle")),
        shaded_header=rng.random() < 0.3,
        header_rule=rng.random() < 0.7,
    )
