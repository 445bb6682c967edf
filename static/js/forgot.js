// Takes what was typed along to the way back; without this file it is typed once more.
"use strict";
(() => {
  const link = document.getElementById("forgot");
  link.addEventListener("click", () => {
    const url = new URL(link.href);
    url.searchParams.set("identifier", document.getElementById("identifier").value.trim());
    link.href = url.href;
  });
})();
