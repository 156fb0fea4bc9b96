"""One file or many through a command: what each gives is written, and what is bad is one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from kyoten_extract.cli.exit_status import EXIT_CLEAN, EXIT_UNREADABLE
from kyoten_extract.cli.input_files import name_of, opened
from kyoten_extract.cli.output_files import Planned
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.results import detail, notice, tell, warn, write
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import KyotenError
from kyoten_extract.messages import language, say, told
from kyoten_extract.workers.whole_file import write_whole

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kyoten_extract._types import Progress
    from kyoten_extract.editions.saved_survey import Reopened
    from kyoten_extract.workers.limits import Limits


@dataclass(frozen=True, slots=True)
class Job:
    """One input, and all that is to be written of it.

    Attributes:
        path: as given.
        source: as opened: the path, or the bytes of what can be read once only.
        planned: the results.
    """

    path: Path
    source: Path | Reopened
    planned: tuple[Planned, ...]

    @property
    def name(self) -> str:
        """The name of the input in messages."""
        return name_of(self.path)


@dataclass(frozen=True, slots=True)
class Line:
    """A line for standard error; ``level`` is "notice", "warning" or "error"."""

    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job.

    Attributes:
        lines: to be told.
        stdout: the result for standard output, with its format.
        show: shows the result on a terminal, instead of ``stdout``.
        status: the exit status.
    """

    lines: tuple[Line, ...] = ()
    stdout: tuple[bytes, str] | None = None
    show: Callable[[], None] | None = None
    status: int = EXIT_CLEAN


class Work(Protocol):
    """What a command does with one job; a class of the module, so that a process can be sent it."""

    def __call__(self, job: Job, progress: Progress | None = None) -> Done:
        """Read the input, and write all files of it."""


def jobs_of(
    files: Sequence[Path], limits: Limits, *planned: Sequence[tuple[Planned, ...]]
) -> list[Job]:
    """The jobs of a command, their inputs opened.

    Args:
        files: the inputs.
        limits: of what they may be.
        planned: for each option, the results of each input.
    """
    return [
        Job(path, opened(path, limits), tuple(one for part in parts for one in part))
        for path, *parts in zip(files, *planned, strict=True)
    ]


def write_results(made: Iterable[tuple[bytes, Planned]]) -> tuple[bytes, str] | None:
    """Write results to their files, and return that of standard output.

    All are made before the first is written.

    Raises:
        KyotenError: a file can't be written; it is as it was.
    """
    stdout = None
    for data, one in list(made):
        if one.path is None:
            stdout = data, one.form
            continue
        try:
            write_whole(one.path, data)
        except OSError as error:
            raise KyotenError(error.strerror or "not written", source=str(one.path)) from None
    return stdout


def run_jobs(work: Work, jobs: Sequence[Job], *, processes: int | None = None) -> int:
    """Do the work on all jobs, and return the exit status.

    A single job raises its error. Of several, an error is a line, and the others go on.
    """
    started = monotonic()
    if len(jobs) == 1:
        with progress_bar() as progress:
            done = work(jobs[0], progress)
        status = _finish(jobs[0], done, alone=True)
        detail(f"{monotonic() - started:.1f} s")
        return status
    from kyoten_extract.batch import each_file

    status, failed = EXIT_CLEAN, 0
    with (
        process_pool(min(processes or 1, len(jobs))) as executor,
        progress_bar("files", len(jobs)) as progress,
    ):
        outcomes: Iterator[tuple[Job, Any]] = each_file(work, jobs, executor=executor)
        for number, (job, outcome) in enumerate(outcomes, 1):
            if isinstance(outcome, KyotenError):
                if outcome.source in (None, job.path.name):
                    outcome.source = job.name
                tell(f"kyoten: {outcome.text(language())}")
                status, failed = EXIT_UNREADABLE, failed + 1
            else:
                status = max(status, _finish(job, outcome, alone=False))
            if progress is not None:
                progress(number, len(jobs))
    notice(say("{files} files, {failed} of them not read", files=len(jobs), failed=failed))
    detail(f"{monotonic() - started:.1f} s")
    return status


def _finish(job: Job, done: Done, *, alone: bool) -> int:
    """Write the result of standard output, tell what is to be told, and return the status."""
    if done.show is not None:
        done.show()
    elif done.stdout is not None:
        write(done.stdout[0], None, done.stdout[1])
    for one in done.lines:
        text = told(one.text, language())
        text = text if alone else f"{job.name}: {text}"
        if one.level == "notice":
            notice(text)
        elif one.level == "warning":
            warn(text)
        else:
            tell(text)
    for planned in job.planned:
        if planned.path is not None:
            detail(say("{path} written", path=planned.path))
    return done.status


@contextmanager
def process_pool(processes: int) -> Iterator[Executor | None]:
    """Processes that end with the block, at once if it is left by an error; ``None`` for one."""
    if processes == 1:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    others = set(multiprocessing.active_children())
    # Not forked: threads and PDFium would be in an unknown state.
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(processes, context, initializer=_leave_interrupts)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        raise
    executor.shutdown()


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that started this one."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
