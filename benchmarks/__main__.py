"""``python -m benchmarks``: the table of :mod:`reader_table`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reader_table import main

if __name__ == "__main__":
    main()
