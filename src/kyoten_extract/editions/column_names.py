"""One name for each column over many editions, whatever the label of each."""

from __future__ import annotations

from collections.abc import Iterable

from kyoten_extract.editions.edition_facts import Edition, label_core
from kyoten_extract.editions.renamed_columns import RenamedColumn
from kyoten_extract.output.export import COLUMNS


class ColumnNames:
    """Names of columns that editions share: a field of the layout, or the label that came first."""

    def __init__(self) -> None:
        self._by_core: dict[str, str] = {}

    def name(self, column: str) -> str:
        """The shared name of a column."""
        seen: set[str] = set()
        while column not in COLUMNS and column not in seen:
            seen.add(column)
            column = self._by_core.get(label_core(column), column)
        return column

    def learn(self, edition: Edition, renamed: Iterable[RenamedColumn]) -> None:
        """Take the two labels of each column for one, and note the labels of an edition."""
        for column in renamed:
            if column.new in COLUMNS:
                self._by_core[label_core(column.old)] = column.new
            elif self.name(column.old) != column.new:
                self._by_core[label_core(column.new)] = self.name(column.old)
        for label in edition.columns:
            if label not in COLUMNS:
                self._by_core.setdefault(label_core(label), label)

    def shared(self, edition: Edition) -> Edition:
        """The edition with its columns under their shared names.

        Where two columns of the edition would have one name, each keeps its label.
        """
        names = {column: self.name(column) for column in edition.columns}
        all_names = list(names.values())
        return edition.renamed(
            {c: name for c, name in names.items() if c != name and all_names.count(name) == 1}
        )
