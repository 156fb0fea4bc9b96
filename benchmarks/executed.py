"""Which functions of the package each test executes, and how long it takes: for ``mutate.py``.

Kept in a file, by the digest of the test's file: only tests that changed are looked at again. After
changes of the package delete the file where other tests may execute other functions.
"""

from __future__ import annotations

import ast
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import coverage
import pytest

MODULE_LEVEL = ""
"""The "function" of statements that run on import."""


@dataclass
class Known:
    """A test: its seconds, whether it fails without any change, and what it executes by module."""

    seconds: float
    failed: bool
    functions: dict[str, list[str]]


def functions_of(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, int, int]]:
    """Qualified name, first and last line of each function; inner ones after outer ones."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}{node.name}"
            if not isinstance(node, ast.ClassDef):
                # The line of "def" runs on import.
                yield name, node.body[0].lineno, node.end_lineno or node.lineno
            yield from functions_of(node, f"{name}.")
        else:
            yield from functions_of(node, prefix)


def by_line(path: Path) -> dict[int, str]:
    """The innermost function of each line of a module that is in one."""
    found: dict[int, str] = {}
    for name, first, last in functions_of(ast.parse(path.read_bytes())):
        found.update(dict.fromkeys(range(first, last + 1), name))
    return found


class Executed:
    """What is known of the tests, in ``file``."""

    def __init__(self, file: Path, package: Path):
        self.file, self.package = file, package
        self.tests: dict[str, dict[str, Known]] = {}
        if file.is_file():
            for digest, tests in json.loads(file.read_bytes()).items():
                self.tests[digest] = {name: Known(**values) for name, values in tests.items()}

    def of(self, item: pytest.Item) -> Known | None:
        return self.tests.get(_digest(item.path), {}).get(item.nodeid)

    def measure(
        self,
        items: Sequence[pytest.Item],
        run: Callable[[pytest.Item], bool],
        clear: Callable[[], None],
    ) -> None:
        """Run each test of which nothing is known; ``run`` tells whether it passes.

        ``clear`` empties what one test leaves for the next, which would execute less.
        """
        lines = {str(path): by_line(path) for path in self.package.rglob("*.py")}
        told = time.monotonic()
        for item in items:
            if self.of(item):
                continue
            clear()
            measured = coverage.Coverage(
                data_file=None, source=[str(self.package)], config_file=False
            )
            measured.start()
            start = time.monotonic()
            try:
                passed = run(item)
            finally:
                measured.stop()
            seconds = time.monotonic() - start
            data = measured.get_data()
            functions: defaultdict[str, set[str]] = defaultdict(set)
            for name in data.measured_files():
                within = lines.get(name, {})
                ran = {within.get(line) for line in data.lines(name) or ()}
                functions[Path(name).relative_to(self.package).as_posix()] |= ran - {None}
            sorted_names = {name: sorted(ran) for name, ran in functions.items() if ran}
            known = Known(round(seconds, 3), not passed, sorted_names)
            self.tests.setdefault(_digest(item.path), {})[item.nodeid] = known
            if time.monotonic() > told + 30:
                told = time.monotonic()
                self.save()
        self.save()

    def save(self) -> None:
        plain = {
            digest: {name: asdict(known) for name, known in tests.items()}
            for digest, tests in self.tests.items()
        }
        self.file.write_text(json.dumps(plain), "utf-8")


_digests: dict[Path, str] = {}


def _digest(path: Path) -> str:
    if path not in _digests:
        _digests[path] = f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
    return _digests[path]
