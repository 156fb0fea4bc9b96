"""Growth of every text function and rule with the length of a cell, up to 100,000 characters.

    python benchmarks/bench_linear.py [--only NAME] [--family NAME] [--most 100000] [--all]

Each function is run on strings of n, 2n and 4n characters of every family in nasty_strings.py, by
CPU time, best of several. The growth is the exponent of 4n over n: 1 is linear, 2 quadratic. What
takes less than a few milliseconds is run on longer strings, up to ``--most`` characters. Printed
are those that grow by more than LINEAR, or run out of time, and the largest exponent of all.
"""

from __future__ import annotations

import argparse
import gc
import math
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from linear_subjects import Subject, subjects
from nasty_strings import FAMILIES

# Characters of the first string; CPU seconds below which a time tells nothing, and of one call.
FIRST = 1600
FLOOR = 0.010
SECONDS = 20.0
# Growth that caches, allocation and a busy machine may give to what is linear.
LINEAR = 1.35
BEST_OF = 3
# Times that a growth above it is measured again.
AGAIN = 2
# No string is measured twice: a function may remember it.
_FRESH = count()


class TooSlowError(BaseException):
    """A call took longer than SECONDS."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The exponent, and the seconds of the longest string, of ``size`` characters."""

    exponent: float
    seconds: float
    size: int


def _stop(*_: object) -> None:
    raise TooSlowError


def seconds_of(subject: Subject, make: Callable[[int], str], size: int, best_of: int) -> float:
    """CPU seconds of one call: the least of several, of strings that differ, for the caches."""
    least = math.inf
    for _ in range(best_of):
        text = make(size + next(_FRESH))
        # Of this thread: the clock of the process goes by ticks while a timer of it runs.
        started = time.thread_time()
        subject(text)
        least = min(least, time.thread_time() - started)
        if least < FLOOR / 20:
            break
    return least


def growth_of(
    subject: Subject, make: Callable[[int], str], most: int, *, best_of: int = BEST_OF
) -> Growth:
    """Growth of one function on one family; its exponent is 0 if it is too fast to be measured."""
    size = min(FIRST, most)
    taken = seconds_of(subject, make, size, best_of)
    while taken < FLOOR and size < most:
        size = min(4 * size, most)
        taken = seconds_of(subject, make, size, best_of)
    if taken < FLOOR:
        return Growth(0.0, taken, size)
    shorter = seconds_of(subject, make, size // 4, best_of)
    exponent = math.log(max(taken, 1e-9) / max(shorter, 1e-5)) / math.log(4)
    while exponent > LINEAR and size < most:
        # A step, as from one cache to the next, is no growth: what is quadratic goes on so.
        size = min(2 * size, most)
        longer = seconds_of(subject, make, size, best_of)
        exponent = min(exponent, math.log(max(longer, 1e-9) / max(taken, 1e-5)) / math.log(2))
        taken = longer
    return Growth(exponent, taken, size)


def _growths(subject: Subject, make: Callable[[int], str], most: int) -> Iterator[Growth]:
    """The growth, measured again where it is none of what is linear: a busy machine may do that."""
    for _ in range(AGAIN + 1):
        growth = growth_of(subject, make, most)
        yield growth
        if growth.exponent <= LINEAR:
            return


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="part of the name of a function")
    parser.add_argument("--family", default="", help="part of the name of a family")
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--all", action="store_true", help="print all growths, not only the bad")
    options = parser.parse_args()
    signal.signal(signal.SIGVTALRM, _stop)
    # A collection would be timed with whatever call it falls into.
    gc.disable()
    offenders = measured = 0
    largest = slowest = 0.0
    chosen = {name: one for name, one in subjects().items() if options.only in name}
    for name, subject in chosen.items():
        subject("あ")
        gc.collect()
        worst = Growth(0.0, 0.0, 0)
        for family, make in FAMILIES.items():
            if options.family not in family:
                continue
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            try:
                growth = min(_growths(subject, make, options.most), key=lambda one: one.exponent)
            except TooSlowError:
                growth = Growth(math.inf, SECONDS, 0)
            except Exception as error:
                offenders += 1
                print(f"{name}: {family}: {type(error).__name__}: {str(error)[:80]}", flush=True)
                continue
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            measured += 1
            worst = max(worst, growth, key=lambda one: one.exponent)
            slowest = max(slowest, growth.seconds)
            if growth.exponent > LINEAR:
                offenders += 1
                print(
                    f"{name}: {family}: n^{growth.exponent:.2f}, "
                    f"{growth.seconds:.2f} s at {growth.size:,}",
                    flush=True,
                )
        largest = max(largest, worst.exponent)
        if options.all:
            print(f"{name}: n^{worst.exponent:.2f} {worst.seconds:.3f} s", flush=True)
    print(f"\n{len(chosen)} functions, {measured} growths, {offenders} offenders")
    print(f"largest exponent {largest:.2f}; longest call {slowest:.2f} s")
    return 1 if offenders else 0


if __name__ == "__main__":
    sys.exit(main())
