// The programs of the developer pages, as they stand there.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { join, visitor } from "../client.mjs";

const FOLDER = new URL("../../../templates/pages/developers/samples/", import.meta.url);
const GRANTS = ["read.firstname", "read.phone", "read.profile"];
const WEBHOOK_SECRET = "a secret of both sides";

describe("the samples of the developer pages", () => {
  let server;
  before(async () => (server = await join()));

  for (const [program, file] of [["python3", "partner.py"], [process.execPath, "partner.mjs"]]) {
    test(`${file} signs a person in`, { timeout: 60_000 }, async () => {
      const port = await freePort();
      const here = `http://127.0.0.1:${port}`;
      const flags = ["--redirect-uri", `${here}/callback`, "--grants", GRANTS.join(","), "--no-pkce"];
      const { client_id, client_secret } = await server.addClient(file, flags);
      const settings = { CLIENT_ID: client_id, CLIENT_SECRET: client_secret, GRANTS: GRANTS.join(" "), PORT: String(port), ISSUER: server.issuer };
      const site = spawn(program, [fileURLToPath(new URL(file, FOLDER))], {
        env: { PATH: process.env.PATH, ...settings },
        stdio: ["ignore", "pipe", "ignore"],
      });
      try {
        const { value } = await createInterface({ input: site.stdout })[Symbol.asyncIterator]().next();
        assert.equal(value, `open ${here}/`);
        await signsIn(here, server);
      } finally {
        site.kill();
      }
      const guarded = spawn(program, [fileURLToPath(new URL(file, FOLDER))], {
        env: { PATH: process.env.PATH, ...settings, WEBHOOK_SECRET },
        stdio: ["ignore", "pipe", "ignore"],
      });
      try {
        await createInterface({ input: guarded.stdout })[Symbol.asyncIterator]().next();
        await believesSignatures(here);
      } finally {
        guarded.kill();
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

async function believesSignatures(here) {
  const body = '{"id":"0195600e-8a1c-7c3a-9f0e-6a1d3f5b7c9e"}';
  const call = async (stamp, signature) => {
    const headers = { "content-type": "application/json", "x-freedomid-signature": `t=${stamp},v1=${signature}` };
    return (await fetch(`${here}/session-end`, { method: "POST", headers, body })).status;
  };
  const sign = (stamp) => createHmac("sha256", WEBHOOK_SECRET).update(`${stamp}.${body}`).digest("hex");
  const now = Math.floor(Date.now() / 1000);
  assert.equal(await call(now, sign(now)), 200);
  assert.equal(await call(now, sign(now)), 200, "the same call again");
  assert.equal(await call(now, sign(now - 1)), 401);
  assert.equal(await call(now - 400, sign(now - 400)), 401, "an old one");
  assert.equal(await call(now, "00"), 401);
  assert.equal(await call("\u00b2", sign(now)), 401, "a digit that is no number");
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
