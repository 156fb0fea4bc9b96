"""The command line, run in this process."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from kyoten_extract.cli.commands import main


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8")


class Streams:
    """Runs commands in a test, with standard input of its own."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]
    ) -> None:
        self._monkeypatch, self._capture = monkeypatch, capture

    def __call__(self, *arguments: object, stdin: bytes = b"") -> Ended:
        self._capture.readouterr()
        status = 0
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["kyoten", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            try:
                main()
            except SystemExit as end:
                status = int(end.code or 0)
        out, err = self._capture.readouterr()
        return Ended(status, out, err.decode("utf-8"))
