"""Execution providers of onnxruntime: what runs the recognition model, a processor or a GPU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kyoten_extract._types import Providers
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

_DEFAULT = ("CPUExecutionProvider",)
_REMEDY = say('give names, as in providers=["CUDAExecutionProvider", "CPUExecutionProvider"]')


def check_providers(providers: object) -> None:
    """Check the type of a ``providers`` argument; onnxruntime is not loaded.

    Raises:
        UsageError: it is no sequence of names, or of tuples of a name and its options.
    """
    if providers is None:
        return
    if isinstance(providers, str) or not isinstance(providers, Sequence) or not providers:
        raise UsageError(say("the providers are no list of names"), remedy=_REMEDY)
    for one in providers:
        pair = isinstance(one, tuple) and len(one) == 2 and isinstance(one[1], Mapping)
        if not isinstance(one[0] if pair else one, str):
            raise UsageError(say("{one!r} is no name of a provider", one=one), remedy=_REMEDY)


def new_session(model: str, options: Any, providers: Providers) -> Any:
    """An ``onnxruntime.InferenceSession`` of the file ``model`` on ``providers``.

    onnxruntime leaves out a provider that it does not have or can't start, and says so in its log
    only.

    Raises:
        UsageError: a provider is unknown or can't be started.
    """
    check_providers(providers)
    import onnxruntime

    wanted = [
        one if isinstance(one, str) else (one[0], dict(one[1])) for one in providers or _DEFAULT
    ]
    names = [one if isinstance(one, str) else one[0] for one in wanted]
    available = onnxruntime.get_available_providers()
    for name in names:
        if name not in available:
            raise UsageError(
                say("onnxruntime has no provider {name}", name=name),
                remedy=say("use one of {available:, }", available=available),
            )
    session = onnxruntime.InferenceSession(model, options, providers=wanted)
    for name in names:
        if name not in session.get_providers():
            raise UsageError(
                say("onnxruntime could not start the provider {name}", name=name),
                remedy=say("use one of {started:, }", started=session.get_providers()),
            )
    return session
