// "Login with Freedom ID" for any site: <a data-freedom-id href="/your/start">. Without this file it stays a link.
(() => {
  "use strict";
  // Nothing that goes wrong here is the page's to suffer: the link still works.
  const safe = (work) => (...given) => { try { return work(...given); } catch { return undefined; } };
  const home = safe(() => new URL(document.currentScript.src).origin)();
  if (!home || window.FreedomID) { return; }

  const words = {
    en: ["Log in with Freedom ID", "Continue with Freedom ID", "Sign up with Freedom ID", "opens in a new window"],
    ru: ["Войти с Freedom ID", "Продолжить с Freedom ID", "Зарегистрироваться с Freedom ID", "откроется в новом окне"],
    kk: ["Freedom ID арқылы кіру", "Freedom ID арқылы жалғастыру", "Freedom ID арқылы тіркелу", "жаңа терезеде ашылады"],
    uz: ["Freedom ID orqali kirish", "Freedom ID orqali davom etish", "Freedom ID orqali roʻyxatdan oʻtish", "yangi oynada ochiladi"],
  };
  const texts = ["login", "continue", "register"];
  const mark = ["M9 8.5A1.5 1.5 0 0 1 10.5 7H23a2 2 0 0 1 0 4H13v12.5a2 2 0 0 1-4 0z", "M15 14.5h4.5a2 2 0 0 1 0 4H15z",
    "M20 22.5a2.5 2.5 0 0 0 5 0a2.5 2.5 0 0 0-5 0z"];
  // Roots that are listened to, and clicks that were seen.
  const known = new WeakSet();
  // The pop-up window of this page: { link, popup, timer }.
  let now;

  const tell = (link, name, detail) => link.dispatchEvent(
    new CustomEvent("freedom-id:" + name, { bubbles: true, composed: true, cancelable: name === "success", detail }));

  const end = (name, detail) => {
    if (!now) { return false; }
    const { link, timer } = now;
    clearInterval(timer);
    now = undefined;
    return tell(link, name, detail);
  };

  const go = (to, fields) => {
    const url = new URL(to, document.baseURI);
    if (!/^https?:$/.test(url.protocol)) { return; }
    for (const name in fields) { url.searchParams.set(name, fields[name]); }
    location.assign(url);
  };

  // Only from the window that was opened here, and only while it shows a page of Freedom ID.
  addEventListener("message", safe((event) => {
    if (!now || event.origin !== home || event.source !== now.popup) { return; }
    const { type, ...fields } = event.data;
    if (type !== "freedom-id:response") { return; }
    const { link, popup } = now;
    popup.close();
    if (fields.error) { end("error", { ...fields, code: fields.error }); return; }
    const detail = { ...fields, code: fields.code || fields.authorization_code };
    if (end("success", detail) && link.dataset.callback) { go(link.dataset.callback, fields); }
  }));

  const press = safe((event) => {
    const link = event.composedPath().find((one) => one.matches && one.matches("a[data-freedom-id]"));
    const other = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || other || event.defaultPrevented || known.has(event)) { return; }
    known.add(event);
    end("cancel");
    const mode = link.dataset.mode === "popup" ? "popup" : "redirect";
    tell(link, "start", { mode });
    if (mode === "redirect") { return; }
    const url = new URL(link.href);
    url.searchParams.set("display", "popup");
    const left = Math.max(0, screenX + (outerWidth - 480) / 2);
    const popup = open(url, "freedom-id", "popup,width=480,height=720,left=" + left + ",top=" + Math.max(0, screenY + 60));
    if (!popup) { return; }
    event.preventDefault();
    let gone = false;
    // Looked at twice: an answer may be on its way when the window closes.
    const timer = setInterval(safe(() => {
      if (gone) { end("cancel"); }
      gone = popup.closed;
    }), 400);
    now = { link, popup, timer };
  });

  const dress = (link) => {
    const { lang, text, mode } = link.dataset;
    const tongue = words[lang] || words[(document.documentElement.lang || "en").slice(0, 2)] || words.en;
    if (words[lang]) { link.lang = lang; }
    let label = link.querySelector("span");
    if (!label) {
      label = document.createElement("span");
      label.textContent = link.textContent.trim();
      link.replaceChildren(label);
    }
    if (text || !label.textContent) { label.textContent = tongue[Math.max(0, texts.indexOf(text))]; }
    if (mode === "popup") { link.setAttribute("aria-label", label.textContent + " (" + tongue[3] + ")"); }
    if (link.querySelector("svg, img")) { return; }
    const draw = (parent, name, value) => {
      const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const key in value) { shape.setAttribute(key, value[key]); }
      parent.prepend(shape);
      return shape;
    };
    const svg = draw(link, "svg", { viewBox: "0 0 32 32", width: 24, height: 24, "aria-hidden": "true" });
    for (const d of mark) { draw(svg, "path", { d, fill: "#fff" }); }
    draw(svg, "rect", { width: 32, height: 32, rx: 9, fill: "#0B6B45" });
  };

  // Dresses the buttons in a document or shadow root; for what comes later, call it again.
  const enhance = safe((root = document) => {
    if (!known.has(root)) { known.add(root); root.addEventListener("click", press); }
    const links = root.querySelectorAll("a[data-freedom-id]");
    if (!links.length) { return; }
    if (!root.querySelector('link[href^="' + home + '/widget/"]')) {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = home + "/widget/v1/freedom-id.css";
      (root.head || root).append(sheet);
    }
    for (const link of links) { link.classList.add("freedom-id-button"); safe(dress)(link); }
  });

  window.FreedomID = Object.freeze({ enhance });
  if (document.readyState === "loading") { addEventListener("DOMContentLoaded", () => enhance()); } else { enhance(); }
})();
