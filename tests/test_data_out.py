"""What leaves the library as data: every format, its codes, its schema, and back again."""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings

import corpus
from kyoten_extract import KYOTEN, KyotenError, Survey, Table, load, read_records, validate
from kyoten_extract.cli.commands import cli
from kyoten_extract.cli.several_editions import read_surveys
from kyoten_extract.errors import FormatError, LimitError, UsageError
from kyoten_extract.findings import codes as kinds
from kyoten_extract.messages import say
from kyoten_extract.model import bulk_json, codec, field_catalog
from kyoten_extract.model.field_catalog import BY_KEY, FIELDS
from kyoten_extract.model.finding import Correction
from kyoten_extract.model.output_formats import SUFFIXES, SURVEY_FORMATS, TABLE_FORMATS
from kyoten_extract.model.survey import BASE_COLUMNS, FiscalYear
from kyoten_extract.model.table_model import Row
from kyoten_extract.output.export import table_bytes, to_bytes
from kyoten_extract.output.flat_table import flat_table, survey_table
from kyoten_extract.output.json_files import survey_json
from kyoten_extract.output.records_export import records_bytes, records_table
from kyoten_extract.text.gazetteer import official_codes
from kyoten_extract.text.gazetteer.codes_in_order import codes_in_order
from kyoten_extract.workers.limits import Limits
from shared_results import survey_of, table_of
from strategies import surveys

ROOT = Path(__file__).parents[1]
SMALL, WIDE = corpus.FIXTURES / "typst.pdf", corpus.FIXTURES / "reiwa.pdf"
# What a page, a table or a database could take for its own.
EVIL = '<script>alert(1)</script>|`x`"; DROP TABLE bases; --\n# [a](javascript:x)'


@pytest.fixture(scope="module")
def survey() -> Survey:
    return survey_of(WIDE)


@pytest.fixture(scope="module")
def summed() -> Survey:
    """One that has published totals."""
    return survey_of(SMALL)


@pytest.fixture(scope="module")
def evil(survey: Survey) -> Survey:
    base = replace(survey.bases[0], remarks=EVIL, municipality=EVIL, extras={EVIL: EVIL, "id": "7"})
    return replace(survey, title=EVIL, bases=(base, *survey.bases[1:3]))


# Every format.


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_decides_the_format(suffix: str, survey: Survey, tmp_path: Path) -> None:
    form, target = SUFFIXES[suffix], tmp_path / f"out.{suffix.upper()}"
    survey.save(target)
    if form not in ("xlsx", "datapackage"):  # zips of openpyxl have their time in them
        assert target.read_bytes() == to_bytes(survey, form)
    if suffix in ("sqlite", "zip"):
        for command in ("extract", "table"):
            out = tmp_path / f"{command}.{suffix}"
            result = CliRunner().invoke(cli, [command, str(SMALL), "-o", str(out)])
            assert (result.exit_code, out.read_bytes()[:2]) == (0, target.read_bytes()[:2])
    if form != "geojson":
        table_of(SMALL).save(tmp_path / f"t.{suffix}")
        assert (tmp_path / f"t.{suffix}").stat().st_size > 100


def test_an_unknown_suffix_and_format_are_refused(survey: Survey, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"\.docx"):
        survey.save(tmp_path / "a.docx")
    with pytest.raises(FormatError, match="geojson"):
        table_of(SMALL).save(tmp_path / "a.geojson")
    with pytest.raises(UsageError, match="yaml"):
        survey.save(tmp_path / "a.json", format="yaml")
    with pytest.raises(FormatError):
        to_bytes(survey, "yaml")
    with pytest.raises(FormatError):
        table_bytes(table_of(SMALL), "geojson")
    survey.save(tmp_path / "a.txt", format="ndjson")
    assert (tmp_path / "a.txt").read_bytes() == to_bytes(survey, "ndjson")


