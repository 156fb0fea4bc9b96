"""Repair of addresses broken as prints and scanners break them.

    python benchmarks/bench_repair.py [--seed 1] [--corrections]

Needs the environment variable KYOTEN_FIELD, a folder with ``urls/*.txt`` (one address per line) and
``url_links.tsv`` (addresses as printed, and the links under them). With KYOTEN_REFERENCE,
``--corrections`` also lists each address of that edition that is changed, or for which a change is
suggested, for review by a person. Seconds are CPU time.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from kyoten_extract import repair_url
from kyoten_extract.records.url_corrections import SUGGESTED
from kyoten_extract.text.url.link_evidence import core_of
from kyoten_extract.text.url.url_repair import is_well_formed

LISTS = ("jp_all_distinct", "jp_urls_with_v", "en", "en_urls_consonant_v")
JAPANESE = LISTS[:2]
FLOORS = (0.9, 0.8, SUGGESTED)
TIMED = 10_000

Break = Callable[[str, random.Random], str | None]


def v_for_y(url: str, rng: random.Random) -> str | None:
    places = [at for at, char in enumerate(url) if char in "yY"]
    if not places:
        return None
    at = rng.choice(places)
    return url[:at] + ("v" if url[at] == "y" else "V") + url[at + 1 :]


def put_in(what: str) -> Break:
    def insert(url: str, rng: random.Random) -> str:
        at = rng.randrange(1, len(url))
        return url[:at] + what + url[at:]

    return insert


BREAKS: dict[str, Break] = {
    "y read as v": v_for_y,
    "space put in": put_in(" "),
    "line break put in": put_in("\n"),
    "hyphen put in": put_in("-"),
    "hyphen and line break put in": put_in("-\n"),
    "underscore put in": put_in("_"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corrections", action="store_true")
    args = parser.parse_args()
    field = Path(os.environ["KYOTEN_FIELD"])
    lists = {name: (field / "urls" / f"{name}.txt").read_text("utf-8").split() for name in LISTS}
    clean(lists)
    broken(lists, args.seed)
    timed(lists["jp_all_distinct"])
    printed(field / "url_links.tsv")
    if args.corrections:
        corrections(Path(os.environ["KYOTEN_REFERENCE"]))


def clean(lists: dict[str, list[str]]) -> None:
    floors = "".join(f"{f'>= {floor}':>9}" for floor in FLOORS)
    print(f"{'sound addresses':<30}{'all':>7}{'changed':>9}   suggestions{floors}")
    for name, urls in lists.items():
        changed = [(url, mended) for url in urls if (mended := repair_url(url)[0]) != url]
        floors = (
            sum(repair_url(url, at_least=floor)[0] != url for url in urls) for floor in FLOORS
        )
        suggested = "".join(f"{count - len(changed):>9}" for count in floors)
        print(f"{name:<30}{len(urls):>7}{len(changed):>9}{'':>14}{suggested}")
        for url, mended in changed:
            print(f"    {url}\n -> {mended}")


def broken(lists: dict[str, list[str]], seed: int) -> None:
    urls = sorted({url for name in JAPANESE for url in lists[name]})
    print(f"\n{'broken at one place, at random':<30}{'all':>7}{'exact':>9}{'wrong':>9}{'left':>9}")
    for kind, break_ in BREAKS.items():
        rng = random.Random(seed)
        count: Counter[str] = Counter()
        for url in urls:
            found = break_(url, rng)
            if found is None:
                continue
            mended = repair_url(found)[0]
            untouched = mended == found.replace("\n", "")
            count["exact" if mended == url else "left" if untouched else "wrong"] += 1
        total = count.total()
        rates = "".join(f"{count[way] / total:>9.2%}" for way in ("exact", "wrong", "left"))
        print(f"{kind:<30}{total:>7}{rates}")


def timed(urls: list[str]) -> None:
    start = time.process_time()
    for url in urls[:TIMED]:
        repair_url(url)
    warm = time.process_time() - start
    rng = random.Random(0)
    damaged = [v_for_y(url, rng) or url for url in urls[:TIMED]]
    start = time.process_time()
    for url in damaged:
        repair_url(url)
    taken = time.process_time() - start
    print(f"\n{TIMED} addresses: sound {warm:.2f} s, with y read as v {taken:.2f} s")


def printed(path: Path) -> None:
    """Rows whose text differs from its link, and what the text alone is repaired to."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["match"] != "exact"]
    table: dict[str, Counter[str]] = {}
    for row in rows:
        text = row["visible_text_per_line"].replace(" | ", "\n")
        link = row["uri_from_annotation"]
        mended, chain = repair_url(text)
        if core_of(mended) == core_of(link) and is_well_formed(mended):
            way = "mended" if [c for c in chain if c.rule != "line-join"] else "sound"
        elif not is_well_formed(mended):
            way = "mended in part, reported" if mended != text.replace("\n", "") else "reported"
        else:
            way = "mended, link elsewhere" if len(chain) else "sound, link elsewhere"
        table.setdefault(_kind(row), Counter())[way] += 1
    print("\nprinted otherwise than the link under it")
    for kind, count in sorted(table.items()):
        ways = ", ".join(f"{way} {number}" for way, number in count.most_common())
        print(f"  {kind:<28}{count.total():>4}: {ways}")


def _kind(row: dict[str, str]) -> str:
    link, text = row["uri_from_annotation"], row["visible_text_per_line"]
    if link.startswith("mailto:"):
        return "a mail address"
    if not text:
        return "nothing printed"
    if "localhost" in link or "bing.com" in link or "…" in link:
        return "a link to nowhere"
    if re.search("[^\x20-\x7e]", text):
        return "full-width letters"
    if row["match"] == "noscheme":
        return "no scheme"
    if not re.match("https?:", text):
        return "cut at the left"
    return {"prefix": "cut at the right", "exact_ci": "letter case"}.get(row["match"], "another")


def corrections(reference: Path) -> None:
    print("\nthe edition of September 2017")
    for path in sorted(reference.glob("*.txt")):
        for address in dict.fromkeys(
            match[0]
            for line in path.read_text("utf-8").splitlines()
            for cell in line.split("\t")
            for match in re.finditer(r"(?:https?:|www\.)[\x20-\x7e]+", cell)
        ):
            mended, chain = repair_url(address)
            for one in chain:
                print(f"  {one.rule:<14}{one.confidence:.2f}  {one.before}\n{'':<20}  {one.after}")
            suggested = repair_url(address, at_least=SUGGESTED)[0]
            if suggested != mended:
                print(f"  suggested           {mended}\n{'':<20}  {suggested}")


if __name__ == "__main__":
    main()
