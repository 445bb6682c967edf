// OpenID Connect Session Management 1.0 §3.2: tells a site in whose frame this page is whether the sign-in
// of this browser is still the one that the site knows. The value in the cookie never leaves this page.
"use strict";
(() => {
  const name = document.currentScript.dataset.cookie;
  const message = /^([A-Za-z0-9._-]{1,100}) ([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{1,64})$/;

  // "0." and "1." only tell the server which values are its own for somebody and for nobody.
  const state = () => {
    const pair = document.cookie.split("; ").find((one) => one.startsWith(name + "="));
    return pair && pair.slice(name.length + 3);
  };

  const hash = async (text) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };

  // Without the cookie nothing is known: "changed" would send the site in circles where the browser keeps
  // cookies from frames.
  const judge = async (data, origin) => {
    const parts = typeof data === "string" && message.exec(data);
    const now = state();
    if (!parts || !now || !crypto.subtle) { return "error"; }
    const [, client, known, salt] = parts;
    return await hash([client, origin, now, salt].join(" ")) === known ? "unchanged" : "changed";
  };

  addEventListener("message", async (event) => {
    // An opaque origin cannot be answered, and no site has one.
    if (!event.source || event.source === window || !/^https?:/.test(event.origin)) { return; }
    event.source.postMessage(await judge(event.data, event.origin), event.origin);
  });
})();
