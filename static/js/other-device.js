// Removes friction only: the page's own button goes on as well.
"use strict";
(() => {
  const form = document.getElementById("other-device");
  if (!form || !form.dataset.state) { return; }
  const ask = async () => {
    try {
      const answer = await fetch(form.dataset.state, { credentials: "same-origin", cache: "no-store" });
      const { state } = answer.ok ? await answer.json() : { state: "pending" };
      if (state === "approved") { form.requestSubmit(document.getElementById("other-device-go")); return; }
      if (state !== "pending") { location.reload(); return; }
    } catch { /* The network comes back, or the button is pressed. */ }
    setTimeout(ask, document.hidden ? 5000 : 2500);
  };
  setTimeout(ask, 2500);
})();
