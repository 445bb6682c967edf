// The end of an authorization in a pop-up window: the page that opened it is told, or the window goes there
// itself. One of the two, because a code works once.
"use strict";
(() => {
  const link = document.getElementById("hand-off");
  const status = document.getElementById("told");
  const go = () => location.replace(link.href);

  if (!window.opener || window.opener.closed) { go(); return; }
  try {
    window.opener.postMessage(JSON.parse(link.dataset.message), link.dataset.origin);
  } catch { go(); return; }
  link.remove();
  status.textContent = status.dataset.told;
  // Who heard it closes this window. One that was gone at once could not be recognised as the sender.
  setTimeout(() => window.close(), 1000);
})();
