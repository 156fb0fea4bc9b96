"""A second table whose columns go on over further pages, as those of the first do."""

from __future__ import annotations

import pytest

from kyoten_extract import extract
from kyoten_extract.testing.edition_score import score
from kyoten_extract.testing.editions import random_edition


@pytest.mark.parametrize(
    ("seed", "how"), [(476, "after each"), (5006, "after all"), (5011, "after all")]
)
def test_second_table_over_pages(seed: int, how: str) -> None:
    """Its columns may be parted elsewhere, and its header have fewer levels on the left."""
    changes = ["second_table", "columns_overflow"]
    printed = random_edition(seed, changes=None if seed == 476 else changes, rows=45)
    assert printed.changes["columns_overflow"] == how
    found = score(printed, extract(printed.pdf))
    assert (found.exact, found.extra_silent, found.extra_told) == (45, 0, 0)