def test_the_methods_work_before_anything_else_is_imported() -> None:
    code = (
        "import io, sys, kyoten_extract as k; s = k.extract(sys.argv[1]); t = io.StringIO();"
        "s.to_csv(t); print(len(t.getvalue().splitlines()), t.getvalue()[0])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, SMALL], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["38", "m"]


def test_text_streams_take_text_and_no_binary_format(survey: Survey) -> None:
    data, text = io.BytesIO(), io.StringIO()
    survey.to_csv(data)
    survey.to_csv(text)
    assert data.getvalue().decode("utf-8-sig") == text.getvalue()
    with pytest.raises(UsageError, match="binary"):
        survey.to_sqlite(io.StringIO())


def test_all_flat_formats_have_the_same_rows(survey: Survey) -> None:
    table = survey_table(survey)
    frame = pd.read_csv(io.BytesIO(to_bytes(survey, "csv")), dtype=str, keep_default_na=False)
    lines = [json.loads(line) for line in to_bytes(survey, "ndjson").splitlines()]
    rows = [list(line.values()) for line in lines]
    assert list(frame.columns) == table.columns == list(lines[0])
    assert rows == [list(row) for row in table.rows]
    assert frame.values.tolist() == [
        ["" if value is None else str(value) for value in row] for row in table.rows
    ]
    html = pd.read_html(io.BytesIO(to_bytes(survey, "html")), flavor="lxml")[0] if _lxml() else None
    assert html is None or html.shape == frame.shape
    markdown = survey.to_markdown(lang="en").splitlines()
    assert len(markdown) == len(rows) + 2
    assert all(line.replace("\\|", "").count("|") == len(table.fields) + 1 for line in markdown)
    assert markdown[0].startswith("| Municipality no. | Base no. |")


def _lxml() -> bool:
    try:
        import lxml  # noqa: F401
    except ImportError:
        return False
    return True


def test_what_a_document_says_is_text_everywhere(evil: Survey) -> None:
    html = evil.to_html()
    assert "<script>alert" not in html
    assert "<script>alert" not in evil._repr_html_()
    assert "<br># " not in evil.to_markdown()
    assert "<script" not in evil.to_markdown().replace("\\<script", "")
    assert to_bytes(evil, "html").decode() == html
    with Opened(to_bytes(evil, "sqlite")) as database:
        row = database.execute("SELECT * FROM bases WHERE id = 1").fetchone()
        assert (row["remarks"], row[EVIL], row["id'"]) == (EVIL, EVIL, "7")
    (first, *_) = json.loads(to_bytes(evil, "geojson"))["features"]
    assert first["properties"][EVIL] == EVIL


@settings(max_examples=10, deadline=None)
@given(surveys)
def test_any_survey_can_be_written(survey: Survey) -> None:
    for form in SURVEY_FORMATS:
        if form != "xlsx":
            with suppress(KyotenError):  # of numbers past 64 bits
                assert to_bytes(survey, form) or not survey.bases
    assert survey._repr_html_()


# Codes.


def test_every_base_has_its_codes_in_every_record_and_export(survey: Survey) -> None:
    for base, codes, data in zip(
        survey.bases, survey.codes, survey.to_dict()["bases"], strict=True
    ):
        assert data["codes"] == codec.encode(codes)
        assert [one.name for one in codes.countries] == list(base.countries)
        assert [one.name for one in codes.cities] == list(base.cities)
    assert survey.codes[0].municipality == "010006"
    frame = survey.to_dataframe()
    assert frame["municipality_code"].notna().all()
    assert frame["country_alpha3"].notna().all()
    with_place = [codes.position is not None for codes in survey.codes]
    assert frame["latitude"].notna().tolist() == with_place
    assert sum(with_place) >= 0.8 * len(with_place)


def test_codes_are_computed_and_never_out_of_date(survey: Survey) -> None:
    moved = replace(
        survey.bases[0], country="ベトナム", countries=("ベトナム",), cities=("ハノイ",)
    )
    again = Survey.from_dict(replace(survey, bases=(moved,)).to_dict())
    (codes,) = again.codes
    assert (codes.alpha2, codes.alpha3) == (("VN",), ("VNM",))
    assert codes.position == (21.02, 105.84)
    several = replace(moved, countries=("インドネシア", "どこか"), cities=("上海", "ハノイ"))
    (codes,) = replace(survey, bases=(several,)).codes
    assert (codes.alpha2, codes.position, codes.countries[1].alpha3) == ((), None, None)


def test_the_codes_of_a_name_are_those_of_all_its_spellings() -> None:
    for name, codes in official_codes._codes().items():
        assert official_codes.fold_label(name) == name
        spelled = official_codes.municipality_codes(f" {name[:1]} {name[1:]}")
        assert [code[:5] for code in spelled] == list(codes)


def test_the_order_decides_between_municipalities_of_one_name() -> None:
    assert codes_in_order(["調布市", "府中市", "町田市"]) == ["132080", None, "132098"]
    assert codes_in_order(["三鷹市", "府中市", "町田市"])[1] == "132063"
    assert codes_in_order(["三原市", "府中市", None]) == ["342041", "342084", None]


# JSON.

NEVER = 1 << 62  # As many bases as no survey has.


def test_json_written_fast_is_the_same_json(survey: Survey, evil: Survey) -> None:
    month = replace(survey.bases[0], established=FiscalYear("平成", 3, 1991, 5), section="参考")
    active = replace(month, remarks="a\u202eb\x7f\u200b\u2028\ufeff##[x]\xad", extras={"x": ""})
    for one in (survey, evil, replace(survey, bases=(month, active), published=None)):
        assert survey_json(one, many=0) == survey_json(one, many=NEVER)
        assert json.loads(survey_json(one, many=0)) == one.to_dict()
    broken = replace(survey, bases=(replace(month, remarks="\ud800"),))
    assert survey_json(broken, many=0) == survey_json(broken, many=NEVER)
    large = replace(survey, bases=(replace(month, base_no=1 << 70),))
    assert survey_json(large, many=0) == survey_json(large, many=NEVER)


def test_messages_anywhere_in_a_survey_are_plain_texts_in_json(survey: Survey) -> None:
    one = say("one row")
    finding = kinds.JOIN_UNCERTAIN(one, page=1, expected=one, actual=one)
    correction = Correction("name", "a", "b", "rule", 1.0, one)
    base = replace(survey.bases[0], corrections=(correction,), section=one, remarks=one)
    told = replace(survey, bases=(base,), findings=(finding,), source=one)
    assert type(finding.expected) is type(finding.actual) is str
    assert survey_json(told, many=0) == survey_json(told, many=NEVER)


def test_saved_surveys_are_loaded(survey: Survey, tmp_path: Path) -> None:
    survey.save(tmp_path / "s.json")
    assert load(tmp_path / "s.json") == survey
    data = (tmp_path / "s.json").read_bytes()
    for other in (b"\xef\xbb\xbf" + data, data.replace("北".encode(), b"\\u5317")):
        (tmp_path / "o.json").write_bytes(other)
        assert load(str(tmp_path / "o.json")) == survey
    broken = replace(survey, bases=(replace(survey.bases[0], remarks="\ud800x"),))
    broken.save(tmp_path / "b.json")
    assert load(tmp_path / "b.json") == broken
    with pytest.raises(FormatError, match="extract"):
        load(SMALL)
    with pytest.raises(LimitError):
        load(tmp_path / "s.json", limits=Limits(json_bytes=1000))
    with pytest.raises(LimitError):
        load(tmp_path / "s.json", limits=Limits(json_values=1000))
    with pytest.raises(UsageError):
        load(data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "place",
    [("bases", 0, "base_no"), ("source", "pages"), ("bases", 1, "source", "pages", 0),
     ("bases", 0, "source", "boxes", 0, 0), ("published", "forms", "a"), ("bases", 0, "staff", "total")],
)  # fmt: skip
def test_a_number_past_64_bits_is_refused_wherever_it_is(
    place: tuple[Any, ...], summed: Survey, tmp_path: Path
) -> None:
    data = summed.to_dict()
    inside: Any = data
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = 1 << 63
    (tmp_path / "x.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(FormatError, match="64 bits"):
        load(tmp_path / "x.json")
    with pytest.raises(FormatError, match="64 bits"):
        bulk_json.from_json(Survey, json.dumps(data).encode())


def test_long_runs_of_digits_that_are_no_integers_are_read(
    summed: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only large JSON that has such a run has its integers looked at one by one."""
    monkeypatch.setattr(bulk_json, "_LARGE", 0)
    monkeypatch.setattr(bulk_json, "_PIECE", 1 << 16)
    first = replace(summed.bases[0], remarks="1" * 30, extras={"a": f"x{2**63}"})
    long = replace(summed, bases=(first, *summed.bases[1:]))
    long.save(tmp_path / "x.json")
    assert load(tmp_path / "x.json") == long
    data = (tmp_path / "x.json").read_bytes()
    assert bulk_json.from_json(Survey, data) == long
    for text, is_long in ((b"12", 0), (b"1" * 18, 0), (b"1" * 19, 1), (b"/:" * 20, 0)):
        assert bulk_json._has_long_number(text) == is_long
        assert bulk_json._has_long_number(b":" * 65530 + text + b" 1.5") == is_long
    assert bulk_json.commas(data) == data.count(b",")
    # Wherever it is: also where two pieces that are looked through meet.
    number = b'"base_no": 123456789012345678901'
    for at in range(65500, 65540):
        padded = b'{"x": "' + b"-" * at + b'",' + data[1:]
        with pytest.raises(FormatError, match="64 bits"):
            bulk_json.from_json(Survey, padded.replace(b'"base_no": 1', number, 1))


def test_what_is_loaded_is_not_traversed_by_the_collector_at_once(
    survey: Survey, tmp_path: Path
) -> None:
    survey.save(tmp_path / "s.json")
    gc.collect()
    loaded = load(tmp_path / "s.json")
    old = gc.get_objects(generation=2)
    assert any(one is loaded.bases[0].corrections[0] for one in old)


@pytest.mark.slow
def test_thousands_of_bases_are_written_and_read(survey: Survey, tmp_path: Path) -> None:
    """benchmarks/bench_json.py has 100,000; nothing refuses what we wrote."""
    some = [replace(base, base_no=n) for n in range(700) for base in survey.bases]
    large = replace(survey, bases=tuple(some[:20_000]))
    large.save(tmp_path / "l.json")
    assert load(tmp_path / "l.json") == large


# The data frame.


def test_the_data_frame_is_typed_and_misses_with_na(survey: Survey) -> None:
    frame = survey.to_dataframe()
    kinds = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert kinds["base_no"] == kinds["established"] == kinds["page"] == "Int64"
    assert kinds["latitude"] == "Float64"
    assert kinds["form"] == kinds["country"] == kinds["municipality_code"] == "category"
    assert kinds["name"] == kinds["findings"] == "string"
    assert "object" not in kinds.values()
    assert list(frame.columns)[-3:] == ["page", "findings", "corrections"]
    missing = {type(value) for name in frame for value in frame[name] if pd.isna(value)}
    assert missing <= {type(pd.NA), float}  # categories iterate as nan
    assert not (frame.select_dtypes("string") == "").any().any()
    found = Counter(code for codes in frame["findings"].dropna() for code in codes.split("; "))
    rows = {f.code for f in validate(survey).findings if f.row is not None}
    assert set(found) <= rows
    assert frame["page"].tolist() == [base.source.pages[0] for base in survey.bases]
    changed = [bool(base.corrections) for base in survey.bases]
    assert frame["corrections"].notna().tolist() == changed


def test_parquet_keeps_the_types(survey: Survey) -> None:
    pytest.importorskip("pyarrow")
    back = pd.read_parquet(io.BytesIO(to_bytes(survey, "parquet")))
    frame = survey.to_dataframe()
    assert list(back.columns) == list(frame.columns)
    assert {str(back[name].dtype) for name in ("staff_total", "page")} == {"Int64"}
    assert str(back["form"].dtype) == "category"


def test_the_pandera_schema_accepts_surveys_and_nothing_else(survey: Survey) -> None:
    pa = pytest.importorskip("pandera.pandas")
    from kyoten_extract import dataframe_schema

    schema, frame = dataframe_schema(), survey.to_dataframe()
    assert len(schema.validate(frame)) == len(survey.bases)
    empty = replace(survey, bases=()).to_dataframe()
    assert len(schema.validate(empty)) == 0
    assert list(schema.columns) == [field.key for field in FIELDS]
    for column, value in (("staff_total", -1), ("municipality_code", "12"), ("latitude", 91.0)):
        bad = frame.astype({column: "object"})
        bad.loc[0, column] = value
        bad[column] = bad[column].astype(
            frame[column].dtype if column != "municipality_code" else "category"
        )
        with pytest.raises(pa.errors.SchemaError):
            schema.validate(bad)


# SQLite.


class Opened:
    """A database as another program opens it: from a file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.deserialize(data)
        self.database.row_factory = sqlite3.Row

    def __enter__(self) -> sqlite3.Connection:
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.close()


def test_the_database_is_whole_and_related(survey: Survey) -> None:
    with Opened(to_bytes(survey, "sqlite")) as database:
        ask = database.execute
        assert ask("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert ask("PRAGMA foreign_key_check").fetchall() == []
        assert len(ask("SELECT * FROM pragma_foreign_key_list('bases')").fetchall()) == 2
        count = {
            name: ask(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _tables(database)
        }
        assert count["bases"] == len(survey.bases)
        assert count["corrections"] == sum(len(base.corrections) for base in survey.bases)
        assert count["findings"] == len(validate(survey).findings)
        assert count["printed_cells"] == sum(len(base.raw) for base in survey.bases)
        assert count["countries"] == len({c for base in survey.bases for c in base.countries})
        assert count["fields"] == len(survey_table(survey).fields)
        names = [row["name"] for row in ask("PRAGMA table_info(bases)")]
        assert names == ["id", "municipality_id", *survey_table(survey).columns]
        place = ask("SELECT latitude, longitude FROM cities WHERE name = '上海'").fetchone()
        assert place is None or tuple(place) == (31.22, 121.46)


def test_the_database_has_the_published_totals(summed: Survey) -> None:
    assert summed.published is not None
    with Opened(to_bytes(summed, "sqlite")) as database:
        ask = database.execute
        published = dict(ask("SELECT total, published FROM totals").fetchall())
        assert published["bases"] == summed.published.bases
        assert published["forms.c"] == summed.published.forms["c"]
        assert ask("SELECT count(*) FROM total_counts").fetchone()[0] > 5
        rows = "SELECT count FROM total_counts WHERE total = 'bases' AND convention = 'rows'"
        assert ask(rows).fetchone()[0] == len(summed.bases)


def _tables(database: sqlite3.Connection) -> list[str]:
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row[0] for row in rows]


def test_the_views_answer_the_usual_questions(survey: Survey) -> None:
    listed = replace(survey.bases[0], section="廃止された拠点")
    changed = replace(survey, bases=(*survey.bases[1:], listed))
    with Opened(to_bytes(changed, "sqlite")) as database:
        ask = database.execute
        forms = {row["form"]: row["bases"] for row in ask("SELECT * FROM by_form")}
        assert forms == Counter(b.form.value for b in changed.listed if b.form)
        countries = {row["country"]: row["bases"] for row in ask("SELECT * FROM by_country")}
        assert countries == Counter(c for b in changed.listed for c in b.countries)
        years = {row["year"]: row["bases"] for row in ask("SELECT * FROM by_year")}
        assert years == Counter(
            b.established.year if b.established else None for b in changed.listed
        )
        towns = {row["municipality"]: row["bases"] for row in ask("SELECT * FROM by_municipality")}
        assert towns == Counter(b.municipality for b in changed.listed)
        cities = {row["city"]: row["bases"] for row in ask("SELECT * FROM by_city")}
        assert cities == Counter(c for b in changed.listed for c in b.cities)
        staff = ask("SELECT sum(staff_total), sum(difference) FROM staff").fetchone()
        assert staff[0] == sum(b.staff.total for b in changed.listed if b.staff and b.staff.total)
        assert staff[1] == 0


def test_a_number_too_large_for_a_database_is_an_error(survey: Survey) -> None:
    large = replace(survey, bases=(replace(survey.bases[0], base_no=1 << 70),))
    with pytest.raises(FormatError, match="64 bits"):
        to_bytes(large, "sqlite")


def test_one_survey_is_one_file(survey: Survey) -> None:
    for form in ("sqlite", "datapackage", "geojson", "ndjson"):
        assert to_bytes(survey, form) == to_bytes(survey, form)


# GeoJSON.


def test_features_lie_at_their_cities(survey: Survey) -> None:
    base = replace(survey.bases[0], countries=("中国",), cities=("上海", "どこか", "香港"))
    nowhere = replace(survey.bases[1], cities=("どこか",))
    data = json.loads(to_bytes(replace(survey, bases=(*survey.bases, base, nowhere)), "geojson"))
    assert data["type"] == "FeatureCollection"
    *usual, several, last = data["features"]
    for feature, codes in zip(usual, survey.codes, strict=True):
        if codes.position:
            latitude, longitude = codes.position
            assert feature["geometry"] == {"type": "Point", "coordinates": [longitude, latitude]}
    assert several["geometry"]["type"] == "MultiPoint"
    assert several["geometry"]["coordinates"][0] == [121.46, 31.22]
    assert last["geometry"] is None
    assert usual[0]["id"] == "1-1"
    assert list(usual[0]["properties"]) == survey_table(survey).columns


# Data packages.


def test_a_data_package_says_what_its_files_hold(survey: Survey, tmp_path: Path) -> None:
    survey.to_datapackage(tmp_path / "package")
    survey.to_datapackage(tmp_path / "p.zip")
    package = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["path"] for resource in package["resources"]]
    assert names == ["bases.csv", "findings.csv", "corrections.csv"]
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert sorted(archive.namelist()) == sorted(["datapackage.json", *names])
        assert archive.read("bases.csv") == (tmp_path / "package" / "bases.csv").read_bytes()
    fields = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == survey_table(survey).columns
    assert fields[0]["title"] == "団体No"


@pytest.mark.parametrize("which", ["survey", "table", "records", "zip"])
def test_frictionless_finds_the_package_valid(
    which: str, survey: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frictionless = pytest.importorskip("frictionless")
    target = tmp_path / ("p.zip" if which == "zip" else "package")
    source: Any = {
        "table": lambda: table_of(SMALL),
        "records": lambda: read_records(SMALL, layout=KYOTEN),
    }.get(which, lambda: survey)()
    source.to_datapackage(target)
    path = target if which == "zip" else target / "datapackage.json"
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    if which == "survey":
        data = target / "bases.csv"
        data.write_bytes(data.read_bytes().replace(b"\r\n1,", b"\r\none,", 1))
        assert not frictionless.Package(str(path)).validate().valid


# Tables and records.


def test_a_table_has_the_same_exports(tmp_path: Path) -> None:
    table = table_of(SMALL)
    frame = table.to_dataframe()
    assert frame.shape == (len(table.rows), len(table.header) + 1)
    assert frame["page"].tolist() == [row.pages[0] for row in table.rows]
    assert str(frame.dtypes.iloc[0]) == "string"
    with Opened(table_bytes(table, "sqlite")) as database:
        assert database.execute('SELECT count(*) FROM "table"').fetchone()[0] == len(table.rows)
    for method in (table.to_csv, table.to_json, table.to_excel, table.to_parquet, table.to_sqlite):
        stream = io.BytesIO()
        method(stream)
        assert stream.getvalue()
    assert table.to_markdown().count("\n") == len(table.rows) + 2
    assert "<td>" in table.to_html(tmp_path / "t.html")
    assert (tmp_path / "t.html").read_text(encoding="utf-8") == table.to_html()


def test_columns_of_one_label_are_told_apart() -> None:
    row = Row(("a", "b", "c", "d"), (3,), ((3, 0, 0, 1, 1),), (4,))
    flat = flat_table(Table(("名", "名", ""), (row,)), page=True)
    assert flat.columns == ["名", "名'", "column 3", "column 4", "page"]
    assert flat.rows == [("a", "b", "c", "d", 3)]
    with Opened(table_bytes(Table(("Id", "ID", "名"), (row,)), "sqlite")) as database:
        assert database.execute('SELECT * FROM "table"').fetchone()["Id'"] == "a"


def test_records_of_any_survey_have_codes_where_the_layout_names_places() -> None:
    records = read_records(SMALL, layout=KYOTEN)
    table = records_table(records)
    assert table.columns[-5:] == [
        "municipality_code", "country_alpha2", "country_alpha3", "city_latitude", "city_longitude",
    ]  # fmt: skip
    assert table.rows[0][-5:] == ("010006", "KR", "KOR", 37.57, 126.98)
    for form in TABLE_FORMATS:
        assert records_bytes(records, form)
    with Opened(records_bytes(records, "sqlite")) as database:
        assert database.execute("SELECT count(*) FROM records").fetchone()[0] == len(records)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


# What a person sees of an object.


def test_reprs_are_short_and_previews_few_rows(survey: Survey) -> None:
    large = replace(survey, bases=survey.bases * 5)
    for one in (large, table_of(SMALL), read_records(SMALL, layout=KYOTEN)):
        assert len(repr(one)) < 200
        assert one._repr_html_().count("<tr>") == 11
        assert len(one._repr_html_()) < 30_000
    assert "185 bases" in repr(large) or f"{len(large.bases)} bases" in repr(large)
    assert "raw" not in repr(survey.bases[0])


# Every field described once.


def test_every_field_is_described_once() -> None:
    assert len(BY_KEY) == len(FIELDS)
    for field in FIELDS:
        assert field.name_ja
        assert field.name_en
        assert field.meaning.endswith((".", "'"))
        assert field.meaning_ja.endswith("。")
    for column in KYOTEN.columns:
        if column.key not in ("established", "form"):
            assert BY_KEY[column.key].name_ja.replace(" ", "") == column.label.replace(" ", "")
    assert set(BASE_COLUMNS) <= set(BY_KEY)


def test_the_page_of_fields_is_made_from_them() -> None:
    page = ROOT / "docs" / "fields.md"
    if not page.is_file():
        pytest.skip("the wheel is tested without its sources")
    made = "run: python -m kyoten_extract.model.field_catalog > docs/fields.md"
    assert page.read_text(encoding="utf-8") == field_catalog.markdown(), made
    formats = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert all(f"`.{suffix}`" in formats for suffix in SUFFIXES)


def test_the_schema_of_json_has_the_same_words() -> None:
    base = codec.schema(Survey)["$defs"]["Base"]
    assert base["properties"]["url"]["description"] == BY_KEY["url"].meaning
    assert "codes" in base["properties"]
    assert "codes" not in base["required"]


def test_dates_and_flags_of_records_keep_their_types(tmp_path: Path) -> None:
    from kyoten_extract.output.data_frames import frame_of
    from kyoten_extract.output.flat_table import FlatTable

    kinds = ("date", "boolean", "number", "integer")
    fields = tuple(replace(FIELDS[0], key=kind, type=kind) for kind in kinds)
    table = FlatTable("x", "", fields, [(dt.date(2020, 1, 2), True, 1.5, 2), (None,) * 4])
    frame = frame_of(table)
    assert [str(one) for one in frame.dtypes] == ["datetime64[s]", "boolean", "Float64", "Int64"]
    assert frame.isna().iloc[1].all()


# Editions on the command line.


def test_a_workbook_has_the_differences_from_an_earlier_edition(
    survey: Survey, tmp_path: Path
) -> None:
    old, new, book = (str(tmp_path / name) for name in ("old.json", "new.json", "new.xlsx"))
    survey.save(old)
    replace(survey, bases=survey.bases[1:]).save(new)
    run = CliRunner().invoke
    assert run(cli, ["extract", new, "--previous", old, "-o", book]).exit_code == 0
    (sheet,) = openpyxl.load_workbook(book).worksheets[-1:]
    assert sheet.title == "前年との差"
    gone = [row for row in sheet.values if row[0] == "廃止"]
    assert [row[2] for row in gone] == [survey.bases[0].name]
    for wrong in (["-o", str(tmp_path / "x.csv")], [old, "-o", str(tmp_path), "--format", "xlsx"]):
        assert run(cli, ["extract", new, "--previous", old, *wrong]).exception is not None


def test_jobs_of_editions_that_are_json_are_refused(survey: Survey, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    survey.save(old)
    for command in ("diff", "panel"):
        failed = CliRunner().invoke(cli, [command, str(old), str(old), "--jobs", "2"])
        assert isinstance(failed.exception, UsageError)
        assert "--jobs does nothing here" in str(failed.exception)


@pytest.mark.slow
def test_editions_read_in_processes_are_the_same() -> None:
    sources = [corpus.FIXTURES / name for name in ("reiwa.pdf", "reportlab.pdf")]
    survey = survey_of(sources[1])
    for saved, processes in (((None, None), 2), ((None, survey), 2), ((None, None), None)):
        read = read_surveys(sources, saved, processes=processes)
        assert read == [survey_of(sources[0]), survey]
