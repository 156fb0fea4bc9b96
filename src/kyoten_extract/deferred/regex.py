"""``re.compile`` for a module's patterns: each is compiled when it is first used.

One run uses a third of the patterns of the modules it imports, and compiling one takes as long as
searching thousands of cells for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr

if TYPE_CHECKING:

    def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
        """A pattern with the methods and attributes of a compiled one."""
else:

    class regex:  # noqa: N801
        """A pattern with the methods and attributes of a compiled one."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self.pattern = pattern
            self._asked = flags

        def __getattr__(self, name: str) -> Any:
            if name not in _PARTS:
                raise AttributeError(f"a pattern has no {name!r}")
            compiled = re.compile(self.pattern, self._asked)
            # From now on, an attribute of this object is that of the compiled one.
            self.__dict__ |= {part: getattr(compiled, part) for part in _PARTS}
            return self.__dict__[name]

        def __repr__(self) -> str:
            return f"regex({self.pattern!r}, {self._asked!r})"


_PARTS = frozenset(name for name in dir(re.Pattern) if not name.startswith("_"))
