"""Load a pickle that may hold nothing but data: no function of its choice is called."""

from __future__ import annotations

import io
import pickle
from dataclasses import is_dataclass
from enum import Enum
from typing import Any

from kyoten_extract.errors import KyotenError

_PACKAGE = "kyoten_extract."
# Classes and functions of other modules that results consist of.
_PLAIN = frozenset(
    (
        ("builtins", "complex"),
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("collections", "OrderedDict"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("decimal", "Decimal"),
        ("kyoten_extract.errors", "_restore"),
        ("kyoten_extract.messages.message", "restored"),
        ("pathlib", "PosixPath"),
        ("pathlib", "PurePosixPath"),
        ("pathlib", "WindowsPath"),
        ("pathlib", "PureWindowsPath"),
    )
)


class _DataUnpickler(pickle.Unpickler):
    """Finds the classes of this library that hold values, and plain ones, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """See :meth:`pickle.Unpickler.find_class`."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith(_PACKAGE) and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                is_dataclass(found) or issubclass(found, Enum | KyotenError)
            ):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data")


def load_data(message: bytes) -> Any:
    """The value of a pickle that holds data only.

    Raises:
        pickle.UnpicklingError: it holds other things. Damaged pickles raise other exceptions too.
    """
    return _DataUnpickler(io.BytesIO(message)).load()
