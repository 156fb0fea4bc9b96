"""The report's page in a browser: no errors, no requests, nothing cut off, keys and filters."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import corpus
from kyoten_extract import validate
from kyoten_extract.output.export import CODE_COLUMNS
from shared_results import survey_of

pytestmark = pytest.mark.slow
api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

WIDTHS = (390, 820, 1440)
ROWS = ".bases tbody tr[id]"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = os.environ.get("KYOTEN_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("no Chromium is installed")
    with api.sync_playwright() as playwright:
        # Containers have no user namespaces to build the sandbox of; the page is our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of a print and of a transcription."""
    folder = tmp_path_factory.mktemp("report")
    pages = {}
    for name in ("chromium.pdf", "transcript.tsv"):
        source = corpus.FIXTURES / name
        pages[name] = folder / f"{name}.html"
        pages[name].write_text(validate(survey_of(source)).to_html(source), encoding="utf-8")
    return pages


class Visit:
    """A page that is open, and what the browser had to say of it."""

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.context = browser.new_context(**{"reduced_motion": "reduce", **context})
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector(":root.painted")

    def seen(self, selector: str) -> int:
        return int(
            self.page.evaluate(
                "s => [...document.querySelectorAll(s)].filter(e => e.getClientRects().length).length",
                selector,
            )
        )

    def focused(self) -> str:
        return str(
            self.page.evaluate("document.activeElement.id || document.activeElement.className")
        )


def wait_for_count(page: Any, selector: str, count: int) -> None:
    """Wait until so many elements match.

    Not by ``wait_for_function``: it evaluates its text within the page, whose own
    policy forbids that from the second look on.
    """
    api.expect(page.locator(selector)).to_have_count(count)


@pytest.fixture
def visit(browser: Any, files: dict[str, Path]) -> Iterator[Any]:
    visits: list[Visit] = []

    def open_page(name: str = "chromium.pdf", **context: Any) -> Visit:
        visits.append(Visit(browser, files[name], **context))
        return visits[-1]

    yield open_page
    for each in visits:
        each.context.close()
        assert each.said == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["chromium.pdf", "transcript.tsv"])
def test_it_opens_in_peace_and_fits(visit: Any, name: str, width: int) -> None:
    view = visit(name, viewport={"width": width, "height": 900})
    view.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    view.page.wait_for_load_state("networkidle")
    assert view.said == []
    outside = [url for url in view.requests if not url.startswith(("data:", "file:"))]
    assert outside == []
    assert sum(url.startswith("file:") for url in view.requests) == 1
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    # Nothing but the pictures' own frames reaches beyond the page.
    beyond = view.page.evaluate(
        """w => [...document.body.querySelectorAll("*")].filter(e => e.checkVisibility() && !e.closest(".scroll, .skip, .bar nav, option, .only-read, svg")
             && e.getBoundingClientRect().right > w + 1).map(e => e.outerHTML.slice(0, 80))""",
        width,
    )
    assert beyond == []


def test_the_pictures_are_shown(visit: Any) -> None:
    view = visit()
    broken = view.page.evaluate(
        """Promise.all([...document.querySelectorAll("svg image")].map(async i => {
             const image = new Image();
             image.src = i.href.baseVal;
             await image.decode();
             return image.naturalWidth - i.width.baseVal.value; }))"""
    )
    assert broken
    assert set(broken) == {0}


def test_the_language_is_the_browser_s_until_chosen(visit: Any) -> None:
    german, japanese = visit(locale="de-DE"), visit(locale="ja-JP")
    assert german.page.evaluate("document.documentElement.lang") == "en"
    assert japanese.page.evaluate("document.documentElement.lang") == "ja"
    assert "Findings" in german.page.inner_text(".bar nav")
    assert "指摘" in japanese.page.inner_text(".bar nav")
    search = german.page.locator("#search")
    assert "Name" in search.get_attribute("placeholder")
    german.page.click("#language")
    assert german.page.inner_text(".bar nav") == japanese.page.inner_text(".bar nav")
    assert "団体" in search.get_attribute("placeholder")
    assert "件" in german.page.inner_text("#status")
    german.page.reload()
    assert german.page.evaluate("document.documentElement.lang") == "ja"


def _notes(view: Visit) -> int:
    return view.seen(".note")


