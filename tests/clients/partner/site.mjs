// A partner's site that was written from the developer pages alone, with people in Chromium.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openBrowser, signIn } from "../../js/browser.mjs";
import { PASSWORD, join } from "../client.mjs";
import { Program, refusesForgeries, sessionEnd } from "../program.mjs";

const SITE = fileURLToPath(new URL("site.py", import.meta.url));
const GRANTS = ["read.firstname", "read.phone", "read.profile"];
const PHONE = "+77015550171";
const WEEK = 604_800;

describe("a partner's site in Python", () => {
  let server, site, here, client, browser, page, family, person;

  before(async () => {
    server = await join();
    await server.addPerson(PHONE, "dana.partner@mail.example");
    site = new Program("python3", [SITE]);
    here = (await site.event("open")).origin;
    client = await server.addClient("Python shop", [
      "--partner", "Python shop LLP", "--grants", GRANTS.join(","), "--revoke-host", new URL(here).host,
      "--redirect-uri", `${here}/callback`, "--redirect-uri", `${here}/openid/callback`,
    ]);
    const { client_id, client_secret, webhook_secret } = client;
    site.tell(JSON.stringify({ issuer: server.issuer, client_id, client_secret, webhook_secret, grants: GRANTS }));
    browser = await openBrowser();
    page = browser.page;
  });

  after(async () => {
    await browser?.close();
    site?.stop();
  });

  const step = (name, run) => test(name, { timeout: 60_000 }, run);

  async function enter(door, decision) {
    await page.goto(here);
    await page.click(door);
    await signIn(page, { issuer: server.issuer, identifier: PHONE, password: PASSWORD, decision });
  }

  async function sees(status) {
    await page.goto(here);
    assert.equal(await page.textContent("#status"), status);
  }

  step("hears that a person refuses", async () => {
    await sees("a stranger");
    await enter("#by-link", "deny");
    assert.equal(await page.textContent("#refused"), "100102");
  });

  step("takes no sign-in that it did not begin", async () => {
    const answer = await fetch(`${here}/callback?authorization_code=somebody&state=else`);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /id="not-ours"/);
  });

  step("signs a person in by a login link", async () => {
    await enter("#by-link");
    const { profile, info, ...told } = await site.event("signed in");
    ({ family } = told);
    person = info.id;
    assert.deepEqual(Object.keys(info), ["id", "firstname", "phone"]);
    assert.deepEqual([info.firstname, info.phone], ["Dana", PHONE]);
    assert.deepEqual(profile.phones.map(({ value, primary }) => [value, primary]), [[PHONE, true]]);
    assert.equal(profile.kyc.level, "contacts");
    assert.equal(await page.textContent("#name"), "Dana");
    await sees("signed in");
  });

  step("refuses forged calls", async () => {
    const sent = await refusesForgeries(here, client.webhook_secret, family);
    for (let one = 0; one < sent; one++) await site.event("forged");
    await sees("signed in");
  });

  step("hears of the sign-out when the tokens are dead", async () => {
    await page.goto(`${server.issuer}/account`);
    await page.click("#logout-yes");
    const { known, dead, ...told } = await site.event("ended");
    assert.deepEqual([told.family, known], [family, true]);
    assert.deepEqual(dead, [[401, 900003], [401, 900003]], "info and refresh");
    await sees("signed out");
  });

  step("takes a call for what is over or unknown", async () => {
    assert.equal(await sessionEnd(here, client.webhook_secret, family), 200);
    assert.equal((await site.event("ended")).known, true);
    assert.equal(await sessionEnd(here, client.webhook_secret, person), 200);
    assert.equal((await site.event("ended")).known, false);
    await sees("signed out");
  });

  step("signs a person in by /openid", async () => {
    await page.context().clearCookies({ domain: new URL(here).hostname });
    await enter("#by-openid");
    const { claims, facts, scope, expires_in } = await site.event("signed in by openid");
    assert.equal(claims.sub, person, "known by the same id as by the link");
    assert.deepEqual([facts.given_name, facts.phone_number, facts.phone_number_verified], ["Dana", PHONE, true]);
    assert.deepEqual(scope.split(" ").sort(), ["openid", ...GRANTS].sort());
    assert.equal(expires_in, WEEK);
    await sees("signed in");
  });
});
