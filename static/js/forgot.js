// Takes what was typed along to the way back; without this file it is typed once more.
"use strict";
(() => {
  const link = document.getElementById("forgot");
  const input = document.getElementById("identifier");
  if (!link || !input) { return; }
  link.addEventListener("click", () => {
    const url = new URL(link.href);
    const typed = input.value.trim();
    if (typed) { url.searchParams.set("identifier", typed); } else { url.searchParams.delete("identifier"); }
    link.href = url.href;
  });
})();
