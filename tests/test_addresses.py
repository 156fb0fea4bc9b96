"""Addresses with what is known around them: registries, places, their rows and each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract import extract, repair_url
from kyoten_extract.records.url_corrections import (
    SUGGESTED,
    correct_near_duplicates,
    repair_address,
    url_hints,
)
from kyoten_extract.text.gazetteer.municipalities import municipalities, romaji_of
from kyoten_extract.text.proposal import THRESHOLDS
from kyoten_extract.text.url.domains import fold_homoglyphs, is_top_level, may_be_top_level
from kyoten_extract.text.url.near_duplicates import find_near_duplicates
from kyoten_extract.text.url.url_repair import is_well_formed
from kyoten_extract.text.url.word_spelling import same_spelling
from strategies import municipal_addresses, names_of_places

SAFE = THRESHOLDS["safe"]
SLIPS = (("y", "v"), ("l", "1"), ("o", "0"), ("g", "q"), ("m", "rn"), ("w", "vv"))
HEADER = (
    "団体番号\t拠点番号\t団体名\t拠点名\t拠点設置国・地域\t拠点都市\t拠点形態\t委託先の名称\t"
    "設置年度\t所属\t計(a)+(b)\t派遣(a)\t現地(b)\t設置理由\t活動内容\tURL\t備考"
)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("http://www.example.ip/", "http://www.example.jp/"),
        ("http://www.example.c0m/a", "http://www.example.com/a"),
        ("http://www.example.corn:8080/a", "http://www.example.com:8080/a"),
        ("http://www.example.cоm/", "http://www.example.com/"),
        ("http://www.example.0r.jp/", "http://www.example.or.jp/"),
        ("http://www.example.1q.jp/", "http://www.example.lg.jp/"),
        ("http://www.city.k0be.lg.jp/", "http://www.city.kobe.lg.jp/"),
        ("http://www.c1ty.kobe.hy0go.jp/", "http://www.city.kobe.hyogo.jp/"),
        ("http://www.city.yoko-suka.kana_gawa.j_p/", "http://www.city.yokosuka.kanagawa.jp/"),
        ("http://w_ww.pref._gunma.jp/_kanko/a.ht_ml", "http://www.pref.gunma.jp/_kanko/a.html"),
        ("http://www.city.kobe.lg.jq/", "http://www.city.kobe.lg.jp/"),
        ("http://www.city.kobe.1g.1q/", "http://www.city.kobe.lg.jp/"),
        ("http://www.example.com.sq/", "http://www.example.com.sg/"),
        ("http://www.a.jp/k0uho/kigyourjchi.htm1", "http://www.a.jp/kouho/kigyourichi.html"),
        ("http://www.a.jp/nyuuqaku/", "http://www.a.jp/nyuugaku/"),
        ("http://www.a.jp/shirnaitoshi/", "http://www.a.jp/shimaitoshi/"),
    ],
)
def test_hosts_and_syllables_are_repaired(printed: str, meant: str) -> None:
    assert repair_url(printed)[0] == meant


@pytest.mark.parametrize(
    "url",
    [
        "http://www.город.com/",
        "http://www.example.zz/",
        "http://www.example.jq/",
        "http://www.example.com.kq/",
        "http://www.example.or.sq/",
        "http://www.example.co.jd/",
        "http://www.example.ja/",
        "http://www.city.kobe.lg.jg/",
        "http://www.town.ohtawara.jp/",
        "http://www.a.jp/unique/boutique/corner/tsutsuj_isou.html",
        "http://www.a.com/shirnaitoshi/",
        "http://www.a.jp/r1koho/v0l2/b0o/",
        "http://x.xn--fiqs8s/",
    ],
)
def test_correct_hosts_and_words_are_left_alone(url: str) -> None:
    assert repair_url(url) == (url, ())


@pytest.mark.parametrize(
    ("printed", "suggested"),
    [
        ("http://www.city.yokohoma.lg.jp/", "http://www.city.yokohama.lg.jp/"),
        ("http://www.example.cmo/", "http://www.example.com/"),
        ("http://www.example.lg.iq/", "http://www.example.lg.jp/"),
        ("http://www.example.lg.jo/", "http://www.example.lg.jp/"),
        ("http://www.foo_bar.co.jp/", "http://www.foobar.co.jp/"),
        ("http://x.jp/oshiki/12/", "http://x.jp/soshiki/12/"),
        ("http://x.jp/77/shiseniimusyo-annai.html", "http://x.jp/77/shisenjimusyo-annai.html"),
    ],
)
def test_what_is_less_sure_is_suggested(printed: str, suggested: str) -> None:
    outcome = repair_address("url", printed, (), SAFE)
    assert outcome.text == printed
    assert outcome.doubt is not None
    assert outcome.doubt.suggestion == suggested


def test_an_unknown_country_is_in_doubt_and_another_end_is_malformed() -> None:
    outcome = repair_address("url", "http://www.example.zz/", (), SAFE)
    assert outcome.doubt is not None
    assert outcome.doubt.suggestion is None
    assert ".zz" in outcome.doubt.evidence
    assert is_well_formed("http://www.example.zz/")
    assert is_well_formed("http://x.xn--fiqs8s/")
    assert not is_well_formed("http://www.example.qqq/")
    assert is_top_level("info")
    assert not may_be_top_level("infoo")


def test_a_word_of_another_script_is_no_misprint() -> None:
    assert (fold_homoglyphs("соm"), fold_homoglyphs("город")) == ("com", "город")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("shisetsu", "sisetu", True),
        ("koukyou", "kokyo", True),
        ("ohta", "oota", True),
        ("kokusai", "kosai", False),
        ("shien", "shiren", False),
    ],
)
def test_spellings_of_one_word(one: str, other: str, same: bool) -> None:
    assert same_spelling(one, other) is same


def test_the_name_of_the_row_proves_a_repair_of_its_host() -> None:
    hints = url_hints(["宮崎県"])
    assert hints == ("miyazaki",)
    mended, (correction,) = repair_url("http://mizazaki-pref.hk/", hints=hints)
    assert mended == "http://miyazaki-pref.hk/"
    assert (correction.rule, correction.evidence) == (
        "url-hint",
        "one letter from a name in the row",
    )
    # Elsewhere, and in the path, and spelled with another consonant, it proves nothing.
    assert repair_url("http://mizazaki-pref.hk/", hints=["nagano"])[1] == ()
    assert repair_url("http://x.hk/mizazaki/", hints=hints)[1] == ()
    assert repair_url("http://nakashima.hk/", hints=["nakajima"])[1] == ()


def test_names_to_romaji() -> None:
    assert romaji_of("神奈川県横浜市") == romaji_of("横浜市") == ("yokohama", "kanagawa")
    assert romaji_of("群馬県吉岡町")[0] == "yoshioka"
    assert romaji_of("東京都") == ("tokyo", "toukyou")
    assert romaji_of("無い市") == ()
    assert not [one for one in municipalities() if one.kana.startswith("マグン")]


@pytest.mark.parametrize(
    ("printed", "times", "sister", "surely"),
    [
        ("http://a.jp/touan-support/", 2, "http://a.jp/tounan-support/", True),
        ("http://a.jp/kaigaai/x.html", 1, "http://a.jp/kaigai/x.html", True),
        ("http://www.kurnarnoto.jp/a", 1, "http://www.kumamoto.jp/a", True),
        ("http://a.jp/naru-mono/", 1, "http://a.jp/narumono/", False),
    ],
)
def test_near_duplicates(printed: str, times: int, sister: str, surely: bool) -> None:
    found = find_near_duplicates({printed: times, sister: 2})
    assert found[printed].address == sister
    assert (found[printed].confidence >= SAFE) is surely
    assert sister not in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.jp/page1.html", "http://a.jp/page2.html"),
        ("http://a.jp/ja/", "http://a.jp/en/"),
        ("http://a.jp/detail-57920.html", "http://a.jp/detail-5792.html"),
        ("http://a.jp/thai-sd/", "http://a.jp/thai-sds/"),
        ("http://a.jp/shijou/index.html", "http://a.jp/shidou/index.html"),
        ("http://a.jp/kouen/", "http://a.jp/koen/"),
        ("http://a.jp/tsdlje0009zvu.html", "http://a.jp/tsdije0009zvu.html"),
    ],
)
def test_two_addresses_that_may_both_be_right(one: str, other: str) -> None:
    assert find_near_duplicates({one: 3, other: 1}) == {}
    assert find_near_duplicates({one: 1, other: 3}) == {}


def test_a_host_is_compared_too() -> None:
    good = "http://www.kumamoto-shanghai.com/"
    counts = {f"{good}a.html": 1, f"{good}b/": 1, "http://www.kumamoto-shanghaii.com/c/d.html": 1}
    outcome = correct_near_duplicates("url", counts, SAFE)[
        "http://www.kumamoto-shanghaii.com/c/d.html"
    ]
    assert outcome.text == f"{good}c/d.html"
    assert outcome.corrections[0].rule == "url-sister"


@given(municipal_addresses(), st.lists(names_of_places, max_size=3))
def test_correct_addresses_are_left_alone_whatever_the_hints(url: str, places: list[str]) -> None:
    assert repair_url(url, hints=url_hints(places), at_least=SUGGESTED) == (url, ())
    assert is_well_formed(url)


@given(municipal_addresses(), st.sampled_from(SLIPS), st.data())
def test_a_misprint_is_repaired_or_left_alone(
    url: str, slip: tuple[str, str], data: st.DataObject
) -> None:
    old, new = slip
    places = [i for i in range(len("http://"), len(url)) if url.startswith(old, i)]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    broken = url[:at] + new + url[at + len(old) :]
    assert repair_url(broken)[0] in (url, broken)


@given(st.dictionaries(municipal_addresses(), st.integers(1, 3), max_size=5))
def test_correct_addresses_are_not_near_duplicates(counts: dict[str, int]) -> None:
    for address, sister in find_near_duplicates(counts).items():
        assert address in counts
        assert sister.confidence < SAFE


def test_an_edition_is_read_with_both(tmp_path: Path) -> None:
    def row(number: int, name: str, url: str) -> str:
        cells = [number, 1, name, "事務所", "中国", "香港", "c", "-", "平成20年度", "-"]
        return "\t".join(map(str, [*cells, 1, 1, 0, "販路", "相談", url, "-"]))

    rows = [
        row(1, "宮崎県", "http://mizazaki-pref.hk/"),
        row(2, "長野県", "http://mizazaki-pref.hk/"),
        row(3, "香川県", "http://www.pref.kagawa.lg.jp/kaigai/touan-support/"),
        row(4, "香川県", "http://www.pref.kagawa.lg.jp/kaigai/tounan-support/"),
        row(5, "香川県", "http://www.pref.kagawa.lg.jp/oshiki/a.html"),
    ]
    path = tmp_path / "edition.tsv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    survey = extract(path)
    assert [base.url for base in survey.bases] == [
        "http://miyazaki-pref.hk/",
        "http://miyazaki-pref.hk/",
        "http://www.pref.kagawa.lg.jp/kaigai/tounan-support/",
        "http://www.pref.kagawa.lg.jp/kaigai/tounan-support/",
        "http://www.pref.kagawa.lg.jp/oshiki/a.html",
    ]
    assert survey.bases[2].corrections[-1].rule == "url-sister"
    (doubt,) = [finding for finding in survey.findings if finding.code == "KY016"]
    assert doubt.row == (5, 1)
    assert doubt.expected == "http://www.pref.kagawa.lg.jp/soshiki/a.html"
    for base in survey.bases:
        text = base.raw["url"]
        for correction in base.corrections:
            if correction.field == "url":
                assert correction.before == text
                text = correction.after
        assert text == base.url


@pytest.mark.parametrize(
    "below",
    ["info@abc.jp", "@abc_official", "TEL03-1234-5678", "facebook.com/abc", "www.def.jp", "ほか"],
)
@pytest.mark.parametrize("between", ["\n", " "])
def test_what_is_no_part_of_an_address_is_not_joined_to_it(below: str, between: str) -> None:
    assert repair_url(f"http://www.abc.jp/{between}{below}")[0] == f"http://www.abc.jp/ {below}"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("http://www.abc.jp/index.html\nindex2.html", "http://www.abc.jp/index.html index2.html"),
        ("www.abc.jp\nwww.def.jp", "www.abc.jp www.def.jp"),
        ("http://www.abc.jp/index.\nhtml", "http://www.abc.jp/index.html"),
        ("http://www.abc.jp/a\nb.html", "http://www.abc.jp/ab.html"),
        ("http://www.abc.jp/list.php\n?id=3", "http://www.abc.jp/list.php?id=3"),
        (
            "http://www.abc.jp/share?to=\nfacebook.com/abc",
            "http://www.abc.jp/share?to=facebook.com/abc",
        ),
        ("http://www.pref.\nabc.jp/x/", "http://www.pref.abc.jp/x/"),
    ],
)
def test_lines_of_one_address_and_of_two(lines: str, joined: str) -> None:
    assert repair_url(lines)[0] == joined
