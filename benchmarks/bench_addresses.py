"""Repair of addresses composed for every municipality, each broken in one place.

    python benchmarks/bench_addresses.py [--seed 1]

For each prefecture and municipality one address is composed by the usual patterns, with a typical
page name; the page names were written down without looking at the vocabulary. With KYOTEN_FIELD,
sound addresses of ``urls/*.txt`` are also repaired with random and misleading hints, and with each
other as related addresses.
"""

from __future__ import annotations

import argparse
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from kyoten_extract import repair_url
from kyoten_extract.records.url_corrections import SUGGESTED, url_hints
from kyoten_extract.text.gazetteer.municipalities import Municipality, municipalities
from kyoten_extract.text.url.near_duplicates import find_near_duplicates
from kyoten_extract.text.url.vocabulary import names
from kyoten_extract.text.url.word_spelling import one_letter_apart

PAGES = """
sangyo/kokusai/kaigai.html soshiki/12/kaigaijimusho.html kurashi/kokusaikoryu/index.html
shisei/kokusai/shimaitoshi/ kanko/inbound/shanghai.html sangyo_koyo/boeki/chuzaiin.html
shigoto/kigyoshien/kaigaitenkai/ bunya/shoko/asia-desk.html page/1234.html
gyosei/kikaku/kokusai/singapore.html kokusaika/jimusyo/dalian.html site/kaigai/taiwan.html
soshiki/kankokoryu/1023.html life/gaikokujin/sodan.html keizai/yushi/seido.html
kankou-bunka/kankou/yukyaku/hongkong.html docs/2017092500017/ shokai/gaiyo/jigyo/
sangyo/nosan/yushutsu/ bussan/hanro/kaitaku-vietnam.html toshi/kouryuu/yuukou_toshi.html
cms/article/detail/4521 kyoiku/ryugaku/haken.html gikai/shisatsu/houkoku.pdf
about/organization/overseas.php kurashi_tetsuzuki/gaikoku/toroku.html
business/trade/support/bangkok.html sangyouroudou/kigyourichi/kaigaichuuzai.html
koho/kohoshi/2017/09/p04.html kensei/gaiyou/kaigaikyoten/seoul.html
shoukougyou/boueki/kenkyuukai/nenpou.html houdou/happyou/jigyousha/koubo.html
""".split()
SIGNS = {"space": " ", "line break": "\n", "hyphen": "-", "underscore": "_"}
Break = Callable[[str, random.Random], str | None]


def composed(rng: random.Random) -> Iterator[str]:
    kinds = {"市": "city", "町": "town", "村": "vill", "区": "city"}
    prefectures = {one.prefecture: one.romaji[0] for one in municipalities() if not one.name}
    for one in municipalities():
        if one.kind == "ward":
            continue
        yield f"{_host(one, kinds, prefectures[one.prefecture], rng)}/{rng.choice(PAGES)}"


def _host(one: Municipality, kinds: dict[str, str], prefecture: str, rng: random.Random) -> str:
    name = rng.choice(one.romaji)
    scheme = rng.choice(("http", "https"))
    if not one.name:
        return f"{scheme}://www.pref.{name}{rng.choice(('', '.lg'))}.jp"
    kind = kinds[one.name[-1]]
    end = rng.choice((f"{kind}.{name}.lg.jp", f"{kind}.{name}.{prefecture}.jp"))
    if rng.random() < 0.1:
        end = rng.choice((f"{name}-desk.info", f"{name}-shanghai.cn", f"{kind}-{name}.jp"))
    return f"{scheme}://www.{end}"


def swap(old: str, new: str) -> Break:
    def broken(url: str, rng: random.Random) -> str | None:
        places = [m.start() for m in re.finditer(old, url) if m.start() > len("https://")]
        if not places:
            return None
        at = rng.choice(places)
        return url[:at] + new + url[at + len(old) :]

    return broken


def put_in(sign: str) -> Break:
    def broken(url: str, rng: random.Random) -> str:
        at = rng.randrange(1, len(url))
        return url[:at] + sign + url[at:]

    return broken


def without_a_letter(url: str, rng: random.Random) -> str:
    at = rng.choice([i for i, char in enumerate(url) if i > len("https://") and char.isalpha()])
    return url[:at] + url[at + 1 :]


BREAKS: dict[str, Break] = {
    **{f"{old} read as {new}": swap(old, new) for old, new in ("yv", "l1", "o0", "gq", "ij")},
    "m read as rn": swap("m", "rn"),
    "w read as vv": swap("w", "vv"),
    **{f"{name} put in": put_in(sign) for name, sign in SIGNS.items()},
    "letter lost": without_a_letter,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    rng = random.Random(parser.parse_args().seed)
    urls = list(composed(rng))
    changed = [url for url in urls if repair_url(url)[1]]
    suggested = sum(bool(repair_url(url, at_least=SUGGESTED)[1]) for url in urls)
    print(f"{len(urls)} composed: {len(changed)} changed, {suggested - len(changed)} suggestions")
    for url in changed:
        print(f"  {url}\n  {repair_url(url)[0]}")
    print(
        f"{'broken at one place':<22}{'all':>6}{'exact':>9}{'wrong':>9}{'suggested':>11}{'left':>9}"
    )
    for kind, broken in BREAKS.items():
        row(kind, urls, broken, random.Random(1))
    if "KYOTEN_FIELD" in os.environ:
        field = Path(os.environ["KYOTEN_FIELD"]) / "urls"
        sound = sorted({url for path in field.glob("*.txt") for url in path.read_text().split()})
        hinted(sound, rng)
        sisters(sound)


def row(kind: str, urls: list[str], broken: Break, rng: random.Random) -> None:
    count: Counter[str] = Counter()
    for url in urls:
        text = broken(url, rng)
        if text is None:
            continue
        mended, also = repair_url(text)[0], repair_url(text, at_least=SUGGESTED)[0]
        if mended == url:
            count["exact"] += 1
        elif mended != text.replace("\n", ""):
            count["wrong"] += 1
        else:
            count["suggested" if also == url else "left"] += 1
    rates = [count[way] / count.total() for way in ("exact", "wrong", "suggested", "left")]
    print(f"{kind:<22}{count.total():>6}" + "".join(f"{rate:>9.2%} " for rate in rates))


def hinted(sound: list[str], rng: random.Random) -> None:
    """Check sound addresses with hints: three random municipalities, and the most similar ones."""
    places = [one.prefecture + one.name for one in municipalities()]
    changed = [u for u in sound if repair_url(u, hints=url_hints(rng.sample(places, 3)))[1]]
    print(f"{len(sound)} sound addresses: {len(changed)} changed with random hints")
    misled = []
    for url in sound:
        tokens = set(re.findall("[a-z]{5,}", url))
        near = [name for name in names() for token in tokens if one_letter_apart(name, token)]
        if near and repair_url(url, hints=near)[1]:
            misled.append((url, repair_url(url, hints=near)[0]))
    print(f"{len(misled)} changed with all names as hints that a letter parts from a word in them")
    for url, mended in misled:
        print(f"  {url}\n  {mended}")


def sisters(sound: list[str]) -> None:
    """Check sound addresses, 2,000 at a time, as if one edition had them all."""
    found = {
        url: sister
        for start in range(0, len(sound), 2000)
        for url, sister in find_near_duplicates(Counter(sound[start : start + 2000])).items()
    }
    print(f"{len(found)} of them have a sister that is one slip away")
    for url, sister in found.items():
        print(f"  {sister.confidence} {url}\n       {sister.address}")


if __name__ == "__main__":
    main()
