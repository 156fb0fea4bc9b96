"""Damaged files by the thousand: none may crash, hang, or raise anything but ``KyotenError``.

    python benchmarks/fuzz.py [--count 20000] [--seed 0] [--first 0] [--workers 1] [--keep FOLDER]

Each file is a test fixture with a few mutations, the same for the same seed and number. It is read
by ``extract``, ``read_table`` and ``validate``, and sometimes exported, in a worker process with 4
GB of memory and 10 seconds of CPU time. It counts as an offender if the worker dies or does not
end, or on another exception, ``MemoryError``, a message of several lines, or text unaccounted for
(KY401); text of a damaged font that cannot be read without recognizing the page, and which KY401
tells, is counted apart. Scans are not recognized here, since that takes seconds per page. Offenders
are kept in FOLDER; ``--replay FILE`` reads one again and shows its traceback.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from kyoten_extract import extract, read_table, validate
from kyoten_extract.errors import KyotenError
from kyoten_extract.model.finding import Finding
from kyoten_extract.ocr import requirements
from kyoten_extract.output.export import to_bytes
from mutations import expanded, mutate

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
SECONDS = 10.0
# What waits so many times as long, and does nothing, hangs too.
PATIENCE = 12
MEMORY = 4 << 30
# So many files, and a worker makes way for a new one: what it has kept is not another file's.
ERRANDS = 500
PASSWORD = "himitsu"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of one file: ``kind`` is counted, ``detail`` shown; offenders are kept."""

    kind: str
    detail: str = ""
    offence: bool = False
    seconds: float = 0.0


def seeds() -> list[bytes]:
    """The fixtures, and their decompressed versions."""
    files = [*sorted(FIXTURES.glob("*.pdf")), *sorted(FIXTURES.glob("*.tsv"))]
    found = [file.read_bytes() for file in files]
    return found + [wide for data in found if (wide := expanded(data)) != data]


def mutant(number: int, seed: int, originals: list[bytes]) -> bytes:
    """File ``number`` of a run."""
    return mutate(originals, Random(f"{seed}/{number}"))


def judge(data: bytes, *, exported: bool) -> Verdict:
    """Read one file in every way."""
    started = time.perf_counter()
    kinds = []
    try:
        kinds.append(_read(data, exported=exported))
        kinds.append(_table(data))
    except KyotenError as error:  # raised where a result was in hand already
        return Verdict("late error", _place(error), offence=True)
    except BaseException as error:
        kind = "memory" if isinstance(error, MemoryError) else "exception"
        return Verdict(f"{kind}: {type(error).__name__}", _place(error), offence=True)
    offence = "lines" in kinds or "unaccounted" in kinds
    return Verdict(kinds[0], kinds[1], offence, time.perf_counter() - started)


def _read(data: bytes, *, exported: bool) -> str:
    try:
        survey = extract(data, password=PASSWORD)
    except KyotenError as error:
        return _named(error)
    report = validate(survey)
    if exported:
        report.to_html()
        for form in ("json", "csv", "xlsx"):
            to_bytes(survey, form)
    if lost := _lost(survey.findings):
        return lost
    if any(finding.code == "KY008" for finding in survey.findings):
        return "read in part"
    return "read"


def _table(data: bytes) -> str:
    try:
        table = read_table(data, password=PASSWORD)
    except KyotenError as error:
        return _named(error)
    return _lost(table.findings) or "read"


def _lost(findings: Iterable[Finding]) -> str:
    """What KY401 says, if it is there: characters missing in the ledger, or pieces not read."""
    lost = [finding for finding in findings if finding.code == "KY401"]
    if any("unread" not in finding.values for finding in lost):
        return "unaccounted"
    return "unread, told" if lost else ""


def _named(error: KyotenError) -> str:
    text = str(error)
    if len(text.splitlines()) != 1 or PASSWORD in text or not error.problem:
        return "lines"
    return type(error).__name__


