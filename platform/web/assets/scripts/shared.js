// Hooks that both citizen pages and the desk use. Every function looks for its own data attribute; a page without it
// pays nothing, and without JavaScript the page works as it came.

export const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/** The form is sent once: a second press, or Enter while it is on its way, does nothing. */
export function sendOnce(root = document) {
  for (const form of all("form[data-once]", root)) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      const button = event.submitter || form.querySelector("button[type=submit]");
      if (button) {
        button.setAttribute("aria-disabled", "true");
        if (button.dataset.sending) button.textContent = button.dataset.sending;
      }
    });
  }
}

/** Back in the history, the page may come out of memory as it was left. */
export function sendAgain() {
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of all("form[data-once]")) delete form.dataset.sent;
  });
}

/** After a failed form the summary of errors is read first. */
export function focusErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

export function showOffline() {
  const bar = document.querySelector("[data-offline]");
  if (!bar) return;
  const update = () => (bar.hidden = navigator.onLine);
  addEventListener("online", update);
  addEventListener("offline", update);
  update();
}

export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      await navigator.clipboard.writeText(source.textContent.trim());
      button.lastElementChild.textContent = button.dataset.done;
    });
  }
}

export function printButtons() {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

/** How many characters are left, told politely and only near the limit to a screen reader. */
export function countCharacters(root = document) {
  for (const field of all("[data-count]", root)) {
    const limit = Number(field.dataset.count);
    const line = document.createElement("div");
    line.className = "field-count";
    field.after(line);
    const update = () => {
      const used = Array.from(field.value.trim()).length;
      line.textContent = `${used.toLocaleString(document.documentElement.lang)} / ${limit.toLocaleString(document.documentElement.lang)}`;
      if (used > limit * 0.9) line.setAttribute("aria-live", "polite");
      else line.removeAttribute("aria-live");
    };
    field.addEventListener("input", update);
    update();
  }
}

/** A search field over a long select: typing leaves only the options that hold every word. */
export function filterSelects(root = document) {
  for (const select of all("select[data-filter]", root)) {
    const options = Array.from(select.options).map((option) => ({
      option,
      parent: option.parentElement,
      words: `${option.text} ${option.parentElement.label || ""}`.toLowerCase(),
    }));
    const input = document.createElement("input");
    input.type = "search";
    input.className = "form-control mb-2";
    input.placeholder = select.dataset.filter;
    input.setAttribute("aria-label", select.dataset.filter);
    input.setAttribute("aria-controls", select.id);
    input.autocomplete = "off";
    select.before(input);
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const kept = select.value;
      for (const { option } of options) option.remove();
      const shown = options.filter(({ words, option }) => !option.value || wanted.every((word) => words.includes(word)));
      for (const { option, parent } of shown) parent.append(option);
      for (const group of all("optgroup", select)) group.hidden = !group.children.length;
      const real = shown.filter(({ option }) => option.value);
      const before = select.value;
      if (real.some(({ option }) => option.value === kept)) select.value = kept;
      else if (wanted.length && real.length === 1) select.value = real[0].option.value;
      else select.value = "";
      if (select.value !== before || select.value !== kept) select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      select.focus();
    });
  }
}

/** Parts of a form that belong to some choices: data-show-when="identity=named,masked". */
export function showWhen(root = document) {
  for (const part of all("[data-show-when]", root)) {
    const [name, values] = part.dataset.showWhen.split("=");
    const wanted = values.split(",");
    const form = part.closest("form");
    const update = () => {
      const shown = wanted.includes(new FormData(form).get(name));
      part.hidden = !shown;
      // What is hidden is not sent: a contact typed before the choice of "Tanpa identitas" stays here.
      for (const field of all("input, select, textarea", part)) field.disabled = !shown;
    };
    form.addEventListener("change", update);
    update();
  }
}

export function compareSliders() {
  for (const box of all("[data-compare]")) {
    const after = box.lastElementChild;
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = "100";
    slider.value = "50";
    slider.setAttribute("aria-label", box.dataset.label);
    slider.addEventListener("input", () => after.style.setProperty("--at", `${slider.value}%`));
    box.classList.add("is-live");
    box.append(slider);
  }
}

/** What belongs to forms, those of the page or of a part that was fetched later. */
export function forms(root = document) {
  sendOnce(root);
  countCharacters(root);
  filterSelects(root);
  showWhen(root);
}

export function shared() {
  forms();
  sendAgain();
  focusErrors();
  showOffline();
  copyButtons();
  printButtons();
  compareSliders();
}
