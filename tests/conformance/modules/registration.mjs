// OpenID Connect Dynamic Client Registration, and what it changes afterwards.
import assert from "node:assert/strict";
import { attribute } from "../../js/page.mjs";
import { refusal } from "../checks.mjs";
import { notOffered } from "../plan.mjs";
import { random, register } from "../rp.mjs";
import { CALLBACK, newKey } from "../setting.mjs";
import { call } from "../world.mjs";

// A picture of one pixel.
const DOT = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

// The first page that a person sees who has not signed in.
async function loginPage(v, members) {
  const rp = await v.client(members);
  const page = await v.visitor().go(rp.url(rp.request()), { stop: ["login"] });
  assert.equal(page.name, "login", "the login page is shown");
  return { rp, text: page.text };
}

const linked = (member) => async (v) => {
  const address = `https://rp.example/${member}/${random(4)}`;
  const { text } = await loginPage(v, { [member]: address });
  const link = new RegExp(`<a [^>]*href="${address.replaceAll(/[./]/g, "\\$&")}"`);
  assert.match(text, link, `the login page links ${member}`);
};

// A sector document with these addresses, for a client of this one.
async function sector(v, addresses) {
  if (!v.as.subject_types_supported.includes("pairwise")) return null;
  const site = await v.world.site();
  const path = `/sector/${random()}`;
  const uri = site.serve(path, addresses);
  return { answer: await register(v.world, await v.metadata({ subject_type: "pairwise", sector_identifier_uri: uri })), uri };
}

async function noPairwise(v) {
  refusal(await register(v.world, await v.metadata({ subject_type: "pairwise" })), ["invalid_client_metadata"], [400]);
  return notOffered("pairwise is not in subject_types_supported, and registering it is refused");
}

export const registration = {
  "oidcc-registration-logo-uri": async (v) => {
    const site = await v.world.site();
    const path = `/logo/${random(4)}.png`;
    const address = site.serve(path, () => DOT, "image/png");
    const { rp, text } = await loginPage(v, { logo_uri: address });
    const sources = (text.match(/<img [^>]*>/g) ?? []).map((tag) => new URL(attribute(tag, "src"), v.as.issuer));
    // Either the client's own address, or one of ours that names the client.
    const shown = sources.find((url) => url.href === address || url.href.includes(rp.metadata.client_id));
    assert.ok(shown, `the login page shows the logo: ${sources}`);
    const answer = await fetch(shown);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^image\/png/);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), DOT);
  },

  "oidcc-registration-policy-uri": linked("policy_uri"),
  "oidcc-registration-tos-uri": linked("tos_uri"),

  "oidcc-registration-jwks-uri": async (v) => {
    const site = await v.world.site();
    const key = await newKey();
    const path = `/jwks/${random()}`;
    const rp = await v.client({ key, jwks_uri: site.serve(path, { keys: [key.jwk] }) });
    await rp.signIn(v.visitor());
    assert.ok(site.asked.some((one) => one.path === path), "the keys are fetched from jwks_uri");
  },

  "oidcc-registration-sector-uri": async (v) => {
    const made = await sector(v, [CALLBACK]);
    if (!made) return noPairwise(v);
    assert.equal(made.answer.status, 201, made.answer.text);
    assert.equal(made.answer.json.sector_identifier_uri, made.uri);
    assert.equal(made.answer.json.subject_type, "pairwise");
    return undefined;
  },

  "oidcc-registration-sector-bad": async (v) => {
    const made = await sector(v, ["https://rp.example/other"]);
    if (!made) return noPairwise(v);
    refusal(made.answer, ["invalid_client_metadata"], [400]);
    return undefined;
  },

  "oidcc-redirect-uri-regfrag": async (v) => {
    const answer = await register(v.world, await v.metadata({ redirect_uris: [`${CALLBACK}#foobar`] }));
    refusal(answer, ["invalid_redirect_uri", "invalid_client_metadata"], [400]);
  },

  "oidcc-3rd_party-init-login": async (v) => {
    const start = "https://rp.example/start";
    const answer = await register(v.world, await v.metadata({ initiate_login_uri: start }));
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.initiate_login_uri, start);
    const { registration_client_uri: uri, registration_access_token: token } = answer.json;
    const read = await call(uri, { headers: { authorization: `Bearer ${token}`, accept: "application/json" } });
    assert.equal(read.status, 200, read.text);
    assert.match(read.headers.get("content-type"), /^application\/json/);
    assert.equal(read.json.initiate_login_uri, start);
    assert.equal(read.json.client_id, answer.json.client_id);
    assert.equal((await call(uri)).status, 401, "nobody else reads it");
  },

  "oidcc-3rd_party-init-login-nohttps": async (v) => {
    const answer = await register(v.world, await v.metadata({ initiate_login_uri: "http://rp.example/start" }));
    refusal(answer, ["invalid_client_metadata"], [400]);
  },
};
