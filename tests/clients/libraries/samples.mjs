// The programs of the developer pages, as they stand there.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { join, visitor } from "../client.mjs";
import { Program, refusesForgeries, sessionEnd } from "../program.mjs";

const FOLDER = new URL("../../../templates/pages/developers/samples/", import.meta.url);
const GRANTS = ["read.firstname", "read.phone", "read.profile"];
const FAMILY = "0195600e-8a1c-7c3a-9f0e-6a1d3f5b7c9e";

describe("the samples of the developer pages", () => {
  let server;
  before(async () => (server = await join()));

  for (const [program, file] of [["python3", "partner.py"], [process.execPath, "partner.mjs"]]) {
    test(`${file} signs a person in`, { timeout: 60_000 }, async () => {
      const port = await freePort();
      const here = `http://127.0.0.1:${port}`;
      const { client_id, client_secret, webhook_secret } = await server.addClient(file, [
        "--redirect-uri", `${here}/callback`, "--grants", GRANTS.join(","), "--revoke-host", new URL(here).host,
      ]);
      const site = new Program(program, [fileURLToPath(new URL(file, FOLDER))], {
        CLIENT_ID: client_id, CLIENT_SECRET: client_secret, WEBHOOK_SECRET: webhook_secret,
        GRANTS: GRANTS.join(" "), PORT: String(port), ISSUER: server.issuer,
      });
      try {
        assert.equal(await site.line(), `open ${here}/`);
        await signsIn(here, server);
        await refusesForgeries(here, webhook_secret, FAMILY);
        assert.equal(await sessionEnd(here, webhook_secret, FAMILY), 200);
        assert.equal(await sessionEnd(here, webhook_secret, FAMILY), 200, "the same call again");
      } finally {
        site.stop();
      }
    });
  }
});

async function signsIn(here, server) {
  const begun = await fetch(`${here}/login`, { redirect: "manual" });
  assert.equal(begun.status, 302, await begun.text());
  const back = await visitor(server).authorize(begun.headers.get("location"));
  const cookie = begun.headers.getSetCookie()[0].split(";")[0];
  const stranger = await fetch(back);
  assert.equal(stranger.status, 400, "without the cookie of the browser that began");
  const guesses = ["", "-", "undefined", "null", "None"];
  for (const state of guesses) {
    const slipped = new URL(back);
    slipped.searchParams.set("state", state);
    assert.equal((await fetch(slipped)).status, 400, `somebody else's code and the state "${state}"`);
    assert.equal((await fetch(slipped, { headers: { cookie: "state=" } })).status, 400, `an empty cookie, "${state}"`);
  }
  const answer = await fetch(back, { headers: { cookie } });
  const told = await answer.text();
  assert.equal(answer.status, 200, told);
  const { info, profile, access_expire_at } = JSON.parse(told);
  assert.equal(info.firstname, "Dana");
  assert.equal(profile.version, 1);
  assert.equal(profile.freedom_id, info.id);
  assert.match(access_expire_at, /\.\d{6}Z$/);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
