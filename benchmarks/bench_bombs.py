"""What bombs of every kind take: python benchmarks/bench_bombs.py [SRC] [NAME ...]

Each is read in a process of its own, with the package in SRC (default: src), for at most 20 seconds
and in 3 GB of address space. Prints a table in Markdown: bytes of the file, seconds of processor
time, megabytes, and what was said. ``tests/bombs.py`` makes the files.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from bombs import BOMBS  # noqa: E402

SECONDS, BYTES = 20, 3 << 30
RUN = """
import resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
import kyoten_extract as k
from kyoten_extract.editions.saved_survey import saved
path, began = Path(sys.argv[1]), time.process_time()
try:
    saved(path) if path.name == "JSON" else k.read_table(path, verify=True)
    told = "read"
except BaseException as error:
    told = getattr(error, "name", "") or type(error).__name__
took = time.process_time() - began
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{took:.1f} s | {used} MB | {told}")
"""


def row(name: str, source: Path, folder: Path) -> str:
    """A row of the table."""
    path = folder / name
    path.write_bytes(BOMBS[name]())
    try:
        ran = subprocess.run(
            [sys.executable, "-c", RUN, str(path), str(BYTES)],
            env={**os.environ, "PYTHONPATH": str(source)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        told = ran.stdout.strip() or f"| | crash ({ran.returncode})"
    except subprocess.TimeoutExpired:
        told = f"> {SECONDS} s | | ended"
    return f"| {name} | {path.stat().st_size:,} | {told} |"


def main() -> None:
    """Print the table."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "src"
    print("| bomb | bytes | time | memory | said |\n|---|--:|--:|--:|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or BOMBS:
            print(row(name, source.resolve(), Path(folder)), flush=True)


if __name__ == "__main__":
    main()
