// The words of a report suggest its category, and whether somebody should be called first. They are compared here, on
// the device: nothing of a report travels before it is sent. A suggestion is a button; the choice stays the citizen's.
import { all } from "./shared.js";

const MOST = 3;

/** Whether a text has a word; longer ones may go on ("lampunya"), short ones would be the beginning of too much. */
function has(text, word) {
  return word.length > 3 ? text.includes(` ${word}`) : text.includes(` ${word} `) || text.includes(` ${word}nya `);
}

/** How far a text speaks of a category: the letters of the words it has. */
function weight(text, words) {
  return words.reduce((sum, word) => (has(text, word) ? sum + word.length : sum), 0);
}

function plain(text) {
  return ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;
}

function enhance(box) {
  const categories = Object.entries(JSON.parse(document.getElementById(box.dataset.words).textContent));
  const text = document.getElementById(box.dataset.textField);
  const select = document.getElementById(box.dataset.categoryField);
  const alarm = document.getElementById(box.dataset.alarm);
  const buttons = document.createElement("p");
  buttons.className = "suggestion-buttons";
  box.append(buttons);

  const button = ([code, { name }]) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-small";
    made.textContent = name;
    made.addEventListener("click", () => {
      select.value = code;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      select.focus();
    });
    return made;
  };

  const update = () => {
    const words = plain(text.value);
    const known = categories.filter(([code]) => all("option", select).some((option) => option.value === code));
    const fitting = known
      .map((entry) => [weight(words, entry[1].words), entry])
      .filter(([points]) => points)
      .sort(([one, [, first]], [other, [, second]]) => Number(Boolean(second.emergency)) - Number(Boolean(first.emergency)) || other - one)
      .map(([, entry]) => entry);
    const shown = fitting.slice(0, MOST).filter(([code]) => code !== select.value);
    buttons.replaceChildren(...shown.map(button));
    box.hidden = !shown.length;
    const isAlarming = ([code, { emergency }]) => emergency && (code === select.value || fitting.some(([found]) => found === code));
    if (alarm) alarm.hidden = !categories.some(isAlarming);
  };
  let timer;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, 300);
  });
  select.addEventListener("change", update);
  update();
}

export function suggestions() {
  for (const box of all("[data-suggestions]")) enhance(box);
}
