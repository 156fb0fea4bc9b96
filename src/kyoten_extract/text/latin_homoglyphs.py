"""Cyrillic and Greek letters that look like Latin ones."""

from __future__ import annotations

_LOWER = dict(zip("аеорсухіјѕο", "aeopcyxijso", strict=True))
_UPPER = dict(zip("АВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXIJSABEZHIKMNOPTYX", strict=True))
# Lower-case letters that are only similar: enough in a host name, which must be Latin, but not in
# prose, where the word may be Russian or Greek.
_SIMILAR = dict(zip("вкмнтαριѵν", "bkmhtapivv", strict=True))

IDENTICAL = str.maketrans(_LOWER | _UPPER)
"""Translation of the letters whose glyphs are the same as Latin ones."""

IN_HOSTS = str.maketrans(_LOWER | _SIMILAR)
"""Translation for the labels of a host, which are lower case."""
