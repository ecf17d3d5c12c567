// A long form, one step at a time. Without JavaScript it is one page; the server checks all of it either way.
import { all } from "./shared.js";

function control(form, name) {
  return form.querySelector(`[name="${name}"]`);
}

function isFilled(form, name) {
  const values = new FormData(form).getAll(name);
  return values.some((value) => String(value).trim() !== "");
}

/** Says at a field what is missing, the way the server does; a sentence of "" takes that back. */
function say(form, name, sentence) {
  const input = control(form, name);
  const field = input.closest(".field");
  for (const old of all("[data-step-error]", field)) old.remove();
  field.classList.toggle("field-invalid", Boolean(sentence));
  if (!sentence) {
    input.removeAttribute("aria-invalid");
    return;
  }
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.stepError = "";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  field.querySelector("legend, label").after(line);
  input.setAttribute("aria-invalid", "true");
}

/** What a step still lacks, as [field where it is told, sentence or ""].
 *
 * data-needs: {"description": ["What to do", ""], "lat|area": ["…", "kind=complaint"]}: one of the fields, told at the
 * last of them, and only under the condition.
 */
function needs(form, step) {
  return Object.entries(JSON.parse(step.dataset.needs || "{}")).map(([names, [sentence, condition]]) => {
    const [name, value] = condition.split("=");
    const wanted = !condition || new FormData(form).get(name) === value;
    const fields = names.split("|");
    return [fields[fields.length - 1], wanted && !fields.some((one) => isFilled(form, one)) ? sentence : ""];
  });
}

/** Marks what a step lacks; the first of it. */
function firstMissing(form, step) {
  const found = needs(form, step);
  for (const [name, sentence] of found) say(form, name, sentence);
  const [first] = found.find(([, sentence]) => sentence) || [""];
  return first;
}

/** Takes back what has been filled since. */
function forgive(form, step) {
  for (const [name, sentence] of needs(form, step))
    if (!sentence && control(form, name).closest(".field").querySelector("[data-step-error]")) say(form, name, "");
}

function enhance(form) {
  const steps = all("[data-step]", form);
  const list = document.getElementById(form.dataset.steps);
  const items = all("li", list);
  let shown = 0;

  const show = (index, { focus = true } = {}) => {
    shown = index;
    steps.forEach((step, position) => (step.hidden = position !== index));
    items.forEach((item, position) => {
      item.classList.toggle("done", position < index);
      if (position === index) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    // A map that was hidden does not know its size.
    dispatchEvent(new Event("resize"));
    if (!focus) return;
    list.scrollIntoView({ block: "start" });
    const title = steps[index].querySelector("h2");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  };

  const next = () => {
    const missing = firstMissing(form, steps[shown]);
    if (missing) control(form, missing).focus();
    else if (shown < steps.length - 1) {
      history.pushState({ step: shown + 1 }, "");
      show(shown + 1);
    }
  };

  for (const button of all("[data-next]", form)) button.addEventListener("click", next);
  for (const button of all("[data-previous]", form)) button.addEventListener("click", () => history.back());
  for (const part of all("[data-step-buttons]", form)) part.hidden = false;
  for (const type of ["input", "change"]) form.addEventListener(type, () => forgive(form, steps[shown]));
  addEventListener("popstate", (event) => show((event.state && event.state.step) || 0));
  // Enter in a line of an earlier step goes on; it does not send half a report.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || shown === steps.length - 1 || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    if (event.target.type !== "search") next();
  });
  // The error summary's links lead to fields of other steps.
  addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    const index = field ? steps.findIndex((step) => step.contains(field)) : -1;
    if (index >= 0 && index !== shown) show(index, { focus: false });
  });

  list.hidden = false;
  const faulty = steps.findIndex((step) => step.querySelector(".field-invalid"));
  const known = history.state && history.state.step;
  if (faulty < 0 && known) show(known, { focus: false });
  else {
    // Back from here leads step by step to the beginning, and only then off the page.
    for (let step = 0; step <= Math.max(faulty, 0); step += 1) history[step ? "pushState" : "replaceState"]({ step }, "");
    show(Math.max(faulty, 0), { focus: false });
  }
}

export function steps() {
  for (const form of all("form[data-steps]")) enhance(form);
}
