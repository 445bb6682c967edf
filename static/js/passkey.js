// Asks this device for a passkey; the answer goes with the ordinary form in which the button stands.
"use strict";
(() => {
  const button = document.querySelector("button[data-passkey]");
  if (!button) { return; }
  const form = button.form;
  const alert = document.getElementById("alert");
  const say = (what) => {
    alert.textContent = alert.dataset[what];
    alert.focus();
  };
  if (!window.isSecureContext || !window.PublicKeyCredential || !navigator.credentials) {
    // One way of several is just not there.
    if ("way" in button.dataset) { button.remove(); } else { say(window.isSecureContext ? "unsupported" : "insecure"); }
    return;
  }
  button.hidden = false;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

  const read = () => {
    const options = JSON.parse(button.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) { options.user.id = bytes(options.user.id); }
    for (const list of [options.allowCredentials, options.excludeCredentials]) {
      for (const key of list || []) { key.id = bytes(key.id); }
    }
    return options;
  };

  const write = (credential) => {
    const said = credential.response;
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (said[part]) { response[part] = text(said[part]); }
    }
    form.elements.credential.value = JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {},
    });
    form.requestSubmit(button);
  };

  // One question at a time: a new one takes the place of the one before.
  let controller = null;
  const ask = async (mediation) => {
    if (controller) { controller.abort(); }
    const mine = new AbortController();
    controller = mine;
    const publicKey = read();
    const how = { publicKey, signal: mine.signal };
    if (mediation) { how.mediation = mediation; }
    const credential = await (publicKey.user ? navigator.credentials.create(how) : navigator.credentials.get(how));
    if (controller === mine && credential) { write(credential); }
  };

  // A question is answered within five minutes; a page may stand for longer.
  const MINUTES_4 = 240000;
  let drawn = Date.now();
  const renew = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("button[data-passkey]");
    if (!fresh) { return false; }
    button.dataset.options = fresh.dataset.options;
    for (const name of ["ceremony", "csrf_token"]) {
      form.elements[name].value = fresh.form.elements[name].value;
    }
    drawn = Date.now();
    return true;
  };

  const outcome = (error, after) => {
    switch (error.name) {
      case "AbortError": return null;
      case "InvalidStateError": return "held";
      case "SecurityError": return "insecure";
      case "NotSupportedError":
      case "ConstraintError": return "unsupported";
      // Browsers do not tell a refusal from having nothing. Nobody closes a dialog that fast.
      default: return !("user" in JSON.parse(button.dataset.options)) && after < 400 ? "none" : "cancelled";
    }
  };

  button.addEventListener("click", async (event) => {
    if (form.elements.credential.value) { return; }
    event.preventDefault();
    alert.textContent = "";
    let began = Date.now();
    try {
      if (began - drawn > MINUTES_4) { await renew().catch(() => false); }
      began = Date.now();
      await ask();
    } catch (error) {
      const what = outcome(error, Date.now() - began);
      if (what) { say(what); }
      wait();
    }
  });

  // In the list of the browser's own suggestions, without a dialog.
  const wait = async () => {
    const possible = "auto" in button.dataset && PublicKeyCredential.isConditionalMediationAvailable
      && await PublicKeyCredential.isConditionalMediationAvailable();
    if (possible) { ask("conditional").catch(() => {}); }
  };
  let times = 0;
  const keep = () => setTimeout(async () => {
    times += 1;
    if (form.dataset.sent || times > 30) { return; }
    if (await renew().catch(() => false)) { wait(); keep(); }
  }, MINUTES_4);
  if ("auto" in button.dataset) { wait(); keep(); }
})();
