// Debian's Chromium, driven by playwright-core.
import { chromium } from "playwright-core";

export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
  });
}

// Signs a person in on our pages and allows what is asked, until the browser is somewhere else.
export async function signIn(page, { issuer, identifier, password }) {
  const away = () => page.waitForURL((url) => url.origin !== issuer).then(() => "away");
  const shown = (css) => page.waitForSelector(css).then(() => css);
  let left = ["#login", "#consent"];
  while (left.length > 0) {
    const next = await Promise.any([away(), ...left.map(shown)]);
    if (next === "away") return;
    if (next === "#login") {
      await page.fill("#identifier", identifier);
      await page.fill("#password", password);
      await page.click("#login-submit");
      left = ["#consent"];
    } else {
      await page.click("#consent-allow");
      left = [];
    }
  }
  await away();
}
