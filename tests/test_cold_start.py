"""What a command does before it reads: counted, as seconds differ from run to run."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import Streams

# What tells that no ruling is missing, and no figures.
_LOOKED_FOR = (".lacking_rulings", ".figure_signs", ".unruled_contents")
CALC = Path(__file__).parent / "fixtures" / "calc.pdf"

_COUNTED = """
import json, re._compiler, sys
patterns, compile_pattern = [], re._compiler.compile
def counted(pattern, *flags):
    patterns.append(pattern)
    return compile_pattern(pattern, *flags)
re._compiler.compile = counted
def tell():
    import gc
    own = [name for name in sys.modules if name.startswith("kyoten_extract")]
    print(json.dumps({
        "modules": sorted(sys.modules),
        "own": len(own),
        "patterns": len(patterns),
        "collections": sum(one["collections"] for one in gc.get_stats()),
    }), file=sys.stderr)
import atexit
atexit.register(tell)
from kyoten_extract.cli.commands import program
program()
"""


def _counts(*arguments: str) -> dict[str, object]:
    run = subprocess.run(
        [sys.executable, "-c", _COUNTED, *arguments], capture_output=True, text=True, check=False
    )
    found: dict[str, object] = json.loads(run.stderr.splitlines()[-1])
    return found


def test_extracting_an_edition_loads_and_compiles_little(tmp_path: Path) -> None:
    """Modules and patterns are most of the time of a short run; add none without need."""
    counts = _counts("extract", str(CALC), "-o", str(tmp_path / "x.json"))
    modules = counts["modules"]
    assert isinstance(modules, list)
    assert counts["own"] <= 285
    assert len(modules) <= 530
    # Compiled when first used: less than half of the patterns of these modules.
    assert counts["patterns"] <= 190
    # Those that numpy and others would load for one small function.
    assert {"numpy.ma", "msgspec", "pandas", "cv2", "PIL", "pypdfium2"}.isdisjoint(modules)
    assert {"logging", "concurrent.futures", "subprocess", "_hashlib"}.isdisjoint(modules)
    assert not any(".unruled." in name for name in modules if not name.endswith(_LOOKED_FOR))
    assert counts["collections"] <= 45


def test_help_loads_no_part_of_the_reader() -> None:
    modules = _counts("--help")["modules"]
    assert isinstance(modules, list)
    assert {"numpy", "pypdfium2", "kyoten_extract.pipeline", "tomllib"}.isdisjoint(modules)


def test_a_program_that_runs_a_command_keeps_its_collector(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def settings() -> tuple[object, ...]:
        return gc.get_threshold(), gc.get_freeze_count(), os.environ.get("OPENBLAS_NUM_THREADS")

    before = settings()
    assert Streams(monkeypatch, capsysbinary)("--version").status == 0
    assert settings() == before
