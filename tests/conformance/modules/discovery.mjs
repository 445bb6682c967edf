// Metadata: OIDC Discovery §3, RFC 8414 §2, and what each profile wants to find there.
import assert from "node:assert/strict";
import { refusal, told } from "../checks.mjs";
import { notOffered } from "../plan.mjs";
import { register } from "../rp.mjs";
import { call } from "../world.mjs";

const KINDS = {
  texts: /^(issuer|.*_endpoint|.*_uri|service_documentation|check_session_iframe)$/,
  flags: /^(.*_parameter_supported|.*_logout_supported|.*_logout_session_supported|require_.*|.*_bound_access_tokens)$/,
  lists: /_supported$/,
};

// Members have the types that their names promise; addresses are the issuer's.
function wellFormed(document, issuer) {
  for (const [name, value] of Object.entries(document)) {
    if (KINDS.flags.test(name)) {
      assert.equal(typeof value, "boolean", name);
    } else if (KINDS.texts.test(name)) {
      assert.equal(typeof value, "string", name);
      const url = new URL(value);
      assert.ok(url.protocol === "https:" || new URL(issuer).protocol === "http:", `${name} is https as the issuer is`);
      assert.equal(url.hash, "", `${name} has no fragment`);
    } else if (KINDS.lists.test(name)) {
      assert.ok(Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string"), `${name} is a list of texts`);
      assert.equal(new Set(value).size, value.length, `${name} says nothing twice`);
    }
  }
  assert.equal(new URL(issuer).search + new URL(issuer).hash, "");
  for (const scope of document.scopes_supported) assert.match(scope, /^[\x21\x23-\x5b\x5d-\x7e]+$/);
  for (const list of ["ui_locales_supported", "claims_locales_supported"]) {
    for (const tag of document[list] ?? []) assert.equal(Intl.getCanonicalLocales(tag)[0], tag);
  }
}

const includes = (document, name, ...wanted) => {
  for (const one of wanted) assert.ok(document[name]?.includes(one), `${name} has ${one}: ${JSON.stringify(document[name])}`);
};

async function document(v, path = "/.well-known/openid-configuration") {
  const answer = await call(v.as.issuer + path);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^application\/json/);
  assert.equal(answer.json.issuer, v.as.issuer, "the issuer is the address that was asked");
  wellFormed(answer.json, v.as.issuer);
  return answer.json;
}

async function keysOf(uri) {
  const { keys } = (await call(uri)).json;
  assert.ok(keys.length > 0);
  assert.equal(new Set(keys.map((key) => key.kid)).size, keys.length, "every key has a name of its own");
  for (const key of keys) {
    assert.ok(key.kty && key.kid && (key.use === "sig" || key.key_ops), `a public key for signatures: ${JSON.stringify(key)}`);
    for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k", "oth"]) assert.ok(!(secret in key), "nothing private is published");
    await crypto.subtle.importKey("jwk", key, algorithm(key), true, ["verify"]);
    if (key.kty === "RSA") assert.ok(Buffer.from(key.n, "base64url").length >= 256, "RSA has 2048 bits");
  }
  return keys;
}

function algorithm(key) {
  if (key.kty === "RSA") return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  if (key.kty === "EC") return { name: "ECDSA", namedCurve: key.crv };
  return { name: key.crv };
}

const openid = (dynamic) => async (v) => {
  const found = await document(v);
  for (const name of ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]) assert.ok(found[name], name);
  includes(found, "response_types_supported", "code");
  includes(found, "scopes_supported", "openid");
  includes(found, "id_token_signing_alg_values_supported", "RS256");
  includes(found, "grant_types_supported", "authorization_code");
  includes(found, "claims_supported", "sub");
  assert.ok(found.subject_types_supported.every((one) => ["public", "pairwise"].includes(one)));
  assert.ok(Array.isArray(found.code_challenge_methods_supported));
  for (const name of ["claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported"]) assert.equal(typeof found[name], "boolean", `${name} is said`);
  if (found.request_parameter_supported) includes(found, "request_object_signing_alg_values_supported", "RS256");
  await keysOf(found.jwks_uri);
  if (!dynamic) return undefined;
  assert.ok(found.registration_endpoint, "registration_endpoint");
  // OIDC Discovery §3 wants the implicit flow of dynamic providers; OAuth 2.1 drops it.
  if (!found.response_types_supported.some((one) => one !== "code")) {
    assert.ok(!found.grant_types_supported.includes("implicit"), "neither half of it is announced");
    refusal(await register(v.world, await v.metadata({ response_types: ["id_token"], grant_types: ["implicit"] })), ["invalid_client_metadata"], [400]);
    return notOffered("the implicit flow, which the public suite wants of dynamic providers; registering it is refused, all else is right");
  }
  includes(found, "response_types_supported", "id_token", "id_token token");
  includes(found, "grant_types_supported", "implicit");
  await implicit(v);
  return undefined;
};

