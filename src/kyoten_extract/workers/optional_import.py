"""Packages that only some inputs and output formats need, checked where they are first used.

Reading a born-digital PDF and writing JSON or CSV need none of them. Every late import of one
follows a call of :func:`require`, so that a package that is missing or broken is one error of
ours, not a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from kyoten_extract.errors import MissingDependencyError
from kyoten_extract.messages import say

# Names to install by, where they differ from the names to import by.
_DISTRIBUTIONS: Mapping[str, str] = {
    "PIL": "pillow",
    "camelot": "camelot-py",
    "cv2": "opencv-python-headless",
}


def require(package: str, *, needed_by: str, extra: str | None = None) -> None:
    """Import ``package``, so that the ``import`` statement after this call can't fail.

    Args:
        package: the name it is imported by, as in ``"cv2"``.
        needed_by: what can't be done without it; the subject of the error's sentence.
        extra: the extra of this library that brings it; ``None`` where every installation does.

    Raises:
        MissingDependencyError: it is not installed, or its import fails.
    """
    try:
        import_module(package)
    except ImportError as error:
        raise MissingDependencyError(
            say(
                "{purpose} needs {package}, {reason}",
                purpose=needed_by,
                package=_named(package),
                reason=_reason(package, error),
            ),
            name=package,
            remedy=_remedy(extra),
        ) from error


def is_available(package: str) -> bool:
    """Whether ``package`` is installed; it is not imported, which may take a second."""
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):  # An import hook refuses it, or it is half loaded.
        return False


def _named(package: str) -> str:
    distribution = _DISTRIBUTIONS.get(package, package)
    return package if distribution == package else f"{package} ({distribution})"


def _reason(package: str, error: ImportError) -> str:
    missing = (error.name or "").partition(".")[0]
    if missing == package and not is_available(package):
        return say("which is not installed")
    if isinstance(error, ModuleNotFoundError) and missing and not is_available(missing):
        return say("which needs {missing}, which is not installed", missing=_named(missing))
    # A shared library it links to, or a build for another Python; such messages have many lines.
    return say("which can't be imported: {error: }", error=str(error).split())


def _remedy(extra: str | None) -> str:
    return (
        say("pip install 'kyoten-extract[{extra}]'", extra=extra)
        if extra
        else say("pip install kyoten-extract")
    )
