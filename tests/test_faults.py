"""Faults put into a clean edition, one at a time: the checks notice them."""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from kyoten_extract import Survey
from shared_results import survey_of

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

faults = pytest.importorskip("faults", reason="the wheel is tested without its sources")
seen = pytest.importorskip("bench_faults").seen

# These never pass: the published totals, or the numbers, tell.
NOTICED = (
    "row dropped",
    "page dropped",
    "row doubled",
    "one staff figure",
    "total and local together",
    "form",
)
# Of the rest, so many of forty. A year that may well be is a year; a base may have had its number.
OFTEN = {kind: 36 for kind in faults.KINDS if kind not in NOTICED} | {"year": 12}
COMMON = list(OFTEN)


@cache
def clean() -> Survey:
    survey = survey_of(corpus.FIXTURES / "typst.pdf")
    return faults.read_again(survey, faults.printed(survey))


@cache
def said() -> Counter[tuple[object, ...]]:
    return seen(clean())


@pytest.mark.slow
@given(kind=st.sampled_from(NOTICED), random=st.randoms(use_true_random=False))
def test_no_such_fault_passes(kind: str, random: Random) -> None:
    assert seen(faults.faulty(clean(), kind, random)) - said()


@pytest.mark.slow
@given(
    kind=st.sampled_from([kind for kind in faults.KINDS if kind not in faults.STRUCTURAL]),
    random=st.randoms(use_true_random=False),
)
def test_no_edited_value_passes(kind: str, random: Random) -> None:
    fault = faults.edited(clean(), faults.faulty(clean(), kind, random, "off"))
    if fault.bases != clean().bases:
        assert any(entry[1] == "KY105" for entry in seen(fault) - said())


@pytest.mark.parametrize(
    "kind", [*COMMON[:2], *(pytest.param(kind, marks=pytest.mark.slow) for kind in COMMON[2:])]
)
def test_most_faults_are_noticed(kind: str) -> None:
    random = Random(kind)
    noticed = sum(bool(seen(faults.faulty(clean(), kind, random)) - said()) for _ in range(40))
    assert noticed >= OFTEN[kind]
