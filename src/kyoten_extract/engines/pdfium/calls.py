"""One function of PDFium, called for each of thousands of objects.

In the loops of ``loops.c`` where these were compiled when the package was installed, which takes a
tenth of the time, and else by one ``map``: the results are the same. With PURE_PYTHON set in the
environment, to anything, the loops are neither compiled nor used.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kyoten_extract.engines.pdfium.pdfium_library import address_of, settle
from kyoten_extract.page.page_model import IntArray

Reference = Any
"""The result of ``ctypes.byref``: ctypes passes it unconverted, in half the time of an address."""
ADDRESS, INT, UINT, FLOAT = ctypes.c_size_t, ctypes.c_int, ctypes.c_uint, ctypes.c_float
"""What functions return. As a size, a null address is 0 rather than ``None``."""
PURE_PYTHON = "KYOTEN_EXTRACT_PURE_PYTHON"
LOOPS_FILE = "loops.bin"

# Of loops.c: a file of another one may lie here from before.
_VERSION = 1
# Output structs allocated at once: more than most pages have characters; others take several turns.
_OUTPUT_SLOTS = 8192
# Floats of the slots that boxes of characters are written to, which serve other functions, too.
_SLOT_WIDTH = 4
# References to an address are made as offsets from here, which takes half the time.
_NOWHERE = ctypes.c_char.from_address(0)

_NOTHING = ctypes.PYFUNCTYPE(None)
# A function that returns an int: with no type set, ctypes converts it in half the time.
_RETURNS_INT: Any = type("_RETURNS_INT", _NOTHING.__bases__, {"_flags_": vars(_NOTHING)["_flags_"]})


class Function:
    """A function of PDFium that takes the address of an object first, and numbers or addresses.

    Attributes:
        address: where it is.
        result: what it returns, or ``None``.
        call: it, bound for Python: takes references as they are, and integers as C's int.
    """

    __slots__ = ("address", "call", "result")

    def __init__(self, name: str, result: Any) -> None:
        self.address, self.result = address_of(name), result
        # PYFUNCTYPE keeps the interpreter lock: PDFium is not thread-safe, and the calls are short.
        bound: Any = _RETURNS_INT if result is INT else ctypes.PYFUNCTYPE(result)
        self.call: Callable[..., Any] = bound(self.address)


class Handles:
    """Objects of PDFium, by their addresses, with what it has told of them.

    Attributes:
        addresses: (n,).
    """

    __slots__ = ("_at", "_made", "_told", "_whole", "addresses")

    def __init__(
        self,
        addresses: IntArray | Sequence[int],
        whole: Handles | None = None,
        at: IntArray | None = None,
    ) -> None:
        self.addresses: IntArray = np.ascontiguousarray(addresses, dtype=np.int64)
        self._whole, self._at = whole, at
        self._made: list[Reference] | None = None
        self._told: dict[object, NDArray[Any]] = {}

    def __len__(self) -> int:
        return len(self.addresses)

    @property
    def references(self) -> list[Reference]:
        """A reference to each object, made when first asked for."""
        if self._made is None:
            if self._whole is None or self._at is None or self._whole._made is None:
                self._made = references(self.addresses.tolist())
            else:
                made = self._whole._made
                self._made = [made[index] for index in self._at.tolist()]
        return self._made

    def told(self, question: object, ask: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """What was told of these objects, or of those they are some of; else what is told now."""
        told = self._known(question)
        if told is None:
            told = self._told[question] = ask()
            told.flags.writeable = False
        return told

    def _known(self, question: object) -> NDArray[Any] | None:
        told = self._told.get(question)
        if told is None and self._whole is not None and self._at is not None:
            whole = self._whole._known(question)
            told = None if whole is None else whole[self._at]
        return told

    def take(self, at: IntArray) -> Handles:
        """The objects at these indexes."""
        return Handles(self.addresses[at], self, at)

    @classmethod
    def joined(cls, parts: Iterable[Handles]) -> Handles:
        """The objects of several parts."""
        parts = list(parts)
        if len(parts) == 1:
            return parts[0]
        return cls(np.concatenate([np.empty(0, np.int64), *(part.addresses for part in parts)]))


def reference(handle: object) -> Reference:
    """Return a reference to the object behind a handle of the stock bindings, which is not null."""
    return ctypes.byref(_NOWHERE, _address(handle))


def references(addresses: Iterable[int]) -> list[Reference]:
    """Return a reference to the object at each address."""
    return list(map(ctypes.byref, repeat(_NOWHERE), addresses))


def _address(handle: object) -> int:
    if isinstance(handle, int):
        return handle
    address = ctypes.cast(handle, ctypes.c_void_p).value  # type: ignore[arg-type]
    assert address is not None
    return address


def integers(function: Function, objects: Handles) -> IntArray:
    """(n,) what ``function`` returns for each object; to be read only."""
    return objects.told(function, lambda: _integers(function, objects))


def _integers(function: Function, objects: Handles) -> IntArray:
    settle()
    if _library() is None:
        return np.fromiter(map(function.call, objects.references), np.int64, len(objects))
    return _counted(function, "", len(objects), objects.addresses)


def integers_at(function: Function, handle: object, indexes: IntArray) -> IntArray:
    """(n,) what ``function`` returns for one object and each index."""
    settle()
    if _library() is None:
        found = map(function.call, repeat(reference(handle)), indexes.tolist())
        return np.fromiter(found, np.int64, len(indexes))
    return _counted(function, "_at", len(indexes), _address(handle), _numbers(indexes))


def floats_at(function: Function, handle: object, indexes: IntArray) -> NDArray[np.float64]:
    """(n,) the floats that ``function`` returns for one object and each index."""
    settle()
    count = len(indexes)
    if _library() is None:
        found = map(function.call, repeat(reference(handle)), indexes.tolist())
        return np.fromiter(found, np.float64, count)
    results = np.empty(count)
    given = _address(handle), _numbers(indexes), count, results
    _loop("floats_at", function, *given)
    return results


def integers_of(function: Function, objects: IntArray, *indexes: IntArray) -> IntArray:
    """(n,) what ``function`` returns for each address and the one or two indexes beside it."""
    settle()
    if _library() is None:
        given = references(objects.tolist()), *(each.tolist() for each in indexes)
        return np.fromiter(map(function.call, *given), np.int64, len(objects))
    kind = "_of" if len(indexes) == 1 else "_within"
    return _counted(function, kind, len(objects), _numbers(objects), *map(_numbers, indexes))


def _numbers(indexes: IntArray) -> IntArray:
    """``indexes`` one after the other, in 64 bits: some machines have them in 32."""
    return np.ascontiguousarray(indexes, dtype=np.int64)


def _counted(function: Function, kind: str, count: int, *given: int | IntArray) -> IntArray:
    results = np.empty(count, dtype=np.int64)
    what = "addresses" if function.result is ADDRESS else "integers"
    _loop(what + kind, function, *given, count, results)
    # Codes are unsigned.
    return results & 0xFFFFFFFF if function.result is UINT else results


def each(function: Function, objects: Handles, *arguments: Iterable[Any]) -> None:
    """Call ``function`` on each object, with the ones beside it of each of ``arguments``."""
    settle()
    deque(map(function.call, objects.references, *arguments), maxlen=0)


def structs(function: Function, width: int, objects: Handles) -> NDArray[np.float32]:
    """(n, width) the floats of the struct that ``function`` writes for each object; read only."""
    return objects.told(function, lambda: _structs(function, width, objects))


def _structs(function: Function, width: int, objects: Handles) -> NDArray[np.float32]:
    settle()
    count = len(objects)
    if _library() is None:
        return _written(function, width, count, objects.references)
    results = np.zeros((count, width), dtype=np.float32)
    _loop("structs", function, objects.addresses, count, width, results)
    return results


def structs_at(
    function: Function, width: int, handle: object, indexes: IntArray
) -> NDArray[np.float32]:
    """(n, width) the floats of the struct that ``function`` writes for each index of an object."""
    settle()
    count = len(indexes)
    if _library() is None:
        return _written(function, width, count, repeat(reference(handle)), indexes.tolist())
    results = np.zeros((count, width), dtype=np.float32)
    given = _address(handle), _numbers(indexes), count, width, results
    _loop("structs_at", function, *given)
    return results


def _written(
    function: Function, width: int, count: int, *given: Iterable[Any]
) -> NDArray[np.float32]:
    slots = _output_slots(width)
    results = np.empty((count, width), dtype=np.float32)
    inputs = [iter(each) for each in given]
    for start in range(0, count, _OUTPUT_SLOTS):
        part = slots.values[: min(count - start, _OUTPUT_SLOTS)]
        part[:] = 0.0
        chosen = (islice(each, len(part)) for each in inputs)
        deque(map(function.call, *chosen, slots.references(len(part))), maxlen=0)
        results[start : start + len(part)] = part
    return results


def values(function: Function, width: int, objects: Handles) -> NDArray[np.float32]:
    """(n, width) what ``function`` writes for each object: four bytes to each of 2 or 4 places.

    To be read only.
    """
    return objects.told(function, lambda: _values(function, width, objects))


def _values(function: Function, width: int, objects: Handles) -> NDArray[np.float32]:
    settle()
    count = len(objects)
    results = np.zeros((width, count), dtype=np.float32)
    if _library() is not None:
        _loop("pairs" if width == 2 else "fours", function, objects.addresses, count, results)
        return results.T
    slots = _output_slots(_SLOT_WIDTH)
    # A slot for each place, of which the first four bytes are used: their references are there.
    most = _OUTPUT_SLOTS // width
    for start in range(0, count, most):
        some = min(count - start, most)
        part = slots.values[: some * width]
        part[:] = 0.0
        made = slots.references(some * width)
        places = (made[i * some : (i + 1) * some] for i in range(width))
        given = objects.references[start : start + some]
        deque(map(function.call, given, *places), maxlen=0)
        results[:, start : start + some] = part[:, 0].reshape(width, some)
    return results.T


def doubles_at(function: Function, handle: object, indexes: IntArray) -> NDArray[np.float64]:
    """(n, 2) the two doubles that ``function`` writes for each index of an object."""
    settle()
    count = len(indexes)
    results = np.zeros((2, count))
    if not count:
        return results.T
    if _library() is not None:
        _loop("pairs_at", function, _address(handle), _numbers(indexes), count, results)
        return results.T
    buffer = ctypes.c_char.from_address(results.ctypes.data)
    first, second = (
        map(ctypes.byref, repeat(buffer), range(start, start + 8 * count, 8))
        for start in (0, 8 * count)
    )
    given = repeat(reference(handle)), indexes.tolist(), first, second
    deque(map(function.call, *given), maxlen=0)
    return results.T


class _OutputSlots(threading.local):
    """Memory that C functions write structs of ``width`` floats to; allocated once per thread."""

    def __init__(self, width: int) -> None:
        self.values: NDArray[np.float32] = np.zeros((_OUTPUT_SLOTS, width), dtype=np.float32)
        self._buffer = ctypes.c_char.from_address(self.values.ctypes.data)
        self._references: list[Reference] = []

    def references(self, count: int) -> list[Reference]:
        """References to the first ``count`` slots, or to more; made when a page needs them."""
        made = len(self._references)
        if made < count:
            step = self.values.strides[0]
            offsets = range(made * step, min(count + count // 4, _OUTPUT_SLOTS) * step, step)
            self._references += [ctypes.byref(self._buffer, offset) for offset in offsets]
        return self._references


@cache
def _output_slots(width: int) -> _OutputSlots:
    return _OutputSlots(width)


def are_compiled() -> bool:
    """Whether calls run in compiled loops."""
    return _library() is not None


@cache
def _library() -> ctypes.CDLL | None:
    """The compiled loops; ``None`` where there are none, or none that fit."""
    file = Path(__file__).with_name(LOOPS_FILE)
    # Functions of 32 bits may be called in another way.
    if PURE_PYTHON in os.environ or ctypes.sizeof(ctypes.c_void_p) != 8 or not file.exists():
        return None
    try:
        # Keeps the interpreter lock, too.
        library = ctypes.PyDLL(str(file))
        return library if library.version() == _VERSION else None
    except (OSError, AttributeError):  # Of another kind of machine, or another library.
        return None


def _loop(name: str, function: Function, *given: int | NDArray[Any]) -> None:
    """Run a loop; arrays, whose values lie one after the other, go as their addresses."""
    loop = getattr(_library(), name)
    if loop.argtypes is None:
        # All are as wide as an address.
        loop.argtypes, loop.restype = [ctypes.c_size_t] * (1 + len(given)), None
    loop(function.address, *[each if isinstance(each, int) else _begin(each) for each in given])


def _begin(array: NDArray[Any]) -> int:
    """The address of an array: its own attribute takes longer than most loops."""
    try:
        return ctypes.addressof(ctypes.c_char.from_buffer(array.data))
    except (TypeError, ValueError):  # It is to be read only, or empty.
        return int(array.ctypes.data)
