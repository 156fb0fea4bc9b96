"""Paths of material that is not in the repository, and the fixtures' folder for imports."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "fixtures"))

# The same examples on every run, so that a build is green or red for its own sake; search for new
# ones with HYPOTHESIS_PROFILE=thorough.
settings.register_profile("steady", deadline=None, max_examples=200, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def reference() -> Path:
    """The full H29 edition as a transcription."""
    path = _from_environment("KYOTEN_REFERENCE")
    return path if path.is_file() else path / "kyoten_h29.txt"


@pytest.fixture(scope="session")
def field() -> Path:
    """Real lists by others, with truths."""
    return _from_environment("KYOTEN_FIELD")


def _from_environment(variable: str) -> Path:
    folder = os.environ.get(variable)
    if not folder:
        pytest.skip(f"{variable} is not set: the material is not in the repository")
    return Path(folder)
