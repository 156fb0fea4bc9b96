"""Each fixture gives its reviewed records, field by field.

The golden files hold values only; raw texts, boxes and corrections differ from producer to
producer and are swept in ``test_laws``. Write them anew with ``python tests/test_golden.py``, and
read the difference before you commit it.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

import corpus
from kyoten_extract import Base, Survey
from shared_results import survey_of

_LEFT_OUT = ("raw", "source", "corrections", "codes")
# Where producers drop spaces at line ends, values are compared without any.
_SPACED = ("name", "form_note", "contractor", "department", "reason", "activities", "remarks")


def values(survey: Survey) -> dict[str, Any]:
    """The survey without what depends on the producer."""
    data = survey.to_dict()
    bases = [{k: v for k, v in base.items() if k not in _LEFT_OUT} for base in data["bases"]]
    return {
        "title": data["title"],
        "as_of": data["as_of"],
        "bases": bases,
        "published": data["published"],
        "leftovers": [leftover["text"] for leftover in data["leftovers"]],
    }


def without_spaces(data: dict[str, Any]) -> dict[str, Any]:
    bases = [
        {k: "".join(v.split()) if k in _SPACED and v else v for k, v in base.items()}
        for base in data["bases"]
    ]
    return {**data, "bases": bases}


@pytest.mark.parametrize(
    "fixture",
    [
        pytest.param(
            fixture,
            id=str(fixture),
        )
        for fixture in corpus.SURVEYS
    ],
)
def test_golden(fixture: corpus.Fixture) -> None:
    golden = json.loads((corpus.GOLDEN / fixture.golden).read_text(encoding="utf-8"))
    actual = values(survey_of(fixture.path))
    if not fixture.exact_spaces:
        golden, actual = without_spaces(golden), without_spaces(actual)
    assert actual["bases"] == golden["bases"]
    assert actual == golden


def repairs(survey: Survey) -> list[list[object]]:
    """Every repair that is more than a width or a line break."""
    return [
        [*base.key, correction.rule, correction.before, correction.after]
        for base in survey.bases
        for correction in base.corrections
        if correction.rule.startswith("url-")
    ]


def test_corrections_of_the_specimen() -> None:
    golden = json.loads((corpus.GOLDEN / "repairs.json").read_text(encoding="utf-8"))
    assert repairs(survey_of(corpus.FIXTURES / "calc.pdf")) == golden


def test_a_row_s_raw_text_has_its_printed_lines() -> None:
    base = _base(survey_of(corpus.FIXTURES / "calc.pdf"), (6, 1))
    assert base.raw["municipality_no"] == "6"
    assert base.raw["url"] == "http://www.yamagata-harbin.cn/"
    assert base.raw["form"] == "a 独自海外事務所"
    assert base.raw["contractor"] == ""
    cut = _base(survey_of(corpus.FIXTURES / "chromium.pdf"), (4, 3))
    assert cut.raw["municipality"] == "宮城\n県"
    assert cut.municipality == "宮城県"
    assert len(cut.source.boxes) == 2


def _base(survey: Survey, key: tuple[int, int]) -> Base:
    return next(base for base in survey.bases if base.key == key)


if __name__ == "__main__":
    for name in dict.fromkeys(f.golden for f in corpus.SURVEYS):
        source = next(f for f in corpus.SURVEYS if f.golden == name and f.exact_spaces)
        text = json.dumps(values(survey_of(source.path)), ensure_ascii=False, indent=1)
        (corpus.GOLDEN / name).write_text(text + "\n", encoding="utf-8")
    mended = repairs(survey_of(corpus.FIXTURES / "calc.pdf"))
    text = json.dumps(mended, ensure_ascii=False, indent=1)
    (corpus.GOLDEN / "repairs.json").write_text(text + "\n", encoding="utf-8")
