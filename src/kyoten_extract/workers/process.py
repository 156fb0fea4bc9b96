"""A worker process: another Python that calls functions on request and returns their results.

``multiprocessing`` does not serve here: a spawned process imports the caller's ``__main__`` again,
so a script without a main guard would run twice, and a forked one inherits PDFium in an unknown
state. This worker starts with nothing but the module search path.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypeVar

Result = TypeVar("Result")

# The worker finds modules where this process does; "-I" keeps the current folder off its path.
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from kyoten_extract.workers.process import serve; serve()"
)
_LENGTH = struct.Struct("<Q")


class WorkerError(Exception):
    """The worker can't be started, has died, or the function raised an exception in it."""


class WorkerProcess:
    """A worker process; it ends with the ``with`` block, or with this process.

    Raises:
        WorkerError: it can't be started.
    """

    def __init__(self) -> None:
        if not can_start():
            raise WorkerError("no Python executable was found")
        import subprocess

        flags = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *flags, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise WorkerError(f"Python cannot be started: {error.strerror}") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._started = False

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()
        self._process.wait()
        self._answers.close()
        with suppress(OSError):  # Closing flushes the buffer, and nothing reads it anymore.
            self._requests.close()

    def kill(self) -> None:
        """End the process at once; a pending call fails. Any thread may call this."""
        self._process.kill()

    def call(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Call ``function``, which is pickled by module and name, in the worker.

        Raises:
            WorkerError: the process died, ``function`` raised an exception, or an argument or the
                result can't be pickled.
        """
        try:
            request = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            raise WorkerError(f"{type(error).__name__}: {error}") from error
        try:
            if not self._started:
                pickle.dump(sys.path, self._requests)
                self._started = True
            send(self._requests, request)
            answer = receive(self._answers)
        except OSError as error:
            raise WorkerError("the process died") from error
        if answer is None:
            raise WorkerError("the process died")
        try:
            result, failure = pickle.loads(answer)
        except Exception as error:
            raise WorkerError(f"{type(error).__name__}: {error}") from error
        if failure is not None:
            raise WorkerError(failure)
        return result  # type: ignore[no-any-return]


def can_start() -> bool:
    """Whether ``sys.executable`` is a Python: in a program that embeds or freezes it, it is not."""
    name = Path(sys.executable or "").stem.lower()
    return name.startswith(("python", "pypy")) and not getattr(sys, "frozen", False)


def serve() -> None:
    """Answer requests until the parent closes the pipe; the worker's main function."""
    import signal

    # The terminal sends Ctrl-C to the parent too, which decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not mix with the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while (request := receive(sys.stdin.buffer)) is not None:
        send(answers, _answer(request))


def _answer(request: bytes) -> bytes:
    answer: tuple[Any, str | None]
    try:
        function, arguments = pickle.loads(request)
        return pickle.dumps((function(*arguments), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        # The exception itself may not be picklable, so its text is sent.
        answer = None, f"{type(error).__name__}: {error}"
    return pickle.dumps(answer)


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message to a pipe."""
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes], most: int | None = None) -> bytes | None:
    """The next message, or ``None`` at the end of the stream.

    Raises:
        ValueError: the message has over ``most`` bytes.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if most is not None and length > most:
        raise ValueError("the message is too long")
    message = stream.read(length)
    return message if len(message) == length else None
