// Sends the page's form at once; without this file its button is pressed.
"use strict";
document.querySelector("form[data-auto-submit]")?.submit();
