"""Which thresholds the tests notice when they change.

    python benchmarks/mutate.py [MODULE_OR_FOLDER ...] [--jobs 2] [--seconds 1200] [--only PATTERN]

Each named number of the modules (a module-level constant, an entry of a tuple of numbers, a default
of a settings class) is halved and doubled, one change at a time. Integers change by at least 1,
zeros are skipped. The tests that cover the module run until one fails: then the change is noticed.
Tests that fail without any change are left out.

Tests are collected once. Each change is made in a forked process, where what the module derives
from the number on import is computed again, and the tests run there, so that nothing is imported
twice and no file is touched. POSIX only. Processes that the tests start run unchanged code.

Prints each constant, and the share of changes noticed by module. ``--list`` prints the constants
only; ``--tests`` gives the test files for all modules; tests on the folders KYOTEN_REFERENCE and
KYOTEN_FIELD run where these are set.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import select
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "kyoten_extract"
TESTS = ROOT / "tests"
# Test files that cover a module or the modules of a folder, besides those that import it.
COVERING: Mapping[str, Sequence[str]] = {
    "page": ("test_pages", "test_text", "test_golden", "test_characters", "test_picture_proof"),
    "engines/pdfium": ("test_sight", "test_pages", "test_text_to_its_cell", "test_picture_proof"),
    "table": (
        "test_lattice",
        "test_thresholds",
        "test_golden",
        "test_characters",
        "test_true_rulings",
        "test_text_to_its_cell",
    ),
    "table/settings.py": ("test_settings", "test_lattice", "test_golden"),
    "table/unruled": ("test_unruled", "test_golden"),
}
# These read scans, which takes minutes.
SLOW = ("test_scan", "test_layer", "test_again")
# Seconds: a change with which the tests run longer than this, or several times as long as without
# any change, is noticed as well.
SHORTEST_LIMIT = 60.0
SLOWER = 5.0
# Examples of a hypothesis test; those that fail are not shrunk.
EXAMPLES = 50
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")

Number = int | float


@dataclass(frozen=True)
class Constant:
    """A number in a module: that of ``name``, or of its entry ``index``."""

    path: Path
    name: str
    value: Number
    index: tuple[int, ...] = ()

    @property
    def module(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def label(self) -> str:
        return self.name + "".join(f"[{index}]" for index in self.index)

    def changed(self, factor: float) -> Number:
        if isinstance(self.value, float):
            return self.value * factor
        step = 1 if (factor > 1) == (self.value > 0) else -1
        scaled = round(self.value * factor)
        return scaled if scaled != self.value else self.value + step


@dataclass(frozen=True)
class Trial:
    """One constant with another value, and the test that noticed it, if any."""

    constant: Constant
    factor: float
    noticed: str | None


def constants_in(path: Path) -> Iterator[Constant]:
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.ClassDef) and node.name.endswith("Settings"):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield from _numbers(path, f"{node.name}.{field.target.id}", field.value)
        else:
            for target, value in _assignments(node):
                if _CONSTANT.fullmatch(target):
                    yield from _numbers(path, target, value)


def _assignments(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Names that a statement assigns, with their values."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    value = getattr(node, "value", None)
    for target in targets:
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, other in zip(target.elts, value.elts, strict=False):
                if isinstance(one, ast.Name):
                    yield one.id, other


def _numbers(
    path: Path, name: str, node: ast.expr | None, index: tuple[int, ...] = ()
) -> Iterator[Constant]:
    if isinstance(node, ast.Tuple | ast.List):
        for number, part in enumerate(node.elts):
            yield from _numbers(path, name, part, (*index, number))
    elif isinstance(node, ast.Constant | ast.UnaryOp):
        try:
            value = ast.literal_eval(node)
        except ValueError:
            return
        if isinstance(value, int | float) and not isinstance(value, bool) and value:
            yield Constant(path, name, value, index)


def modules_of(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        path = path.resolve()
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


def covering(path: Path) -> tuple[Path, ...]:
    """Test files that are known to cover the module, and those that import it."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    imports = re.compile(rf"^from {re.escape('.'.join(parts))} import\b", re.MULTILINE)
    importing = [
        test
        for test in sorted(TESTS.glob("test_*.py"))
        if not test.name.startswith(SLOW) and imports.search(test.read_text("utf-8"))
    ]
    module = path.relative_to(PACKAGE)
    places = [place.as_posix() for place in (module, *module.parents)]
    known = next((COVERING[place] for place in places if place in COVERING), ())
    files = [*(TESTS / f"{name}.py" for name in known), *importing]
    return tuple(dict.fromkeys(file for file in files if file.is_file()))


