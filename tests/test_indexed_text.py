"""Names are found in indexed text as in any."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract.engines.pdfium import indexed_text
from kyoten_extract.engines.pdfium.indexed_text import IndexedText, parts_of

WORDS = st.sampled_from(
    [b"/Form", b"/Subtype", b"/Subtype/", b"/PatternType", b"/Pattern", b"/XRef", b"/", b"obj"]
)
# Words, parts of them, and what stands between.
TEXTS = st.lists(
    st.one_of(WORDS, st.sampled_from([b"/Subtyp", b"e", b" ", b"\n", b"/F", b"\xff", b"orm"])),
    max_size=40,
).map(b"".join)


def indexed(text: bytes) -> IndexedText:
    found = IndexedText.of(text + b" " * indexed_text._FEWEST)
    assert isinstance(found, IndexedText)
    return found.part(0, len(text))


@given(TEXTS, WORDS, st.integers(0, 60))
def test_find_and_count_as_of_bytes(text: bytes, word: bytes, start: int) -> None:
    assert indexed(text).find(word, start) == text.find(word, start)
    assert indexed(text).find(word) == text.find(word)
    assert indexed(text).count(word) == text.count(word)


@given(st.lists(TEXTS, min_size=1, max_size=4), WORDS)
def test_parts_of_a_joined_text(texts: list[bytes], word: bytes) -> None:
    texts = [text * 1000 for text in texts]
    joined = IndexedText.of(b"\n".join(texts))
    parts = list(parts_of(joined, texts))
    assert parts == texts
    assert [part.find(word) for part in parts] == [text.find(word) for text in texts]
    assert [part.count(word) for part in parts] == [text.count(word) for text in texts]


def test_a_text_of_too_many_names_has_no_index() -> None:
    text = b"/" * (indexed_text._MOST_NAMES + 1)
    assert IndexedText.of(text) is text
