"""All exceptions of the library, under one root.

The message of an error is one line: the file, the page if there is one, the problem, and a remedy.
Each class also inherits the builtin exception that callers would naturally catch.
"""

from __future__ import annotations

from collections.abc import Iterable

from kyoten_extract._terminal_text import REPLACEMENT, one_line
from kyoten_extract.messages import Language, say, told


class KyotenError(Exception):
    """Base class: ``except KyotenError`` catches every error of this library.

    Attributes:
        problem: what is wrong, without file, page and remedy.
        source: name of the file; ``None`` if the input was bytes without a name.
        page: page number from 1, or ``None``.
        remedy: what the caller can do about it; may be empty.
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
        # File names and quoted text may have line breaks, or control characters that move a cursor.
        return one_line(text, REPLACEMENT)

    def text(self, language: Language = "en") -> str:
        """Return the error on one line, in English or in Japanese."""
        if language == "en":
            return str(self)
        # What stands before the problem is the class's own: a missing package has no input.
        place = str(self).partition(one_line(str(self.problem), REPLACEMENT))[0]
        name = one_line(self.source or "", REPLACEMENT)
        if place and not name:
            place = place.replace("input", "入力", 1)
        if self.page is not None:
            place = place.replace(f", page {self.page}: ", f" {self.page}ページ: ")
        remedy = f"（{told(self.remedy, language)}）" if self.remedy else ""
        return one_line(f"{place}{told(self.problem, language)}{remedy}", REPLACEMENT)

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process boundaries, and the default would pickle ``args`` only.
        return _restore, (type(self), self.problem, self.source, self.page, self.remedy)


def _restore(
    kind: type[KyotenError], problem: str, source: str | None, page: int | None, remedy: str
) -> KyotenError:
    return kind(problem, source=source, page=page, remedy=remedy)


class SourceError(KyotenError, ValueError):
    """The input can't be read."""


class SourceNotFoundError(SourceError, FileNotFoundError):
    """The file does not exist or can't be opened."""


class EmptySourceError(SourceError):
    """The input has no bytes or no pages."""


class UnsupportedSourceError(SourceError):
    """The input is not of a type that the library reads."""


class DamagedSourceError(SourceError):
    """The input is of a known type but too damaged to read."""


class PasswordError(SourceError, PermissionError):
    """The file is encrypted, and the password is missing or wrong."""


class LimitError(SourceError):
    """The input is more, or costs more, than a limit of :class:`Limits` allows.

    Attributes:
        name: the limit.
        value: what it is.
        measured: what the input has; where measuring was ended early, at least this.
    """

    def __init__(
        self,
        problem: str,
        *,
        name: str = "",
        value: float = 0,
        measured: float = 0,
        source: str | None = None,
        page: int | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(problem, source=source, page=page, remedy=remedy)
        self.name = name
        self.value = value
        self.measured = measured

    def __reduce__(self) -> tuple[object, ...]:
        state = {"name": self.name, "value": self.value, "measured": self.measured}
        return (*super().__reduce__(), state)


class PageRangeError(KyotenError, IndexError):
    """A requested page does not exist in the input."""


class NoTableError(KyotenError, LookupError):
    """The pages have no table."""


class LayoutError(KyotenError, ValueError):
    """The pages have tables, but none with the columns of the layout."""


class EngineError(KyotenError, RuntimeError):
    """An engine is unknown, not installed, or can't read this type of input."""


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
    """An argument has an invalid value."""


class IsolationError(KyotenError, RuntimeError):
    """The process that ``isolate`` reads a file in can't be started, or ended by itself."""


class UnfinishedError(KyotenError, RuntimeError):
    """A file of a batch was not read completely: its process died or failed unexpectedly."""


class FormatError(KyotenError, ValueError):
    """A survey's JSON, a layout or an output format is malformed or unknown."""


class LayoutFileError(FormatError):
    """A layout file is missing, not TOML, or not a layout; the problem names the line or key."""


def require_type(value: object, kinds: type | tuple[type, ...], what: str, remedy: str) -> None:
    """Check the type of an argument.

    Raises:
        UsageError: ``value`` is of none of ``kinds``; the message calls it ``what``.
    """
    if not isinstance(value, kinds):
        raise UsageError(
            say("{what} cannot be of type {kind}", what=what, kind=type(value).__name__),
            remedy=remedy,
        )


def require_list_of_sources(value: object, what: str) -> None:
    """Check that an argument is several inputs: one path would be taken for its letters.

    Raises:
        UsageError: it is one input, or none.
    """
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise UsageError(
            say("{what} cannot be of type {kind}", what=what, kind=type(value).__name__),
            remedy=say("give a list of paths"),
        )
