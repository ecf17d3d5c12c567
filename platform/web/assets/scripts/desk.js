// The desk and the Ombudsman's pages: keys, previews, htmx.
import "htmx.org";
import { photoInputs } from "./photos.js";
import { all, forms, shared } from "./shared.js";

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");

/** j and k go from row to row, Enter (by the browser) opens the link that has the focus. */
function move(step) {
  const links = all("[data-row]").map((row) => row.querySelector("a"));
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

function focusFirst(panel) {
  const field = panel.querySelector("textarea, select, input:not([type=hidden]), button");
  if (field) field.focus();
}

function press(target) {
  const panel = target.closest("details.action-panel");
  if (panel && target.tagName === "SUMMARY") {
    panel.open = true;
    panel.scrollIntoView({ block: "nearest" });
    focusFirst(panel);
  } else if (target.matches("input, textarea, select")) target.focus();
  else target.click();
}

function help() {
  const sheet = document.getElementById("keys");
  if (sheet && !sheet.open) sheet.showModal();
}

function keys() {
  const named = { "/": "[data-search]", u: "[data-back]" };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") help();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else {
      const wanted = named[event.key] || (/^[a-z]$/.test(event.key) ? `[data-key="${event.key}"]` : null);
      const target = wanted && document.querySelector(wanted);
      if (!target) return;
      press(target);
    }
    if (event.key !== "Enter") event.preventDefault();
  });
  for (const button of all("[data-keys-help]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
}

/** A row is one link wide. */
function rows() {
  addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.target.closest("a, button, input, label")) return;
    if (String(getSelection())) return;
    row.querySelector("a").click();
  });
}

/** What the citizen will read, as it is typed; the sentence of a chosen reason comes from beside the choice. */
function previews(root = document) {
  for (const box of all("[data-preview-box]", root)) box.hidden = false;
  for (const line of all("[data-preview-choice]", root)) {
    const form = line.closest("form");
    const update = () => {
      const chosen = form.querySelector(`[name="${line.dataset.previewName}"]:checked`);
      const hint = chosen && chosen.closest(".choice").querySelector("small");
      line.textContent = hint ? hint.textContent : "";
    };
    form.addEventListener("change", update);
    update();
  }
  for (const box of all("[data-preview]", root)) {
    const field = document.querySelector(box.dataset.preview);
    const empty = box.textContent;
    const update = () => (box.textContent = field.value.trim() || empty);
    field.addEventListener("input", update);
    update();
  }
}

/** The form of an action is fetched when its panel is opened; it takes the place of the link to it. */
function fetchedForms() {
  addEventListener("htmx:afterSettle", (event) => {
    const panel = event.target.closest("details.action-panel");
    if (!panel) return;
    forms(panel);
    photoInputs(panel);
    previews(panel);
    focusFirst(panel);
  });
}

shared();
photoInputs();
keys();
rows();
previews();
fetchedForms();