def _place(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"[:200]


def serve(connection: Connection, seed: int, originals: list[bytes]) -> None:
    """Worker process: reads numbers, writes verdicts."""
    # To recognise a page takes seconds, which is work and no hang.
    requirements.is_installed = lambda: False
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while (number := connection.recv()) is not None:
        verdict = judge(mutant(number, seed, originals), exported=number % 5 == 0)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        connection.send((verdict, peak))


class Worker:
    """A worker process that may die, and the file it works on."""

    def __init__(self, seed: int, originals: list[bytes]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, far = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=serve, args=(far, seed, originals), daemon=True
        )
        self.process.start()
        far.close()
        self.errands = 0
        self.number: int | None = None
        self.begun = self.spent = 0.0

    def send(self, number: int) -> None:
        self.number, self.begun, self.errands = number, time.monotonic(), self.errands + 1
        self.spent = self._busy()
        self.connection.send(number)

    def receive(self) -> tuple[Verdict, int] | None:
        """A verdict, if there is one: as reported, or as concluded from death or silence."""
        # The first errand has Python's own start in it.
        limit = SECONDS * (3 if self.errands == 1 else 1)
        if self.connection.poll():
            try:
                verdict, peak = self.connection.recv()
            except EOFError:
                self.process.join(5)
                code = self.process.exitcode
                return Verdict("death", f"exit code {code}", offence=True), 0
            return verdict, peak
        if self._busy() - self.spent > limit or time.monotonic() - self.begun > PATIENCE * limit:
            return Verdict("hang", f"over {SECONDS:g} s", offence=True), 0
        return None

    def _busy(self) -> float:
        """CPU seconds of the process, since on a busy machine it may wait."""
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2]
        except OSError:
            return 0.0
        return sum(map(int, stat.split()[11:13])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


def run(first: int, count: int, seed: int, workers: int, keep: Path) -> int:
    """Read files from number ``first`` on; returns the number of offenders."""
    originals = seeds()
    todo = iter(range(first, first + count))
    pool: list[Worker] = []
    counts: Counter[str] = Counter()
    slowest: list[tuple[float, int]] = []
    again: set[int] = set()
    offenders, largest, done, began = 0, 0, 0, time.monotonic()

    def next_errand(worker: Worker | None) -> None:
        number = next(todo, None)
        if number is None:
            return
        if worker is None:
            worker = Worker(seed, originals)
            pool.append(worker)
        worker.send(number)

    for _ in range(workers):
        next_errand(None)
    while pool:
        wait([worker.connection for worker in pool], timeout=0.5)
        for worker in list(pool):
            answer = worker.receive()
            if answer is None or worker.number is None:
                continue
            verdict, peak = answer
            if verdict.kind == "hang" and worker.number not in again:
                # A busy machine may stall a process: only what hangs twice does.
                again.add(worker.number)
                worker.end()
                fresh = Worker(seed, originals)
                fresh.send(worker.number)
                pool[pool.index(worker)] = fresh
                continue
            number, done, largest = worker.number, done + 1, max(largest, peak)
            counts[verdict.kind] += 1
            slowest = sorted([*slowest, (verdict.seconds, number)])[-5:]
            if verdict.offence:
                offenders += 1
                keep.mkdir(parents=True, exist_ok=True)
                name = f"{seed}-{number}.bin"
                (keep / name).write_bytes(mutant(number, seed, originals))
                print(f"{name}: {verdict.kind}: {verdict.detail}", flush=True)
            if verdict.kind in ("death", "hang") or worker.errands >= ERRANDS:
                worker.end()
                pool.remove(worker)
                next_errand(None)
            else:
                worker.number = None
                next_errand(worker)
                if worker.number is None:
                    worker.end()
                    pool.remove(worker)
            if done % 2000 == 0:
                print(f"... {done} files, {offenders} offenders", file=sys.stderr, flush=True)
    print(f"\n{done} files in {time.monotonic() - began:.0f} s, {offenders} offenders")
    for kind, number in counts.most_common():
        print(f"{number:8} {kind}")
    print("slowest: " + ", ".join(f"{number} ({took:.2f} s)" for took, number in slowest[::-1]))
    print(f"largest worker: {largest} MB")
    return offenders


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("offenders"))
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    if options.replay is not None:
        data = options.replay.read_bytes()
        for read in (lambda: validate(extract(data, password=PASSWORD)), lambda: read_table(data)):
            try:
                print(type(read()).__name__)
            except Exception:
                traceback.print_exc()
        return
    offenders = run(options.first, options.count, options.seed, options.workers, options.keep)
    sys.exit(offenders > 0)


if __name__ == "__main__":
    main()
