"""Write ``country_codes.tsv``, the alpha-3 codes of ISO 3166-1, from CLDR (Babel).

python docs/data/make_country_codes.py src/kyoten_extract/text/data

CLDR lists each alpha-3 code as an alias of the alpha-2 code. It lists codes that were withdrawn
as well, which are left out, and so are codes that ISO 3166 leaves to its users (XK).
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.core import get_global

# States that are no more, and codes that were changed.
_WITHDRAWN = frozenset("ANT BUR DDR FXX NTZ SCG SUN TMP YMD YUG ZAR".split())
_USERS = frozenset({"XK"})


def main() -> None:
    """Write the file to the folder given."""
    folder = Path(sys.argv[1])
    lines = (folder / "countries.tsv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {line.split("\t")[0] for line in lines} - _USERS
    found = {}
    for alias, replaced in get_global("territory_aliases").items():
        if len(alias) != 3 or not alias.isalpha() or alias in _WITHDRAWN:
            continue
        for code in codes.intersection(replaced):
            assert code not in found, (code, alias)
            found[code] = alias
    assert set(found) == codes, codes - set(found)
    rows = ["alpha2\talpha3", *(f"{code}\t{alias}" for code, alias in sorted(found.items()))]
    (folder / "country_codes.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
