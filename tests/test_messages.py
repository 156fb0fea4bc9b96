"""Messages: templates with named values, in English and in Japanese."""

from __future__ import annotations

import ast
import json
import pickle
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from click.testing import CliRunner

import kyoten_extract
from kyoten_extract.cli.commands import COMMANDS, _run, cli
from kyoten_extract.cli.help_texts import help_of, wrapped
from kyoten_extract.errors import PageRangeError, SourceError
from kyoten_extract.findings import codes
from kyoten_extract.messages import catalog, language, say, told, translated, words
from kyoten_extract.model import codec
from kyoten_extract.model.finding import Finding, message_of
from kyoten_extract.output.report.i18n import phrases
from kyoten_extract.text.normalize.width import display_width

_ROOT = Path(kyoten_extract.__file__).parent
# Errors of Python that no user reads.
_OWN = re.compile(r"(?:codes\.[A-Z_]+|(?:click\.)?UsageError|\w+Error)")
_PLAIN = {
    *("AttributeError", "IndexError", "KeyError", "NotImplementedError", "OSError"),
    *("PermissionError", "TypeError", "UnpicklingError", "ValueError", "WorkerError"),
}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(_ROOT.rglob("*.py")):
        if path.relative_to(_ROOT).parts[0] != "testing":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(_ROOT)}:{node.lineno}", node


CALLS = list(_calls())


def _templates(node: ast.expr) -> Iterator[str | None]:
    """Templates that an argument may be; ``None`` for one that is made at run time."""
    if isinstance(node, ast.IfExp):
        yield from (*_templates(node.body), *_templates(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)):
        yield None  # Not one of a table of template(...).


def _says() -> Iterator[tuple[str, ast.Call]]:
    for where, call in CALLS:
        if isinstance(call.func, ast.Name) and call.func.id in ("say", "template"):
            yield where, call


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


TEMPLATES = {t: where for where, call in _says() for t in _templates(call.args[0])}
HELP = {
    *help_of(cli),
    *(sentence for _, sentence in COMMANDS.values()),
    *(
        text
        for place, _ in COMMANDS.values()
        for text in help_of(getattr(import_module(place.split(":")[0]), place.split(":")[1]))
    ),
    *("Options", "Commands", "Examples:", "Show this message and exit."),
}


def test_every_template_is_written_out() -> None:
    assert None not in TEMPLATES, TEMPLATES[None]


def test_every_template_and_help_text_has_a_japanese_one_and_no_other() -> None:
    wanted = {*TEMPLATES, *HELP}
    assert sorted(wanted - {*catalog()}) == []
    assert sorted({*catalog()} - wanted) == []


def test_what_needs_a_package_has_a_japanese_word() -> None:
    purposes = {
        keyword.value.value
        for _, call in CALLS
        for keyword in call.keywords
        if keyword.arg == "needed_by" and isinstance(keyword.value, ast.Constant)
    }
    assert sorted(purposes) == sorted(words()["purpose"])


def test_both_languages_have_the_same_values() -> None:
    for english in filter(None, TEMPLATES):
        names = _names(english)
        assert all(name.isidentifier() for name in names), english
        assert _names(catalog()[english]) == names, english


def test_every_value_of_a_template_is_given() -> None:
    for where, call in _says():
        given = {keyword.arg for keyword in call.keywords}
        if None not in given and isinstance(call.func, ast.Name) and call.func.id == "say":
            for template in filter(None, _templates(call.args[0])):
                assert _names(template) <= given, where


def test_findings_and_errors_are_made_of_templates() -> None:
    """No message is an f-string or a bare string: it would have no Japanese."""
    bare = []
    for where, call in CALLS:
        name = ast.unparse(call.func)
        if _OWN.fullmatch(name) and name.rpartition(".")[2] not in _PLAIN:
            remedy = [keyword.value for keyword in call.keywords if keyword.arg == "remedy"]
            bare += [where for one in (*call.args[:1], *remedy) if _is_bare(one)]
    assert bare == []


