"""Changes of labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kyoten_extract.testing.edition.column_changes import number_again
from kyoten_extract.testing.edition.draft import CIRCLED, Draft, EditionColumn, How
from kyoten_extract.testing.edition.words import ENGLISH, KNOWN, UNLISTED

STAFF = ("staff_total", "staff_dispatched", "staff_local")
# What a person knows by its cells alone.
BY_CONTENT = ("municipality", "country", "city", "form", "established", "department", "url")
# Of a renamed edition's columns, how many have another label.
_RENAMED = (1, 5)


def known_labels(draft: Draft) -> object:
    """Labels that the layout lists too."""
    return _rename(draft, KNOWN, "known")


def unlisted_labels(draft: Draft) -> object:
    """Labels that nobody listed."""
    return _rename(draft, UNLISTED, "unlisted")


def _rename(draft: Draft, labels: Mapping[str, tuple[str, ...]], how: How) -> object:
    rng = draft.rng
    # All of the staff or none.
    keys = [key for key in draft.untouched() if not key.startswith("staff")]
    if all(key in draft.untouched() for key in STAFF):
        keys.append("staff")
    chosen = rng.sample(keys, min(len(keys), rng.randint(*_RENAMED)))
    renamed = {}
    for key in chosen:
        group = STAFF if key == "staff" else (key,)
        number = rng.randrange(min(len(labels[each]) for each in group))
        for each in group:
            place = draft.index(each)
            assert place is not None
            levels = labels[each][number].split("/")
            legend = draft.columns[place].levels[0].split("\n")[1:] if key == "form" else []
            draft.relabel(place, ("\n".join((levels[0], *legend)), *levels[1:]), how)
            renamed[each] = " ".join(levels)
    return renamed


def english_labels(draft: Draft) -> object:
    """English labels, under the Japanese ones or in their place."""
    way = draft.rng.choice(("beside", "instead"))
    for place, column in enumerate(draft.columns):
        if len(column.levels) == 2 and column.how == "joined":
            draft.relabel(place, ("Staff", "Dispatched / Local"), "joined")
        if len(column.keys) != 1 or column.how == "part":
            continue
        words = ENGLISH[column.keys[0]].split("/")
        if len(column.levels) < len(words):
            words = words[:1]
        first, *legend = column.levels[0].split("\n")
        japanese = [first, *column.levels[1:]]
        if len(japanese) != len(words):
            continue
        levels = [
            english if way == "instead" else f"{label}\n{english}"
            for label, english in zip(japanese, words, strict=True)
        ]
        levels[0] = "\n".join((levels[0], *legend))
        kept = way == "beside" and column.how != "usual"
        draft.relabel(place, levels, column.how if kept else "english")
        draft.columns[place] = replace(draft.columns[place], width=max(column.width, 8.0))
    return way


def missing_label(draft: Draft) -> object:
    """One column has no label; its cells tell what it is."""
    places = [
        place
        for place, column in enumerate(draft.columns)
        if len(column.levels) == 1 and column.keys and column.keys[0] in BY_CONTENT
        and column.how != "joined"
    ]  # fmt: skip
    if not places:
        return None
    place = draft.rng.choice(places)
    key = draft.columns[place].keys[0]
    draft.relabel(place, ("",), "blank")
    draft.columns[place] = replace(draft.columns[place], number="")
    return key


def cut_labels(draft: Draft) -> object:
    """The ends of labels are cut off."""
    places = [
        place
        for place, column in enumerate(draft.columns)
        if column.number and len(column.levels) == 1 and len(column.keys) == 1
        and len(column.levels[0].split("\n")[0]) > 2 and column.how in ("usual", "known")
    ]  # fmt: skip
    cut = {}
    for place in draft.rng.sample(places, min(len(places), draft.rng.randint(1, 3))):
        label = draft.columns[place].levels[0].split("\n")[0]
        text = label[: draft.rng.randint(1, min(3, len(label) - 1))]
        draft.relabel(place, (text,), "cut")
        cut[draft.columns[place].keys[0]] = draft.columns[place].label
    return cut or None


def renumbered(draft: Draft) -> object:
    """Other numbers before the labels, or none."""
    way = draft.rng.choice(("from 11", "all", "(1)", "1.", "none"))
    numbers = range(1, len(draft.columns) + 1)
    marks = {
        "from 11": list(CIRCLED[2:]) + [""] * len(draft.columns),
        "all": [*CIRCLED, *(f"({n})" for n in numbers)],
        "(1)": [f"({n})" for n in numbers],
        "1.": [f"{n}." for n in numbers],
        "none": [""] * len(draft.columns),
    }[way]
    number_again(draft, marks, every=way == "all")
    return way


def labels_wrapped(draft: Draft) -> object:
    """Labels are broken over lines, or their characters stand apart."""
    way = draft.rng.choice(("broken", "apart", "upright", "mixed"))
    draft.columns = [_wrapped(draft, column, way) for column in draft.columns]
    return way


def _wrapped(draft: Draft, column: EditionColumn, way: str) -> EditionColumn:
    rng = draft.rng
    ways: Mapping[str, Callable[[str], str]] = {
        "broken": lambda text: _broken(text, rng.randint(1, max(1, len(text) - 1))),
        "apart": lambda text: rng.choice((" ", "　")).join(text) if len(text) < 6 else text,
        "upright": lambda text: "\n".join(text) if len(text) < 7 else text,
    }
    chosen = ways[rng.choice(list(ways)) if way == "mixed" else way]
    first, *legend = column.levels[-1].split("\n")
    if first.isascii() or not first:
        return column
    label = "\n".join((chosen(first), *legend))
    return replace(column, levels=(*column.levels[:-1], label))


def _broken(text: str, place: int) -> str:
    return f"{text[:place]}\n{text[place:]}" if len(text) > 2 else text
