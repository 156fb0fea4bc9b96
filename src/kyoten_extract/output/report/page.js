"use strict";
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

// Preferences are stored where the browser allows it; pages opened from a file may not.
const storage = {
  get: (key) => { try { return localStorage.getItem(`kyoten-${key}`); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(`kyoten-${key}`, value); } catch { /* storage unavailable */ } },
};

// Language: the page is written in Japanese; the English texts are a list.
const english = JSON.parse(byId("english").textContent);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const inLanguage = (element) => root.lang === "en" ? english[element.dataset.text] : element.dataset.ja;
let counts = null;
function updateStatus() {
  if (!counts) return;
  for (const id of ["status", "hit-count"]) byId(id).textContent = fill(inLanguage(byId(id)), counts);
}
const said = all("[data-t]").map((element) => {
  const attribute = element.dataset.say;
  return { element, attribute, ja: attribute ? element.getAttribute(attribute) : element.textContent, en: english[element.dataset.t] };
});
function setLanguage(language) {
  const change = language !== root.lang;
  root.lang = language;
  if (change) for (const { element, attribute, ...text } of said) {
    if (attribute) element.setAttribute(attribute, text[language]);
    else {
      element.textContent = text[language];
      element.lang = language;
    }
  }
  updateStatus();
}
const preferred = (navigator.languages && navigator.languages[0]) || navigator.language || "ja";
setLanguage(storage.get("language") || (preferred.toLowerCase().startsWith("ja") ? "ja" : "en"));
byId("language").addEventListener("click", () => {
  setLanguage(root.lang === "ja" ? "en" : "ja");
  storage.set("language", root.lang);
});

