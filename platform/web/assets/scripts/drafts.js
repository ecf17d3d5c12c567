// What a citizen types is not lost by a reload, a wrong step back or a lost connection. It stays in this tab, or, with
// data-draft-device, on this device until it is sent. Phones and warnet computers are shared, so names and contacts
// (data-private) are never kept, a secret report stays in its tab, a button forgets all of it, and after a week it is
// gone.
import { all } from "./shared.js";

const WEEK = 7 * 24 * 3600 * 1000; // ms
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
  let written = false;
  for (const field of form.elements) {
    if (!isKept(field) || !values[field.name]) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name].includes(field.value);
    else if (!field.value) {
      [field.value] = values[field.name];
      written = true;
    }
  }
  return written;
}

/** Whether the reporter has chosen that few may know of this: then nothing stays on the device. */
function isSecret(values) {
  const has = (name, value) => (values[name] || []).includes(value);
  return has("visibility", "secret") || has("kind", "misconduct");
}

function forget(key) {
  for (const storage of [localStorage, sessionStorage]) storage.removeItem(key);
}

function kept(key) {
  const text = sessionStorage.getItem(key) || localStorage.getItem(key);
  const { at, values } = text ? JSON.parse(text) : {};
  if (values && Date.now() - at < WEEK) return values;
  forget(key);
  return {};
}

function keep(key, form) {
  const values = typed(form);
  const inTab = isSecret(values) || !("draftDevice" in form.dataset);
  const [here, elsewhere] = inTab ? [sessionStorage, localStorage] : [localStorage, sessionStorage];
  elsewhere.removeItem(key);
  here.setItem(key, JSON.stringify({ at: Date.now(), values }));
}

function follow(form) {
  const key = keyOf(form.dataset.draft);
  // After a refused form the server's values are the newest.
  const isRefused = form.querySelector("[aria-invalid]") || document.querySelector("[data-error-summary]");
  const restored = !isRefused && restore(form, kept(key));
  for (const note of all("[data-draft-restored]", form)) note.hidden = !restored;
  for (const type of ["input", "change"]) form.addEventListener(type, () => keep(key, form));
  for (const button of all("[data-draft-forget]", form)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      forget(key);
      history.replaceState(null, ""); // and begin at the first step
      location.assign(location.pathname);
    });
  }
}

export function drafts() {
  try {
    for (const done of all("[data-draft-done]")) forget(keyOf(done.dataset.draftDone));
    for (const form of all("form[data-draft]")) follow(form);
  } catch {
    // No storage (private mode, full disk): the form works without a draft.
  }
}
