"""What changed between two editions: known pairs, properties that hold for any, and the outputs."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from kyoten_extract import Base, Survey, diff
from kyoten_extract.cli.commands import cli
from kyoten_extract.editions.diff_page import page
from kyoten_extract.editions.diff_text import plain
from kyoten_extract.editions.edition_diff import EditionDiff
from kyoten_extract.editions.sparse_assignment import assign_sparse
from kyoten_extract.model.survey import BaseForm, FiscalYear
from kyoten_extract.table.assignment import NOBODY, assign
from shared_results import survey_of
from strategies import surveys

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

edition_pairs = pytest.importorskip(
    "edition_pairs", reason="the wheel is tested without its sources"
)
bench_diff = pytest.importorskip("bench_diff")

SMALL = survey_of(corpus.FIXTURES / "typst.pdf")


def edition(*bases: Base, year: int = 2017) -> Survey:
    """An edition of ``bases``, which was put together by hand and has every known column."""
    return replace(
        SMALL,
        as_of=SMALL.as_of.replace(year=year) if SMALL.as_of else None,
        bases=tuple(replace(base, raw={}) for base in bases),
    )


def base(name: str | None, city: str, contractor: str | None = None, year: int = 2005) -> Base:
    return replace(
        SMALL.bases[0],
        municipality="富山県",
        name=name,
        country="中国",
        countries=("中国",),
        city=city,
        cities=(city,),
        form=BaseForm.CONTRACT,
        contractor=contractor,
        established=FiscalYear(None, None, year),
        department="商工課",
        reason=None,
        activities=None,
        url=None,
    )


# --- known pairs ---


def test_known_changes_are_found() -> None:
    score = bench_diff.Score()
    for seed in range(20):
        pair = edition_pairs.edition_pair(seed, 200)
        score.add(pair, diff(pair.old, pair.new))
    for kind, least in (("opened", 0.99), ("closed", 0.99), ("renamed", 0.95), ("moved", 0.95)):
        assert score.found[kind] >= least * score.true[kind], (kind, str(score))
    for kind in ("opened", "closed"):
        assert score.false[kind] <= 0.01 * score.true[f"reported_{kind}"], (kind, str(score))
    assert score.layout_missed == []
    assert score.false["same"] <= 0.001 * score.true["same"]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "seconds"), [(10_000, 2)])  # larger: bench_diff.py
def test_large_editions_are_compared_in_time(size: int, seconds: float) -> None:
    pair = edition_pairs.edition_pair(1, size)
    start = time.process_time()
    result = diff(pair.old, pair.new)
    # Machines are not equally fast: twice the time that two cores of today need.
    assert time.process_time() - start < 2 * seconds
    score = bench_diff.Score()
    score.add(pair, result)
    assert score.found["opened"] >= 0.99 * score.true["opened"]


# --- what holds for any editions ---

few = st.sampled_from([None, "富山県", "上海", "大連", "上海事務所", "大連事務所"])
like_bases = st.builds(
    base,
    few,
    st.sampled_from(["上海", "大連", "北京"]),
    st.sampled_from([None, "㈱甲", "乙商事"]),
    st.sampled_from([2001, 2005, 2016, 2017]),
)
like_surveys = st.lists(like_bases, max_size=7).map(lambda rows: edition(*rows))
any_survey = surveys | like_surveys


@given(any_survey)
@settings(max_examples=40)
def test_an_edition_does_not_differ_from_itself(survey: Survey) -> None:
    result = diff(survey, survey)
    assert (result.added, result.removed, result.changed) == ((), (), ())
    assert result.unchanged == len(survey.bases)
    assert result.layout == ()


@given(any_survey, any_survey)
@settings(max_examples=40)
def test_the_other_way_round_openings_are_closings(old: Survey, new: Survey) -> None:
    there, back = diff(old, new), diff(new, old)
    assert counted(there.added) == counted(back.removed)
    assert counted(there.removed) == counted(back.added)
    assert there.unchanged == back.unchanged
    opposite = {"gone": "new", "new": "gone", "emptied": "filled", "filled": "emptied"}
    assert sorted(opposite.get(one.kind, one.kind) for one in there.layout) == sorted(
        one.kind for one in back.layout
    )


@given(any_survey, any_survey, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_does_not_matter(old: Survey, new: Survey, random: Random) -> None:
    mixed = [
        replace(survey, bases=tuple(random.sample(survey.bases, len(survey.bases))))
        for survey in (old, new)
    ]
    result, other = diff(old, new), diff(*mixed)
    assert counted(result.added) == counted(other.added)
    assert counted(result.removed) == counted(other.removed)
    assert Counter(map(repr, sorted(map(changes_of, result.changed)))) == Counter(
        map(repr, sorted(map(changes_of, other.changed)))
    )


@pytest.mark.parametrize("changed", [False, True])
def test_of_equal_rows_the_same_one_is_left_in_any_order(changed: bool) -> None:
    rows = [replace(base("窓口", "上海"), base_no=k, remarks=None) for k in range(3)]
    new = edition(replace(rows[0], base_no=9, department="国際課" if changed else "商工課"))
    left = {
        tuple(sorted(str(b.base_no) for b in diff(edition(*order), new).removed))
        for order in ((rows[0], rows[1], rows[2]), (rows[2], rows[1], rows[0]))
    }
    assert len(left) == 1


@given(any_survey, any_survey)
@settings(max_examples=40)
def test_every_base_is_in_one_place(old: Survey, new: Survey) -> None:
    result = diff(old, new)
    both = len(result.changed) + result.unchanged
    assert len(result.added) + both == len(new.bases)
    assert len(result.removed) + both == len(old.bases)
    for total in result.totals.values():
        for one in total:
            assert one.old >= one.closed
            assert one.new >= one.opened


@pytest.mark.parametrize("seed", range(5))
def test_numbers_do_not_matter(seed: int) -> None:
    pair = edition_pairs.edition_pair(seed, 60)
    renumbered = replace(
        pair.new,
        bases=tuple(replace(b, municipality_no=None, base_no=7) for b in pair.new.bases),
    )
    one, other = diff(pair.old, pair.new), diff(pair.old, renumbered)
    assert [b.name for b in one.added] == [b.name for b in other.added]
    assert [pair.changes for pair in one.changed] == [pair.changes for pair in other.changed]


def counted(bases: tuple[Base, ...]) -> Counter[str]:
    return Counter(map(repr, bases))


def changes_of(pair: object) -> str:
    return repr(pair.changes)  # type: ignore[attr-defined]


score_tables = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.just(0.0) | st.floats(-1, 9), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


@given(score_tables)
def test_few_pairs_are_assigned_as_well_as_all(scores: list[list[float]]) -> None:
    found = assign_sparse([dict(enumerate(row)) for row in scores])
    taken = [column for column in found if column != NOBODY]
    assert len(taken) == len(set(taken))
    assert total(scores, found) == pytest.approx(total(scores, assign(scores)))


def total(scores: list[list[float]], partners: list[int]) -> float:
    return sum(scores[row][column] for row, column in enumerate(partners) if column != NOBODY)


# --- which bases are one ---


def test_unnamed_bases_of_one_municipality_are_not_one() -> None:
    result = diff(
        edition(base(None, "上海", "㈱甲", 2005), base("富山県北京事務所", "北京")),
        edition(base(None, "大連", "乙商事", 2018), base("富山県北京事務所", "北京"), year=2018),
    )
    assert (len(result.added), len(result.removed), result.changed) == (1, 1, ())


def test_two_bases_that_move_together_stay_apart() -> None:
    before = (base("第一拠点", "上海", "㈱甲", 2005), base("販売窓口", "上海", "乙商事", 2011))
    after = (base("販売窓口", "大連", "乙商事", 2011), base("第一拠点", "大連", "㈱甲", 2005))
    result = diff(edition(*before), edition(*after, year=2018))
    assert (result.added, result.removed) == ((), ())
    assert [(p.old.name, p.new.name, p.kinds) for p in result.changed] == [
        ("販売窓口", "販売窓口", ("moved",)),
        ("第一拠点", "第一拠点", ("moved",)),
    ]


def test_a_base_that_takes_its_city_s_name_with_it_is_the_same() -> None:
    result = diff(
        edition(base("富山県大連事務所", "大連"), base("上海駐在員", "上海", "㈱甲", 2011)),
        edition(
            base("富山県瀋陽事務所", "瀋陽"), base("上海駐在員", "上海", "㈱甲", 2011), year=2018
        ),
    )
    assert [pair.kinds for pair in result.changed] == [("renamed", "moved")]


def test_a_municipality_with_another_name_keeps_its_bases() -> None:
    old = edition(
        *(base(f"{city}販売窓口", city, "㈱甲", 2000 + k) for k, city in enumerate("甲乙丙丁"))
    )
    new = replace(old, bases=tuple(replace(b, municipality="新富山市") for b in old.bases))
    result = diff(old, new)
    assert (result.added, result.removed) == ((), ())
    assert {change.field for pair in result.changed for change in pair.changes} == {"municipality"}


def test_what_is_likely_only_says_so() -> None:
    result = diff(
        edition(base("大連事務所", "大連", "㈱甲", 2005), base("上海事務所", "上海", None, 2011)),
        edition(base("天津事務所", "天津", "乙商事", 2005), year=2018),
    )
    told = [f for f in result.findings if f.code == "KY050"]
    assert told
    assert all(isinstance(f.actual, float) and 0 <= f.actual < 0.9 for f in told)


def test_spelling_alone_is_told_apart() -> None:
    result = diff(
        edition(base("ＪＥＴＲＯ 事務所", "クアラルンプール")),
        edition(base("JETRO事務所", "クアラ・ルンプール")),
    )
    assert [pair.kinds for pair in result.changed] == [("spelling",)]
    assert "spelled otherwise" in plain(result)


# --- the layout ---


def changed_layout(change: str) -> Survey:
    if change == "gone":
        rows = [replace(b, department=None, raw=without(b, "department")) for b in SMALL.bases]
    elif change == "western":
        rows = [
            replace(b, established=b.established and FiscalYear(None, None, b.established.year))
            for b in SMALL.bases
        ]
    else:
        rows = [
            replace(
                b,
                municipality=None,
                extras={"設置団体": b.municipality or ""},
                raw=without(b, "municipality"),
            )
            for b in SMALL.bases
        ]
    return replace(SMALL, bases=tuple(rows))


def without(one: Base, key: str) -> dict[str, str]:
    return {k: text for k, text in one.raw.items() if k != key}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("gone", ("gone", "department", "department", None)),
        ("western", ("years", "established", "era", "western")),
        ("label", ("renamed", "municipality", "municipality", "設置団体")),
    ],
)
def test_a_change_of_the_layout_is_no_change_of_each_row(
    change: str, told: tuple[str | None, ...]
) -> None:
    result = diff(SMALL, changed_layout(change))
    assert [(c.kind, c.column, c.before, c.after) for c in result.layout] == [told]
    assert (result.added, result.removed, result.changed) == ((), (), ())
    assert result.unchanged == len(SMALL.bases)
    text = plain(result)
    assert text.splitlines()[2].startswith("layout")
    # And told the other way round.
    back = diff(changed_layout(change), SMALL)
    assert (back.changed, len(back.layout)) == ((), 1)


@pytest.mark.parametrize(("rows", "filled", "told"), [(3, 2, True), (2, 2, False), (4, 1, False)])
def test_a_column_without_any_value_is_one_change(rows: int, filled: int, told: bool) -> None:
    city = "上海 北京 大連 香港".split()
    before = [
        replace(base(f"{city[k]}窓口", city[k], "㈱甲"), remarks="新設" if k < filled else None)
        for k in range(rows)
    ]
    after = [replace(one, remarks=None) for one in before]
    result = diff(edition(*before), edition(*after))
    assert [one.kind for one in result.layout] == ["emptied"] * told
    assert len(result.changed) == (0 if told else filled)
    back = diff(edition(*after), edition(*before))
    assert [one.kind for one in back.layout] == ["filled"] * told


@pytest.mark.parametrize(
    ("label", "agree", "told"),
    [
        # Another label needs values that agree; a similar one fewer of them.
        ("面積", 20, True),
        ("面積", 12, False),
        ("事業費(千円)", 12, True),
        ("事業費(千円)", 4, False),
    ],
)
def test_a_column_is_known_by_its_values(label: str, agree: int, told: bool) -> None:
    rows = SMALL.bases[:20]

    def printed(name: str, shift: int) -> Survey:
        return replace(
            SMALL,
            bases=tuple(
                replace(
                    one,
                    extras={name: str(100 + (k if k >= shift else k + 40) % 60)},
                    raw={**one.raw, name: ""},
                )
                for k, one in enumerate(rows)
            ),
        )

    result = diff(printed("事業費", 0), printed(label, 20 - agree))
    kinds = [one.kind for one in result.layout]
    assert kinds == (["renamed"] if told else ["gone", "new"])
    assert (result.added, result.removed) == ((), ())
    assert len(result.changed) == (20 - agree if told else 0)


def test_a_column_of_few_values_is_no_other_one_by_chance() -> None:
    def printed(name: str, step: int) -> Survey:
        return replace(
            SMALL,
            bases=tuple(
                replace(one, extras={name: "有" if k % step else "無"}, raw={**one.raw, name: ""})
                for k, one in enumerate(SMALL.bases)
            ),
        )

    kinds = [one.kind for one in diff(printed("会議室", 2), printed("駐車場", 3)).layout]
    assert kinds == ["gone", "new"]


def test_bases_are_named_where_the_label_is_unknown() -> None:
    new = changed_layout("label")
    fresh = replace(new.bases[0], name="新しい拠点", city="パリ", extras={"設置団体": "長崎県"})
    result = diff(SMALL, replace(new, bases=(*new.bases, fresh)))
    assert "added   長崎県 新しい拠点 (パリ)" in plain(result)
    assert result.rows()[1][:4] == ["added", "長崎県", "新しい拠点", "パリ"]
    assert "長崎県" in page(result)


def test_an_empty_edition_has_no_layout() -> None:
    empty = replace(SMALL, bases=())
    result = diff(SMALL, empty)
    assert (len(result.removed), result.layout) == (len(SMALL.bases), ())
    assert diff(empty, empty).unchanged == 0


# --- outputs ---


@given(any_survey, any_survey)
@settings(max_examples=30)
def test_outputs_hold_any_text(old: Survey, new: Survey) -> None:
    result = diff(old, new)
    text = plain(result)
    starts = ("old ", "new ", "layout ", "added ", "removed ", "renamed ", "moved ", "changed ")
    ends = ("spelled ", "total ", "KY05", *"0123456789")
    assert all(line.startswith((*starts, *ends)) for line in text.splitlines())
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "<script" not in page(result)
    json.dumps(result.to_dict())


def test_json_keeps_its_keys() -> None:
    pair = edition_pairs.edition_pair(3, 40)
    data = diff(pair.old, pair.new).to_dict()
    assert list(data) == [
        *("added", "removed", "changed", "unchanged"),
        *("layout", "totals", "old", "new", "findings"),
    ]
    assert list(data["changed"][0]) == [
        *("municipality", "name", "old_row", "new_row", "changes"),
        *("kinds", "confidence"),
    ]
    assert list(data["changed"][0]["changes"][0])[:3] == ["field", "before", "after"]


def test_the_page_has_both_sides_and_no_markup_of_the_file() -> None:
    old = edition(base("<b>上海</b>事務所", "上海"))
    new = edition(base("<b>上海</b>代表処", "上海"))
    text = page(diff(old, new))
    assert text.lstrip().startswith("<!doctype html>")
    assert "<b>" not in text
    assert "<del>事務所</del>" in text
    assert "<ins>代表処</ins>" in text


@pytest.mark.parametrize(
    ("name", "start"),
    [("d.html", "<!doctype"), ("d.json", "{"), ("d.csv", "\ufeffchange,"), ("d.txt", "old ")],
)
def test_the_suffix_decides_the_format(name: str, start: str, tmp_path: Path) -> None:
    from click.testing import CliRunner

    (tmp_path / "a.json").write_text(json.dumps(SMALL.to_dict()), encoding="utf-8")
    target = tmp_path / name
    files = [str(tmp_path / "a.json"), str(tmp_path / "a.json"), "-o", str(target)]
    result = CliRunner().invoke(cli, ["diff", *files])
    assert result.exit_code == 0
    assert target.read_text(encoding="utf-8").lstrip("\n").startswith(start)


def test_totals_count_a_joint_base_in_each_country() -> None:
    joint = replace(base("窓口", "上海"), countries=("中国", "タイ"))
    result = diff(edition(joint), edition(joint, base("別の窓口", "北京", "㈱甲", 2018), year=2018))
    countries = {one.value: (one.old, one.new, one.opened) for one in result.totals["country"]}
    assert countries == {"中国": (1, 2, 1), "タイ": (1, 1, 0)}


def test_totals_count_spellings_of_a_country_together() -> None:
    old, new = base("窓口", "ソウル"), base("窓口", "ソウル")
    result = diff(
        edition(replace(old, country="韓国", countries=("韓国",))),
        edition(replace(new, country="大韓民国", countries=("大韓民国",))),
    )
    assert [(one.value, one.old, one.new) for one in result.totals["country"]] == [
        ("大韓民国", 1, 1)
    ]
    assert [pair.kinds for pair in result.changed] == [("spelling",)]


def test_a_diff_by_hand_needs_no_more_than_before() -> None:
    result = EditionDiff((), (), (), 3)
    assert result.to_dict()["unchanged"] == 3
    assert plain(result).endswith("3 unchanged\n")
    assert page(result)
