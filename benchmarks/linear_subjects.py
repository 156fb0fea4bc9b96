"""What bench_linear.py measures: every function that is given the text of a cell."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from functools import partial
from types import ModuleType
from typing import Any, get_args

from kyoten_extract import Base, Source, Survey, diff, extract, read_records, validate
from kyoten_extract.checks.record_rules import RECORD_RULES
from kyoten_extract.checks.rules import RULES
from kyoten_extract.editions.panel import panel_of
from kyoten_extract.layout import field_types, label_fit, value_types
from kyoten_extract.layout.column_model import KINDS, Column, Kind
from kyoten_extract.layout.content_fit import Content, content_fit, is_value, kind_misfits
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model.finding import Correction
from kyoten_extract.model.survey import BASE_COLUMNS, BaseForm, FiscalYear, Provenance, Staff
from kyoten_extract.records.corrections import correct_text
from kyoten_extract.records.normalize_cells import Context, read_cell
from kyoten_extract.text.gazetteer.municipality_spelling import NameContext
from kyoten_extract.text.gazetteer.one_edit import NearIndex
from kyoten_extract.text.gazetteer.place_spelling import PlaceIndex
from kyoten_extract.text.normalize.line_breaks import Setting
from kyoten_extract.text.proposal import Proposal
from kyoten_extract.text.repair.lexicon import Words

Subject = Callable[[str], object]

MODULES = ("text", "layout.field_types", "layout.value_types", "layout.label_fit")
# Functions that are given no text of a cell: a character, a length, a file of the package's own.
NOT_OF_CELLS = {
    "read_bytes",
    "read_lines",
    "read_text",
    "shipped_words",
    "share_radical",
    "look_alike",
    "is_japanese_form",
}
NOT_OF_CELLS |= {
    "cities_of",
    "cities_with",
    "packed_cities",
    "place_of",
    "to_hiragana",
    "japanese_form",
    "confusables",
    "is_wide",
    "check_digit",
    "with_check_digit",
}
NOT_OF_CELLS |= {"country_of", "listed_under", "shown_date", "shown_number", "sections_of"}
NOT_OF_CELLS |= {"packed", "read_pairs", "marks_of", "name_of", "packed_places", "place_at"}
# Texts of other cells.
_OTHER = "上海"
_KEPT = "kokusai"
TEXTS = ("raw", "text", "one", "before", "word", "printed", "name", "label", "address", "url")
TEXTS = (*TEXTS, "host", "token", "char", "katakana", "link", "value", "code")


def _arguments(text: str) -> Mapping[str, Callable[[], Any]]:
    """Values of the parameters that functions have beside their first."""
    column = Column("x", ("あ",), "name")
    return {
        "context": lambda: NameContext(texts=text),
        "words": lambda: Words.of([text, "ビジネスセンター"]),
        "setting": Setting,
        "capacity": lambda: 20,
        "other": lambda: text[:-1] + "x",
        "after": lambda: text[:-1] + "x",
        "meant": lambda: text[:-1] + "x",
        "known": lambda: "拠点名",
        "labels": lambda: ("拠点名", "職員数"),
        "drawn": lambda: False,
        "most": lambda: 40,
        "least": lambda: 4,
        "codes": lambda: ["CN"],
        "cities": lambda: [_OTHER],
        "times": lambda: 1,
        "links": lambda: [text[:-1] + "x"],
        "proposals": lambda: [Proposal(i, i + 1, "x", "r", 1.0, "") for i in range(len(text))],
        "hints": lambda: (_KEPT,),
        "column": lambda: column,
        "code": lambda: "@",
        "kind": lambda: "name",
        "kinds": lambda: KINDS,
        "names": lambda: frozenset({"equal"}),
    }


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, found in vars(module).items():
        own = getattr(found, "__module__", None) == module.__name__
        if own and not name.startswith("_") and not inspect.isclass(found) and callable(found):
            yield name, found


def _modules() -> Iterator[ModuleType]:
    for name in MODULES:
        module = importlib.import_module(f"kyoten_extract.{name}")
        if hasattr(module, "__path__"):
            for found in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
                yield importlib.import_module(found.name)
        else:
            yield module


def _call(function: Callable[..., Any], text: str) -> None:
    """Call a function by its signature: ``text`` for its text, the usual for all else."""
    given: dict[str, Any] = {}
    other = _arguments(text)
    for parameter in inspect.signature(function).parameters.values():
        kind = str(parameter.annotation)
        # The first text is the cell; then come its rivals.
        if kind == "str" and not any(value is text for value in given.values()):
            given[parameter.name] = text
        elif parameter.name in ("known", "printed") and kind != "str":
            given[parameter.name] = (
                PlaceIndex.of([_OTHER, text]) if kind == "PlaceIndex" else frozenset({text, _OTHER})
            )
        elif kind == "Mapping[str, int]":
            given[parameter.name] = {text: 1, text[:-1] + "x": 2}
        elif "Sequence[Sequence[str]]" in kind:
            given[parameter.name] = [[text]]
        elif kind in ("Iterable[str]", "Sequence[str]", "Iterable[str | None]") and not given:
            given[parameter.name] = [text, _OTHER]
        elif parameter.name in other and not (
            parameter.default is not inspect.Parameter.empty and parameter.name not in ("capacity")
        ):
            given[parameter.name] = other[parameter.name]()
    found = function(**given)
    if inspect.isgenerator(found):
        list(found)


def _of_text() -> Iterator[tuple[str, Subject]]:
    for module in _modules():
        short = module.__name__.removeprefix("kyoten_extract.")
        for name, function in _functions(module):
            parameters = inspect.signature(function).parameters.values()
            if name in NOT_OF_CELLS or not any("str" in str(p.annotation) for p in parameters):
                continue
            if any("NameEdit" in str(p.annotation) for p in parameters):
                continue
            yield f"{short}.{name}", partial(_call, function)
    yield (
        "text.gazetteer.one_edit.NearIndex",
        lambda text: NearIndex([text, "ア"]).near(text + "ア"),
    )
    yield (
        "text.gazetteer.place_spelling.PlaceIndex",
        lambda text: list(PlaceIndex.of([text]).near(text)),
    )
    words = Words.of(["ビジネスセンター"])
    yield "text.repair.lexicon.Words.knows", words.knows
    yield "text.repair.lexicon.Words.katakana", lambda text: Words.of([text]).has_run(text)
    yield "text.repair.lexicon.Words.latin", lambda text: Words.of([text]).latin


def _of_kinds() -> Iterator[tuple[str, Subject]]:
    for kind in KINDS:
        column = Column("x", ("あ",), kind, choices=("甲", "乙"), endings=("課",), units=("人",))
        bare = Column("x", ("あ",), kind)
        yield f"read_value {kind}", partial(value_types.read_value, column)
        yield f"standard_form {kind}", partial(value_types.standard_form, column)
        yield f"kind_fit {kind}", partial(field_types.kind_fit, kind)
        yield f"content_fit {kind}", lambda text, one=bare: content_fit(one, Content([text]))
        yield f"read_cell {kind}", partial(_read_cell, kind)
        yield f"correct_text {kind}", partial(_correct, kind)
    for names in ("municipality", "country", "city"):
        named = Column("x", ("あ",), "name", names=names)
        yield f"content_fit {names}", partial(is_value, named)
        yield f"kind_misfits {names}", lambda text, one=named: kind_misfits(one, Content([text]))


def _read_cell(kind: Kind, text: str) -> None:
    for items in (None, frozenset({_OTHER})):
        context = Context(places=frozenset({_OTHER, "大阪"}), capacity=20, items=items)
        read_cell("x", text, kind, context, 0.0, ("tokyo",))


def _correct(kind: Kind, text: str) -> None:
    correct_text("x", text, kind, Words.of([text]), 0.0)


# Surveys, lists and editions of which each cell is the text


def survey_of(text: str) -> Survey:
    """Three bases: of the text in each field, of almost the text, and of a usual row."""
    return Survey(
        text, None, Source("x", "0" * 64, 1, "pdfium", "1"),
        (_base(text, 1), _base(text[:-1] + "x", 2), _base("上海", 3)), None,
    )  # fmt: skip


def _base(text: str, number: int) -> Base:
    texts = {field.name: text for field in fields(Base) if "str | None" in str(field.type)}
    texts.pop("section", None)
    raw = dict.fromkeys(BASE_COLUMNS, text)
    box = (1, 0.0, 10.0 * number, 9.0, 10.0 * number + 9)
    return Base(
        municipality_no=1, base_no=number, countries=(text, _OTHER), cities=(text, _OTHER),
        form=BaseForm.CONTRACT, established=FiscalYear("平成", 14, 2002), staff=Staff(1, 1, 0),
        extras={text[:50]: text, "他": text}, raw=raw, source=Provenance((1,), (box,), (text,)),
        corrections=(Correction("url", text, text + "x", "width", 1.0),), **texts,
    )  # fmt: skip


def _of_rules() -> Iterator[tuple[str, Subject]]:
    for rule in RULES:
        name = getattr(rule.check, "__name__", "rule")
        yield f"rule {name}", lambda text, one=rule: list(one.check(survey_of(text)))
    for check in RECORD_RULES:
        name = getattr(check, "__name__", "rule")
        yield f"rule of records {name}", lambda text, one=check: list(one(records_of(text)))


def records_of(text: str) -> Any:
    """Records of any survey, read from a transcription with the text in its cells."""
    return read_records(transcript(text), layout=KYOTEN)


_LABELS = [column.labels[0] for column in KYOTEN.columns]


def transcript(text: str, column: int | None = None) -> bytes:
    """A transcription with the text in each cell, or in those of one column."""
    usual = "1 1 北海道 事務所 中国 上海 a 会社 H14 総務課 2 1 1 目的 活動 http://a.jp/ 無".split()
    if column is None:
        rows = [[str(n), "1", *[text] * (len(_LABELS) - 2)] for n in (1, 2)]
    else:
        rows = [[*usual] for _ in range(2)]
        for number, row in enumerate(rows):
            row[1] = str(number + 1)
            row[column] = text if number == 0 else text[:-1] + "x"
    cells = [["自治体の海外拠点一覧"], _LABELS, *rows]
    lines = ("\t".join(_quoted(cell) for cell in row) for row in cells)
    return "\n".join(lines).encode("utf-8", "replace")


def _quoted(cell: str) -> str:
    cell = cell.replace("\t", " ")
    return '"' + cell.replace('"', '""') + '"' if "\n" in cell else cell


def _of_whole() -> Iterator[tuple[str, Subject]]:
    for place, column in enumerate(KYOTEN.columns):
        yield f"extract, {column.key}", lambda text, one=place: _whole(transcript(text, one))
    yield "validate", lambda text: validate(survey_of(text)).to_dict()
    yield "diff", lambda text: diff(survey_of(text), survey_of(text[:-2] + "xy")).to_dict()
    yield "panel", lambda text: panel_of([survey_of(text), survey_of(text[:-2] + "xy")])


def _whole(data: bytes) -> None:
    survey = extract(data)
    validate(survey).to_dict()
    survey.to_dict()


def subjects() -> dict[str, Subject]:
    """Everything that is measured, by name."""
    assert get_args(Kind)
    assert replace
    assert label_fit
    return {
        name: subject
        for source in (_of_text, _of_kinds, _of_rules, _of_whole)
        for name, subject in source()
    }