// Light and dark
const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = storage.get("theme");
if (theme) root.dataset.theme = theme;
byId("theme").addEventListener("click", () => {
  const now = root.dataset.theme || (dark.matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  storage.set("theme", root.dataset.theme);
});
byId("print").addEventListener("click", () => print());

// Roles, which browsers drop where a table is shown as cards
for (const [selector, role] of Object.entries({
  ".bases, .totals": "table", "thead, tbody": "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell",
})) for (const element of all(selector)) {
  if (element.closest(".bases, .totals")) element.setAttribute("role", role);
}

// Search and filters
const fold = (text) => text.normalize("NFKC").toLowerCase();
const item = (element, municipality, notes = []) =>
  ({ element, municipality, notes, text: fold(`${municipality} ${element.textContent}`) });
const entries = all(".entry").map((element) => item(element, element.dataset.municipality, all(".note", element)));
const groups = all(".bases tbody");
const rows = groups.flatMap((group) => all("tr:not(.group)", group).map((row) => item(row, group.dataset.municipality)));
const search = byId("search"), municipality = byId("municipality"), code = byId("code"), hits = byId("hits");
const chips = all("input[name=severity]");
const MOST_HITS = 30;
const words = () => fold(search.value).split(/\s+/).filter(Boolean);
function filter() {
  const wanted = words();
  const severities = new Set(chips.filter((chip) => chip.checked).map((chip) => chip.value));
  const fits = (item) =>
    (!municipality.value || item.municipality === municipality.value) && wanted.every((word) => item.text.includes(word));
  let notes = 0, noteCount = 0, shown = 0;
  for (const entry of entries) {
    const fitting = fits(entry);
    let left = 0;
    for (const note of entry.notes) {
      const { severity, code: noteCode } = note.dataset;
      note.hidden = !(fitting && severities.has(severity) && (!code.value || noteCode === code.value));
      left += !note.hidden;
    }
    entry.element.hidden = !left;
    notes += left;
    noteCount += entry.notes.length;
  }
  for (const row of rows) {
    row.element.hidden = !fits(row);
    shown += !row.element.hidden;
  }
  for (const group of groups) group.hidden = !group.querySelector("tr:not(.group):not([hidden])");
  if (byId("no-entries")) byId("no-entries").hidden = notes > 0;
  byId("no-bases").hidden = shown > 0;
  byId("filtered").hidden = notes === noteCount && shown === rows.length;
  counts = { notes, all_notes: noteCount, rows: shown, all_rows: rows.length };
  updateStatus();
}

// Hits beside the field, as they are typed
function marked(text, wanted) {
  const line = document.createDocumentFragment(), folded = fold(text);
  // Where folding changes the length, places in the two texts differ.
  const places = folded.length === text.length ? wanted.map((word) => [folded.indexOf(word), word.length]) : [];
  let end = 0;
  for (const [start, length] of places.filter(([start]) => start >= 0).sort((a, b) => a[0] - b[0])) {
    if (start < end) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, start + length);
    line.append(text.slice(end, start), mark);
    end = start + length;
  }
  line.append(text.slice(end));
  return line;
}
function around(text, word) {
  const start = Math.max(fold(text).indexOf(word) - 20, 0);
  return (start ? "…" : "") + text.slice(start, start + 80);
}
function showHits() {
  const wanted = words();
  hits.hidden = !wanted.length;
  const list = hits.querySelector("ul");
  list.replaceChildren();
  if (!wanted.length) return;
  for (const { element } of rows.filter((row) => !row.element.hidden).slice(0, MOST_HITS)) {
    const text = (name) => all(`.${name}`, element).map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).join("");
    const head = ["no", "who", "name", "place"].map(text).filter(Boolean).join(" ");
    const link = document.createElement("a");
    link.href = `#${element.id}`;
    link.append(marked(head, wanted));
    const hidden = wanted.find((word) => !fold(head).includes(word));
    const where = hidden && all("dd, .url", element).find((cell) => fold(cell.textContent).includes(hidden));
    if (where) {
      const context = document.createElement("small");
      context.append(marked(around(where.textContent.trim(), hidden), wanted));
      link.append(context);
    }
    const entry = document.createElement("li");
    entry.append(link);
    list.append(entry);
  }
}
const form = byId("filters");
function changed() {
  filter();
  showHits();
}
const closeHits = () => { hits.hidden = true; };
form.addEventListener("input", filter);
search.addEventListener("input", changed);
search.addEventListener("focus", showHits);
search.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const first = hits.querySelector("a");
  if (event.key === "ArrowDown" && first && !hits.hidden) {
    event.preventDefault();
    first.focus();
  } else if (event.key === "Enter" && first) first.click();
});
hits.addEventListener("keydown", (event) => {
  const links = all("a", hits), place = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || place + step < 0) search.focus();
  else if (step && links[place + step]) links[place + step].focus();
  else return;
  event.preventDefault();
  if (event.key === "Escape") closeHits();
});
document.querySelector(".find").addEventListener("focusout", (event) => {
  if (!event.currentTarget.contains(event.relatedTarget)) closeHits();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(changed));
byId("filtered").addEventListener("click", () => {
  form.reset();
  search.focus();
});
for (const button of all(".only")) button.addEventListener("click", () => {
  form.reset();
  municipality.value = button.dataset.only;
  setTimeout(() => {
    filter();
    button.scrollIntoView({ block: "center" });
  });
});
for (const link of all("[data-find]")) link.addEventListener("click", () => {
  search.value = link.dataset.find;
  filter();
});
// Browsers restore form fields on reload and on going back.
addEventListener("pageshow", filter);
filter();

// The target of a link must be visible: reset the filters that hide it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const target = link && byId(link.hash.slice(1));
  if (!target) return;
  closeHits();
  if (target.closest("[hidden]")) {
    form.reset();
    filter();
  }
});

