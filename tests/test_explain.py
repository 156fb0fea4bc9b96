"""The texts of the codes: one source, both languages, and the command that prints them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kyoten_extract.cli.commands import cli
from kyoten_extract.findings.codes import ALL, SECTIONS, Code
from kyoten_extract.findings.explain import detail, explanation, summary
from kyoten_extract.model.field_catalog import explained


def explain(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["explain", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("code", ALL.values(), ids=lambda code: code.id)
def test_every_code_is_explained_in_both_languages(code: Code) -> None:
    assert code.detail, "say what happened to the data, and what to do"
    assert not code.summary_ja.isascii()
    assert not code.detail_ja.isascii()
    assert code.summary_ja.endswith("。")
    assert sum(code.id.startswith(section.prefix) for section in SECTIONS) == 1


def test_one_code() -> None:
    text = explain("KY101")
    assert text.startswith("KY101 (error)\n")
    assert ALL["KY101"].summary in text
    assert ALL["KY101"].detail in text
    assert explain("ky101") == text
    assert ALL["KY101"].detail_ja in explain("KY101", "--lang", "ja")
    assert "info or warning" in explain("KY012")


def test_all_codes() -> None:
    for lines in (explain().splitlines(), explain("--lang", "ja").splitlines()):
        assert [line[:5] for line in lines] == sorted(ALL)


def test_an_unknown_code_is_wrong_usage() -> None:
    result = CliRunner().invoke(cli, ["explain", "KY999"])
    assert result.exit_code == 2
    assert "unknown finding code or column 'KY999'" in result.output


def test_a_code_without_japanese_is_told_in_english() -> None:
    code = Code("KY999", "info", "Short.", "Long.")
    assert (summary(code, "ja"), detail(code, "ja")) == ("Short.", "Long.")
    assert explanation(Code("KY999", "info", "Short.")) == "KY999 (info)\nShort.\n"


def test_columns_are_explained_by_their_keys() -> None:
    result = CliRunner().invoke(cli, ["--lang", "en", "explain", "municipality_code"])
    assert result.exit_code == 0
    assert result.output == f"{explained('municipality_code', 'en')}\n"
    assert "six digits" in result.output
    japanese = CliRunner().invoke(cli, ["explain", "remarks", "--lang", "ja"])
    assert "備考 (Remarks)" in japanese.output
    assert CliRunner().invoke(cli, ["explain", "remarks", "-o", "x.md"]).exit_code == 2
