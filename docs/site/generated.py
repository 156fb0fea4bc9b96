"""Pages and plots made from data: ``python docs/site/generated.py`` writes them into docs/.

The finding codes in Japanese are made from their texts in the package, the plots from the figures
in benchmarks/README.md. ``docs/findings.md`` is made by ``kyoten explain --format markdown``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import log10
from pathlib import Path
from xml.sax.saxutils import escape

from kyoten_extract.findings.codes import ALL, SECTIONS
from kyoten_extract.findings.explain import detail, severity, summary

ROOT = Path(__file__).parents[2]

_TITLES = {
    "KY0": "読み取り(`extract` が示すもの)",
    "KY1": "行の中の検査(`validate` が示すもの)",
    "KY2": "行の間の検査",
    "KY3": "公表された集計値",
    "KY4": "レコードとページの照合",
    "KY9": "検査そのもの",
}
_INTROS = {
    "KY3": "集計の数え方は調査によって異なります。数え方には名前があります。`rows` は行ごとに 1、"
    "`per-country` は国・地域ごとに 1、`joint-once` は共同の拠点をまとめて 1、"
    "`names` と `numbers` は"
    "異なる名前・番号の数、`as-printed` は異なるセルの数、`parts` はセルを地名ごとに分けた数、"
    "`known-parts` はそれぞれの地名が単独のセルにもある場合だけ分けた数です。最も単純な数え方で"
    "合う値は示しません。別の数え方で合う値は、その名前と調査の注記を添えて情報として示します。"
    "どの数え方でも合わない値はエラーです。",
}
_HEAD = """\
# 指摘コード

指摘には、変わることのないコード、重大度、メッセージ、場所があります。`kyoten validate` は、
エラーが一つでもあれば終了ステータス 1 で終わります(`--fail-on warning` では警告も含みます)。
`--ignore コード` はそのコードの指摘を除きます。
`kyoten explain コード --lang ja` は、以下と同じ説明を表示します。

英語版は [Findings](findings.md) です。
このページは `python docs/site/generated.py` で生成しています。
"""

# Points; grey letters are read on light and on dark paper.
_WIDTH, _LEFT, _RIGHT, _STEP = 720, 250, 70, 30
_INK, _OURS, _PEER = "#808080", "#d9822b", "#5b8def"


def generated() -> dict[str, str]:
    """The text of each generated file, by its path in docs/."""
    figures = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    return {
        "findings.ja.md": "\n".join(_findings()),
        "benchmarks/engines.svg": _dots(_engines(figures)),
        "benchmarks/pages.svg": _lines(_pages(figures)),
    }


def _findings() -> Iterator[str]:
    yield _HEAD
    for section in SECTIONS:
        yield f"## {_TITLES[section.prefix]}\n"
        if section.prefix in _INTROS:
            yield f"{_INTROS[section.prefix]}\n"
        for code in ALL.values():
            if code.id.startswith(section.prefix):
                text = f"{summary(code, 'ja')}{detail(code, 'ja')}"
                yield f"**{code.id}**({severity(code, 'ja')})。{text}\n"


def _engines(figures: str) -> dict[str, float]:
    """Seconds by reader, from the table of bench_engines.py."""
    table = figures.split("median seconds of a warm run", 1)[1].split("```", 1)[0]
    rows = re.findall(r"(?m)^(\S.*?) {2,}([\d.]+) +[\d.]+ +\d+$", table)
    return {name: float(seconds) for name, seconds in rows}


def _pages(figures: str) -> dict[str, dict[int, float]]:
    """CPU seconds by number of pages, from the first table of bench_pages.py."""
    table = figures.split("CPU s  pages/s  peak MB", 1)[1].split("```", 1)[0]
    found: dict[str, dict[int, float]] = {}
    for name, pages, seconds in re.findall(
        r"(?m)^(read_table|extract) +(\d+) +[\d.]+ +[\d.]+ +([\d.]+) ", table
    ):
        found.setdefault(name, {})[int(pages)] = float(seconds)
    return found


def _dots(values: Mapping[str, float]) -> str:
    """A dot for each value, on a scale of powers of ten."""
    low, high = _bounds(values.values())
    height = _STEP * (len(values) + 1) + 20
    bottom = height - _STEP

    def x(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (log10(value) - low) / (high - low)

    drawn = []
    for power in range(low, high + 1):
        at = x(10**power)
        drawn.append(_line(at, 10, at, bottom, dashed=True))
        drawn.append(_text(at, bottom + 20, f"{10**power:g} s", "middle"))
    for place, (name, value) in enumerate(values.items()):
        y = 10 + _STEP * (place + 0.5)
        color = _OURS if name.startswith("kyoten_extract") else _PEER
        drawn.append(_text(_LEFT - 12, y + 4, name, "end"))
        drawn.append(_line(_LEFT, y, x(value), y))
        drawn.append(f'<circle cx="{x(value):.1f}" cy="{y:.1f}" r="6" fill="{color}"/>')
        drawn.append(_text(x(value) + 12, y + 4, f"{value:g}", "start"))
    return _svg(height, drawn, "Seconds to read the edition, by reader")


def _lines(series: Mapping[str, Mapping[int, float]]) -> str:
    """A line for each series of seconds by pages, both scales in powers of ten."""
    left, top, height = 70, 20, 320
    bottom = height - 40
    low, high = _bounds(value for one in series.values() for value in one.values())
    most = max(log10(pages) for one in series.values() for pages in one)

    def at(pages: int, value: float) -> tuple[float, float]:
        along = (_WIDTH - left - 130) * log10(pages) / most
        return left + along, bottom - (bottom - top) * (log10(value) - low) / (high - low)

    drawn = []
    for power in range(low, high + 1):
        _, y = at(1, 10**power)
        drawn.append(_line(left, y, _WIDTH - 130, y, dashed=True))
        drawn.append(_text(left - 8, y + 4, f"{10**power:g} s", "end"))
    drawn += [
        _text(at(pages, 1)[0], bottom + 20, f"{pages:,} page{'s' * (pages > 1)}", "middle")
        for pages in sorted({pages for one in series.values() for pages in one})
    ]
    for color, (name, one) in zip((_PEER, _OURS), series.items(), strict=True):
        points = [at(pages, value) for pages, value in one.items()]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in points]
        # The two end close together: the higher one's name stands above its point.
        x, y = points[-1]
        above = one[max(one)] == max(other[max(other)] for other in series.values())
        drawn.append(_text(x + 10, y + (-6 if above else 14), name, "start"))
    return _svg(height, drawn, "Seconds of CPU time by number of pages")


def _bounds(values: Iterable[float]) -> tuple[int, int]:
    """The powers of ten below and above all values."""
    logs = [log10(value) for value in values]
    return int(min(logs) // 1), int(-(-max(logs) // 1))


def _line(x0: float, y0: float, x1: float, y1: float, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="2 4"' if dashed else ""
    return (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{_INK}"'
        f' stroke-opacity="0.5"{dash}/>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(height: int, drawn: list[str], title: str) -> str:
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' font-family="sans-serif" font-size="13" fill="{_INK}">\n'
        f"<title>{escape(title)}</title>\n{body}\n</svg>\n"
    )


if __name__ == "__main__":
    for name, text in generated().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
