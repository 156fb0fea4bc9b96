"""Text as printed to text as meant: pure, idempotent, and harmless."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from kyoten_extract import FiscalYear, normalize_text, repair_url
from kyoten_extract.text.era import parse_date, parse_fiscal_year
from kyoten_extract.text.normalize.ligatures import has_inner_soft_hyphen, resolve_soft_hyphens
from kyoten_extract.text.normalize.line_breaks import Setting, join_lines, join_tight, learn_setting
from kyoten_extract.text.normalize.radicals import JAPANESE_OVERRIDES, fold_radicals, table
from kyoten_extract.text.url.link_evidence import repair_by_link
from kyoten_extract.text.url.romaji import PREFECTURES, is_romaji
from strategies import any_text, printed_text


@given(printed_text | any_text)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalize_text(text)
    assert normalize_text(once) == once


@given(printed_text)
def test_normalising_keeps_every_character_of_its_own_width(text: str) -> None:
    kept = [c for c in text if "\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff"]
    normal = normalize_text(text)
    assert [c for c in normal if c in set(kept)][: len(kept)] or not kept
    for char in kept:
        assert char in normal


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("ＪＥＴＲＯ（１２）", "JETRO(12)"),
        ("ﾊﾞﾝｺｸ ｱﾄﾞﾊﾞｲｻﾞｰ", "バンコク アドバイザー"),
        ("１０～２０", "10～20"),
        ("Ａ－Ｂ", "A-B"),
        ("センター", "センター"),
        ("①㈱№㍻", "①㈱№㍻"),
        ("﨑髙塚𠮷々〇", "﨑髙塚𠮷々〇"),
        ("⼤阪⻑崎⻄⼾⾭⿈⿊", "大阪長崎西戸青黄黒"),
        ("上海‧香港", "上海・香港"),
        ("a·b", "a·b"),
        ("‧相談‧ 通訳", "・相談・ 通訳"),
        ("·· 海外", "・・ 海外"),
        ("o昀케ce Paci昀椀c ﬁn", "office Pacific fin"),
        ("昀昀さん", "昀昀さん"),
        ("　全角", " 全角"),
    ],
)
def test_widths_and_radicals(printed: str, meant: str) -> None:
    assert normalize_text(printed) == meant


@pytest.mark.parametrize(
    ("printed", "drawn", "meant"),
    [
        ("infor\u00ad\nmation", False, "information"),
        ("infor\u00ad\nmation", True, "infor-\nmation"),
        ("a\u00adb.jp", False, "a-b.jp"),
    ],
)
def test_soft_hyphens(printed: str, drawn: bool, meant: str) -> None:
    assert resolve_soft_hyphens(printed, drawn=drawn) == meant
    assert has_inner_soft_hyphen(printed) == ("b.jp" in printed)


@pytest.mark.parametrize(
    ("printed", "link", "meant"),
    [
        ("www.futen.or.jp", "http://www.futen.or.jp/", "http://www.futen.or.jp"),
        ("http://www.Takata-hp.com/", "http://www.takata-hp.com/", "http://www.Takata-hp.com/"),
        ("http://a-clinic.jp", "http://a-c1inic.jp/", "http://a-clinic.jp"),
        ("http://l-2l.jp", "http://1-21.jp/", "http://1-21.jp/"),
        ("http://matsuoka hp.jp/", "http://matsuoka-hp.jp/", "http://matsuoka-hp.jp/"),
        ("tp://www.sam.hi-ho.ne.jp/oh", "http://www.sam.hi-ho.ne.jp/ohashi/", None),
        ("http://www.h-m-cl.com/", "http://www.h-m-cl.com/index.html", "http://www.h-m-cl.com/"),
        ("http://a.jp/2018/", "http://a.jp/2017/", "http://a.jp/2018/"),
        ("http://i-lc.jp/", "http://hana-cl.com/", "http://i-lc.jp/"),
        ("http://www.tokyo.jp/", "http://www.tokvo.jp/", "http://www.tokyo.jp/"),
        ("hide@mrg.biglobe.ne.jp", "mailto:hide@mrg.biglobe.ne.jp", "hide@mrg.biglobe.ne.jp"),
        ("", "http://a.jp/", ""),
    ],
)
def test_links_under_addresses(printed: str, link: str, meant: str | None) -> None:
    mended, corrections = repair_by_link(printed, [link])
    assert mended == (link if meant is None else meant)
    assert [(c.before, c.after) for c in corrections] == (
        [(printed, mended)] if mended != printed else []
    )


def test_every_radical_has_its_ideograph() -> None:
    unassigned = {"\u2e9a", *map(chr, range(0x2EF4, 0x2F00)), *map(chr, range(0x2FD6, 0x2FE0))}
    for code in range(0x2E80, 0x2FE0):
        radical = chr(code)
        # U+2E80, the iteration mark, is the one radical that is like no ideograph.
        if radical in unassigned or code == 0x2E80:
            continue
        folded = ord(fold_radicals(radical))
        assert 0x3400 <= folded < 0xA000 or 0x20000 <= folded < 0x30000, hex(code)
    assert set(JAPANESE_OVERRIDES) <= set(table())


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("海外\n事務所", "海外事務所"),
        ("Sakura\nConsultants", "Sakura Consultants"),
        ("Sakura \nConsultants", "Sakura Consultants"),
        ("http://www.yamagata-\nharbin.cn/", "http://www.yamagata-harbin.cn/"),
        ("中国語は\nhttp://www.a.jp/re\nport", "中国語は http://www.a.jp/report"),
        ("①相談\n②通訳", "①相談 ②通訳"),
        ("①相談②調査\n③通訳", "①相談②調査③通訳"),
        ("・売り込み\n・出展", "・売り込み ・出展"),
        ("経済\n・文化", "経済・文化"),
        ("(1)窓口\n(2)案内", "(1)窓口 (2)案内"),
        ("助言, 紹介,\n手配", "助言, 紹介, 手配"),
        ("一\n\n二", "一二"),
        ("\n一\n", "一"),
    ],
)
def test_lines_are_joined_as_they_were_written(lines: str, joined: str) -> None:
    assert join_lines(lines) == joined


def test_a_full_line_may_break_a_word_where_words_are_broken() -> None:
    broken = Setting(words_broken=True)
    assert join_lines("KAMO CONSULTAN\nCY", broken, capacity=14) == "KAMO CONSULTANCY"
    assert join_lines("KAMO\nCONSULTANCY", broken, capacity=14) == "KAMO CONSULTANCY"
    assert join_lines("KAMO CONSULTAN\nCY", capacity=14) == "KAMO CONSULTAN CY"


def test_a_number_amid_japanese_text_is_broken_where_its_line_is_full() -> None:
    address = "南区月見町9丁目1\n0番11号"
    assert join_lines(address, capacity=16) == "南区月見町9丁目10番11号"
    assert join_lines(address, capacity=17) == "南区月見町9丁目1 0番11号"
    assert join_lines("1号100\n200", capacity=6) == "1号100 200"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("9:00～12:00\n13:00～17:00", "9:00～12:00 13:00～17:00"),
        ("9時～12時\n13時～17時", "9時～12時 13時～17時"),
        ("9時～\n17時", "9時～17時"),
        ("9時\n30分", "9時30分"),
        ("9:00～1\n7:00", "9:00～17:00"),
    ],
)
def test_two_times_on_two_lines_are_not_one(lines: str, joined: str) -> None:
    assert join_lines(lines, Setting(words_broken=True), capacity=7) == joined


def test_whether_a_producer_keeps_spaces() -> None:
    assert learn_setting([["①相談 \n②通訳 ③案内"]]).spaces_kept
    assert not learn_setting([["①相談 \n②通訳 ③案内\n④調査"]]).spaces_kept
    assert not learn_setting([["①相談 ②通訳\n③案内"]]).spaces_kept
    assert join_lines("経済\n・文化 \n・教育", Setting(spaces_kept=True)) == "経済・文化 ・教育"


def test_whether_a_producer_breaks_words() -> None:
    column = ["KAMO CONSULTAN\nCY", "VECTOR CHINA C\no.,Ltd.", "NIHON ASSIST S\nINGAPORE"]
    assert learn_setting([column]).words_broken
    assert not learn_setting([["Sakura\nConsultants", "BANGKOK Porta\nCo.,Ltd."]]).words_broken


@given(printed_text)
def test_joined_lines_have_none(text: str) -> None:
    settings = (Setting(), Setting(spaces_kept=True), Setting(words_broken=True))
    for joined in (*(join_lines(text, setting) for setting in settings), join_tight(text)):
        assert "\n" not in joined
        assert "".join(joined.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("H14", FiscalYear("平成", 14, 2002)),
        ("Ｈ８", FiscalYear("平成", 8, 1996)),
        ("S53", FiscalYear("昭和", 53, 1978)),
        ("令和2", FiscalYear("令和", 2, 2020)),
        ("R元", FiscalYear("令和", 1, 2019)),
        ("平成元年度", FiscalYear("平成", 1, 1989)),
        ("H31", FiscalYear("平成", 31, 2019)),
        ("㍻29年", FiscalYear("平成", 29, 2017)),
        ("大正15", FiscalYear("大正", 15, 1926)),
        ("M45", FiscalYear("明治", 45, 1912)),
        ("2017年度", FiscalYear(None, None, 2017)),
        ("H29.4", FiscalYear("平成", 29, 2017, 4)),
        ("H29年10月", FiscalYear("平成", 29, 2017, 10)),
        ("H29.4.1", FiscalYear("平成", 29, 2017, 4)),
        ("H29年4月1日", FiscalYear("平成", 29, 2017, 4)),
        ("H15.1", FiscalYear("平成", 15, 2003, 1)),
        ("2002-04-01", FiscalYear(None, None, 2002, 4)),
        ("2002年4月", FiscalYear(None, None, 2002, 4)),
        ("平成14年度(2002)", FiscalYear("平成", 14, 2002)),
        ("2002年度（平成14年度）", FiscalYear("平成", 14, 2002)),
        ("平成14(2002)年度", FiscalYear("平成", 14, 2002)),
        ("平成14年（2002年）4月", FiscalYear("平成", 14, 2002, 4)),
        ("2002年（平成14年）10月1日", FiscalYear("平成", 14, 2002, 10)),
        ("H14.2002", FiscalYear("平成", 14, 2002)),
        ("H.14.2002", FiscalYear("平成", 14, 2002)),
        ("H14.2003", None),
        ("平成14年（2003年）4月", None),
        ("平成14年度(2003)", None),
        ("2002-13-01", None),
        ("平成28年4月に移転", None),
        ("H99", None),
        ("H0", None),
        ("年度", None),
        ("14", None),
        ("H14頃", None),
    ],
)
def test_fiscal_years(printed: str, year: FiscalYear | None) -> None:
    assert parse_fiscal_year(printed) == year


def test_a_fiscal_year_reads_as_it_is_printed() -> None:
    assert str(FiscalYear("平成", 1, 1989)) == "平成元年度"
    assert str(FiscalYear(None, None, 2017)) == "2017"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("(平成29年9月末現在)", dt.date(2017, 9, 30)),
        ("（令和２年１０月１日現在）", dt.date(2020, 10, 1)),
        ("平成 29 年 9 月末現在", dt.date(2017, 9, 30)),
        ("2023年2月末", dt.date(2023, 2, 28)),
        ("H29.9末", dt.date(2017, 9, 30)),
        ("平成29年13月", None),
        ("平成29年2月30日", None),
        ("現在", None),
    ],
)
def test_dates(printed: str, date: dt.date | None) -> None:
    assert parse_date(printed) == date


@given(any_text)
def test_no_text_makes_the_readers_raise(text: str) -> None:
    parse_fiscal_year(text)
    parse_date(text)
    repair_url(text)


def test_romaji() -> None:
    assert all(is_romaji(name) for name in PREFECTURES)
    for word in ("sangyo", "shimbashi", "kyoto", "ohno", "matcha", "syoko", "hyogo", "gunma"):
        assert is_romaji(word), word
    for word in ("service", "canvas", "asia", "xyz", "kagax", "tky", "yi", "kyi"):
        assert not is_romaji(word) or word == "asia", word


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("‧4道県の知事", "・4道県の知事"),
        ("誘客 ‧H21年から", "誘客 ・H21年から"),
        ("スバン·ジャヤ", "スバン・ジャヤ"),
        ("a·b", "a·b"),
        ("x · y", "x · y"),
        ("col·lecció 展", "col·lecció 展"),
    ],
)
def test_middle_dots(text: str, folded: str) -> None:
    assert normalize_text(text) == folded
