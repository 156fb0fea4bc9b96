"""Which thresholds the tests notice when they change.

    python benchmarks/mutate.py [MODULE_OR_FOLDER ...] [--jobs 2] [--seconds 1200] [--only PATTERN]
        [--known FILE] [--each 10]

Each named number of the modules (a module-level constant, an entry of a tuple of numbers, a default
of a settings class) is halved and doubled, one change at a time. Integers change by at least 1,
zeros are skipped. Tests that execute a function which uses the number run, the most particular
first, for up to ``--each`` seconds, until one fails: then the change is noticed. Tests that fail
without any change are left out, and files of tests that take minutes.

What each test executes is measured first and kept in the file ``--known``: a later run measures
tests that changed only (delete it after changes of the package).

Tests are collected once. Each change is made in a forked process, where what the module derives
from the number on import is computed again, and the tests run there, so that nothing is imported
twice and no file is touched. POSIX only. Processes that the tests start run unchanged code.

Prints each constant, and the share of changes noticed by module. ``--list`` prints the constants
only; ``--tests`` gives the test files for all modules; tests on the folders KYOTEN_REFERENCE and
KYOTEN_FIELD run where these are set: unset them for what the default suite notices.
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
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from executed import MODULE_LEVEL, Executed, Known, by_line

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "kyoten_extract"
TESTS = ROOT / "tests"
sys.path.insert(0, str(TESTS))
import shared_results  # noqa: E402

# These take minutes (scans, browsers, clusters), or test other programs than the library.
SLOW = (
    "test_scan",
    "test_layer",
    "test_again",
    "test_table_ocr",
    "test_rereading",
    "test_report_browser",
    "test_installation",
    "test_processes",
    "test_batch",
    "test_hostile",
    "test_faults",
    "test_typing",
    "test_docs",
    "test_walk_through",
    "test_bench",
)
# Seconds: a change with which the tests run longer than this, or several times as long as without
# any change, is noticed as well.
SHORTEST_LIMIT = 20.0
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


def default_tests() -> tuple[Path, ...]:
    return tuple(file for file in sorted(TESTS.glob("test_*.py")) if not file.name.startswith(SLOW))


class Uses:
    """The functions, by module, that use a constant, or what derives from it on import."""

    def __init__(self) -> None:
        self._trees = {path: ast.parse(path.read_bytes()) for path in PACKAGE.rglob("*.py")}
        self._functions = {path: by_line(path) for path in self._trees}

    def of(self, constant: Constant) -> dict[str, set[str]]:
        name = constant.name.split(".")[-1]
        names = {name}
        body = self._trees[constant.path].body
        for node in body:
            if any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node)):
                names.update(target for target, _ in _assignments(node))
        found: defaultdict[str, set[str]] = defaultdict(set)
        if not name.startswith("_"):
            # A test may use it, too.
            found[constant.module].add(MODULE_LEVEL)
        for path, tree in self._trees.items():
            own = path == constant.path
            wanted = names if own else {one for one in names if not one.startswith("_")}
            if not own and "." not in constant.name and not _imports(tree, constant, wanted):
                continue
            for node in ast.walk(tree):
                used = getattr(node, "id", None) or getattr(node, "attr", None)
                if used in wanted and isinstance(node, ast.Name | ast.Attribute):
                    module = path.relative_to(PACKAGE).as_posix()
                    found[module].add(self._functions[path].get(node.lineno, MODULE_LEVEL))
        return found


def _imports(tree: ast.Module, constant: Constant, names: Iterable[str]) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").endswith(constant.path.stem)
        and any(alias.name in names for alias in node.names)
        for node in ast.walk(tree)
    )


def executes(known: Known, uses: Mapping[str, set[str]]) -> bool:
    """Whether a test executes a function of ``uses``, or any of a module that uses it on import."""
    return any(
        name in known.functions.get(where, ())
        or (name == MODULE_LEVEL and where in known.functions)
        for where, several in uses.items()
        for name in several
    )


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
        self,
        constants: Sequence[Constant],
        known: Path,
        *,
        jobs: int,
        seconds: float,
        each: float,
    ):
        self.constants, self.known = constants, known
        self.jobs, self.each, self.end = jobs, each, time.monotonic() + seconds
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
        job = self._start(lambda: self._measure(session.items), float("inf"))
        while not self._is_done(job, wait=True):
            pass
        executed, uses = Executed(self.known, PACKAGE), Uses()
        tests = [(item, known) for item in session.items if (known := executed.of(item))]
        # The most particular first.
        tests.sort(key=lambda test: (sum(map(len, test[1].functions.values())), test[1].seconds))
        print(
            f"{len(self.constants)} constants, {len(tests)} tests,"
            f" of which {sum(known.failed for _, known in tests)} are left out",
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
                chosen: list[pytest.Item] = []
                used, spent = uses.of(constant), 0.0
                for item, known in tests:
                    if known.failed or not executes(known, used):
                        continue
                    if spent + known.seconds > self.each:
                        break
                    chosen.append(item)
                    spent += known.seconds

                def work(
                    constant: Constant = constant,
                    factor: float = factor,
                    chosen: Sequence[pytest.Item] = chosen,
                ) -> list[str]:
                    apply(constant, constant.changed(factor))
                    return self._run(chosen)

                limit = max(SHORTEST_LIMIT, SLOWER * spent)
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

    def _measure(self, items: Sequence[pytest.Item]) -> list[str]:
        def run(item: pytest.Item) -> bool:
            self._failed.clear()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            return not self._failed

        def clear() -> None:
            shared_results.survey_of.cache_clear()
            shared_results.table_of.cache_clear()

        Executed(self.known, PACKAGE).measure(items, run, clear)
        return []

    def _run(self, items: Sequence[pytest.Item]) -> list[str]:
        """The first test of ``items`` that fails."""
        for index, item in enumerate(items):
            following = items[index + 1] if index + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
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
            # What the tests of a run share was made without the change.
            os.environ.pop(shared_results.FOLDER, None)
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
        for one, how in zip(pair, ("/2", "*2"), strict=True):
            if one.noticed is None:
                self._unnoticed[constant.module].append(constant.label + how)
        print(
            f"{constant.module:<34} {constant.label:<36} {constant.value:>10}  {told[0]:<6}  "
            f"{told[1]:<7}  {', '.join(by)}"[:200],
            flush=True,
        )

    def summary(self) -> None:
        print(f"\n{'module':<34} noticed      changes that no test notices")
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
    parser.add_argument("--known", type=Path, metavar="FILE", help="what the tests execute")
    parser.add_argument("--each", type=float, default=10.0, help="seconds of tests for a change")
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
    files = [test.resolve() for test in arguments.tests] or default_tests()
    with tempfile.TemporaryDirectory() as folder:
        known = arguments.known or Path(folder) / "known.json"
        plugin = Mutator(
            constants,
            known,
            jobs=arguments.jobs,
            seconds=arguments.seconds,
            each=arguments.each,
        )
        options = ["-s", "-o", "addopts=", "-m", "not slow", "-p", "no:cacheprovider"]
        options += ["-p", "no:terminal", "-p", "no:nbmake"]
        status = pytest.main([*options, *map(str, files)], plugins=[plugin])
    sys.exit(status)


if __name__ == "__main__":
    main()
