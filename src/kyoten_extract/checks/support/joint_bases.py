"""Bases that several municipalities run together, found by name and city."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kyoten_extract.model.survey import Base, BaseForm

# What offices abroad are called, whosever they are.
_GENERIC = (
    "事務所|代表処|連絡所|出張所|支所|窓口|デスク|センター|拠点|機能|業務|駐在員?|海外|現地|共同|"
    "経済|貿易|商務|観光|交流|産業|ビジネス|サポート|コーディネーター|アドバイザー|サポーター|"
    "東南|アジア|アセアン|ASEAN|欧州|北米|[・()（）\\s]"
)

_TELLING = 2


def joint_bases(bases: Sequence[Base]) -> list[list[Base]]:
    """The rows of each base that several municipalities print, by its name and city.

    Staff sent to another's office (JETRO共同事務所) are a base of their own there; and a name that
    says no more than what stands where (上海事務所) is shared by chance.
    """
    named: defaultdict[tuple[str, str | None], list[Base]] = defaultdict(list)
    for base in bases:
        if base.name is not None and base.form is not BaseForm.DISPATCH:
            named[base.name, base.city].append(base)
    return [
        rows
        for rows in named.values()
        if len(rows) > 1 and len({row.municipality for row in rows}) > 1 and _is_telling(rows[0])
    ]


def _is_telling(base: Base) -> bool:
    places = [re.escape(place) for place in (*base.cities, *base.countries)]
    return len(re.sub("|".join([*places, _GENERIC]), "", base.name or "")) >= _TELLING
