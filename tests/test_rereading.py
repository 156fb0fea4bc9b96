"""What was recognised, held against what a column can hold and what the document says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyoten_extract.layout.match_by_position import match_unread_labels
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model.table_model import PictureLine, Row, Steps
from kyoten_extract.ocr.postcorrection.ngrams import NgramIndex

pytest.importorskip("cv2", reason="OpenCV is not installed")

from kyoten_extract.ocr.postcorrection.constrained_reading import CorrectedCell, correct_cells
from kyoten_extract.ocr.postcorrection.ocr_rows import UNSURE, reread
from kyoten_extract.ocr.recognition.charset import LEFT_OUT, Charset
from kyoten_extract.ocr.recognition.ctc import decode, read_chars, with_faint

Options = dict[str, float]


def steps(*characters: str | Options) -> Steps:
    """Steps of a line: each character on one, with nothing after it."""
    found: list[tuple[tuple[str, float], ...]] = []
    for character in characters:
        options = {character: 0.99} if isinstance(character, str) else character
        found.append(tuple(sorted(options.items(), key=lambda item: -item[1])))
        found.append((("", 0.99),))
    return tuple(found)


def line(*characters: str | Options) -> PictureLine:
    along = steps(*characters)
    read = decode(along, len(along))
    return PictureLine(1, (10.0, 20.0, 40.0, 30.0), read.text, read.confidences, along)


def row(*cells: PictureLine) -> Row:
    return Row(
        tuple(cell.text for cell in cells),
        (1,),
        ((1, 0.0, 0.0, 100.0, 50.0),),
        (sum(len(cell.text) for cell in cells),),
        (),
        tuple(enumerate(cells)),
    )


def one(kind: str, key: str, *characters: str | Options) -> CorrectedCell:
    ((cell,),) = correct_cells([row(line(*characters))], [kind], {0: key})  # type: ignore[list-item]
    return cell


def test_a_line_is_what_its_steps_are_surest_of() -> None:
    read = decode(steps("上", {"海": 0.7, "梅": 0.3}), 4)
    assert (read.text, read.confidences) == ("上海", (0.99, 0.7))
    assert read.places == (0.125, 0.625)
    seen = read_chars(read.text, read.confidences, read.steps)
    assert seen[1].second == "梅"
    assert seen[1].probability("梅") == 0.3


def test_the_same_character_twice_is_two_only_with_nothing_between() -> None:
    step = (("1", 0.9), ("", 0.1))
    nothing = (("", 0.9), ("1", 0.1))
    assert decode((step, step), 2).text == "1"
    assert decode((step, nothing, step), 3).text == "11"


@pytest.mark.parametrize(
    ("read", "meant"),
    [("サポ一卜", "サポート"), ("第一回", "第一回"), ("カ国", "カ国"), ("成田ヘの", "成田への")],
)
def test_twins_take_the_script_of_their_neighbours(read: str, meant: str) -> None:
    assert decode(steps(*read), 2 * len(read)).text == meant


def test_forms_of_other_scripts_count_for_those_of_japanese() -> None:
    alphabet = Charset(["", "团", "団", "（", "(", "д", "ア", "ｱ"])
    meant = [alphabet.characters[i] if i != LEFT_OUT else None for i in alphabet.fold]
    assert meant == ["", "団", "団", "(", "(", None, "ア", "ア"]


def test_a_number_is_read_in_digits_where_the_picture_shows_one() -> None:
    cell = one("number", "base_no", {"I": 0.7, "1": 0.25})
    assert [(c.text, c.rule) for c in cell.choices] == [("1", "ocr-digits")]
    assert cell.confidence < UNSURE
    assert not one("number", "base_no", {"I": 0.7, "l": 0.25}).choices
    assert not one("number", "base_no", "1").choices
    assert not one("number", "base_no", "-").choices


def test_a_year_and_a_form_are_what_they_can_be() -> None:
    assert one("year", "established", {"W": 0.6, "H": 0.3}, "1", "4").choices[-1].text == "H14"
    cell = one("code", "form", {"(": 0.8, "c": 0.1}, "業", "務", "委", "託")
    assert (cell.choices[-1].text, cell.choices[-1].rule) == ("c業務委託", "ocr-form")


def test_a_municipality_is_one_that_there_is() -> None:
    cell = one("name", "municipality", "長", {"嶼": 0.6, "野": 0.2, "崎": 0.001}, "県")
    assert cell.choices[-1].text == "長野県"
    # Two names that the picture shows alike are left.
    assert not one("name", "municipality", "長", {"嶼": 0.6, "野": 0.2, "崎": 0.2}, "県").choices


def test_the_sum_tells_a_figure_where_one_reading_makes_it_right() -> None:
    keys = {0: "staff_total", 1: "staff_dispatched", 2: "staff_local"}
    kinds = ["number"] * 3
    read = row(line("4"), line({"7": 0.6, "1": 0.3}), line("3"))
    ((total, dispatched, local),) = correct_cells([read], kinds, keys)  # type: ignore[arg-type]
    assert dispatched.choices[-1].text == "1"
    assert not total.choices
    assert not local.choices
    # Where two figures may be wrong, nobody knows which.
    read = row(line({"4": 0.6, "8": 0.3}), line({"7": 0.6, "1": 0.3}), line({"1": 0.9, "3": 0.05}))
    assert (
        len({c.text for cell in correct_cells([read], kinds, keys)[0] for c in cell.choices}) <= 1
    )  # type: ignore[arg-type]


def test_a_doubtful_character_is_what_its_neighbours_have_elsewhere() -> None:
    sure = [
        row(line(*text))
        for text in ("観光課ビロメス", "経済ビロメス課", "東京ビロメス街", "北ビロメス")
    ]
    doubtful = row(line("新", {"ピ": 0.6, "ビ": 0.35}, *"ロメス"))
    cells = correct_cells([*sure, doubtful], ["name"], {0: "name"})
    assert cells[-1][0].choices[-1].text == "新ビロメス"
    assert cells[-1][0].choices[-1].rule == "ocr-context"
    assert not any(cell.choices for found in cells[:-1] for cell in found)
    # What the document has nowhere is left as the picture shows it, and stays doubtful.
    ((alone,),) = correct_cells([doubtful], ["name"], {0: "name"})
    assert not alone.choices
    assert alone.confidence == 0.6


def test_neighbours_of_a_cell_itself_prove_nothing() -> None:
    cell = [(char, 0.99) for char in "ああああああ"]
    assert not NgramIndex([cell]).confirms(0, 2, ["い"])
    assert NgramIndex([cell, cell, cell]).confirms(0, 2, ["い"])


def test_neighbours_do_not_settle_what_was_passed_over() -> None:
    texts = ["甲乙丙活動支援", "丁活動支援", "戊己活動支援", "庚活動支援"]
    whole = [line(*text) for text in texts]
    # Beside the last character there is ink that was not read, though it is sure itself.
    doubtful = [replace(item, confidences=(*item.confidences[:-1], 0.8)) for item in whole]
    cells = correct_cells([row(item) for item in doubtful], ["prose"], {0: "reason"})
    assert all(cell.confidence == 0.8 for (cell,) in cells)
    # The recognizer's own doubt is settled.
    own = [line(*text[:-1], {"援": 0.8}) for text in texts]
    cells = correct_cells([row(item) for item in [*own[:1], *whole[1:]]], ["prose"], {0: "reason"})
    assert all(cell.confidence >= UNSURE for (cell,) in cells)


def test_rows_that_were_printed_are_left_alone() -> None:
    printed = Row(("1",), (1,), ((1, 0.0, 0.0, 1.0, 1.0),), (1,))
    assert reread([printed], KYOTEN.match(["団体No"])) is None


def test_misread_labels_are_known_by_their_place() -> None:
    labels = [column.labels[0] for column in KYOTEN.columns]
    header = [*labels[:3], "①服烹各", *labels[4:16], "傭老"]
    match, findings = match_unread_labels(KYOTEN.match(header))
    assert not match.missing
    assert match.places["name"] == 3
    assert match.places["remarks"] == 16
    assert [(f.code, f.severity, f.field) for f in findings] == [
        ("KY017", "info", "name"),
        ("KY017", "info", "remarks"),
    ]
    # A column more than the layout has there: which it is can't be told.
    match, findings = match_unread_labels(
        KYOTEN.match([*labels[:3], "甲乙丙", "丁戊己", *labels[4:]])
    )
    assert "name" not in match.places
    assert not findings


def read_words(*texts: object) -> list[tuple[str, str | None, float]]:
    """The text of each cell after rereading, by which rule, and how sure it is."""
    rows = [row(line(*text)) for text in texts]  # type: ignore[misc]
    cells = correct_cells(rows, ["name"], {0: "name"})
    found = []
    for printed, ((cell,)) in zip(rows, cells, strict=True):
        choice = cell.choices[-1] if cell.choices else None
        text = printed.cells[0] if choice is None else choice.text
        found.append((text, choice and choice.rule, cell.confidence))
    return found


def test_kana_that_marks_part_are_read_by_the_words_they_make() -> None:
    ((text, rule, _),) = read_words([{"ピ": 0.99, "ビ": 0.008}, *"ジネス"])
    assert (text, rule) == ("ビジネス", "ocr-word")
    # A word that is known stands, whatever else the picture shows.
    ((text, rule, sure),) = read_words([{"ビ": 0.97, "ピ": 0.02}, *"ジネス"])
    assert (text, rule) == ("ビジネス", None)
    assert sure >= 0.97
    # Where no word is known, the cell is not sure, however sure the recognizer.
    ((text, rule, sure),) = read_words([{"ピ": 0.99, "ビ": 0.008}, *"ロメス"])
    assert (text, rule) == ("ピロメス", None)
    assert sure <= 0.9


def test_a_word_that_is_misread_throughout_is_no_word_of_the_document() -> None:
    for _, rule, sure in read_words(*[[*"ロクチ", {"ヤ": 0.999}, "ー"]] * 5):
        assert rule is None
        assert sure <= 0.9


def test_hiragana_whose_mark_may_be_lost_is_told() -> None:
    ((_, _, sure),) = read_words([*"みや", {"さ": 0.96, "ざ": 0.03}, "き"])
    assert sure <= 0.9


def test_a_place_is_the_one_that_the_picture_can_show() -> None:
    def read(country: str, *city: str | Options) -> str:
        rows = [row(line(*country), line(*city))]
        ((_, cell),) = correct_cells(rows, ["place", "place"], {0: "country", 1: "city"})
        return cell.choices[-1].text if cell.choices else rows[0].cells[1]

    assert read("カンボジア", *"プノン", {"ベ": 0.99, "ペ": 0.007}, "ン") == "プノンペン"
    assert read("中国", "大", {"達": 0.9, "連": 0.05}) == "大連"
    assert read("中国", *"どこか") == "どこか"
    # A city of another country is none that it can be.
    assert read("韓国", "大", {"達": 0.9, "連": 0.05}) == "大達"


def test_a_word_of_katakana_is_over_before_a_kanji_like_its_last_kana() -> None:
    ((text, rule, _),) = read_words([*"ビジネス", {"カ": 0.97, "力": 0.02}])
    assert (text, rule) == ("ビジネス力", "ocr-word")
    ((text, _, _),) = read_words([*"センターヘ委託"])
    assert text == "センターへ委託"
    # A word that is not known may be longer by it: that is told.
    ((text, rule, sure),) = read_words([*"ピロメスエ場"])
    assert (text, rule) == ("ピロメスエ場", None)
    assert sure <= 0.9


def test_signs_of_one_shape_go_by_what_stands_beside_them() -> None:
    def read(*characters: str | Options) -> str:
        return decode(steps(*characters), 2 * len(characters)).text

    assert read(*"JETR", {"0": 0.9, "O": 0.08}) == "JETRO"
    assert read(*"H1", {"0": 0.9, "O": 0.08}, "年") == "H10年"
    assert read(*"〇誘客") == "○誘客"
    assert read(*"二〇一七年") == "二〇一七年"
    assert read(*"H24~日中") == "H24～日中"
    assert read(*"jp/~taro/") == "jp/~taro/"
    assert read(*"ディレクター"[:-1], "-") == "ディレクター"


def test_a_kanji_where_the_document_has_another_is_told() -> None:
    texts = [f"{kanji}機関等派輸" for kanji in "甲乙丙丁戊己庚辛"]
    found = read_words(*texts, "壬機関等派輪")
    assert all(sure > 0.95 for _, _, sure in found[:-1])
    assert found[-1] == ("壬機関等派輪", None, 0.9)


def test_a_figure_that_may_be_another_is_told() -> None:
    assert one("number", "staff_total", {"8": 0.98, "0": 0.01}).confidence <= 0.9
    assert one("number", "staff_total", "8").confidence > 0.95


@pytest.mark.parametrize(("key", "text"), [("country", "姓国"), ("municipality", "鹿児島")])
def test_a_name_that_is_on_no_list_is_told(key: str, text: str) -> None:
    assert one("place" if key == "country" else "name", key, *text).confidence <= 0.9


def test_a_kanji_that_makes_no_word_is_doubted_for_one_that_does() -> None:
    cell = one("prose", "remarks", *"職員の派遺")
    assert cell.choices == ()  # what the picture does not show is not put in its place
    assert cell.confidence < UNSURE
    assert cell.other == "職員の派遣"


def test_a_kanji_that_the_picture_shows_too_is_taken_where_it_makes_a_word() -> None:
    cell = one("prose", "remarks", *"職員の派", {"遺": 0.9, "遣": 0.09})
    (choice,) = cell.choices
    assert (choice.text, choice.rule) == ("職員の派遣", "ocr-word")
    assert "派遣" in choice.evidence
    assert cell.confidence < UNSURE


@pytest.mark.parametrize(
    "text", ["遺産の調査", "派遣職員", "直行便", "大連事務所", "観光と産業", "土木と士気"]
)
def test_a_kanji_that_makes_a_word_is_left(text: str) -> None:
    cell = one("prose", "remarks", *text)
    assert (cell.choices, cell.confidence >= UNSURE) == ((), True)


@pytest.mark.parametrize(
    ("printed", "last", "meant", "is_sure"),
    [
        ("http://www.example.or.kr", {"1": 0.9, "/": 0.05}, "http://www.example.or.kr/", True),
        ("http://www.example.com", {"l": 0.9, "/": 0.05}, "http://www.example.com/", True),
        ("http://example.jp/a/b.htm", {"1": 0.7, "I": 0.3}, "http://example.jp/a/b.html", True),
        ("http://example.jp/page", {"1": 0.9, "/": 0.05}, "http://example.jp/page/", False),
        ("http://example.jp/page", {"1": 0.99}, "http://example.jp/page1", True),
        ("http://example.jp/page", {"|": 0.99}, "http://example.jp/pagel", False),
    ],
)
def test_a_stroke_at_the_end_of_an_address(
    printed: str, last: Options, meant: str, is_sure: bool
) -> None:
    read = Row(
        ("\n".join((printed, max(last, key=lambda char: last[char]))),),
        (1,),
        ((1, 0.0, 0.0, 100.0, 50.0),),
        (len(printed) + 1,),
        (),
        ((0, line(*printed)), (0, line(last))),
    )
    ((cell,),) = correct_cells([read], ["url"], {0: "url"})
    text = cell.choices[-1].text if cell.choices else read.cells[0]
    assert text.replace("\n", "") == meant
    assert (cell.confidence >= UNSURE) == is_sure


def test_a_host_that_ends_as_none_does_is_told() -> None:
    assert one("url", "url", *"http://example.co.jp/a").confidence >= UNSURE
    assert one("url", "url", *"http://example.co.jpl").confidence < UNSURE
    assert one("url", "url", *"http://example").confidence < UNSURE
    assert one("url", "url", *"準備中").confidence >= UNSURE


def test_the_name_of_a_form_is_as_its_letter_says() -> None:
    cell = one("code", "form", *"a独", {"目": 0.8, "自": 0.1}, *"海外事務所")
    assert cell.choices[-1].text == "a独自海外事務所"
    assert cell.confidence >= UNSURE
    # What the picture does not show is left, and so is what stands after another letter.
    assert not one("code", "form", *"a独", {"目": 0.99}, *"海外事務所").choices
    assert not one("code", "form", *"c独", {"目": 0.8, "自": 0.1}).choices


@pytest.mark.parametrize(
    ("read", "meant", "is_sure"),
    [
        # Points of a list go on by one.
        ([{"③": 0.9, "①": 0.05}, *"甲", "②", *"乙"], "①甲②乙", True),
        ([{"③": 0.99}, *"甲", "②", *"乙"], "③甲②乙", False),
        (["①", *"甲", "②", *"乙", "①", *"丙"], "①甲②乙①丙", True),
        (["①", *"甲", {"③": 0.99}, *"乙"], "①甲③乙", False),
        # Eras are four.
        ([{"合": 0.9, "令": 0.05}, *"和4年"], "令和4年", True),
        ([{"合": 0.99}, *"和4年"], "合和4年", False),
        ([*"令和元年と平成30年"], "令和元年と平成30年", True),
        ([*"日和4号"], "日和4号", True),
        # Companies have their kind in one sign.
        (["株", *"甲乙"], "㈱甲乙", False),
        (["有", *"エイ"], "㈲エイ", False),
        ([*"(株フォ"], "㈱フォ", False),
        ([*"株式会社甲"], "株式会社甲", True),
        ([*"有田市"], "有田市", True),
        # Brackets are in pairs, but for those of points.
        ([*"甲(乙"], "甲(乙", False),
        ([*"甲(乙)丙"], "甲(乙)丙", True),
        ([*"甲「乙)丙"], "甲「乙)丙", False),
        ([*"甲乙)丙"], "甲乙)丙", False),
        ([*"1)甲、2)乙"], "1)甲、2)乙", True),
        # A word begins with what looks like kanji.
        ([*"市口ッテルダム"], "市ロッテルダム", True),
        ([*"市才一ストラリア"], "市オーストラリア", True),
        ([*"出口ビル"], "出口ビル", True),
        # A known word is one mark away, though the picture shows nothing of it.
        ([*"ピジネス"], "ピジネス", False),
    ],
)
def test_signs_go_by_what_stands_beside_them(
    read: list[str | Options], meant: str, is_sure: bool
) -> None:
    ((text, _, sure),) = read_words(read)
    assert text == meant
    assert (sure >= UNSURE) == is_sure


def test_a_place_that_goes_on_in_the_next_line_is_one() -> None:
    keys = {0: "country", 1: "city"}

    def city(second: Options) -> CorrectedCell:
        lines = (line(*"ドイツ"), line(*"デュッセルドル"), line(second))
        read = Row(
            ("ドイツ", "\n".join(item.text for item in lines[1:])),
            (1,),
            ((1, 0.0, 0.0, 100.0, 50.0),),
            (11,),
            (),
            ((0, lines[0]), (1, lines[1]), (1, lines[2])),
        )
        return correct_cells([read], ["place", "place"], keys)[0][1]

    assert city({"フ": 0.99}).confidence >= UNSURE
    assert city({"7": 0.99}).confidence < UNSURE
    mended = city({"7": 0.9, "フ": 0.05})
    assert mended.choices[-1].text.replace("\n", "") == "デュッセルドルフ"


def test_a_sign_that_is_shared_among_its_forms_may_be_there() -> None:
    along = steps({"": 0.6, "○": 0.24, "O": 0.02}, "特", "許")
    read = decode(along, len(along))
    assert read.text == "特許"
    again = with_faint(read)
    assert (again.text, again.confidences[0]) == ("○特許", 0.24)
    assert [seen.text for seen in read_chars(again.text, again.confidences, again.steps)] == [
        *"○特許"
    ]
    # What is beside a step is on it too.
    along = steps("特", "許")
    assert with_faint(decode(along, len(along))).text == "特許"
    along = (along[0], (("", 0.8), ("特", 0.2)), *along[1:])
    assert with_faint(decode(along, len(along))).text == "特許"


@pytest.mark.parametrize(
    ("kind", "key"),
    [("name", "name"), ("place", "city"), ("url", "url"), ("code", "form"), ("number", "base_no")],
)
@pytest.mark.parametrize("text", ["海外派遺のピジネス", "ピジネス 海外派遺", "3", "③甲", ""])
def test_a_cell_whose_lines_stand_abreast_keeps_its_text(kind: str, key: str, text: str) -> None:
    lines = (line(*"海外派遺の"), line(*"ピジネス"))
    read = Row(
        (text,), (1,), ((1, 0.0, 0.0, 100.0, 50.0),), (9,), (), tuple((0, item) for item in lines)
    )
    ((cell,),) = correct_cells([read], [kind], {0: key})  # type: ignore[list-item]
    assert all(len(choice.text) == len(text) for choice in cell.choices)
    municipality = correct_cells([read], ["name"], {0: "municipality"})[0][0]
    assert not municipality.choices


def test_a_blank_within_an_address_may_be_an_underscore() -> None:
    shown = one("url", "url", *"http://a.jp/untitled", {" ": 0.9, "_": 0.01}, *"000.html")
    assert shown.choices[-1].text == "http://a.jp/untitled_000.html"
    assert shown.confidence < UNSURE
    unseen = one("url", "url", *"http://a.jp/untitled 000.html")
    assert (unseen.choices, unseen.confidence < UNSURE) == ((), True)
    # Two addresses, or a note after one.
    two = one("url", "url", *"http://a.jp/ http://b.jp/")
    assert (two.choices, two.confidence >= UNSURE) == ((), True)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("セミナ一開催", "セミナー開催"),
        ("セミナーの一環", "セミナーの一環"),
        ("ビル一階", "ビル一階"),
    ],
)
def test_a_word_of_katakana_goes_on_with_what_looks_like_it(read: str, meant: str) -> None:
    assert read_words(read)[0][0] == meant


def test_a_particle_after_a_word_of_katakana_is_hiragana() -> None:
    assert decode(steps(*"センターへ委託"), 14).text == "センターへ委託"
    assert decode(steps(*"センターへの"), 12).text == "センターへの"
    assert decode(steps(*"へルシンキ"), 10).text == "ヘルシンキ"


def test_what_is_misread_in_many_cells_is_no_word_for_that() -> None:
    found = read_words(*[f"{kanji}セミナ一開催" for kanji in "甲乙丙丁戊"])
    assert {text[1:] for text, *_ in found} == {"セミナー開催"}


def test_the_note_after_a_form_is_read_by_its_words_too() -> None:
    assert one("code", "form", *"c業務委託契約等(ピジネス)").confidence < UNSURE
    assert one("code", "form", *"c業務委託契約等(ビジネス)").confidence >= UNSURE


def test_a_cross_alone_is_a_mark_and_no_letter() -> None:
    assert decode(steps({"X": 0.95, "×": 0.03}), 2).text == "×"
    assert decode(steps({"X": 0.99}), 2).text == "X"
    assert decode(steps("A", {"X": 0.95, "×": 0.03}), 4).text == "AX"


def test_a_city_of_another_country_is_told() -> None:
    def city(country: str, *name: str | Options) -> CorrectedCell:
        read = row(line(*country), line(*name))
        return correct_cells([read], ["place", "place"], {0: "country", 1: "city"})[0][1]

    assert city("フランス", *"パリ").confidence >= UNSURE
    assert city("フランス", *"バリ").confidence < UNSURE
    mended = city("フランス", {"バ": 0.9, "パ": 0.05}, "リ")
    assert mended.choices[-1].text == "パリ"


def test_an_old_form_in_many_cells_is_told_all_the_same() -> None:
    found = read_words(*[f"{kanji}市長戰略部" for kanji in "甲乙丙丁戊"], "戦略課と戦略室と戦略局")
    assert all(sure < UNSURE for text, _, sure in found if "戰" in text)
