"""Many editions: what cores bring, what a cluster returns, and whether memory grows.

    python benchmarks/bench_many.py [--count 1000] [--rows 60] [--jobs 2] [--rounds 3]
        [--only cores memory dask ray] [--keep FOLDER] [FILE ...]

Reads FILEs in turn, COUNT in all; without any, COUNT composed editions of ROWS rows, each another
one (``kyoten_extract.testing.editions``), which ``--keep`` keeps. Four tables:

    cores   ``extract_many`` in one process, and on a ``ProcessPoolExecutor`` of JOBS, by turns, its
            start included: files a second and their ratio to JOBS times one process; "by work" is
            the same of processors' seconds, which a busy machine leaves alone: what one process
            takes for all files, by what the pool and the process that collects its surveys take
    memory  one process reads all files, one after another: its resident memory after each tenth,
            and the growth a file from the third tenth on
    dask    the same files on a ``distributed`` cluster of this machine, and on a cluster of Ray:
    ray     whether the surveys are those of one process
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from kyoten_extract import Survey, extract_many
from kyoten_extract.testing.editions import random_edition

TABLES = ("cores", "memory", "dask", "ray")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TENTHS = 10


def compose(folder: Path, count: int, rows: int) -> list[Path]:
    """Print ``count`` editions into ``folder``, leaving those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{seed:05}-{rows}.pdf" for seed in range(count)]
    for seed, path in enumerate(paths):
        if not path.exists():
            path.write_bytes(random_edition(seed, rows=rows).pdf)
    return paths


def work() -> float:
    """Seconds of the processors that this process and its ended children have taken."""
    return sum(
        usage.ru_utime + usage.ru_stime for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN))
    )


def read(paths: Sequence[Path], executor: Executor | None) -> int:
    """Read all files; return the number of surveys."""
    return sum(isinstance(one, Survey) for _, one in extract_many(paths, executor=executor))


def cores(paths: Sequence[Path], jobs: int, rounds: int) -> None:
    """Print the table of one process and of several."""
    read(paths[:2], None)
    seconds: dict[int, list[float]] = {1: [], jobs: []}
    worked: dict[int, list[float]] = {1: [], jobs: []}
    for _ in range(rounds):
        for count in (1, jobs):
            start, begun = time.perf_counter(), work()
            if count == 1:
                done = read(paths, None)
            else:
                with ProcessPoolExecutor(jobs) as executor:
                    done = read(paths, executor)
            seconds[count].append(time.perf_counter() - start)
            worked[count].append(work() - begun)
    alone, shared = (statistics.median(seconds[count]) for count in (1, jobs))
    own, all_of_them = (statistics.median(worked[count]) for count in (1, jobs))
    print(f"cores: {len(paths)} files, {done} surveys, median of {rounds}\n")
    print(f"{'':14} files/s   seconds of processors")
    print(f"{'one process':14} {len(paths) / alone:7.1f}   {own:.1f}")
    print(f"{f'{jobs} processes':14} {len(paths) / shared:7.1f}   {all_of_them:.1f}")
    print(f"of {jobs} times one: {alone / shared / jobs:.2f} by the clock", end="")
    print(f", {own / all_of_them:.2f} by work\n", flush=True)


def resident() -> float:
    """Resident memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES / 1e6


def memory(paths: Sequence[Path]) -> None:
    """Read all files, and print memory after each tenth; runs in a process of its own."""
    print(f"memory: {len(paths)} files one after another, resident MB after each tenth\n")
    points: list[float] = []
    for done, (_, outcome) in enumerate(extract_many(paths), 1):
        if not isinstance(outcome, Survey):
            print(f"    {outcome}")
        del outcome
        if done * TENTHS // len(paths) > (done - 1) * TENTHS // len(paths):
            points.append(resident())
            print(f"{points[-1]:8.1f}", end="", flush=True)
    files = len(paths) * (TENTHS - 3) / TENTHS
    growth = (points[-1] - points[2]) / files * 1000
    print(f"\n\n{growth:+.1f} kB a file from the third tenth on\n", flush=True)


@contextmanager
def dask(jobs: int) -> Iterator[Executor]:
    """The executor of a ``distributed`` cluster of this machine."""
    from distributed import Client, LocalCluster

    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=jobs, threads_per_worker=1, dashboard_address=None, local_directory=folder
        ) as cluster,
        Client(cluster) as client,
        client.get_executor() as executor,
    ):
        yield executor


@contextmanager
def ray(jobs: int) -> Iterator[Executor]:
    """The executor of a cluster of Ray: see ``docs/how_to/cluster.md``."""
    from ray_executor import RayExecutor

    with RayExecutor(num_cpus=jobs, include_dashboard=False) as executor:
        yield executor


def cluster(name: str, paths: Sequence[Path], jobs: int) -> None:
    """Print whether a cluster gives what one process gives."""
    expected = list(extract_many(paths))
    start = time.perf_counter()
    with {"dask": dask, "ray": ray}[name](jobs) as executor:
        found = list(extract_many(paths, executor=executor))
    same = sum(a == b for a, b in zip(expected, found, strict=True))
    print(f"{name}: {same} of {len(paths)} surveys are those of one process", end="")
    print(f", {time.perf_counter() - start:.1f} s with the start of its {jobs} processes\n")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES[:2])
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.count < TENTHS:
        parser.error(f"--count must be at least {TENTHS}")
    if chosen.read:
        memory(list(islice(cycle(chosen.files), chosen.count)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        files = chosen.files
        if not files:
            # What composing leaves in memory is not to be measured.
            with ProcessPoolExecutor(1) as composer:
                folder = chosen.keep or Path(scratch)
                files = composer.submit(compose, folder, chosen.count, chosen.rows).result()
        paths = list(islice(cycle(files), chosen.count))
        for name in chosen.only:
            if name == "cores":
                cores(paths, chosen.jobs, chosen.rounds)
            elif name == "memory":
                own = [sys.executable, __file__, "--read", "--count", str(chosen.count)]
                subprocess.run([*own, *map(str, files)], check=True)
            else:
                cluster(name, paths, chosen.jobs)


if __name__ == "__main__":
    main()