// What is announced is there: an ID token in the fragment.
async function implicit(v) {
  const rp = await v.client({ response_types: ["id_token"], grant_types: ["implicit"] });
  const request = rp.request({ response_type: "id_token" });
  const answer = await v.visitor().go(rp.url(request));
  assert.equal(answer.kind, "sent", `the client's address was expected, came: ${told(answer)}`);
  const params = new URLSearchParams(answer.url.hash.slice(1));
  assert.equal(params.get("state"), request.state, told(answer));
  assert.equal(answer.url.search, "", "nothing in the query");
  await rp.idToken({ id_token: params.get("id_token") }, request);
}

const logout = (...flags) => async (v) => {
  const found = await document(v);
  for (const flag of flags) assert.equal(found[flag], true, flag);
  assert.ok(found.end_session_endpoint, "end_session_endpoint");
};

export const FAPI_ALGORITHMS = ["PS256", "ES256", "EdDSA", "Ed25519"];

async function fapi(v) {
  const found = await document(v, v.openid ? undefined : "/.well-known/oauth-authorization-server");
  const strong = (name) => assert.ok(found[name]?.some((one) => FAPI_ALGORITHMS.includes(one)), `${name} has one of ${FAPI_ALGORITHMS}`);
  includes(found, "response_types_supported", "code");
  assert.equal(found.authorization_response_iss_parameter_supported, true);
  assert.ok(found.pushed_authorization_request_endpoint, "pushed_authorization_request_endpoint");
  if ("require_pushed_authorization_requests" in found) assert.equal(typeof found.require_pushed_authorization_requests, "boolean");
  strong("dpop_signing_alg_values_supported");
  includes(found, "token_endpoint_auth_methods_supported", "private_key_jwt");
  strong("token_endpoint_auth_signing_alg_values_supported");
  includes(found, "code_challenge_methods_supported", "S256");
  assert.ok(!found.code_challenge_methods_supported.includes("plain"), "plain is not offered");
  assert.ok(found.token_endpoint && found.authorization_endpoint);
  if (!v.openid) return;
  strong("id_token_signing_alg_values_supported");
  includes(found, "scopes_supported", "openid");
  assert.ok(found.subject_types_supported.length > 0);
  await keysOf(found.jwks_uri);
}

export const discovery = {
  "oidcc-discovery-endpoint-verification": (v) => openid(v.dynamic)(v),
  "oidcc-rp-initiated-logout-discovery-endpoint-verification": logout(),
  "oidcc-backchannel-logout-discovery-endpoint-verification": logout("backchannel_logout_supported", "backchannel_logout_session_supported"),
  "oidcc-frontchannel-logout-discovery-endpoint-verification": logout("frontchannel_logout_supported", "frontchannel_logout_session_supported"),
  "oidcc-session-management-discovery-endpoint-verification": async (v) => {
    await logout()(v);
    const frame = v.as.check_session_iframe;
    assert.ok(frame, "check_session_iframe");
    const answer = await call(frame);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^text\/html/);
    assert.equal(answer.headers.get("x-frame-options"), null, "it may be framed");
  },
  "fapi2-security-profile-final-discovery-end-point-verification": fapi,

  "oidcc-server-rotate-keys": async (v) => {
    const before = await keysOf(v.as.jwks_uri);
    await v.server.run("key", "rotate");
    const after = await published(v, before.length);
    const kids = new Set(before.map((key) => key.kid));
    const fresh = after.filter((key) => !kids.has(key.kid));
    assert.ok(fresh.length > 0, "a new key is published");
    for (const key of fresh) assert.ok(before.every((old) => (old.n ?? old.x) !== (key.n ?? key.x)), "it is really new");
    for (const old of before) assert.ok(after.some((key) => key.kid === old.kid), "the old keys are kept");
    await v.world.read();
    await (await v.client()).signIn(v.visitor());
  },
};

// The server looks for new keys now and then.
async function published(v, before) {
  for (let round = 0; ; round++) {
    const keys = await keysOf(v.as.jwks_uri);
    if (keys.length > before || round === 100) return keys;
    if (round === 20) await v.server.advance(60);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

