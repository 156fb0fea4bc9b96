"""Call a function in a process of its own that is ended where it takes too much.

The process starts with nothing but the module search path, as a worker does, so it can be started
from threads. On POSIX it has limits of memory and of processor time; everywhere the caller ends it,
and all that it started, when its time is over. What it returns is data only: a process that a
damaged file has taken over can't have the caller run anything.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import IO, Any, NoReturn, TypeVar

from kyoten_extract._types import Progress
from kyoten_extract.errors import IsolationError, KyotenError
from kyoten_extract.messages import say
from kyoten_extract.workers.data_pickle import load_data
from kyoten_extract.workers.limits import Limits, over
from kyoten_extract.workers.process import can_start, receive, send

Result = TypeVar("Result")

_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from kyoten_extract.workers.isolation import serve; serve()"
)
# Seconds that a process may go on after its own checks should have ended it.
_GRACE = 1.0
# Share of the limit of memory that was in use where a process that died is held to have met it.
_NEAR = 0.5
# Signals by which native code ends itself that gets no memory.
_OUT_OF_MEMORY = ("SIGABRT", "SIGILL", "SIGTRAP", "SIGSEGV", "SIGBUS")
# Seconds between two looks at the memory of the process.
_LOOK = 0.1


def isolated(
    function: Callable[..., Result],
    arguments: Mapping[str, Any],
    *,
    limits: Limits,
    source: str | None = None,
    progress: Progress | None = None,
) -> Result:
    """Call ``function`` with keyword ``arguments`` in a process of its own.

    Args:
        function: a function of a module; it is called with ``progress`` too.
        arguments: what can be pickled.
        limits: ``memory_bytes`` and ``seconds`` of the call, and ``page_seconds`` of each page.
        source: the file's name, for errors.
        progress: called in this process.

    Raises:
        LimitError: the process took too much memory or time, and was ended.
        IsolationError: it can't be started, or ended by itself.
        KyotenError: what ``function`` raised.
    """
    if not can_start():
        raise IsolationError(say("no Python executable was found to read the file"), source=source)
    request = pickle.dumps(
        (function, {**arguments, "limits": limits}, progress is not None), pickle.HIGHEST_PROTOCOL
    )
    flags = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
    try:
        process = subprocess.Popen(
            [sys.executable, *flags, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise IsolationError(
            say("the process cannot be started: {strerror}", strerror=error.strerror), source=source
        ) from None
    result: Result = _Call(process, limits, source, progress).result(request)
    return result


class _Call:
    """A call that a process is busy with."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        limits: Limits,
        source: str | None,
        progress: Progress | None,
    ) -> None:
        self._process, self._limits = process, limits
        self._source, self._progress = source, progress
        self._messages: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._began = monotonic()
        self._page: tuple[int, float, float] | None = None
        self._memory = 0

    def result(self, request: bytes) -> Any:
        """Send ``request``, and return the result or raise the error that comes back."""
        threads = [
            threading.Thread(target=work, args=arguments, daemon=True)
            for work, arguments in ((self._send, (request,)), (self._receive, ()))
        ]
        try:
            for thread in threads:
                thread.start()
            while True:
                kind, value = self._message()
                if kind == "page":
                    number, seconds = value
                    self._page = None if number is None else (number, seconds, monotonic())
                elif kind == "progress":
                    if self._progress is not None:
                        self._progress(*value)
                elif kind == "memory":
                    raise over(
                        "memory_bytes",
                        self._limits.memory_bytes or 0,
                        self._limits.memory_bytes or 0,
                        source=self._source,
                    )
                elif kind == "error":
                    if isinstance(value, IsolationError):
                        value.source = self._source
                    raise value
                else:
                    return value
        finally:
            self._end()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()

    def _send(self, request: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            pickle.dump(sys.path, self._process.stdin)
            send(self._process.stdin, request)
            # It stays open: the process ends itself where it is closed.

    def _receive(self) -> None:
        assert self._process.stdout is not None
        message: bytes | None = b""
        while message is not None:
            try:
                message = receive(self._process.stdout, self._limits.memory_bytes)
            except (OSError, ValueError):
                message = None
            self._messages.put(message)

    def _message(self) -> tuple[str, Any]:
        while True:
            self._check_time()
            with suppress(queue.Empty):
                message = self._messages.get(timeout=_LOOK)
                if message is None:
                    self._died()
                try:
                    kind, value = load_data(message)
                except Exception as error:
                    raise IsolationError(
                        say("the process sent what is no result: {error}", error=error),
                        source=self._source,
                    ) from None
                return str(kind), value
            self._memory = max(self._memory, _memory_of(self._process.pid))

    def _check_time(self) -> None:
        now, most = monotonic(), self._limits.seconds
        if most is not None and now - self._began > most:
            raise over("seconds", most, now - self._began, source=self._source)
        if self._page is not None:
            number, seconds, began = self._page
            if now - began > seconds + _GRACE:
                raise over("page_seconds", seconds, now - began, source=self._source, page=number)

    def _died(self) -> NoReturn:
        """Raise the error of a process that ended without a result."""
        status = self._process.wait()
        name = ""
        if status < 0:
            with suppress(ValueError):
                name = signal.Signals(-status).name
        most, seconds = self._limits.memory_bytes, self._limits.seconds
        passed = monotonic() - self._began
        if name == "SIGXCPU" and seconds is not None:
            raise over("seconds", seconds, passed, source=self._source)
        if most is not None and name in _OUT_OF_MEMORY and self._memory > _NEAR * most:
            raise over("memory_bytes", most, most, source=self._source)
        how = (
            say("by {signal}", signal=name) if name else say("with status {status}", status=status)
        )
        raise IsolationError(
            say(
                "the process that read the file ended {how}, after {passed:.1f} seconds",
                how=how,
                passed=passed,
            ),
            source=self._source,
            remedy=say("the file may be hostile; where it is not, report it with the file"),
        )

    def _end(self) -> None:
        """End the process and all it started, whatever they are busy with."""
        if hasattr(os, "killpg"):
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(OSError):
            self._process.kill()
        self._process.wait()


def _memory_of(pid: int) -> int:
    """Bytes of address space of a process; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - no Path in a loop
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def serve() -> None:
    """Answer the one request; the main function of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not mix with the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    request = receive(sys.stdin.buffer)
    if request is None:
        return
    threading.Thread(target=_end_with_parent, args=(sys.stdin.buffer,), daemon=True).start()
    kind, value = _answer(request, answers)
    try:
        message = pickle.dumps((kind, value), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        message = pickle.dumps(("memory", None))
    except Exception as error:
        told = IsolationError(
            say("the result can't be sent: {kind}: {error}", kind=type(error).__name__, error=error)
        )
        message = pickle.dumps(("error", told))
    send(answers, message)
    # Nothing is left to be done, and native libraries may hang or crash as they unload.
    os._exit(0)


def _answer(request: bytes, answers: IO[bytes]) -> tuple[str, object]:
    from kyoten_extract.workers import page_time

    lock = threading.Lock()

    def tell(kind: str, value: object) -> None:
        with lock:
            send(answers, pickle.dumps((kind, value)))

    try:
        # Loaded by the names in the request: what reading takes is counted from here.
        function, arguments, tells = pickle.loads(request)
        _set_limits(arguments["limits"])
        page_time.observe(lambda number, seconds: tell("page", (number, seconds)))
        if tells:
            arguments["progress"] = lambda done, total: tell("progress", (done, total))
        return "result", function(**arguments)
    except MemoryError:
        return "memory", None
    except KyotenError as error:
        return "error", error
    except Exception as error:
        return "error", IsolationError(
            say("reading failed: {kind}: {error}", kind=type(error).__name__, error=error)
        )


def _end_with_parent(requests: IO[bytes]) -> None:
    """End this process, and all it started, as soon as the caller's has ended."""
    with suppress(OSError):
        requests.read(1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _set_limits(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Not on Windows, where only the clock counts.
        return
    cpus = os.cpu_count() or 1
    if limits.memory_bytes is not None:
        _lower(resource.RLIMIT_AS, _memory_of(os.getpid()) + limits.memory_bytes)
    if limits.seconds is not None:
        # The caller's clock ends this process; this is for a caller that is stopped itself.
        _lower(resource.RLIMIT_CPU, int(limits.seconds * cpus) + 1)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    import resource

    soft, hard = resource.getrlimit(kind)
    for bound in (soft, hard):
        if bound != resource.RLIM_INFINITY:
            value = min(value, bound)
    with suppress(OSError, ValueError):
        resource.setrlimit(kind, (value, hard))
