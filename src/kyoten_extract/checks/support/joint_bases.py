"""Joint bases: run by several municipalities, found by name and city."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kyoten_extract.model.survey import Base, BaseForm

# Words in the names of offices abroad that do not tell one office from another.
_GENERIC = (
    "事務所|代表処|連絡所|出張所|支所|窓口|デスク|センター|拠点|機能|業務|駐在員?|海外|現地|共同|"
    "経済|貿易|商務|観光|交流|産業|ビジネス|サポート|コーディネーター|アドバイザー|サポーター|"
    "東南|アジア|アセアン|ASEAN|欧州|北米|[・()（）\\s]"
)

# Characters left of a name without those words and places: fewer do not identify a base.
_LEAST_SPECIFIC = 2


def joint_bases(bases: Sequence[Base]) -> list[list[Base]]:
    """Return the rows of each base that several municipalities print.

    Left out are staff dispatched to another organization's office (JETRO共同事務所), which are
    bases of their own, and generic names (上海事務所), which are shared by chance.
    """
    named: defaultdict[tuple[str, str | None], list[Base]] = defaultdict(list)
    for base in bases:
        if base.name is not None and base.form is not BaseForm.DISPATCH:
            named[base.name, base.city].append(base)
    return [
        rows
        for rows in named.values()
        if len(rows) > 1 and len({row.municipality for row in rows}) > 1 and _is_specific(rows[0])
    ]


def _is_specific(base: Base) -> bool:
    places = [re.escape(place) for place in (*base.cities, *base.countries)]
    return len(re.sub("|".join([*places, _GENERIC]), "", base.name or "")) >= _LEAST_SPECIFIC
