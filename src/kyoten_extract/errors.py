"""Every exception the library raises, under one root.

An error names the file, the page where there is one, and the remedy, in one line. Each class also
inherits the builtin a caller would naturally catch.
"""

from __future__ import annotations

from unicodedata import category


class KyotenError(Exception):
    """Root of the tree: ``except KyotenError`` catches all that this library raises.

    Attributes:
        source: name of the file, or ``None`` when the input was bytes without a name.
        page: page number from 1, or ``None``.
        remedy: what the caller can do about it.
    """

    def __init__(
        self, problem: str, *, source: str | None = None, page: int | None = None, remedy: str = ""
    ) -> None:
        self.problem = problem
        self.source = source
        self.page = page
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = self.source or "input"
        if self.page is not None:
            place += f", page {self.page}"
        text = f"{place}: {self.problem}" + (f" ({self.remedy})" if self.remedy else "")
        # A file's name, and what is quoted of the file, may have line breaks, or move the cursor.
        return "".join(
            char if category(char) not in ("Cc", "Cs", "Zl", "Zp") else "\ufffd" for char in text
        )

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process boundaries; the default replays ``args`` only.
        return _restore, (type(self), self.problem, self.source, self.page, self.remedy)


def _restore(
    kind: type[KyotenError], problem: str, source: str | None, page: int | None, remedy: str
) -> KyotenError:
    return kind(problem, source=source, page=page, remedy=remedy)


class SourceError(KyotenError, ValueError):
    """The input can't be read at all."""


class SourceNotFoundError(SourceError, FileNotFoundError):
    """There is no such file, or it can't be opened."""


class EmptySourceError(SourceError):
    """The input has no bytes, or no pages."""


class UnsupportedSourceError(SourceError):
    """The input is none of the kinds the library reads."""


class DamagedSourceError(SourceError):
    """The input is of a known kind, but broken beyond reading."""


class PasswordError(SourceError, PermissionError):
    """The file is encrypted, and the password is missing or wrong."""


class PageRangeError(KyotenError, IndexError):
    """Pages were asked for that the input does not have."""


class NoTableError(KyotenError, LookupError):
    """No table was found on the pages that were read."""


class LayoutError(KyotenError, ValueError):
    """Tables were found, but none with the columns of the layout."""


class EngineError(KyotenError, RuntimeError):
    """An engine is unknown, not installed, or can't read this kind of input."""


class MissingDependencyError(EngineError, ImportError):
    """A package that an input or an output format needs is not installed, or can't be imported.

    Attributes:
        name: the package, by the name it is imported by; as every :class:`ImportError` has it.
    """

    def __init__(
        self,
        problem: str,
        *,
        name: str | None = None,
        source: str | None = None,
        page: int | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(problem, source=source, page=page, remedy=remedy)
        self.name = name

    def __str__(self) -> str:
        text = super().__str__()
        # It is not the input's fault, and there may be none: a survey's data frame has no file.
        return text if self.source else text.removeprefix("input: ")

    def __reduce__(self) -> tuple[object, ...]:
        return (*super().__reduce__(), {"name": self.name})


class UsageError(KyotenError, ValueError):
    """An argument can't be used as it was given."""


class UnfinishedError(KyotenError, RuntimeError):
    """A file among many was not read to its end: its process died, or failed in an unknown way."""


class FormatError(KyotenError, ValueError):
    """Data that was meant to be ours (a survey's JSON, a layout) is malformed."""
