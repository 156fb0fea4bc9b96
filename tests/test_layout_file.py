"""Layout files: what they may say, and errors that name file, line, key and remedy."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from importlib import resources
from pathlib import Path
from random import Random

import pytest

from kyoten_extract import KYOTEN, Layout
from kyoten_extract.errors import FormatError, LayoutFileError
from kyoten_extract.layout import layout_file
from kyoten_extract.layout.column_model import KINDS, Check, Joined, Part
from kyoten_extract.layout.file_entries import Entries, Lines
from kyoten_extract.layout.infer_layout import _key

HEAD = 'name = "shops"\n'
SHOP = '[[columns]]\nkey = "shop"\nlabels = ["店名"]\nholds = "name"\n'
FLOOR = '[[columns]]\nkey = "floor"\nlabels = ["階"]\nholds = "number"\n'
AREA = '[[columns]]\nkey = "area"\nlabels = ["面積"]\nholds = "decimal"\nunits = ["㎡"]\n'
GOOD = HEAD + SHOP + FLOOR + AREA


def test_what_a_layout_may_say() -> None:
    layout = Layout.from_toml(
        'name = "shops"\ntitle = "店の一覧"\ndates = ["時点"]\ntotal_rows = ["合計"]\n'
        'identifies = [["shop"], ["floor", "area"]]\nleast_columns = 2\n'
        + SHOP
        + 'parts = [{ labels = ["屋号"] }, { labels = ["支店"], joiner = " ", keep = false }]\n'
        + FLOOR
        + "between = [-1, 9]\nmerged = true\nunique = true\n"
        + AREA
        + '[[joined]]\nlabels = ["階・面積"]\ninto = ["floor", "area"]\npattern = "(.+)階(.+)"\n'
        '[totals]\nshops = ["店舗数"]\n'
        '[[checks]]\npublished = "shops"\nof = "rows"\nseverity = "warning"\n'
        '[[checks]]\nnot_empty = ["area"]\ncode = "X001"\n'
    )
    assert layout.dates == ("時点",)
    assert layout.identifies == (("shop",), ("floor", "area"))
    assert layout.column("shop").parts == (Part(("屋号",)), Part(("支店",), False, " "))
    assert layout.joined == (Joined(("階・面積",), ("floor", "area"), "(.+)階(.+)"),)
    assert layout.column("area").units == ("㎡",)
    assert layout.checks == (
        Check("unique", ("floor",)),
        Check("between", ("floor",), least=-1, most=9),
        Check("count", published="shops", severity="warning"),
        Check("not_empty", ("area",), code="X001"),
    )
    assert not layout.reads_bases
    assert KYOTEN.reads_bases


def test_one_group_of_identifying_columns_is_a_plain_list() -> None:
    assert Layout.from_toml('identifies = ["shop"]\n' + GOOD).identifies == (("shop",),)


def test_a_list_has_half_of_its_columns_unless_the_layout_says_otherwise() -> None:
    assert Layout.from_toml(GOOD).least_columns == 2
    more = "".join(SHOP.replace("shop", f"s{n}").replace("店名", f"店{n}") for n in range(4))
    assert Layout.from_toml(GOOD + more).least_columns == 4
    assert Layout.from_toml(GOOD + more + "optional = true\n").least_columns == 3
    assert Layout.from_toml("least_columns = 1\n" + GOOD + more).least_columns == 1
    assert Layout.from_toml(HEAD + SHOP).least_columns == 1


def test_columns_may_be_inline_tables() -> None:
    toml = HEAD + 'columns = [{ key = "shop", labels = ["店名"], holds = "name" }]\n'
    assert Layout.from_toml(toml).column("shop").labels == ("店名",)
    with pytest.raises(LayoutFileError, match=r"line 2: columns\[1\].holds"):
        Layout.from_toml(toml.replace('"name" }', '"colour" }'))


BAD = {
    "no TOML": (HEAD + "[[columns]\n", "at line 2"),
    "nothing": ("", "columns is missing"),
    "no columns": (HEAD, "declare each column"),
    "labels as a text": (
        HEAD + SHOP.replace('["店名"]', '"店名"'),
        r"line 4: .*labels.*not a list",
    ),
    "a label that is a number": (HEAD + SHOP.replace('"店名"', "3"), "3, which is not a text"),
    "no labels": (HEAD + SHOP.replace('labels = ["店名"]\n', ""), r"line 2: .*labels.* is missing"),
    "a key twice": (GOOD + FLOOR, r"line 16: columns\[4\].key 'floor' is that of two columns"),
    "a label twice": (GOOD.replace('"階"', '"店 名"'), "'店 名' is a label of shop and of floor"),
    "an unknown kind": (GOOD.replace('"number"', '"numbr"'), "unknown kind 'numbr' .*'number'"),
    "an unknown word": (GOOD.replace("units", "unit"), r"line 14: .*unit .* unknown .*'units'"),
    "an unknown word at the top": ("titel = 'x'\n" + GOOD, "line 1: titel is unknown .*'title'"),
    "a key that is no name": (HEAD + SHOP.replace('"shop"', '"1 shop"'), "'1 shop' is not a name"),
    "a key of the record's own": (HEAD + SHOP.replace('"shop"', '"source"'), "'source' .*source_1"),
    "a hidden key": (HEAD + SHOP.replace('"shop"', '"__dict__"'), "'__dict__' is not a name"),
    "true in quotes": (GOOD + 'required = "yes"\n', "not true or false .*without quotes"),
    "units of a name": (HEAD + SHOP + 'units = ["m"]\n', "no meaning .*number"),
    "a choice of nothing": (HEAD + SHOP.replace('"name"', '"choice"'), "choices .*is missing"),
    "a code of words": (
        HEAD + SHOP.replace('"name"', '"code"') + 'choices = ["ab"]\n',
        "single letters",
    ),
    "yes without no": (HEAD + SHOP.replace('"name"', '"flag"') + 'yes = ["有"]\n', "no .*missing"),
    "yes and no alike": (
        HEAD + SHOP.replace('"name"', '"flag"') + 'yes = ["有"]\nno = ["有"]\n',
        "share '有'",
    ),
    "required and optional": (GOOD + "required = true\noptional = true\n", "contradicts required"),
    "one part": (HEAD + SHOP + 'parts = [{ labels = ["屋号"] }]\n', "has 1 parts"),
    "place 0": (GOOD + "place = 0\n", "place .* is 0"),
    "more columns than there are": ("least_columns = 9\n" + GOOD, "has 3 columns"),
    "an unknown column": (
        'identifies = ["shopp"]\n' + GOOD,
        "'shopp', which is no column .*'shop'",
    ),
    "bounds of a name": (HEAD + SHOP + "between = [1, 2]\n", "no meaning for a name"),
    "bounds the wrong way": (GOOD + "between = [2, 1]\n", "the lower one first"),
    "bounds that are dates": (GOOD + "between = [2020-01-01, 2021-01-01]\n", "two numbers"),
    "no expression": (HEAD + SHOP + 'matches = "("\n', "no regular expression"),
    "groups that are not there": (
        GOOD + '[[joined]]\nlabels = ["x"]\ninto = ["shop", "floor"]\npattern = "(.)"\n',
        "1 groups for 2 columns",
    ),
    "a check of nothing": (GOOD + '[[checks]]\ncode = "X1"\n', "checks nothing"),
    "a check of two things": (
        GOOD + '[[checks]]\nunique = ["shop"]\nnot_empty = ["shop"]\n',
        "unique and not_empty",
    ),
    "a sum of names": (
        GOOD + '[[checks]]\nsum = ["shop", "floor"]\ntotal = "area"\n',
        "'shop', a name",
    ),
    "a sum with itself": (
        GOOD + '[[checks]]\nsum = ["area", "floor"]\ntotal = "area"\n',
        "also in sum",
    ),
    "a column twice": (GOOD + '[[checks]]\nunique = ["shop", "shop"]\n', "a column twice"),
    "an unknown figure": (
        GOOD + '[[checks]]\npublished = "shops"\nof = "rows"\n',
        r"not in \[totals\]",
    ),
    "an unknown code": (GOOD + '[[checks]]\nunique = ["shop"]\ncode = "KY998"\n', "no code"),
    "a table in place of a list": ('joined = "x"\n' + GOOD, "not a list"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_layout_names_file_line_key_and_remedy(name: str, tmp_path: Path) -> None:
    toml, message = BAD[name]
    file = tmp_path / "mine.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(LayoutFileError, match=message) as caught:
        Layout.load(file)
    assert str(caught.value).startswith("mine.toml: not a layout: ")
    assert isinstance(caught.value, FormatError)
    assert "\n" not in str(caught.value)


def test_a_layout_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(LayoutFileError, match=r"none.toml: .*no such file.*--infer"):
        Layout.load(tmp_path / "none.toml")
    with pytest.raises(LayoutFileError, match="can't be opened"):
        Layout.load(tmp_path)
    file = tmp_path / "sjis.toml"
    file.write_bytes(GOOD.encode("cp932"))
    with pytest.raises(LayoutFileError, match=r"line 4: byte 0x\w\w is not UTF-8 .*save"):
        Layout.load(file)
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert Layout.load(file).name == "shops"


def schema() -> dict[str, object]:
    file = resources.files("kyoten_extract.layout").joinpath("layout.schema.json")
    data: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return data


def test_the_schema_knows_the_shipped_layout() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    text = resources.files("kyoten_extract.layout").joinpath("kyoten.toml")
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    validator.validate(tomllib.loads(text.read_text(encoding="utf-8")))
    for toml in (GOOD, GOOD + "between = [1, 2]\n"):
        validator.validate(tomllib.loads(toml))


# What only the whole layout tells: keys that are there, and settings that need one another.
_BEYOND_A_SCHEMA = (
    *("a key twice", "a label twice", "no TOML", "no labels", "units of a name"),
    *("a choice of nothing", "a code of words", "yes without no", "yes and no alike"),
    *("required and optional", "more columns than there are", "an unknown column"),
    *("bounds of a name", "bounds the wrong way", "bounds that are dates", "no expression"),
    *("groups that are not there", "a sum of names", "a sum with itself", "an unknown figure"),
    "an unknown code",
)


@pytest.mark.parametrize("name", [name for name in BAD if name not in _BEYOND_A_SCHEMA])
def test_the_schema_refuses_what_the_reader_refuses(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    assert not validator.is_valid(tomllib.loads(BAD[name][0]))


def test_the_schema_has_every_word_of_the_reader() -> None:
    definitions = schema()["$defs"]
    assert isinstance(definitions, dict)
    assert set(definitions["column"]["properties"]) == set(layout_file._COLUMN_KEYS)
    kinds = definitions["column"]["properties"]["holds"]["oneOf"]
    assert {kind["const"]: kind["description"] for kind in kinds} == dict(KINDS)
    properties = schema()["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == set(layout_file.LayoutParts.__annotations__)


def test_the_survey_s_checks_are_in_its_layout() -> None:
    assert KYOTEN.checks == (
        Check("sum", ("staff_dispatched", "staff_local"), total="staff_total", code="KY101"),
        Check("unique", ("municipality_no", "base_no"), code="KY201"),
    )
    assert re.match(r"KY\d", KYOTEN.checks[0].code or "")


VALUES: tuple[object, ...] = (
    *(1, -1, 0, 1.5, float("nan"), True, "", "x", "(", "no", "name", "KY101", {}, {"a": 1}),
    *([], [1], ["no"], [[]], [["no"]], [{}], ["", ""], [1, 2], ["no", "no"], [float("nan"), 1]),
    *(dt.date(2020, 1, 1), dt.datetime(2020, 1, 1), [dt.date(2020, 1, 1), 1]),
)
WORDS = "zz place labels holds units merged required choices yes no between matches sum of code"


def places(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data)  # type: ignore[arg-type]
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def test_any_wrong_value_is_a_layout_file_error() -> None:
    """Never another exception; and what the reader takes, the schema takes."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    base = tomllib.loads(
        GOOD + "between = [1, 2]\nparts = [{ labels = ['a'] }, { labels = ['b'], keep = false }]\n"
        "[[joined]]\nlabels = ['x']\ninto = ['shop', 'floor']\npattern = '(.)(.)'\n"
        "[totals]\na = ['b']\n[[checks]]\nsum = ['floor', 'area']\ntotal = 'area'\n"
        "[[checks]]\npublished = 'a'\nof = 'sum'\ncolumn = 'area'\n"
        "[[checks]]\nunique = ['shop']\nseverity = 'info'\ncode = 'X1'\n"
    )
    base["checks"][0] = {"sum": ["floor", "all"], "total": "area"}
    base["columns"].append({"key": "all", "labels": ["計"], "holds": "number", "unique": True})
    paths = list(places(base))
    random = Random(0)
    taken = 0
    for _ in range(3000):
        data = deepcopy(base)
        *way, last = random.choice(paths)
        target = reduce(lambda found, key: found[key], way, data)
        if isinstance(target, dict) and random.random() < 0.3:
            target[random.choice(WORDS.split())] = random.choice(VALUES)
        elif isinstance(target, dict) and random.random() < 0.2:
            del target[last]
        else:
            target[last] = random.choice(VALUES)
        try:
            Layout(**layout_file._layout(Entries(data, (), Lines("", None))))
        except LayoutFileError:
            continue
        taken += 1
        assert validator.is_valid(data), data
    assert taken > 50


def test_a_drafted_key_is_not_one_of_the_record_s_own() -> None:
    assert _key("Source", "name", 1, []) == "source_2"
    assert _key("Source", "name", 1, ["source_2"]) == "source_3"
