// Copies and prints what a page shows; without this file one selects it oneself.
"use strict";
(() => {
  const status = document.getElementById("status");
  const say = (text) => { if (status) { status.textContent = ""; setTimeout(() => { status.textContent = text; }, 50); } };

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) { button.remove(); continue; }
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        say(document.body.dataset.copied);
      } catch { getSelection().selectAllChildren(source); }
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
