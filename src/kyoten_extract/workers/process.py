"""A Python process beside this one, that calls functions on request and sends back what they give.

Not ``multiprocessing``: a fresh process of its kind imports the caller's ``__main__`` again, so
that a script without a main guard would run twice, and a forked one takes over PDFium in whatever
state it is in. Here the new process knows nothing but where modules are found.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypeVar

Result = TypeVar("Result")

# Modules are looked up where this process looks them up; "-I" keeps the folder that happens to be
# the current one out of it.
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from kyoten_extract.workers.process import serve; serve()"
)
_LENGTH = struct.Struct("<Q")


class ChildError(Exception):
    """The process can't be started, has died, or the function failed in it."""


class Child:
    """A process of its own; it ends with the ``with`` block, or with this process.

    Raises:
        ChildError: it can't be started.
    """

    def __init__(self) -> None:
        if not can_start():
            raise ChildError("no Python executable was found")
        flags = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *flags, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise ChildError(f"Python cannot be started: {error.strerror}") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._started = False

    def __enter__(self) -> Child:
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
        with suppress(OSError):  # What was still to be sent can't be: nobody is there.
            self._requests.close()

    def kill(self) -> None:
        """End the process at once; a call that waits for it fails. Any thread may do so."""
        self._process.kill()

    def call(self, function: Callable[..., Result], *arguments: object) -> Result:
        """What ``function``, found by its module and name, gives there.

        Raises:
            ChildError: the process died, ``function`` raised an exception, or an argument or the
                result can't be sent.
        """
        try:
            request = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            raise ChildError(f"{type(error).__name__}: {error}") from error
        try:
            if not self._started:
                pickle.dump(sys.path, self._requests)
                self._started = True
            _send(self._requests, request)
            answer = _receive(self._answers)
        except OSError as error:
            raise ChildError("the process died") from error
        if answer is None:
            raise ChildError("the process died")
        try:
            result, failure = pickle.loads(answer)
        except Exception as error:
            raise ChildError(f"{type(error).__name__}: {error}") from error
        if failure is not None:
            raise ChildError(failure)
        return result  # type: ignore[no-any-return]


def can_start() -> bool:
    """Whether this process knows a Python to start: a program with Python inside does not."""
    name = Path(sys.executable or "").stem.lower()
    return name.startswith(("python", "pypy")) and not getattr(sys, "frozen", False)


def serve() -> None:
    """Answer requests until there are no more: what the new process does."""
    # An interrupt from the keyboard goes to the parent too, which says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not get among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while (request := _receive(sys.stdin.buffer)) is not None:
        _send(answers, _answer(request))


def _answer(request: bytes) -> bytes:
    answer: tuple[Any, str | None]
    try:
        function, arguments = pickle.loads(request)
        return pickle.dumps((function(*arguments), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        # Whatever it is, the parent is to know; it may be of a kind that can't be pickled.
        answer = None, f"{type(error).__name__}: {error}"
    return pickle.dumps(answer)


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """The next message, or ``None`` when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None
