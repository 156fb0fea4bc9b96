"""Which producers can print here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from shutil import which
from typing import get_args

from kyoten_extract.testing.printed_list import Producer
from kyoten_extract.workers.optional_import import is_available


def _package(name: str) -> Callable[[], str]:
    return lambda: "" if is_available(name) else f"the package {name} is not installed"


def _program(*names: str) -> Callable[[], str]:
    return lambda: "" if any(map(which, names)) else f"no program {' or '.join(names)} is found"


PROGRAMS: Mapping[Producer, tuple[str, ...]] = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "libreoffice": ("soffice", "libreoffice"),
}
"""The names of their programs."""

_REASONS: Mapping[Producer, Callable[[], str]] = {
    "reportlab": _package("reportlab"),
    "chromium": _program(*PROGRAMS["chromium"]),
    "weasyprint": _package("weasyprint"),
    "typst": _package("typst"),
    "libreoffice": _program(*PROGRAMS["libreoffice"]),
}


def producers() -> tuple[Producer, ...]:
    """The producers that are installed."""
    return tuple(name for name in get_args(Producer) if not _REASONS[name]())


def unavailable() -> dict[Producer, str]:
    """The producers that are not installed, each with the reason."""
    return {name: reason for name in get_args(Producer) if (reason := _REASONS[name]())}
