"""Execution providers of onnxruntime, from the API and the command line to the sessions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import corpus
from command_line import Streams
from kyoten_extract import extract, read_records, read_table
from kyoten_extract.errors import UsageError
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.ocr.recognition import execution_providers, rapidocr_engine, second_pass

SCAN = corpus.FIXTURES / "scan.pdf"
PICTURE = corpus.FIXTURES / "upside_down.png"
CPU = ("CPUExecutionProvider", {"arena_extend_strategy": "kSameAsRequested"})


class StoppedError(Exception):
    """The recognizer was asked for, and nothing more is to be read."""


@pytest.mark.parametrize("source", [SCAN, PICTURE])
@pytest.mark.parametrize("read", [extract, read_table, read_records])
def test_providers_reach_the_recognizer(
    source: Any, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(model: str, options: Any, providers: Any) -> None:
        raise StoppedError(model, providers)

    monkeypatch.setattr(rapidocr_engine, "new_session", stop)
    options = {"layout": KYOTEN} if read is read_records else {}
    with pytest.raises(StoppedError) as stopped:
        read(source, providers=[CPU], processes=1, **options)
    assert stopped.value.args[1] == [CPU]


def test_providers_reach_the_second_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def made(processes: int = 1, providers: Any = None) -> Any:
        asked.append(providers)
        return SimpleNamespace(read=list)

    monkeypatch.setattr(second_pass, "new_recognizer", made)
    second_pass.SecondPass(providers=[CPU])([], [])
    assert asked == [[CPU]]


def test_a_session_runs_on_the_providers_asked_for() -> None:
    pytest.importorskip("onnxruntime")
    recognizer = rapidocr_engine.RapidRecognizer(1, [CPU])
    assert recognizer._session.get_providers() == ["CPUExecutionProvider"]
    options = recognizer._session.get_provider_options()["CPUExecutionProvider"]
    assert isinstance(options, dict)


def test_an_unknown_provider_is_an_error_that_names_those_there_are() -> None:
    pytest.importorskip("onnxruntime")
    with pytest.raises(UsageError, match="no provider GpuProvider") as caught:
        extract(PICTURE, providers=["GpuProvider"])
    assert "CPUExecutionProvider" in caught.value.remedy


def test_a_provider_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")

    class FallenBack:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def get_providers(self) -> list[str]:
            return ["CPUExecutionProvider"]

    monkeypatch.setattr(onnxruntime, "InferenceSession", FallenBack)
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["Gpu"])
    with pytest.raises(UsageError, match="could not start the provider Gpu"):
        execution_providers.new_session("model", None, ["Gpu"])


@pytest.mark.parametrize("wrong", ["CPUExecutionProvider", [], [1], [("a", "b")], {"a": {}}, 3])
def test_what_is_no_list_of_names_is_refused_before_reading(wrong: Any) -> None:
    for read in (extract, read_table):
        with pytest.raises(UsageError):
            read("there is no such file", providers=wrong)


def test_the_command_line_takes_names(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    pytest.importorskip("onnxruntime")
    run = Streams(monkeypatch, capsysbinary)
    ended = run("table", PICTURE, "--providers", "Gpu, CPUExecutionProvider")
    assert ended.status == 2
    assert "no provider Gpu" in ended.stderr
