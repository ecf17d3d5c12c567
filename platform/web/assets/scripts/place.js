// Where am I, and what is near: the position of the device, and parts of a page that follow other fields.
import { all } from "./shared.js";

const DIGITS = 6; // about 10 cm
const PATIENCE = 15_000; // ms

/** Puts a position into two inputs and tells whoever listens (the map, a fragment). */
export function setPosition(latField, lonField, lat, lon) {
  latField.value = lat.toFixed(DIGITS);
  lonField.value = lon.toFixed(DIGITS);
  for (const field of [latField, lonField]) field.dispatchEvent(new Event("change", { bubbles: true }));
}

export function locateButtons() {
  if (!navigator.geolocation) return;
  for (const button of all("button[data-locate]")) {
    const { latField, lonField, status, working, found, denied } = button.dataset;
    const line = document.querySelector(status);
    const say = (text) => {
      if (line) line.textContent = text;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      say(working);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          setPosition(document.getElementById(latField), document.getElementById(lonField), coords.latitude, coords.longitude);
          say(found);
        },
        () => say(denied),
        { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60_000 },
      );
    });
  }
}

/** Where the pin lies, in words, with a link to the right site where that is another city's. */
export function pinAnswers() {
  for (const line of all("[data-pin-answer]")) {
    const { pinAnswer, latField, lonField, categoryField } = line.dataset;
    const [lat, lon, category] = [latField, lonField, categoryField].map((id) => document.getElementById(id));
    let newest = 0;
    const show = ({ sentence, link, link_text: text }) => {
      line.textContent = sentence;
      if (!link) return;
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = text;
      line.append(" ", anchor);
    };
    const ask = async () => {
      const mine = ++newest;
      if (lat.value === "" || lon.value === "") {
        line.textContent = "";
        return;
      }
      const query = new URLSearchParams({ lat: lat.value, lon: lon.value, category: category.value });
      try {
        const answer = await fetch(`${pinAnswer}?${query}`, { headers: { Accept: "application/json" } });
        const words = await answer.json();
        if (mine === newest) show(words);
      } catch {
        // Offline, or no answer: the server checks the pin once more when the form is sent.
      }
    };
    let timer;
    // Latitude and longitude change one after the other; one question is enough.
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 50);
    };
    for (const field of [lat, lon]) field.addEventListener("change", soon);
    if (!line.textContent) ask(); // a pin that came back from the draft
  }
}

/** HTML that depends on other fields ("laporan serupa di dekat sini"): loaded again a moment after they change. */
export function fragments() {
  for (const box of all("[data-fragment]")) {
    const fields = box.dataset.fragmentFrom.split(",").map((selector) => document.querySelector(selector.trim())).filter(Boolean);
    let timer;
    let running;
    const load = async () => {
      if (running) running.abort();
      running = new AbortController();
      const query = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
      try {
        const answer = await fetch(`${box.dataset.fragment}?${query}`, { signal: running.signal });
        if (answer.ok) box.innerHTML = await answer.text();
      } catch {
        // Offline, or overtaken by a newer question: what stands there stays.
      }
    };
    for (const field of fields)
      field.addEventListener("change", () => {
        clearTimeout(timer);
        timer = setTimeout(load, 300);
      });
    if (fields.some((field) => field.value)) load();
  }
}
