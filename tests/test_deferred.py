"""What is made when first used is what the standard library makes at once."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from kyoten_extract.deferred.dataclass import dataclass


def _described(decorate: Callable[..., Any], **options: bool) -> type:
    class Described:
        """A class of every kind of field."""

        KIND: ClassVar[str] = "kind"
        first: int
        second: list[int] = dataclasses.field(default_factory=list)
        third: str = "three"
        hidden: str = dataclasses.field(default="", repr=False, compare=False)
        counted: int = dataclasses.field(default=0, hash=False)
        later: int = dataclasses.field(init=False)
        own: dict[str, int] = dataclasses.field(default_factory=dict, init=False, compare=False)
        fixed: int = dataclasses.field(default=7, init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "later", self.first + 1)

    Described.__qualname__ = "Described"
    made: type = decorate(slots=True, **options)(Described)
    return made


@pytest.mark.parametrize("frozen", [True, False])
def test_a_dataclass_is_that_of_the_standard_library(frozen: bool) -> None:
    ours = _described(dataclass, frozen=frozen)
    theirs = _described(dataclasses.dataclass, frozen=frozen)
    for arguments, keywords in (
        ((1,), {}),
        ((1, [2], "x"), {"hidden": "h"}),
        ((), {"first": 3, "counted": 4}),
    ):
        one, other = ours(*arguments, **keywords), theirs(*arguments, **keywords)
        assert repr(one) == repr(other)
        assert dataclasses.asdict(one) == dataclasses.asdict(other)
        assert one == ours(*arguments, **keywords)
        assert one == ours(*arguments, **{**keywords, "hidden": "other"})
        assert one != dataclasses.replace(one, first=9)
        assert one != other
        assert copy.deepcopy(one) == one
        assert one.own is not ours(1).own
    for wrong in ((), (1, [2], "x", "", 0, 9)):
        with pytest.raises(TypeError) as raised:
            ours(*wrong)
        with pytest.raises(TypeError) as expected:
            theirs(*wrong)
        assert str(raised.value) == str(expected.value)
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert ours.__annotations__ == theirs.__annotations__
    for one, other in zip(dataclasses.fields(ours), dataclasses.fields(theirs), strict=True):
        assert (one.name, one.type) == (other.name, other.type)
    assert ours.__match_args__ == theirs.__match_args__  # type: ignore[attr-defined]
    assert ours.__slots__ == theirs.__slots__  # type: ignore[attr-defined]
    assert not hasattr(ours(1), "__dict__")
    assert ours.__init__.__qualname__ == theirs.__init__.__qualname__  # type: ignore[misc]


def test_a_frozen_dataclass_is_hashed_and_kept_as_is() -> None:
    ours = _described(dataclass, frozen=True)
    theirs = _described(dataclasses.dataclass, frozen=True)
    assert hash(ours(1, (), "x", "h", 5)) == hash(theirs(1, (), "x", "h", 6))
    for change in (
        lambda one: setattr(one, "first", 2),
        lambda one: delattr(one, "first"),
    ):
        messages = []
        for kind in (ours, theirs):
            with pytest.raises(dataclasses.FrozenInstanceError) as raised:
                change(kind(1))
            messages.append(str(raised.value))
        assert messages[0] == messages[1]
    with pytest.raises(dataclasses.FrozenInstanceError):
        ours(1).no_such = 2  # type: ignore[attr-defined]


def test_one_that_is_not_frozen_changes_and_has_no_hash() -> None:
    ours = _described(dataclass, frozen=False)
    one = ours(1)
    one.first = 5
    assert one.first == 5
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


@dataclass(frozen=True, slots=True)
class _Own:
    """One with methods of its own."""

    value: int

    def __repr__(self) -> str:
        return "own"

    def __hash__(self) -> int:
        return 5


class _Heir(_Own):
    def __init__(self) -> None:
        super().__init__(3)


@dataclass(frozen=True, slots=True)
class _Longer(_Own):
    more: int = 0


def test_own_methods_stay_and_heirs_are_made_whole() -> None:
    assert (repr(_Own(1)), hash(_Own(1)), _Own(1) == _Own(1)) == ("own", 5, True)
    assert _Heir().value == 3
    assert _Longer(1, 2) == _Longer(1, 2)
    assert dataclasses.replace(_Longer(1, 2), value=4).value == 4
    assert pickle.loads(pickle.dumps(_Longer(1, 2))) == _Longer(1, 2)
    assert pickle.loads(pickle.dumps(_Own(1))) == _Own(1)


def test_an_equal_part_need_not_be_equal_to_itself() -> None:
    nan = float("nan")
    assert _Own(nan) == _Own(nan)  # type: ignore[arg-type]
    assert hash(_Longer(1, 2)) == hash(_Longer(1, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    value: int = 1
    other: int


def test_fields_may_be_given_by_name_alone() -> None:
    assert _Named(other=2) == _Named(value=1, other=2)
    assert str(inspect.signature(_Named)) == "(*, value: 'int' = 1, other: 'int') -> None"
    with pytest.raises(TypeError):
        _Named(1, 2)  # type: ignore[misc]


def _rarely(decorate: Callable[..., Any]) -> Any:
    class _Rare:
        """One whose later fields are mostly empty."""

        __slots__ = ("__dict__", "first")

        first: int
        text: str = ""
        told: tuple[str, ...] = dataclasses.field(default=(), compare=False, repr=False)

    _Rare.__qualname__ = "_Rare"
    return decorate(frozen=True)(_Rare)


_Rare = _rarely(dataclass)


def test_fields_that_are_no_slots_are_kept_where_they_are_not_empty() -> None:
    theirs = _rarely(dataclasses.dataclass)
    for arguments in ((1,), (1, "x"), (1, "", ("y",)), (0, "x", ("y", "z"))):
        one, other = _Rare(*arguments), theirs(*arguments)
        assert repr(one) == repr(other)
        assert dataclasses.asdict(one) == dataclasses.asdict(other)
        assert hash(one) == hash(other)
        for same in (one, copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
            assert dataclasses.astuple(same) == dataclasses.astuple(one)
            assert set(vars(same)) == {name for name in ("text", "told") if getattr(one, name)}
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.text = "z"
    assert _Rare(1, "x") != _Rare(1)
    assert dataclasses.replace(_Rare(1, "x"), text="") == _Rare(1)
    assert str(inspect.signature(_Rare)) == str(inspect.signature(theirs))
