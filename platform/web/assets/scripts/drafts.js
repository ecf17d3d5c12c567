// What a citizen types stays in this tab until it is sent: a reload, a wrong step back or a lost connection costs
// nothing. Only in this tab (sessionStorage), because phones and warnet computers are shared.
import { all } from "./shared.js";

const keyOf = (name) => `laksa-draft-${name}`;

const isKept = (field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && !["file", "password", "hidden"].includes(field.type) && !field.dataset.private;

function typed(form) {
  const values = {};
  for (const field of form.elements) {
    if (!isKept(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) values[field.name] = [...(values[field.name] || []), field.value];
    } else if (field.value) values[field.name] = [field.value];
  }
  return values;
}

function restore(form, values) {
  for (const field of form.elements) {
    if (!isKept(field) || !values[field.name]) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name].includes(field.value);
    else if (!field.value) [field.value] = values[field.name];
  }
}

export function drafts() {
  try {
    for (const done of all("[data-draft-done]")) sessionStorage.removeItem(keyOf(done.dataset.draftDone));
    for (const form of all("form[data-draft]")) {
      const key = keyOf(form.dataset.draft);
      // After a refused form the server's values are the newest.
      if (!form.querySelector("[aria-invalid]") && !document.querySelector("[data-error-summary]"))
        restore(form, JSON.parse(sessionStorage.getItem(key) || "{}"));
      const keep = () => sessionStorage.setItem(key, JSON.stringify(typed(form)));
      form.addEventListener("input", keep);
      form.addEventListener("change", keep);
    }
  } catch {
    // No storage (private mode, full disk): the form works without a draft.
  }
}
