"""One line per fixture: a hash of all that is read of it. Equal lines mean equal results.

    python benchmarks/fixture_hashes.py [FILE ...]

``.ci/same_with_any_fonts`` compares the lines where the machine shows no fonts, and several sets
of them: what is read must not depend on them. Random lists with quirks are read as well.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from kyoten_extract import extract, read_tables
from kyoten_extract.errors import KyotenError
from kyoten_extract.model.codec import encode
from kyoten_extract.testing.pages import quirks, random_list

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
PASSWORD = "himitsu"


def results(source: Path | bytes) -> Iterator[object]:
    """What is read of a file: its tables and the survey, or why there is none."""
    password = PASSWORD if isinstance(source, Path) and "password" in source.name else None
    for read in (
        lambda: [
            encode(table) for table in read_tables(source, engine="pdfium", password=password)
        ],
        lambda: extract(source, engine="pdfium", password=password).to_dict(),
    ):
        try:
            yield read()
        except KyotenError as error:
            yield f"{type(error).__name__}: {error}"


def main() -> None:
    """Print the lines."""
    files = [Path(name) for name in sys.argv[1:]] or sorted(FIXTURES.glob("*.pdf"))
    sources: list[tuple[str, Path | bytes]] = [(file.name, file) for file in files]
    if not sys.argv[1:]:
        sources += [(quirk, random_list(5, "ruled", quirks=(quirk,)).pdf) for quirk in quirks()]
    for name, source in sources:
        text = json.dumps(list(results(source)), ensure_ascii=False, default=str)
        print(hashlib.sha256(text.encode()).hexdigest()[:16], name, flush=True)


if __name__ == "__main__":
    main()
