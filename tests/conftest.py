"""Material that is not in the repository, what the processes of a run share, and markers."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "fixtures"))

from shared_results import FOLDER

# The same examples on every run, so that a build is green or red for its own sake; search for new
# ones with HYPOTHESIS_PROFILE=thorough.
settings.register_profile("steady", deadline=None, max_examples=200, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


# Notebooks that take seconds each, by the name of their file.
SLOW_NOTEBOOKS = {"05_a_scan.ipynb"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what can't mark itself, before ``-m`` chooses."""
    for item in items:
        if item.path.name in SLOW_NOTEBOOKS:
            item.add_marker(pytest.mark.slow)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that pytest-xdist's workers share; they inherit its name and leave it."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="kyoten-tests-")
        config.add_cleanup(_remove_shared_folder)


def _remove_shared_folder() -> None:
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


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
