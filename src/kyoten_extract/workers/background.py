"""A thread that does one thing after another while this one does something else.

``concurrent.futures`` would do, but loads ``logging`` and more, which takes longer than reading a
page. An exception that comes between any two steps, such as Ctrl-C, leaves nothing to wait for in
vain.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Result = TypeVar("Result")

# Seconds after which it is looked whether a call was asked for at all.
_PATIENCE = 1.0


class _Call(Generic[Asked, Result]):
    """One call: what was asked, and what came of it once it has ended."""

    def __init__(self, what: Asked) -> None:
        self.what = what
        self.begun, self.ended = threading.Event(), threading.Event()
        self.result: Result | None = None
        self.error: BaseException | None = None


class Background(Generic[Asked, Result]):
    """Calls ``function`` in a thread of its own; it ends with :meth:`close`, or this process.

    Raises:
        RuntimeError: the system allows no more threads.
    """

    def __init__(self, function: Callable[[Asked], Result], name: str) -> None:
        self._function = function
        self._asked: SimpleQueue[_Call[Asked, Result] | None] = SimpleQueue()
        self._call: _Call[Asked, Result] | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def ask(self, what: Asked) -> None:
        """Begin a call of ``function``; fetch its result before the next."""
        call: _Call[Asked, Result] = _Call(what)
        self._call = call
        self._asked.put(call)
        # The thread needs the interpreter lock to start. Without this wait it would get the lock
        # only milliseconds later, when the work here is nearly done.
        call.begun.wait()

    def wait(self) -> bool:
        """Wait until the call has ended, whose result stays to be fetched; false without any."""
        call = self._call
        if call is None:
            return False
        while not call.ended.wait(_PATIENCE):
            if self._asked.empty() and not call.begun.is_set():
                return False  # An exception came before it was handed over.
        return True

    @property
    def is_idle(self) -> bool:
        """Whether nothing was asked, or all that was has ended."""
        call = self._call
        return call is None or call.ended.is_set()

    def result(self) -> Result:
        """What the call returns; it raises what that raised.

        Raises:
            LookupError: nothing was asked.
        """
        call = self._call
        if not self.wait() or call is None:
            raise LookupError
        self._call = None
        if call.error is not None:
            raise call.error
        return call.result  # type: ignore[return-value]

    def is_this(self) -> bool:
        """Whether it is this thread that asks."""
        return threading.get_ident() == self._thread.ident

    def close(self) -> None:
        """End the thread after what was asked of it."""
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (call := self._asked.get()) is not None:
            call.begun.set()
            try:
                call.result = self._function(call.what)
            except BaseException as error:
                call.error = error
            call.ended.set()