def test_filters(visit: Any) -> None:
    view = visit(locale="en-US")
    page = view.page
    everything, rows = _notes(view), view.seen(ROWS)
    kinds = {k: view.seen(f".note.{k}") for k in ("error", "warning", "info", "correction")}
    assert all(kinds.values())
    assert f"{everything} of {everything}" in page.inner_text("#status")
    page.uncheck("input[value=correction]", force=True)
    assert _notes(view) == everything - kinds["correction"]
    assert view.seen(ROWS) == rows
    page.click("#clear")
    wait_for_count(page, ".note:not([hidden])", everything)
    page.select_option("#code", "KY203")
    assert _notes(view) == view.seen(".note[data-code=KY203]") == 1
    assert view.seen(".entry") == 1
    page.select_option("#code", "")
    page.select_option("#municipality", "札幌市")
    shown = page.evaluate(
        "[...document.querySelectorAll('.bases tr[id]:not([hidden]) .who')].map(e => e.textContent)"
    )
    assert set(shown) == {"札幌市"}
    page.click("#clear")
    wait_for_count(page, ".note:not([hidden])", everything)
    page.fill("#search", "ＴＯＹＡＭＡ 大連")  # widths and case are folded; all words must be there
    assert 0 < view.seen(ROWS) < rows
    page.fill("#search", "nothing has this")
    assert view.seen(ROWS) == _notes(view) == 0
    assert view.seen(".empty") == 2
    # A link to what is filtered out brings it back.
    page.fill("#search", "")
    page.select_option("#code", "KY302")
    assert _notes(view) == 1
    page.evaluate("document.querySelector('.bases a.to.error').click()")
    assert _notes(view) == everything


def test_keys(visit: Any) -> None:
    view = visit()
    page = view.page
    page.keyboard.press("/")
    assert view.focused() == "search"
    page.keyboard.type("j/k")
    assert page.input_value("#search") == "j/k"
    page.fill("#search", "")
    page.keyboard.press("Escape")
    assert view.focused() != "search"

    def place() -> int:
        return int(
            page.evaluate("[...document.querySelectorAll('.note')].indexOf(document.activeElement)")
        )

    page.keyboard.press("j")
    assert place() == 0
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert place() == 2
    page.keyboard.press("k")
    assert place() == 1
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    assert 0 <= box["top"] < page.viewport_size["height"]
    for _ in range(200):
        page.keyboard.press("j")
    assert place() == _notes(view) - 1


def test_everything_that_acts_is_reached_by_tab_and_named(visit: Any) -> None:
    view = visit(viewport={"width": 1440, "height": 900})
    page = view.page
    order = []
    for _ in range(14):
        page.keyboard.press("Tab")
        order.append(view.focused())
    assert order[0] == "skip"
    controls = ["language", "theme", "print", "search"]
    assert [name for name in order if name in controls] == controls
    unnamed = page.evaluate(
        """[...document.querySelectorAll("button, input, select, [role=region], [role=img], nav")].filter(e =>
             !(e.getAttribute("aria-label") || e.labels?.length || e.textContent.trim() || e.closest("label")))
           .map(e => e.outerHTML.slice(0, 60))"""
    )
    assert unnamed == []


_CONTRAST = """() => {
  const number = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = number(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest(".only-read, script, option, svg")) continue;
    const [a, b] = [light(number(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    found.push([ratio, `${e.tagName} ${e.className} ${e.textContent.slice(0, 30)}`]);
  }
  return found.sort((x, y) => x[0] - y[0]);
}"""


@pytest.mark.parametrize("switched", [False, True])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(visit: Any, scheme: str, switched: bool) -> None:
    """WCAG 2: at least 4.5 to 1, for all text, in both schemes however they were chosen."""
    view = visit(color_scheme=scheme, viewport={"width": 1440, "height": 900})
    before = view.page.evaluate("getComputedStyle(document.body).backgroundColor")
    if switched:
        view.page.click("#theme")
        assert view.page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    view.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    measured = view.page.evaluate(_CONTRAST)
    assert len(measured) > 300
    assert [entry for entry in measured if entry[0] < 4.5] == []