def _is_bare(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_bare(node.body) or _is_bare(node.orelse)
    if isinstance(node, ast.Constant):
        return bool(node.value)
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def test_a_message_knows_its_template_and_values() -> None:
    message = say("page {page}: {how}", page=3, how=[say("{n} rows", n=2), "x"])
    assert message == "page 3: 2 rows, x"
    assert (message.template, message.values["page"]) == ("page {page}: {how}", 3)
    again = pickle.loads(pickle.dumps(message))
    assert (again, again.template, again.values) == (message, message.template, message.values)


def test_a_finding_keeps_english_template_and_values_in_json() -> None:
    evidence = [say("the numbers {first} to {last}", first=1, last=4)]
    finding = codes.JOIN_UNCERTAIN(
        say(
            "page {page}: it is not sure which lines are rows of their own; "
            "evidence: {unclear_rows:; }",
            page=2,
            unclear_rows=evidence,
        ),
        page=2,
    )
    data = json.loads(json.dumps(codec.encode(finding)))
    assert type(finding.message) is str
    assert data["message"].endswith("evidence: the numbers 1 to 4")
    assert data["values"]["unclear_rows"] == [
        {
            "message": "the numbers 1 to 4",
            "template": "the numbers {first} to {last}",
            "values": {"first": 1, "last": 4},
        }
    ]
    again = codec.decode(Finding, data)
    expected = (
        "2ページ: どの行が独立した行か確かではありません。根拠: 1 から 4 までの番号があります"
    )
    assert finding.text("ja") == again.text("ja") == expected
    assert again.text() == finding.message
    assert told(message_of(again), "ja") == expected


def test_json_of_an_earlier_version_is_read() -> None:
    data = {"code": "KY021", "severity": "warning", "message": "as it was"}
    finding = codec.decode(Finding, data)
    assert (finding.text("ja"), finding.template, finding.values) == ("as it was", "", {})
    assert set(codec.encode(finding)) & {"template", "values"} == set()


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("no such template {x.__class__}", {"x": 1}),
        ("page {page}: {count} boxes in cells; what is marked in them was not read", {"page": 1}),
        ("{gap:.1f} em of white between the texts", {"gap": "wide"}),
        ("{title}: {error}", {"title": {"message": "m"}, "error": 1}),
    ],
)
def test_what_does_not_fit_is_told_in_english(template: str, values: dict[str, Any]) -> None:
    """A file that others wrote can have any template and values; none is filled in but ours."""
    assert translated("as it was", template, values) == "as it was"


def test_errors_are_told_in_both_languages() -> None:
    error = PageRangeError(
        say("page {part} does not exist", part="9"),
        source="a.pdf",
        remedy=say("choose from pages 1-{count}", count=2),
    )
    assert str(error) == "a.pdf: page 9 does not exist (choose from pages 1-2)"
    assert error.text("ja") == "a.pdf: 9ページはありません（1-2 ページから選んでください）"
    assert pickle.loads(pickle.dumps(error)).text("ja") == error.text("ja")
    place = SourceError(say("the page has no area"), page=3)
    assert place.text("ja") == "入力 3ページ: ページの面積がありません"
    assert SourceError("other").text("ja") == "入力: other"


def test_columns_have_the_names_of_the_reports() -> None:
    known = {key: one.ja for key, one in phrases().items() if key.startswith("field.")}
    assert {f"field.{key}": name for key, name in words()["field"].items()} == known


def test_the_language_is_that_of_the_option_the_variable_or_the_locale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("KYOTEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language() == "en"
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert language() == "ja"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert language() == "en"
    monkeypatch.setenv("KYOTEN_LANG", "ja")
    assert language() == "ja"
    told_in_english = CliRunner().invoke(cli, ["--lang", "en", "explain", "KY201"]).output
    assert "Duplicate row number." in told_in_english
    monkeypatch.setenv("KYOTEN_LANG", "ja")  # The option sets it for the processes it starts.
    assert "重複" in CliRunner().invoke(cli, ["explain", "KY201"]).output


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_japanese_and_fits(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYOTEN_LANG", "ja")
    arguments = [*filter(None, [command]), "--help"]
    text = CliRunner().invoke(cli, arguments).output
    assert text.startswith("使い方: ")
    about = text.partition("例:")[0]
    assert all(display_width(line) <= 80 for line in about.split("\n"))
    assert re.findall(r"[a-z]+ [a-z]+ [a-z]+", about) == []


def test_japanese_lines_begin_with_no_closing_mark() -> None:
    lines = list(wrapped("一覧を、出力します。" * 20, 21))
    assert "".join(lines) == "一覧を、出力します。" * 20
    assert not any(line[0] in "、。" for line in lines)
    assert max(map(display_width, lines)) <= 21


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["extract"], "引数 FILE... が必要です"),
        (["extract", "--engne", "x"], "オプション「--engne」はありません。近いものは"),
        (["extract", "--zzzzzzzz", "x"], "オプション「--zzzzzzzz」はありません"),
        (["extract", "x", "--pages"], "--pages には値が必要です"),
        (["extract", "--isolate=3", "x"], "--isolate に値は指定できません"),
        (["extract", "x", "--jobs", "0"], "0 は範囲 x>=1 にありません"),
        (["extract", "x", "--jobs", "z"], "「z」は整数ではありません"),
        (["explain", "a", "b"], "余分な引数があります（b）"),
        (["explain", "--lang", "x"], "「x」は指定できません。'en', 'ja' のいずれか"),
        (["nothing"], "コマンド「nothing」はありません"),
        ([], "コマンドが必要です"),
    ],
)
def test_what_click_tells_is_in_japanese_too(
    arguments: list[str],
    found: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["kyoten", "--lang", "ja", *arguments])
    monkeypatch.setenv("KYOTEN_LANG", "ja")
    assert _run() == 2
    told_last = capsys.readouterr().err.splitlines()[-1]
    assert found in told_last
    assert told_last.startswith("エラー: ")
    # As click says it, where that is the language.
    monkeypatch.setattr("sys.argv", ["kyoten", "--lang", "en", *arguments])
    assert _run() == 2
    assert capsys.readouterr().err.splitlines()[-1].isascii()
