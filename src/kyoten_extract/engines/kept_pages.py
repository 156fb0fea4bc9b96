"""Pages of a document that are kept once read, since later steps look at them again."""

from __future__ import annotations

from dataclasses import field

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.page.page_model import Page

# Bytes of arrays: some hundred pages. Steps go through a document from its first page, so of a
# longer one its first pages are kept: those read last would be gone when their turn comes again.
_MAX_BYTES = 16_000_000


@dataclass(slots=True)
class KeptPages:
    """The first pages that were read, by number, as far as they fit into memory set aside."""

    _pages: dict[int, Page] = field(default_factory=dict)
    _bytes: int = 0

    def get(self, number: int) -> Page | None:
        """Page ``number``, if it is kept."""
        return self._pages.get(number)

    def keep(self, page: Page) -> None:
        """Keep ``page`` if there is room; its arrays can't be written any more."""
        rulings, characters = page.rulings, page.characters
        arrays = (
            rulings.horizontal,
            rulings.vertical,
            characters.codes,
            characters.boxes,
            characters.runs,
            characters.clips,
            characters.clipped,
            characters.slanted,
            characters.turned,
        )
        size = sum(array.nbytes for array in arrays)
        if page.number in self._pages or self._bytes + size > _MAX_BYTES:
            return
        for array in arrays:
            array.setflags(write=False)
        self._pages[page.number] = page
        self._bytes += size