def apply(constant: Constant, value: Number) -> None:
    """Set a constant here: in its module, where it is imported, and in what derives from it."""
    dotted = ".".join(constant.path.relative_to(PACKAGE.parent).with_suffix("").parts)
    module = import_module(dotted)
    if "." in constant.name:
        kind, field = constant.name.split(".")
        settings = getattr(module, kind)
        settings.__init__.__kwdefaults__[field] = value
        for thing in vars(module).values():
            if isinstance(thing, settings):
                object.__setattr__(thing, field, value)
        return
    before = dict(vars(module))
    setattr(module, constant.name, _with_entry(before[constant.name], constant.index, value))
    body = ast.parse(constant.path.read_bytes()).body
    at = next(
        i for i, node in enumerate(body) if constant.name in (n for n, _ in _assignments(node))
    )
    # Only statements after the constant can depend on it. Functions see it as it is; a class made
    # again would be another one than that of objects elsewhere.
    later = [
        node
        for node in body[at + 1 :]
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr)
        and not any(
            isinstance(part, ast.Call) and _makes_object(part, module) for part in ast.walk(node)
        )
    ]
    exec(compile(ast.Module(later, []), str(constant.path), "exec"), vars(module))
    for other in [m for n, m in sys.modules.items() if n.startswith(PACKAGE.name)]:
        for name, old in before.items():
            if not name.startswith("_") and vars(other).get(name) is old:
                setattr(other, name, vars(module)[name])


def _makes_object(call: ast.Call, module: Any) -> bool:
    """Whether a call makes an object of a class of the module itself."""
    kind = vars(module).get(call.func.id) if isinstance(call.func, ast.Name) else None
    return isinstance(kind, type) and kind.__module__ == module.__name__


def _with_entry(whole: Any, index: tuple[int, ...], value: Number) -> Any:
    if not index:
        return value
    entries = list(whole)
    entries[index[0]] = _with_entry(entries[index[0]], index[1:], value)
    return type(whole)(entries)


@dataclass
class Job:
    """A forked process that runs tests: where its result comes from, and when it is too late."""

    pid: int
    pipe: int
    end: float
    printed: bytes = b""


class Mutator:
    """A pytest plugin: in place of running the tests once, runs them for each change."""

    def __init__(
        self, constants: Sequence[Constant], tests: Sequence[Path], jobs: int, seconds: float
    ):
        self.constants = constants
        self.files = {c.path: tuple(tests) or covering(c.path) for c in constants}
        self.jobs, self.end = jobs, time.monotonic() + seconds
        self.trials: list[Trial] = []
        self._failed: list[str] = []
        self._stop = False

    def pytest_collection(self) -> None:
        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile(
            "mutate", deadline=None, max_examples=EXAMPLES, derandomize=True, phases=phases
        )
        hypothesis.settings.load_profile("mutate")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
        for item in session.items:
            items[item.path].append(item)
        start = time.monotonic()
        job = self._start(lambda: self._run(session.items, stop=False), float("inf"))
        while not self._is_done(job, wait=True):
            pass
        left_out = set(json.loads(job.printed))
        limit = max(SHORTEST_LIMIT, SLOWER * (time.monotonic() - start))
        print(
            f"{len(self.constants)} constants, {len(session.items)} tests,"
            f" of which {len(left_out)} are left out",
            file=sys.stderr,
        )
        running: list[tuple[Constant, float, Job]] = []
        todo = [(constant, factor) for constant in self.constants for factor in (0.5, 2.0)]
        results = Results()
        while todo or running:
            if time.monotonic() > self.end:
                todo.clear()
            while todo and len(running) < self.jobs:
                constant, factor = todo.pop(0)
                chosen = [
                    item
                    for file in self.files[constant.path]
                    for item in items[file]
                    if item.nodeid not in left_out
                ]

                def work(
                    constant: Constant = constant,
                    factor: float = factor,
                    chosen: Sequence[pytest.Item] = chosen,
                ) -> list[str]:
                    apply(constant, constant.changed(factor))
                    return self._run(chosen, stop=True)

                running.append((constant, factor, self._start(work, time.monotonic() + limit)))
            if running:
                select.select([job.pipe for *_, job in running], [], [], 1.0)
            for entry in [entry for entry in running if self._is_done(entry[2], wait=False)]:
                running.remove(entry)
                constant, factor, job = entry
                failed = json.loads(job.printed) if job.printed else ["the process died"]
                results.add(Trial(constant, factor, failed[0] if failed else None))
        results.summary()
        return True

    def _run(self, items: Sequence[pytest.Item], *, stop: bool) -> list[str]:
        """The tests of ``items`` that fail, or the first one."""
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if stop and self._failed:
                break
        return self._failed

    @staticmethod
    def _start(work: Callable[[], list[str]], end: float) -> Job:
        reader, writer = os.pipe()
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            os.close(writer)
            return Job(pid, reader, end)
        try:
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            try:
                failed = work()
            except Exception as error:
                failed = [f"{type(error).__name__}: {error}"]
            os.write(writer, json.dumps(failed).encode())
        finally:
            os._exit(0)

    @staticmethod
    def _is_done(job: Job, *, wait: bool) -> bool:
        ready, _, _ = select.select([job.pipe], [], [], 1.0 if wait else 0.0)
        if ready:
            part = os.read(job.pipe, 1 << 16)
            job.printed += part
            if part:
                return False
        elif time.monotonic() < job.end:
            return False
        else:
            os.killpg(job.pid, signal.SIGKILL)
            job.printed = b'["timeout"]'
        os.close(job.pipe)
        os.waitpid(job.pid, 0)
        return True


