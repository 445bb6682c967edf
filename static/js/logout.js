// Goes back to the app once every app that is told in a frame was loaded, or after a short time.
"use strict";
(() => {
  const back = document.getElementById("back");
  let gone = false;
  const go = () => {
    if (gone) { return; }
    gone = true;
    location.replace(back.href);
  };
  if (!back) { return; }
  // The frames are part of what the window waits for.
  if (document.readyState === "complete") { go(); } else { addEventListener("load", go); }
  setTimeout(go, 3000);
})();
