"""The records: exact round trips, the contract's keys, and a schema that is the types'."""

from __future__ import annotations

import dataclasses
import json
import pickle
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import given

import corpus
from kyoten_extract import BaseForm, KyotenError, Survey
from kyoten_extract import errors as errors_module
from kyoten_extract.errors import FormatError, PasswordError
from kyoten_extract.model import codec
from kyoten_extract.model.codec import schema
from kyoten_extract.model.finding import Correction
from shared_results import survey_of
from strategies import surveys

BASE_KEYS = (
    "municipality_no base_no municipality name country countries city cities form form_note "
    "contractor established department staff reason activities url remarks extras raw source "
    "corrections"
).split()


@given(surveys)
def test_a_survey_round_trips_through_json(survey: Survey) -> None:
    assert Survey.from_dict(json.loads(json.dumps(survey.to_dict()))) == survey


# Made once: ``jsonschema.validate`` checks the schema itself for every survey.
VALIDATOR = jsonschema.Draft202012Validator(schema(Survey))


@given(surveys)
def test_what_is_written_fits_the_schema(survey: Survey) -> None:
    VALIDATOR.validate(survey.to_dict())


def test_keys_are_in_the_order_of_the_contract() -> None:
    data = survey_of(corpus.FIXTURES / "transcript.tsv").to_dict()
    assert list(data) == [
        "title", "as_of", "source", "bases", "published", "leftovers", "findings",
    ]  # fmt: skip
    assert list(data["source"]) == ["name", "sha256", "pages", "engine", "version"]
    base = data["bases"][0]
    assert list(base) == [*BASE_KEYS, "codes"]
    assert list(base["established"]) == ["era", "era_year", "year"]
    assert list(base["staff"]) == ["total", "dispatched", "local"]
    assert list(base["source"]) == ["pages", "boxes"]
    changed = next(b for b in data["bases"] if b["corrections"])
    assert list(changed["corrections"][0]) == ["field", "before", "after", "rule", "confidence"]
    assert list(data["published"]) == [
        "municipalities", "bases", "countries", "cities", "forms", "staff", "staff_mean", "notes",
    ]  # fmt: skip
    assert list(data["findings"][0]) == [
        "code", "severity", "message", "field", "row", "page", "bbox", "expected", "actual",
        "template", "values",
    ]  # fmt: skip
    assert data["as_of"] == "2017-09-30"
    assert base["form"] == "a"


def test_the_shipped_schema_is_that_of_the_types() -> None:
    shipped = resources.files("kyoten_extract").joinpath("schemas/survey.schema.json")
    assert json.loads(shipped.read_text(encoding="utf-8")) == schema(Survey)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.pop("bases"), "Survey: Object missing required field bases"),
        (lambda d: d["bases"][0].pop("url"), "Survey.bases[0]: Object missing required field url"),
        (lambda d: d["bases"][0].update(base_no="1"), "Survey.bases[0].base_no"),
        (lambda d: d["bases"][0].update(base_no=True), "Survey.bases[0].base_no"),
        (lambda d: d["bases"][0].update(form="e"), "Survey.bases[0].form"),
        (lambda d: d.update(as_of="soon"), "Survey.as_of"),
        (lambda d: d["findings"][0].update(severity="grave"), "Survey.findings[0].severity"),
        (lambda d: d["bases"][0]["source"].update(boxes=[[1, 2]]), "source.boxes[0]"),
        (lambda d: d["bases"][0].update(raw=[]), "Survey.bases[0].raw"),
        (lambda d: d["bases"][0].update(staff=[]), "Survey.bases[0].staff"),
        (lambda d: d.update(bases={}), "Survey.bases"),
    ],
)
def test_malformed_json_is_named_by_its_path(change: Any, path: str) -> None:
    data = survey_of(corpus.FIXTURES / "transcript.tsv").to_dict()
    change(data)
    with pytest.raises(FormatError, match=r"Expected|missing|Invalid") as caught:
        Survey.from_dict(data)
    assert path in str(caught.value)


def test_records_are_frozen() -> None:
    survey = survey_of(corpus.FIXTURES / "transcript.tsv")
    with pytest.raises(dataclasses.FrozenInstanceError):
        survey.bases[0].url = "x"  # type: ignore[misc]
    assert not hasattr(survey.bases[0], "__dict__")


def test_forms_have_the_survey_s_labels() -> None:
    labels = {form.value: form.label for form in BaseForm}
    assert labels == {"a": "独自事務所", "b": "機関等派遣", "c": "業務委託", "d": "その他"}


def test_every_error_is_a_kyoten_error_and_survives_pickling() -> None:
    kinds = [
        value
        for value in vars(errors_module).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert len(kinds) > 10
    for kind in kinds:
        assert issubclass(kind, KyotenError)
        error = kind("problem", source="a.pdf", page=3, remedy="mend it")
        assert str(error) == "a.pdf, page 3: problem (mend it)"
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.page) == (kind, str(error), 3)
    assert issubclass(PasswordError, PermissionError)


def test_corrections_share_what_nothing_was_put_into() -> None:
    bare = Correction("name", "a", "b", "width", 1.0)
    told = Correction("name", "a", "b", "width", 1.0, "because", "{why}", {"why": "because"})
    assert (bare.evidence, bare.template, bare.values) == ("", "", {})
    for one in (bare, told):
        for same in (one, pickle.loads(pickle.dumps(one)), msgspec_read(one)):
            assert dataclasses.asdict(same) == dataclasses.asdict(one)
            json.dumps(dataclasses.asdict(same))
    for change in (
        lambda values: values.update(x=1),
        lambda values: values.setdefault("x", 1),
        lambda values: values.__setitem__("x", 1),
    ):
        with pytest.raises(TypeError, match="can't be changed"):
            change(bare.values)
    assert dataclasses.replace(told, evidence="", template="", values={}) == bare


def msgspec_read(correction: Correction) -> Correction:
    return codec.decode(Correction, codec.encode(correction))
