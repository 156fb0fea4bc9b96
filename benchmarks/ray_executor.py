"""An ``Executor`` on a cluster of Ray, as ``docs/how_to/cluster.md`` shows it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import ray


class RayExecutor(Executor):
    """Runs each call as a task of Ray, on one CPU.

    Args:
        settings: of ``ray.init``: ``address="auto"`` joins the cluster that runs.
    """

    def __init__(self, **settings: Any) -> None:
        ray.init(**settings)
        # A process of its own for each task: nothing of a file that crashes it stays.
        self._call = ray.remote(_call)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See :meth:`concurrent.futures.Executor.submit`."""
        task = self._call.remote(fn, *args, **kwargs)
        future: Future[Any] = task.future()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Leave the cluster; with one of its own, end it."""
        ray.shutdown()


def _call(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return fn(*args, **kwargs)
