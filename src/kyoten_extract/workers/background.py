"""A thread that does one thing after another while this one does something else.

``concurrent.futures`` would do, but loads ``logging`` and more, which takes longer than reading a
page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Result = TypeVar("Result")


class Background(Generic[Asked, Result]):
    """Calls ``function`` in a thread of its own; it ends with :meth:`close`, or this process."""

    def __init__(self, function: Callable[[Asked], Result], name: str) -> None:
        self._function = function
        self._asked: SimpleQueue[tuple[Asked, threading.Event, threading.Event] | None]
        self._asked = SimpleQueue()
        self._ended = threading.Event()
        self._ended.set()
        self._done: SimpleQueue[tuple[Result | None, BaseException | None]] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def ask(self, what: Asked) -> None:
        """Begin a call of ``function``; fetch its result before the next."""
        begun, self._ended = threading.Event(), threading.Event()
        self._asked.put((what, begun, self._ended))
        # The thread needs the interpreter lock to start. Without this wait it would get the lock
        # only milliseconds later, when the work here is nearly done.
        begun.wait()

    def result(self) -> Result:
        """What the call returns; it raises what that raised."""
        result, error = self._done.get()
        if error is not None:
            raise error
        return result  # type: ignore[return-value]

    def wait(self) -> None:
        """Until the call has ended; what it returns or raises stays to be fetched."""
        self._ended.wait()

    def is_this(self) -> bool:
        """Whether it is this thread that asks."""
        return threading.current_thread() is self._thread

    def close(self) -> None:
        """End the thread after what was asked of it."""
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (asked := self._asked.get()) is not None:
            what, begun, ended = asked
            begun.set()
            try:
                self._done.put((self._function(what), None))
            except BaseException as error:
                self._done.put((None, error))
            ended.set()
