// The console's small comforts: every page works without this file.
"use strict";
(() => {
  // A menu closes when one looks elsewhere.
  const menus = document.querySelectorAll("details[data-menu]");
  for (const turn of ["click", "focusin"]) {
    document.addEventListener(turn, (event) => {
      for (const menu of menus) { if (!menu.contains(event.target)) { menu.open = false; } }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { return; }
    for (const menu of menus) {
      if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    }
  });

  // What was typed is not lost without a question.
  const forms = document.querySelectorAll("form[data-guard]");
  const changed = (form) => [...form.elements].some((field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? [...field.options].some((o) => o.selected !== o.defaultSelected)
        : "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue);
  if (forms.length > 0) {
    addEventListener("beforeunload", (event) => {
      if ([...document.forms].some((form) => form.dataset.sent)) { return; }
      if ([...forms].some(changed)) { event.preventDefault(); }
    });
  }
})();
