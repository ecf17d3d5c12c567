// Chosen photos are shown, can be taken out again, and are made smaller before they travel.
import { all } from "./shared.js";

const LONGEST_SIDE = 2048;
const LEAVE_ALONE_BELOW = 1_000_000; // bytes
const QUALITY = 0.85;

/** A smaller JPEG of a large photo; the file itself when it is small or the browser cannot read it (the server can). */
async function smaller(file) {
  if (file.size < LEAVE_ALONE_BELOW || !window.createImageBitmap) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

/** Says at once which photos are too big to send, even after they were made smaller. */
function complain(input, files) {
  const old = input.parentElement.querySelector("[data-too-big-note]");
  if (old) old.remove();
  if (!files.length) return;
  const note = document.createElement("p");
  note.className = "field-error";
  note.dataset.tooBigNote = "";
  note.setAttribute("role", "alert");
  note.textContent = `${files.map((file) => file.name).join(", ")}: ${input.dataset.tooBig}`;
  input.before(note);
}

function enhance(input) {
  const list = document.createElement("ul");
  list.className = "photo-picks";
  list.setAttribute("aria-live", "polite");
  input.after(list);
  const most = Number(input.dataset.max || 1);
  const mostBytes = Number(input.dataset.maxBytes || Infinity);
  let files = [];

  const put = () => {
    const data = new DataTransfer();
    for (const file of files) data.items.add(file);
    input.files = data.files;
    for (const image of all("img", list)) URL.revokeObjectURL(image.src);
    list.textContent = "";
    list.append(...files.map(item));
  };

  const item = (file, index) => {
    const row = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-small";
    button.textContent = input.dataset.remove;
    button.setAttribute("aria-label", `${input.dataset.remove}: ${file.name}`);
    button.addEventListener("click", () => {
      files.splice(index, 1);
      put();
      input.focus();
    });
    row.append(image, button);
    return row;
  };

  input.addEventListener("change", async () => {
    const made = await Promise.all(Array.from(input.files).map(smaller));
    const chosen = made.filter((file) => file.size <= mostBytes);
    complain(input, made.filter((file) => file.size > mostBytes));
    // A second choice adds to the first, as on a camera roll.
    files = (input.multiple ? [...files, ...chosen] : chosen).slice(0, most);
    put();
  });
}

export function photoInputs(root = document) {
  if (!window.DataTransfer) return;
  for (const input of all("input[type=file][data-photos]", root)) enhance(input);
}