def test_print_is_on_white_without_controls(visit: Any) -> None:
    view = visit(color_scheme="dark")
    view.page.emulate_media(media="print")
    assert (
        view.page.evaluate("getComputedStyle(document.body).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert view.seen(".bar, .tools, .zoom") == 0
    assert view.seen(".note") > 5
    assert [entry for entry in view.page.evaluate(_CONTRAST) if entry[0] < 4.5] == []


def test_on_a_phone_the_concerned_cell_is_in_view(visit: Any) -> None:
    view = visit(viewport={"width": 390, "height": 800})
    hidden = view.page.evaluate(
        """[...document.querySelectorAll(".scroll")].filter(box => {
             const mark = box.querySelector("rect:last-of-type");
             if (!mark) return false;
             const [a, b] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
             return a.right < b.left || a.left > b.right; }).length"""
    )
    assert hidden == 0
    assert view.seen(".bases thead") == 0  # cards


@pytest.mark.parametrize("width", WIDTHS)
def test_links_land_on_their_row(visit: Any, width: int) -> None:
    view = visit(viewport={"width": width, "height": 900})
    links = view.page.evaluate(
        "[...document.querySelectorAll(\"a.to, .where a[href^='#b'], .bar nav a, .index a\")].map(a => a.hash)"
    )
    for hash_ in [*links[:10], *links[-10:]]:
        view.page.evaluate("scrollTo(0, 0)")
        view.page.evaluate("h => document.querySelector(`a[href='${h}']`).click()", hash_)
        view.page.wait_for_timeout(30)
        top, bar = view.page.evaluate(
            """h => [document.querySelector(h).getBoundingClientRect().top,
                 document.querySelector(".bar").getBoundingClientRect().bottom]""",
            hash_,
        )
        # Below the bar that stays, or at the page's end.
        assert bar - 4 <= top < 900, hash_


def test_a_row_that_the_address_names_is_in_view(visit: Any) -> None:
    view = visit(viewport={"width": 1280, "height": 900})
    last = view.page.evaluate("[...document.querySelectorAll('.bases tr[id]')].at(-1).id")
    view.page.goto(f"{view.page.url}#{last}")
    view.page.reload()
    view.page.wait_for_selector(":root.painted")
    # Wholly, once the page is at rest.
    api.expect(view.page.locator(f'[id="{last}"]')).to_be_in_viewport(ratio=1)
    top = view.page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", last)
    assert 0 <= top < 900


def test_hits_are_shown_as_they_are_typed(visit: Any) -> None:
    view = visit(locale="ja-JP", viewport={"width": 1440, "height": 900})
    page = view.page
    page.keyboard.press("/")
    page.keyboard.type("上海")
    links = page.locator("#hits a")
    assert links.count() == view.seen(ROWS) > 3
    assert page.locator("#hits mark").first.inner_text() == "上海"
    assert f"拠点 {links.count()} 件" in page.inner_text("#hit-count")
    target = links.nth(1).get_attribute("href")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == target
    assert view.seen("#hits") == 0
    assert (
        0 < page.evaluate(f"document.querySelector('{target}').getBoundingClientRect().top") < 900
    )
    page.click("#filtered")
    wait_for_count(page, ".bases tr[hidden]", 0)
    # A word is found though the print breaks it.
    survey = survey_of(corpus.FIXTURES / "chromium.pdf")
    broken = [
        before[-3:] + after[:3]
        for base in survey.bases
        for c in base.corrections
        if (c.field, c.rule) == ("department", "line-join")
        for before, after in [c.before.split("\n", 1)]
        if before[-3:] + after[:3] in (base.department or "")
    ]
    assert broken
    page.fill("#search", broken[0])
    assert view.seen(ROWS) > 0


def test_one_municipality_alone(visit: Any) -> None:
    view = visit(locale="en-US")
    view.page.locator("[data-only='札幌市']").first.click()
    view.page.locator(".bases tr[hidden]").first.wait_for(state="attached")
    assert view.seen(".group") == view.seen(".bases tbody") == 1
    assert view.seen(".entry") >= 1


def test_the_rows_shown_are_saved_as_csv(visit: Any, tmp_path: Path) -> None:
    survey = survey_of(corpus.FIXTURES / "chromium.pdf")
    view = visit()

    def saved() -> list[dict[str, str]]:
        with view.page.expect_download() as download:
            view.page.click("#csv")
        path = tmp_path / "rows.csv"
        download.value.save_as(path)
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))

    expected = io.BytesIO()
    survey.to_csv(expected)
    text = expected.getvalue().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    expected_rows = list(rows)
    assert saved() == expected_rows
    assert list(saved()[0])[-len(CODE_COLUMNS) :] == CODE_COLUMNS
    view.page.select_option("#municipality", "札幌市")
    assert {row["municipality"] for row in saved()} == {"札幌市"}


def test_axe_finds_nothing_serious(visit: Any) -> None:
    """With axe-core, where the package that has it is installed (it is no part of ours)."""
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    for scheme in ("light", "dark"):
        view = visit(color_scheme=scheme, viewport={"width": 820, "height": 900}, bypass_csp=True)
        view.page.evaluate(script)
        found = view.page.evaluate("axe.run()")["violations"]
        assert [
            (rule["id"], [node["html"][:100] for node in rule["nodes"][:3]])
            for rule in found
            if rule["impact"] in ("serious", "critical")
        ] == []