class Results:
    """The trials as they come in: a line for each constant, and the share noticed by module."""

    def __init__(self) -> None:
        self._first: dict[Constant, Trial] = {}
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._unnoticed: defaultdict[str, list[str]] = defaultdict(list)
        print(f"{'module':<34} {'constant':<36} {'value':>10}  halved  doubled  noticed by")

    def add(self, trial: Trial) -> None:
        constant = trial.constant
        self._counts[constant.module][0] += trial.noticed is not None
        self._counts[constant.module][1] += 1
        if constant not in self._first:
            self._first[constant] = trial
            return
        pair = sorted((self._first[constant], trial), key=lambda one: one.factor)
        told = ["no" if one.noticed is None else "yes" for one in pair]
        by = dict.fromkeys(one.noticed.split("::")[-1] for one in pair if one.noticed)
        if not by:
            self._unnoticed[constant.module].append(constant.label)
        print(
            f"{constant.module:<34} {constant.label:<36} {constant.value:>10}  {told[0]:<6}  "
            f"{told[1]:<7}  {', '.join(by)}"[:200],
            flush=True,
        )

    def summary(self) -> None:
        print(f"\n{'module':<34} noticed      constants that no test notices")
        for module, (noticed, count) in self._counts.items():
            names = ", ".join(self._unnoticed[module]) or "-"
            print(f"{module:<34} {noticed:>3} of {count:<3}   {names}")
        noticed, count = (sum(numbers) for numbers in zip(*self._counts.values(), strict=True))
        print(f"{'all':<34} {noticed:>3} of {count:<3}   {noticed / count:.0%}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, help="modules or folders of the package")
    parser.add_argument("--tests", nargs="+", type=Path, default=[], help="for all modules")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="of names, as _MAX_*")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="start none later")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    paths = arguments.paths or [PACKAGE / "table", PACKAGE / "page"]
    constants = [
        constant
        for path in modules_of(paths)
        for constant in constants_in(path)
        if fnmatch(constant.name, arguments.only)
    ]
    if not constants:
        sys.exit("no named number in these modules")
    if arguments.list:
        for one in constants:
            values = f"{one.changed(0.5)!r}, {one.changed(2.0)!r}"
            print(f"{one.module:<34} {one.label:<36} {one.value!r:>10}  {values}")
        return
    tests = [test.resolve() for test in arguments.tests]
    plugin = Mutator(constants, tests, arguments.jobs, arguments.seconds)
    files = sorted({str(file) for several in plugin.files.values() for file in several})
    options = ["-s", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:terminal"]
    sys.exit(pytest.main([*options, "-p", "no:nbmake", *files], plugins=[plugin]))


if __name__ == "__main__":
    main()
