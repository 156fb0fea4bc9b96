"""Cells that are not settled are read once more, and all readings of them weighed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.table_model import PictureLine, Row

pytest.importorskip("cv2", reason="OpenCV is not installed")

from kyoten_extract.ocr.postcorrection.constrained_reading import (
    UNSURE,
    CorrectedCell,
    correct_cells,
    second_readings,
)
from kyoten_extract.ocr.postcorrection.voting import vote
from kyoten_extract.ocr.recognition.ctc import ReadChar, decode, read_chars
from kyoten_extract.ocr.recognition.line_images import decode_image, encode_image
from kyoten_extract.ocr.recognition.second_pass import VARIANTS, SecondPass
from kyoten_extract.ocr.recognizer import Line
from test_rereading import Options, steps

STAFF = {0: "staff_total", 1: "staff_dispatched", 2: "staff_local"}
NUMBERS: list[Kind | None] = ["number"] * 3


def reading(*characters: str | Options) -> Line:
    along = steps(*characters)
    return decode(along, len(along))


def line(*characters: str | Options, at: float = 0.0, wide: float = 30.0) -> PictureLine:
    read = reading(*characters)
    box = (at, 20.0, at + wide, 30.0)
    return PictureLine(1, box, read.text, read.confidences, read.steps, image="a picture")


def row(*cells: PictureLine) -> Row:
    ink = sum(len(cell.text) for cell in cells)
    texts = tuple(cell.text for cell in cells)
    return Row(texts, (1,), ((1, 0.0, 0.0, 100.0, 50.0),), (ink,), (), tuple(enumerate(cells)))


class Looks:
    """A look that says the same of a line in every way, and keeps what it was asked."""

    def __init__(self, answer: Callable[[PictureLine], Line]) -> None:
        self.answer = answer
        self.asked: list[PictureLine] = []

    def __call__(
        self, lines: Sequence[PictureLine], ways: Sequence[Sequence[str]]
    ) -> list[tuple[Line, ...]]:
        self.asked += lines
        assert all(way in VARIANTS for own in ways for way in own)
        return [
            tuple(self.answer(line) for _ in own) for line, own in zip(lines, ways, strict=True)
        ]


def again(
    rows: Sequence[Row], kinds: Sequence[Kind | None], keys: dict[int, str], look: Looks
) -> tuple[tuple[CorrectedCell, ...], ...]:
    cells = correct_cells(rows, kinds, keys)
    return correct_cells(rows, kinds, keys, second_readings(rows, cells, kinds, look))


def seen(*characters: str | Options) -> list[ReadChar]:
    read = reading(*characters)
    return read_chars(read.text, read.confidences, read.steps)


def text_of(found: Sequence[ReadChar]) -> str:
    return "".join(one.text for one in found)


def test_a_place_has_what_its_readings_have_on_the_average() -> None:
    first = seen("1", {"6": 0.6, "0": 0.4})
    found = vote(first, [seen("1", "0"), seen("1", {"0": 0.8, "8": 0.1})])
    assert text_of(found) == "10"
    assert 0.73 < found[1].probability("0") == found[1].confidence < 0.99
    assert 0 < found[1].probability("6") < 0.2


def test_a_reading_that_is_not_sure_of_its_line_counts_for_less() -> None:
    poor = seen({"8": 0.5, "0": 0.1})
    found = vote(seen("0"), [poor, poor])
    assert text_of(found) == "0"


def test_one_reading_against_the_others_leaves_a_doubt() -> None:
    found = vote(seen("中", "国"), [seen("中", "国"), seen("韓", "国")])
    assert text_of(found) == "中国"
    assert found[0].confidence < 0.7 < UNSURE <= found[1].confidence


def test_doubt_for_what_stands_beside_a_character_stays() -> None:
    first = [ReadChar("市", 0.8, (("市", 0.99),))]
    (found,) = vote(first, [seen("市"), seen("市")])
    assert 0.9 < found.confidence < 0.97 < vote(seen("市"), [seen("市")])[0].confidence


def test_what_most_readings_have_is_put_in_and_what_they_lack_is_only_doubted() -> None:
    found = vote(seen(*"観光MMI"), [seen(*"観光MI")] * 2)
    assert text_of(found) == "観光MMI"
    assert min(one.confidence for one in found) < 0.5
    assert text_of(vote(seen(*"観光M"), [seen(*"観光MI")] * 2)) == "観光MI"
    assert text_of(vote(seen(*"観光M"), [seen(*"観光MI"), seen(*"観光M")])) == "観光M"


def test_blanks_are_those_of_the_first_reading() -> None:
    assert text_of(vote(seen(*"a b"), [seen(*"ab"), seen(*"a b ")])) == "a b"
    assert text_of(vote(seen(*"a b"), [seen(*"a_b"), seen(*"a_b")])) == "a_b"


def test_marks_known_by_their_shape_are_not_voted_away() -> None:
    assert text_of(vote(seen(*"・企業"), [seen(*"企業")] * 3)) == "・企業"


def test_signs_that_look_alike_are_left_to_what_stands_beside_them() -> None:
    (ring, *_) = found = vote(seen(*"○企業"), [seen(*"〇企業")] * 3)
    assert text_of(found) == "○企業"
    assert ring.confidence > 0.95
    assert text_of(vote(seen(*"ボート"), [seen(*"ポート")] * 3)) == "ボート"


def test_a_reading_of_nothing_like_the_line_does_not_count() -> None:
    assert text_of(vote(seen(*"大阪市役所"), [seen(*"|||")] * 3)) == "大阪市役所"


def test_figures_are_looked_at_again_where_the_staff_does_not_add_up() -> None:
    rows = [row(line("9"), line("6", at=40), line("3", at=80)), row(*map(line, "523"))]
    look = Looks(lambda one: reading(one.text))
    again(rows, NUMBERS, STAFF, look)
    assert not look.asked
    rows = [row(line("3"), line("6", at=40), line("3", at=80))]
    look = Looks(lambda one: reading({"0": 0.95} if one.text == "6" else one.text))
    ((total, dispatched, local),) = again(rows, NUMBERS, STAFF, look)
    # All of them in all ways, since one is wrong: no number of equal readings settles it.
    assert [one.text for one in look.asked] == ["3", "6", "3"] * 2
    (choice,) = dispatched.choices
    assert (choice.text, choice.rule) == ("0", "ocr-again")
    assert "4 of 4 further OCR passes read '0'" in choice.evidence
    assert choice.confidence < UNSURE
    assert not total.choices
    assert not local.choices


def test_the_sum_decides_between_the_readings_of_a_figure() -> None:
    cells = line("3"), line({"6": 0.9, "8": 0.05}, at=40), line("3", at=80)
    look = Looks(lambda one: reading({"6": 0.6, "0": 0.3} if one.text == "6" else one.text))
    ((_, dispatched, _),) = again([row(*cells)], NUMBERS, STAFF, look)
    assert [(c.text, c.rule) for c in dispatched.choices] == [("0", "ocr-sum")]


def test_a_cell_that_all_looks_confirm_is_surer() -> None:
    doubtful = line(*"企画", {"課": 0.9, "諜": 0.08})
    ((before,),) = correct_cells([row(doubtful)], ["name"], {0: "department"})
    assert before.confidence < UNSURE
    look = Looks(lambda one: reading(*one.text))
    ((after,),) = again([row(doubtful)], ["name"], {0: "department"}, look)
    assert not after.choices
    assert after.confidence >= UNSURE


def test_looks_that_agree_make_no_address_surer() -> None:
    look = Looks(lambda one: reading(*one.text))
    address = line(*"http://preftoyama.j", {"p": 0.9, "o": 0.05})
    ((cell,),) = again([row(address)], ["url"], {0: "url"}, look)
    assert look.asked
    assert cell.confidence < UNSURE


@pytest.mark.parametrize(
    ("kind", "key", "right", "wrong"),
    [
        ("number", "base_no", ({"1": 0.9, "7": 0.06},), "7"),
        ("year", "established", (*"201", {"4": 0.9, "9": 0.06}), "2019"),
        ("name", "contractor", (*"大阪", {"社": 0.9, "杜": 0.08}), "大阪杜"),
        ("name", "country", ({"韓": 0.9, "中": 0.05}, "国"), "中国"),
    ],
)
def test_looks_that_are_all_wrong_make_no_cell_wrong_in_silence(
    kind: Kind, key: str, right: Sequence[str | Options], wrong: str
) -> None:
    look = Looks(lambda _: reading(*wrong))
    ((cell,),) = again([row(line(*right))], [kind], {0: key}, look)
    assert look.asked
    assert cell.confidence < UNSURE


def test_sure_cells_and_lines_whose_picture_is_not_there_are_not_asked_for() -> None:
    look = Looks(lambda one: reading(*one.text))
    unseen = replace(line(*"企画", {"課": 0.6}), image="")
    again([row(line(*"企画課")), row(unseen)], ["name"], {0: "department"}, look)
    assert not look.asked


def test_where_two_looks_agree_with_the_first_reading_no_more_are_taken() -> None:
    ways: list[tuple[str, ...]] = []

    class Counted(Looks):
        def __call__(
            self, lines: Sequence[PictureLine], given: Sequence[Sequence[str]]
        ) -> list[tuple[Line, ...]]:
            ways.extend(map(tuple, given))
            return super().__call__(lines, given)

    doubted = row(line({"7": 0.9, "1": 0.05}))
    again([doubted], ["number"], {0: "base_no"}, Counted(lambda _: reading("7")))
    assert [len(own) for own in ways] == [2]
    ways.clear()
    again([doubted], ["number"], {0: "base_no"}, Counted(lambda _: reading("1")))
    assert [len(own) for own in ways] == [2, 2]
    assert len({way for own in ways for way in own}) == 4


def test_what_is_worth_the_most_is_looked_at_first_and_each_line_once() -> None:
    doubtful = {"6": 0.7, "0": 0.3}
    number, merged = line(doubtful), line(doubtful, at=40)
    text = [line(*"現地", {"間": 0.6, "問": 0.4}, at=100 + i, wide=4000) for i in range(9)]
    keys = {0: "base_no", 1: "municipality_no", 2: "remarks"}
    rows = [row(number, merged, one) for one in text]
    look = Looks(lambda one: reading(*one.text))
    again(rows, ["number", "number", "prose"], keys, look)
    assert look.asked[:2] == [number, merged]
    assert look.asked.count(merged) == 1
    assert 0 < len(look.asked) - 2 < len(text)


def test_pictures_are_kept_of_short_and_of_doubtful_lines() -> None:
    short, long = np.full((20, 40), 255, np.uint8), np.full((20, 400), 255, np.uint8)
    short[5:15, 10:20] = long[5:15, 10:20] = 64
    assert encode_image("6", (0.99,), short)
    assert encode_image("国際企画課", (0.99, 0.6), long)
    assert not encode_image("国際企画課", (0.99, 0.99), long)
    assert not encode_image("-", (0.99,), short)
    assert np.abs(decode_image(encode_image("6", (0.99,), short)).astype(int) - short).max() < 16


def test_a_second_look_is_one_reading_for_each_way() -> None:
    class Recognizer:
        def read(self, images: Sequence[object], *, squeeze: float = 1.0) -> list[Line]:
            assert squeeze == 1.0
            self.shapes = [image.shape for image in images]  # type: ignore[attr-defined]
            return [reading(str(number)) for number in range(len(images))]

    recognizer = Recognizer()
    picture = np.full((20, 40), 255, np.uint8)
    one = replace(line("6"), image=encode_image("6", (0.9,), picture))
    looks = SecondPass(recognizer)([one, one], [("enlarged", "narrower"), ("closer",)])
    assert [[found.text for found in own] for own in looks] == [["0", "1"], ["2"]]
    assert recognizer.shapes[0] == (60, 120)
    assert recognizer.shapes[1] == (60, 102)
    assert recognizer.shapes[2][0] < 60
