"use strict";
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

// Preferences are stored where the browser allows it; pages opened from a file may not.
const storage = {
  get: (key) => { try { return localStorage.getItem(`kyoten-${key}`); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(`kyoten-${key}`, value); } catch { /* storage unavailable */ } },
};

// Language
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
let counts = null;
function updateStatus() {
  const status = byId("status");
  if (counts) status.textContent = fill(status.dataset[root.lang], counts);
}
function setLanguage(language) {
  root.lang = language;
  for (const element of all("[data-say]")) {
    const text = element.dataset[language];
    if (element.dataset.say === "text") element.textContent = text;
    else element.setAttribute(element.dataset.say, text);
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

// Search and filters
const fold = (text) => text.normalize("NFKC").toLowerCase();
const entries = all(".entry").map((element) => ({
  element,
  municipality: element.dataset.municipality,
  text: fold(element.textContent),
  notes: all(".note", element),
}));
const rows = all(".bases tbody tr").map((element) => ({
  element,
  municipality: element.dataset.municipality,
  text: fold(element.textContent),
}));
const search = byId("search"), municipality = byId("municipality"), code = byId("code");
const chips = all("input[name=severity]");
function filter() {
  const words = fold(search.value).split(/\s+/).filter(Boolean);
  const severities = new Set(chips.filter((chip) => chip.checked).map((chip) => chip.value));
  const fits = (item) =>
    (!municipality.value || item.municipality === municipality.value) && words.every((word) => item.text.includes(word));
  let notes = 0, noteCount = 0, shown = 0;
  for (const entry of entries) {
    const wanted = fits(entry);
    let left = 0;
    for (const note of entry.notes) {
      const { severity, code: noteCode } = note.dataset;
      note.hidden = !(wanted && severities.has(severity) && (!code.value || noteCode === code.value));
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
  if (byId("no-entries")) byId("no-entries").hidden = notes > 0;
  byId("no-bases").hidden = shown > 0;
  counts = { notes, all_notes: noteCount, rows: shown, all_rows: rows.length };
  updateStatus();
}
const form = document.querySelector(".bar form");
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
// Browsers restore form fields on reload and on going back.
addEventListener("pageshow", filter);
filter();

// The target of a link must be visible: reset the filters that hide it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const target = link && byId(link.hash.slice(1));
  if (target && target.closest("[hidden]")) {
    form.reset();
    filter();
  }
});

// Row images: scroll the marked cell into view on narrow screens
function reveal(box) {
  const mark = box.querySelector("rect:last-of-type");
  const picture = box.querySelector("svg").viewBox.baseVal;
  if (!mark || box.scrollWidth <= box.clientWidth) return;
  const middle = (mark.x.baseVal.value + mark.width.baseVal.value / 2) / picture.width;
  box.scrollLeft = middle * box.scrollWidth - box.clientWidth / 2;
}
all(".scroll").forEach(reveal);
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
  if (event.key === "Escape" && event.target === search) search.blur();
  if (typing) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
});
