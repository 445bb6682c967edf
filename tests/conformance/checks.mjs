// What is asserted about answers of every kind.
import assert from "node:assert/strict";
import { decodeProtectedHeader, jwtVerify } from "jose";

// An error that was sent back to the client, with what belongs to it.
export function sentError(answer, request, codes) {
  assert.equal(answer.kind, "sent", `an error at the client's address was expected, came: ${told(answer)}`);
  assert.ok(codes.includes(answer.params.get("error")), `error ${answer.params.get("error")} is one of ${codes}: ${answer.params.get("error_description")}`);
  assert.equal(answer.params.get("state") ?? undefined, request.state, "state comes back as it was sent");
  assert.equal(answer.params.get("code"), null, "no code beside an error");
  for (const name of answer.params.keys()) {
    assert.ok(["error", "error_description", "error_uri", "state", "iss"].includes(name), `${name} has no place in an error`);
  }
}

// An error page for the person; the client's address is never reached.
export function errorPage(answer, codes) {
  assert.equal(answer.kind, "error", `an error page was expected, came: ${told(answer)}`);
  assert.ok(answer.status >= 400 && answer.status < 500, `status ${answer.status}`);
  if (codes) assert.ok(codes.includes(answer.code), `data-error ${answer.code} is one of ${codes}`);
}

// Either of the two.
export function refused(answer, request, codes) {
  if (answer.kind === "error") errorPage(answer, codes);
  else sentError(answer, request, codes);
}

export function told(answer) {
  return answer.kind === "sent" ? answer.url.href + (answer.by === "form_post" ? ` with ${answer.params}` : "") : `${answer.kind} ${answer.code ?? answer.name} (${answer.status})`;
}

// A JSON answer of one of our endpoints that refuses. `codes` says which error goes with which status.
export function refusal(answer, codes, statuses = [400, 401]) {
  assert.ok(statuses.includes(answer.status), `status ${answer.status} is one of ${statuses}: ${answer.text}`);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/json/, "the answer is JSON");
  assert.ok(codes.includes(answer.json.error), `error ${answer.json.error} is one of ${codes}: ${answer.text}`);
  assert.match(answer.json.error, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/, "RFC 6749 §5.2: characters of error");
  if (answer.json.error_description !== undefined) {
    assert.match(answer.json.error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/, "RFC 6749 §5.2: characters of error_description");
  }
  if (answer.status === 401 && answer.json.error !== "invalid_client") assert.fail(`401 belongs to invalid_client, not to ${answer.json.error}`);
  assert.match(answer.headers.get("cache-control") ?? "", /no-store/, "errors of credentials are not stored");
}

// Verifies an ID token by the keys of the provider, and gives its header and claims (OIDC Core §3.1.3.7).
export async function idToken(text, { keys, issuer, audience, alg, now }) {
  const header = decodeProtectedHeader(text);
  assert.ok(header.kid, "the ID token names its key");
  assert.equal(header.alg, alg, "the ID token is signed as registered");
  const { payload } = await jwtVerify(text, keys, { issuer, audience, algorithms: [alg], currentDate: new Date(now * 1000), clockTolerance: 5 });
  for (const name of ["iss", "sub", "aud", "exp", "iat"]) assert.ok(payload[name] !== undefined, `the ID token has ${name}`);
  if (Array.isArray(payload.aud) && payload.aud.length > 1) assert.equal(payload.azp, audience);
  assert.ok(payload.sub.length <= 255 && /^[\x20-\x7e]+$/.test(payload.sub), "sub is at most 255 ASCII characters");
  return { header, claims: payload };
}

// Left half of a hash, as at_hash and c_hash have it (OIDC Core §3.1.3.6).
export async function halfHash(alg, text) {
  const name = alg === "EdDSA" || alg.endsWith("512") ? "SHA-512" : `SHA-${alg.slice(-3)}`;
  const hash = Buffer.from(await crypto.subtle.digest(name, Buffer.from(text)));
  return hash.subarray(0, hash.length / 2).toString("base64url");
}

// Enough different characters for 128 bits (RFC 6749 §10.10, §A.11).
export function unguessable(text, what) {
  assert.match(text, /^[\x20-\x7e]+$/, `characters of ${what}`);
  assert.ok(text.length >= 22, `${what} is long enough: ${text.length}`);
  const counts = new Map();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, n) => sum - n * Math.log2(n / text.length), 0);
  assert.ok(bits >= 96, `${what} has Shannon entropy ${bits}`);
}

// The claims of user info have the types of OIDC Core §5.1.
export function userInfo(claims) {
  const texts = ["sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "email", "gender", "birthdate", "zoneinfo", "locale", "phone_number"];
  for (const name of texts) {
    if (name in claims) assert.ok(typeof claims[name] === "string" && claims[name] !== "", `${name} is a text`);
  }
  for (const name of ["email_verified", "phone_number_verified"]) if (name in claims) assert.equal(typeof claims[name], "boolean", name);
  if ("updated_at" in claims) assert.ok(Number.isInteger(claims.updated_at), "updated_at is a number of seconds");
  if ("address" in claims) assert.ok(claims.address && typeof claims.address === "object" && !Array.isArray(claims.address), "address is an object");
  if ("email" in claims) assert.match(claims.email, /^[^@\s]+@[^@\s]+$/);
  if ("phone_number" in claims) assert.match(claims.phone_number, /^\+[0-9]+$/);
}
