// Debian's Chromium, driven by playwright-core.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const DEADLINE_MS = 20_000;

// Session Management lives from cookies in the frames of other sites, which a fresh profile keeps away.
const PREFERENCES = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };

// A browser with a profile of its own, and a page.
export async function openBrowser() {
  const profile = await mkdtemp(path.join(tmpdir(), "fid_chromium_"));
  await mkdir(path.join(profile, "Default"));
  await writeFile(path.join(profile, "Default/Preferences"), JSON.stringify(PREFERENCES));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
  });
  browser.setDefaultTimeout(DEADLINE_MS);
  return {
    page: await browser.newPage(),
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

// Signs a person in on our pages and allows what is asked, or denies it, until the browser is somewhere else.
export async function signIn(page, { issuer, identifier, password, decision = "allow" }) {
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
      await page.click(`#consent-${decision}`);
      left = [];
    }
  }
  await away();
}
