// Passkeys. A form [data-passkey="/where/the/options/are/"] signs in with one, [data-passkey-new="id-of-the-options"]
// makes one; both stay hidden where the browser cannot. What the browser answers goes into the field `credential`.

const isAble = Boolean(window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON);

async function ask(form) {
  const response = await fetch(form.dataset.passkey, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  const { publicKey } = await response.json();
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

function make(form) {
  const { publicKey } = JSON.parse(document.getElementById(form.dataset.passkeyNew).textContent);
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

function prepare(form, getCredential) {
  const status = form.querySelector("[data-passkey-status]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    try {
      const credential = await getCredential(form);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      // Taken back by the person, too late, or no key for this host here: the other way in stands beside it.
      status.textContent = status.dataset.failed;
    }
  });
}

if (isAble) {
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form, ask);
  for (const form of document.querySelectorAll("form[data-passkey-new]")) prepare(form, make);
}
