"""Printed addresses are repaired, and correct ones left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyoten_extract import repair_url
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.proposal import SAFE
from kyoten_extract.text.url.url_repair import is_well_formed
from kyoten_extract.text.url.vocabulary import names, vocabulary, words_with_v
from strategies import any_text

PIECES = (
    "http https htp ttp :// : / // www. www vvww. city. citv tokvo sangvo svoko korvu kan ko k0kusai "
    "toyarna service vill qvum4j .lg.jp .jp .ip 1g - _ . , 0 1 a l v y vo English 日本 。 ／ － ｗ"
).split()
printed_address = st.lists(st.sampled_from([*PIECES, " ", "\n", "-\n"]), max_size=14).map("".join)


@pytest.mark.parametrize("dash", "‐‑‒–—―−－")
def test_dashes_in_an_address_are_hyphens(dash: str) -> None:
    url, corrections = repair_url(f"http://www.yamagata{dash}harbin.cn/")
    assert url == "http://www.yamagata-harbin.cn/"
    assert len(corrections) == 1


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("http://www.tho.tokvo-trade-center.or.jp/", "http://www.tho.tokyo-trade-center.or.jp/"),
        ("http://www.pref.tovama.jp/a.html", "http://www.pref.toyama.jp/a.html"),
        ("http://x.lg.jp/svoko/kaigai.html", "http://x.lg.jp/syoko/kaigai.html"),
        ("http://x.lg.jp/sangvo/sangvoshien/", "http://x.lg.jp/sangyo/sangyoshien/"),
        ("http://x.jp/9089svoko/3010oshirase/", "http://x.jp/9089syoko/3010oshirase/"),
        ("http://x.jp/kanko/ko rvu/", "http://x.jp/kanko/koryu/"),
        ("http://www.yamagata-\nharbin.cn/", "http://www.yamagata-harbin.cn/"),
        ("ｈｔｔｐ：／／ｗｗｗ．ａ．ｊｐ／", "http://www.a.jp/"),
        ("http://www.citv.a.lg.jp/citvtax/", "http://www.city.a.lg.jp/citytax/"),
        ("http://www.citv.muravama.lg.jp/", "http://www.city.murayama.lg.jp/"),
        ("http://www.Tokvo.jp/kvouikuIinkai/", "http://www.Tokyo.jp/kyouikuIinkai/"),
        ("http://x.jp/kovou/vuushi/bunva/", "http://x.jp/koyou/yuushi/bunya/"),
        ("http://www.hvogobtc.com.hk/", "http://www.hyogobtc.com.hk/"),
        ("http://x.com/categorv/policv/", "http://x.com/category/policy/"),
        ("http://x.jp/s_hien/kan-\nko-\nu/", "http://x.jp/shien/kankou/"),
        ("http://x.jp/back-\nnumber/my_\nnumber/", "http://x.jp/backnumber/mynumber/"),
        ("http://x.jp/_\npreview/time_\n.html", "http://x.jp/preview/time.html"),
        ("http://x.jp/kan\nko-\n.html", "http://x.jp/kanko-.html"),
        ("http://www.kan-\nko.jp/a-\nb/ (日本語)", "http://www.kanko.jp/a-b/ (日本語)"),
        ("ht\ntp://www.a.jp/b", "http://www.a.jp/b"),
        ("ht tps://www.a.jp/b c.html", "https://www.a.jp/bc.html"),
        ("htt-ps://www.ci-ty.a.l-g.jp/1/x.ht-ml", "https://www.city.a.lg.jp/1/x.html"),
        ("http://www.pref.i-baraki.jp/", "http://www.pref.ibaraki.jp/"),
        ("http//www.a.jp/", "http://www.a.jp/"),
        ("https.//www.a.jp/", "https://www.a.jp/"),
        ("http:/www.a.jp/", "http://www.a.jp/"),
        ("htp:www.a.jp", "http://www.a.jp"),
        ("ttps://a.jp/", "https://a.jp/"),
        ("p://a.jp/", "http://a.jp/"),
        ("httpｓ://wwｗ.a.jp", "https://www.a.jp"),
        ("wwwhttps://a.jp/", "https://a.jp/"),
        ("http://www,a。jp/", "http://www.a.jp/"),
        ("http://vvww.city.a.1g.jp/", "http://www.city.a.lg.jp/"),
        ("http://wwwkobe-trade.info/a", "http://www.kobe-trade.info/a"),
        ("http://wwwkobe-trade.co.jp", "http://www.kobe-trade.co.jp"),
        ("http://wwwpref.nagasaki.jp/", "http://www.pref.nagasaki.jp/"),
        ("http://www.a.go.ip/", "http://www.a.go.jp/"),
        ("http://www.toyarna.jp/k0kusai/", "http://www.toyama.jp/kokusai/"),
        ("http://a.jp/\nhttp://b.\njp/", "http://a.jp/ http://b.jp/"),
        ("http://a.jp/\n日本語\nhttp://b.jp/", "http://a.jp/ 日本語 http://b.jp/"),
        ("03-1\nwww.a.jp/", "03-1 www.a.jp/"),
        ("http://山の上医\n院.jp/", "http://山の上医院.jp/"),
    ],
)
def test_urls_are_repaired(printed: str, meant: str) -> None:
    mended, corrections = repair_url(printed)
    assert mended == meant
    assert corrections[0].before == printed
    assert corrections[-1].after == meant
    for one, other in pairwise(corrections):
        assert one.after == other.before


@pytest.mark.parametrize(
    "url",
    [
        "http://wwwtb.mlit.go.jp/",
        "http://www3.pref.nara.jp/",
        "http://www.pref.miyagi.jp/soshiki/asiapro/advd-fy29.html",
        "http://vill.kouzushima.tokyo.jp/service/environment.html",
        "https://www.harvard.edu/university/conversation",
        "http://x.jp/qvum4j/kvo",
        "https://poundva.gov/",
        "http://kyodai.vn/",
        "http://a.jp/ http://b.jp/",
        "http://a.jp/ (日本語)",
        "http://a.jp/ English",
        "http://a.jp/ (English only)",
        "www.a.jp",
        "ftp://a.jp/",
        "http://a.jp/,http://b.jp/",
        "https://web.archive.org/web/2017/http://www.a.jp/",
        "http://www.a.jp/corona-virus/kenko-iryo/soumu_bu/",
        "http://m-ailabs.jp/U.S.-Census/",
        "http://www.city.kobe.lg.jp/my_number/back-number.html",
        "http://www.my-number.jp/_preview/_time_.html",
        "http://x.jp/news-/-1/a__b/__/index_.html",
        "http://x.jp/kan-ko/kanko_\u0001",
        "http://x.jp/invoke/nirvana/favorite/java/",
        "http://x.jp/%E7%9C%8C%e3va/tsdlje0000009zvu.html",
        "http://ww3.a.ne.jp/~v-mc/",
        "-",
        "",
    ],
)
def test_correct_urls_are_left_alone(url: str) -> None:
    assert repair_url(url) == (url, ())


def test_a_hint_is_evidence() -> None:
    broken = "http://www.vavoi-hall.com/"
    assert repair_url(broken)[0] == broken
    assert repair_url(broken, hints=["yayoi"])[0] == "http://www.yayoi-hall.com/"


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("http://www.a.jp", True),
        ("https://a-b.co.jp:8080/x?y=1#z", True),
        ("www.a.jp", False),
        ("http:/a.jp", False),
        ("http://a", False),
        ("http://a.jp/日本", False),
        ("http://a.jp/ b", False),
        ("http://www.kouai/hp/", False),
    ],
)
def test_well_formed(url: str, good: bool) -> None:
    assert is_well_formed(url) is good


@given(printed_address | any_text)
def test_repair_is_idempotent(text: str) -> None:
    mended, corrections = repair_url("http://" + text)
    assert repair_url(mended) == (mended, ())
    before = "http://" + text
    for correction in corrections:
        assert correction.before == before != correction.after
        assert correction.confidence >= SAFE
        before = correction.after
    assert before == mended


@pytest.mark.parametrize(
    ("printed", "suggested"),
    [
        ("http://mizazaki-pref.hk/", "http://miyazaki-pref.hk/"),
        ("http://x.jp/touan-support/", "http://x.jp/tounan-support/"),
    ],
)
def test_a_letter_more_or_less_is_only_suggested(printed: str, suggested: str) -> None:
    assert repair_url(printed) == (printed, ())
    mended, (correction,) = repair_url(printed, at_least=0.5)
    assert mended == suggested
    assert correction.rule == "url-near-word"
    assert correction.confidence < SAFE


def test_a_short_hint_is_a_whole_word() -> None:
    assert repair_url("http://x.jp/vao/cavao/", hints=["yao"])[0] == "http://x.jp/yao/cavao/"


def test_the_municipalities_are_all_there() -> None:
    kinds = [one.kind for one in municipalities()]
    assert [kinds.count(kind) for kind in ("prefecture", "municipality", "ward")] == [47, 1741, 171]
    assert len({one.code for one in municipalities()}) == len(kinds)
    by_name = {one.prefecture + one.name: one for one in municipalities()}
    assert by_name["茨城県東海村"].romaji == ("tokai", "toukai")
    assert by_name["東京都"].romaji[0] == "tokyo"
    assert by_name["京都府京都市"].code == "26100"
    assert by_name["広島県広島市安佐南区"].romaji == ("asaminami",)
    assert by_name["大阪府四條畷市"].kana == "シジョウナワテシ"


def test_the_vocabulary_is_consistent() -> None:
    assert {"toyama", "kyotanba", "yachiyo"} <= names()
    assert {"sangyou", "sangyo", "jimusyo", "zyouhou", "city", "service"} <= vocabulary()
    assert all(word.isascii() and word.islower() and word.isalpha() for word in vocabulary())
    # No word with a v may look like one with a y: either would be read as the other.
    misread = {word.replace("y", "v"): word for word in vocabulary() if "y" in word}
    assert {word for word in words_with_v() if word in misread} <= {"navy"}
