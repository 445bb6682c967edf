// The chosen button is shown at once; without this file the form does it.
"use strict";
(() => {
  const form = document.getElementById("button-form");
  let latest = 0;
  form.addEventListener("change", async () => {
    const turn = ++latest;
    const url = form.action + "?" + new URLSearchParams(new FormData(form));
    try {
      const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
      // An older answer may come after a newer one.
      if (turn !== latest) { return; }
      for (const id of ["button-result", "text"]) {
        document.getElementById(id).replaceWith(page.getElementById(id));
      }
      history.replaceState(null, "", url);
    } catch { form.submit(); }
  });
})();