// The part in view
const links = new Map(all(".bar nav a").map((link) => [byId(link.hash.slice(1)), link]));
function markPart() {
  const line = innerHeight / 3;
  let current = null;
  for (const heading of links.keys()) if (heading && heading.getBoundingClientRect().top < line) current = heading;
  for (const [heading, link] of links) {
    if (heading === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
addEventListener("scroll", markPart, { passive: true });
markPart();

// The rows shown as CSV, with the columns of the library's own
const COLUMNS = ("municipality_no base_no municipality name country countries city cities form form_note contractor established " +
  "established_era department staff_total staff_dispatched staff_local reason activities url remarks pages").split(" ");
const CODES = byId("csv").dataset.codes.split(" ");
function text(node) {
  if (!node) return "";
  const copy = node.cloneNode(true);
  for (const part of all("del", copy)) part.remove();
  for (const part of all("ins[data-v]", copy)) part.textContent = part.dataset.v;
  return copy.textContent;
}
function record(row) {
  const at = (selector) => text(row.querySelector(selector)).trim();
  const found = Object.fromEntries(all("dd[data-k]", row).map((cell) => [cell.dataset.k, text(cell)]));
  const parts = (name) => row.querySelector(`[data-k=${name}]`) ? found[name].split("、").join("; ") : at(name === "country" ? ".place bdi" : ".place b");
  const known = (value) => value === "?" ? "" : value;
  const [first, second] = at(".no").split("-"), [sent, local] = at(".staff small").split("+");
  const codes = Object.fromEntries((row.dataset.codes || "").split("|").map((code, place) => [CODES[place], code]));
  return { ...found, ...codes,
    municipality_no: known(first || ""), base_no: known(second || ""), municipality: at(".who"), name: at(".name"),
    country: at(".place bdi"), countries: parts("country"), city: at(".place b"), cities: parts("city"), form: at("abbr"),
    established: at(".year").split(/\s/)[0], established_era: at(".year small").replace("年度", ""),
    staff_total: known(at(".staff").split(/\s/)[0]), staff_dispatched: known(sent || ""), staff_local: known(local || ""),
    url: at(".url"), pages: (found.pages || "").replaceAll(" ", "") };
}
// What begins like a formula, and is no number, is text to a spreadsheet after an apostrophe.
const quoted = (value) => `"${(!/^-?[0-9.]+$/.test(value) && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
byId("csv").addEventListener("click", () => {
  const records = rows.filter((row) => !row.element.hidden).map((row) => record(row.element));
  const extras = new Set(records.flatMap(Object.keys).filter((key) => !COLUMNS.includes(key) && !CODES.includes(key)));
  const columns = [...COLUMNS, ...extras, ...CODES];
  const lines = [columns, ...records.map((one) => columns.map((key) => one[key] || ""))];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", lines.map((line) => line.map(quoted).join(",") + "\r\n").join("")], { type: "text/csv" }));
  link.download = `${document.title}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});

// Row images: scroll the marked cell into view on narrow screens
function reveal(box) {
  const mark = box.querySelector("rect:last-of-type");
  const picture = box.querySelector("svg").viewBox.baseVal;
  const scrolls = box.scrollWidth > box.clientWidth;
  // What scrolls is reached by the keyboard.
  if (scrolls) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
  if (!mark || !scrolls) return;
  const middle = (mark.x.baseVal.value + mark.width.baseVal.value / 2) / picture.width;
  box.scrollLeft = middle * box.scrollWidth - box.clientWidth / 2;
}
// When the page has been shown, since it measures every one of them.
const revealAll = () => all(".scroll").forEach(reveal);
requestAnimationFrame(() => setTimeout(revealAll));
addEventListener("resize", revealAll);
for (const button of all(".zoom")) {
  button.addEventListener("click", () => {
    const entry = button.closest(".entry");
    button.setAttribute("aria-pressed", String(entry.classList.toggle("large")));
    all(".scroll", entry).forEach(reveal);
  });
}

// Keyboard
function step(by) {
  const seen = all(".note").filter((note) => !note.hidden);
  if (!seen.length) return;
  const here = document.activeElement && document.activeElement.closest(".note");
  let next = seen.indexOf(here) + by;
  if (here === null) next = by > 0 ? 0 : seen.length - 1;
  const note = seen[Math.min(Math.max(next, 0), seen.length - 1)];
  note.focus({ preventScroll: true });
  note.scrollIntoView({ block: "center" });
}
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
  if (event.key === "Escape" && event.target === search) {
    closeHits();
    search.blur();
  }
  if (typing) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
});

// After the first paint all is laid out; a row that the address names stays where it was put.
requestAnimationFrame(() => requestAnimationFrame(() => {
  const target = document.querySelector(":target");
  const top = target ? target.getBoundingClientRect().top : -1;
  root.classList.add("painted");
  if (top >= 0 && top < innerHeight) target.scrollIntoView();
}));
