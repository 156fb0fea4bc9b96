"""The ``dataclass`` of the standard library, with each ``__init__`` written when it is first used.

The standard decorator writes and compiles six methods for each class: a sixth of a command's time
from a cold start, for classes of which most are only imported.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass
else:

    def dataclass(kind: type | None = None, /, **options: bool) -> Any:
        """As the standard library's, which makes all but classes of slots with no further option.

        Those of slots may have no ``InitVar``. Their frozen fields are set through the slots, in
        half the time. A frozen class may name its slots itself, "__dict__" among them: fields that
        are none are then kept where they are not empty, and are else the class's own.
        """
        standard = dataclasses.dataclass(**options)

        def decorated(kind: type[Any]) -> type:
            derived = any(map(dataclasses.is_dataclass, kind.__mro__[1:]))
            if derived or not options.keys() <= _OPTIONS:
                return standard(kind)
            if not options.get("slots") and "__slots__" not in vars(kind):
                return standard(kind)
            return _made(kind, **{"frozen": False, "slots": False, "kw_only": False, **options})

        return decorated if kind is None else decorated(kind)


_OPTIONS = {"frozen", "slots", "kw_only"}
# Letters of ClassVar, InitVar and KW_ONLY that other annotations hardly have together.
_SPECIAL = frozenset("V_")


class _Ungiven:
    """What a signature shows for a default that is made anew for each object."""

    def __repr__(self) -> str:
        return "<factory>"


_UNGIVEN = _Ungiven()


def _made(kind: type[Any], *, frozen: bool, slots: bool, kw_only: bool) -> Any:
    own = {
        "__init__",
        "__repr__",
        "__eq__",
        "__hash__",
        "__setattr__",
        "__delattr__",
        "__getstate__",
        "__setstate__",
    } & vars(kind).keys()
    if vars(kind).get("__hash__") is None:  # Python's own answer to an ``__eq__``
        own.discard("__hash__")
    if not kind.__doc__:
        kind.__doc__ = kind.__name__  # The standard library would read its signature for that.
    # The standard library searches each annotation for a few words; a type is no text to search.
    annotations = vars(kind).get("__annotations__", {})
    if annotations:
        kind.__annotations__ = {
            name: object if isinstance(told, str) and _SPECIAL.isdisjoint(told) else told
            for name, told in annotations.items()
        }
    made: Any = dataclasses.dataclass(
        init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
    )(kind)
    if annotations:
        made.__annotations__ = annotations
        for field in dataclasses.fields(made):
            field.type = annotations[field.name]
    # The standard library asks these of a base.
    parameters = made.__dataclass_params__
    parameters.init = parameters.repr = parameters.eq = True
    parameters.frozen = frozen
    methods = _methods(made)
    if frozen:
        methods |= _frozen_methods(made)
    for name, method in methods.items():
        if name not in own:
            if method is not None:
                method.__qualname__ = f"{made.__qualname__}.{name}"
            setattr(made, name, method)
    if "__init__" not in own:
        made.__init__ = _Init(made, frozen=frozen)
    return made


class _Init:
    """An ``__init__`` that is written, and put in its own place, when it is first looked up."""

    __slots__ = ("_frozen", "_kind")

    def __init__(self, kind: type[Any], *, frozen: bool) -> None:
        self._kind = kind
        self._frozen = frozen

    def __get__(self, instance: object, owner: type) -> Callable[..., None]:
        init: Any = _init(self._kind, frozen=self._frozen)
        self._kind.__init__ = init
        method: Callable[..., None] = init.__get__(instance, owner)
        return method


def _init(kind: type[Any], *, frozen: bool) -> Callable[..., None]:
    """The ``__init__`` that the standard library would write for ``kind``.

    Its names are numbers at first: classes with as many fields have it in common.
    """
    names: dict[str, Any] = {"UNGIVEN": _UNGIVEN, "__name__": kind.__module__}
    given, defaults, keyword_defaults, body = ["self"], [], {}, []
    annotations: dict[str, Any] = {}
    renamed = {}
    for number, field in enumerate(sorted(dataclasses.fields(kind), key=_is_keyword)):
        name = value = f"FIELD_{number}"
        renamed[name] = field.name
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            names[f"MAKE_{number}"] = field.default_factory
            default = _UNGIVEN
            value = f"MAKE_{number}() if {name} is UNGIVEN else {name}"
        if field.init:
            annotations[field.name] = field.type
            if field.kw_only and "*" not in given:
                given.append("*")
            given.append(name)
            if default is not dataclasses.MISSING and field.kw_only:
                keyword_defaults[field.name] = default
            elif default is not dataclasses.MISSING:
                defaults.append(default)
        elif default is dataclasses.MISSING:
            continue
        else:
            names[f"OWN_{number}"] = default
            value = f"OWN_{number}" if default is not _UNGIVEN else f"MAKE_{number}()"
        if frozen and field.name in _slots(kind):
            names[f"SET_{number}"] = getattr(kind, field.name).__set__
            body.append(f"SET_{number}(self, {value})")
        elif frozen:
            names["PUT"], names[f"NAME_{number}"] = object.__setattr__, field.name
            body.append(f"if {value}: PUT(self, NAME_{number}, {value})")
        else:
            body.append(f"self.{name} = {value}")
    if hasattr(kind, "__post_init__"):
        body.append("self.__post_init__()")
    code = _code(f"def __init__({', '.join(given)}):\n " + "\n ".join(body or ["pass"]))
    code = code.replace(
        co_varnames=tuple([renamed.get(name, name) for name in code.co_varnames]),
        co_names=tuple([renamed.get(name, name) for name in code.co_names]),
    )
    init = FunctionType(code, names, "__init__", tuple(defaults))
    init.__kwdefaults__ = keyword_defaults or None
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    init.__annotations__ = {**annotations, "return": None}
    return init


def _is_keyword(field: dataclasses.Field[Any]) -> bool:
    return bool(field.kw_only)


@cache
def _code(source: str) -> CodeType:
    """The code of the function that ``source`` defines."""
    constants = compile(source, "<string>", "exec").co_consts
    return next(one for one in constants if isinstance(one, CodeType))


def _methods(kind: type[Any]) -> dict[str, Any]:
    """The methods that need not be written: they compare and show a tuple of the fields."""
    fields = dataclasses.fields(kind)
    compared = _values([field.name for field in fields if field.compare])
    shown = [field.name for field in fields if field.repr]

    def __repr__(self: object) -> str:  # noqa: N807
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({parts})"

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    return {"__repr__": recursive_repr("...")(__repr__), "__eq__": __eq__, "__hash__": None}


def _frozen_methods(kind: type[Any]) -> dict[str, Any]:
    fields = dataclasses.fields(kind)
    names = tuple(field.name for field in fields)
    hashed = _values([f.name for f in fields if (f.compare if f.hash is None else f.hash)])

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(hashed(self))

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807
        if type(self) is kind or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(kind, self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807
        if type(self) is kind or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(kind, self).__delattr__(name)

    slots = _slots(kind) & set(names)

    # A pickle has the fields' values in order, and fills the slots of what is frozen.
    def __getstate__(self: object) -> list[object]:  # noqa: N807
        return [getattr(self, n) if n in slots else vars(self).get(n) for n in names]

    def __setstate__(self: object, state: list[object]) -> None:  # noqa: N807
        for name, value in zip(names, state, strict=False):
            if name in slots or value:
                object.__setattr__(self, name, value)

    return {
        "__hash__": __hash__,
        "__setattr__": __setattr__,
        "__delattr__": __delattr__,
        "__getstate__": __getstate__,
        "__setstate__": __setstate__,
    }


def _slots(kind: type[Any]) -> frozenset[str]:
    """The names of attributes of a class that are slots."""
    found = vars(kind).get("__slots__", ())
    return frozenset((found,) if isinstance(found, str) else found)


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the tuple of an object's attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])
