// Removes friction only: every page works without this file.
"use strict";
(() => {
  const body = document.body;
  const status = document.getElementById("status");
  const say = (text) => { if (status) { status.textContent = ""; setTimeout(() => { status.textContent = text; }, 50); } };

  // Whoever comes back to an answer, or asks for it again, sends no form again.
  if (body.dataset.here) { history.replaceState(null, "", body.dataset.here); }

  // A form is sent once. Buttons are never disabled: that would drop their name and value.
  for (const form of document.querySelectorAll("form[method=post]:not([data-file])")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      for (const box of form.querySelectorAll("[data-reveal]")) { reveal(box, false); }
      const button = event.submitter;
      setTimeout(() => {
        if (!button || !button.classList.contains("c-button")) { return; }
        button.classList.add("is-pending");
        button.setAttribute("aria-disabled", "true");
        say(button.value === "allow" && form.dataset.pending ? form.dataset.pending : body.dataset.checking);
      }, 150);
      setTimeout(() => say(body.dataset.still), 8000);
    });
  }

  // Show and hide the password.
  const reveal = (button, shown) => {
    document.getElementById(button.dataset.reveal).type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.setAttribute("aria-label", shown ? button.dataset.hide : button.dataset.show);
  };
  for (const button of document.querySelectorAll("[data-reveal]")) {
    button.hidden = false;
    button.addEventListener("click", () => reveal(button, button.getAttribute("aria-pressed") !== "true"));
  }

  // The language link opens the choices in place.
  const link = document.querySelector(".c-lang-link");
  const languages = document.getElementById("language");
  if (link && languages && languages.querySelector("a, button")) {
    const isOpen = () => languages.classList.contains("is-open");
    const toggle = (open) => {
      languages.classList.toggle("is-open", open);
      link.setAttribute("aria-expanded", String(open));
    };
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      toggle(!isOpen());
      if (isOpen()) { languages.querySelector("a, button").focus(); }
    });
    link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && isOpen()) { toggle(false); link.focus(); }
    });
    for (const turn of ["click", "focusin"]) {
      document.addEventListener(turn, ({ target }) => {
        if (!languages.contains(target) && !link.contains(target)) { toggle(false); }
      });
    }
  }

  // A page from the back-forward cache may be private or already answered.
  addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });
})();
