// Warns while somebody writes what would be public: a telephone number, an e-mail address, a number of 16 digits (NIK),
// a name. It is looked for here, on the device, by few and plain rules; the office looks again before it publishes.
import { all } from "./shared.js";

const KINDS = {
  phone: /(?:\+?62|\b0)[\s.-]?8\d(?:[\s.-]?\d){6,11}\b|\b0\d{2,3}[\s.-]\d{6,8}\b/,
  email: /[^\s@]+@[^\s@]+\.[a-z]{2,}/i,
  nik: /\b\d{16}\b/,
  name: /\b(?:[Nn]ama saya|[Aa]\.?n\.?|[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu)\s+\p{Lu}\p{Ll}+/u,
};

function enhance(box) {
  const field = document.getElementById(box.dataset.personal);
  const items = all("[data-kind]", box);
  const update = () => {
    for (const item of items) item.hidden = !KINDS[item.dataset.kind].test(field.value);
    box.hidden = items.every((item) => item.hidden);
  };
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, 300);
  });
  update();
}

export function personal() {
  for (const box of all("[data-personal]")) enhance(box);
}
