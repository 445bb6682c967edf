// OpenID Connect Core: what every plan of the code flow has in common.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { errorPage, refusal, refused, sentError } from "../checks.mjs";
import { notOffered } from "../plan.mjs";
import { random, register } from "../rp.mjs";
import { OTHER_CALLBACK, newKey } from "../setting.mjs";
import { call } from "../world.mjs";

// The errors that say a page would have to be shown (OIDC Core §3.1.2.6).
export const WANTS_PAGE = ["login_required", "interaction_required", "consent_required", "account_selection_required"];

// The whole flow with something added to the request.
const worksWith = (more) => async (v) => {
  const rp = await v.client();
  const done = await rp.signIn(v.visitor(), typeof more === "function" ? more(v) : more);
  await rp.userInfo(done);
};

// A scope opens its claims at the user-info endpoint (§5.4).
const opens = (scope, names, more = {}) => async (v) => {
  const wanted = scope.split(" ");
  for (const one of wanted) {
    if (!v.as.scopes_supported.includes(one)) return unknownScope(v, one);
  }
  const rp = await v.client();
  const done = await rp.signIn(v.visitor(), { scope: `openid ${scope}`, ...more });
  if (done.tokens.scope !== undefined) {
    for (const one of wanted) assert.ok(done.tokens.scope.split(" ").includes(one), `${one} is granted: ${done.tokens.scope}`);
  }
  const info = await rp.userInfo(done);
  for (const name of names) assert.ok(info[name] !== undefined, `user info has ${name}: ${JSON.stringify(info)}`);
};

async function unknownScope(v, scope) {
  const rp = await v.client();
  const request = rp.request({ scope: `openid ${scope}` });
  const answer = await rp.authorize(v.visitor(), request);
  if (answer.kind === "sent" && answer.params.get("code")) await rp.exchange(answer, request);
  else sentError(answer, request, ["invalid_scope"]);
  return notOffered(`the scope ${scope} is not in scopes_supported`);
}

const EMAIL = ["email", "email_verified"];
const PHONE = ["phone_number", "phone_number_verified"];
const PROFILE = ["name", "given_name", "family_name"];

// Shown pages in which a person has to do something.
const shown = (answer) => answer.seen.filter((name) => ["login", "consent", "accounts"].includes(name));

async function codeReuse(v, wait) {
  const rp = await v.client();
  const done = await rp.signIn(v.visitor());
  if (wait) await v.server.advance(wait);
  refusal(await rp.codeAgain(done.code), ["invalid_grant"], [400]);
  return { rp, done };
}

// A request object that nobody signed, by value or by reference: honoured or refused by name.
async function unsignedRequest(v, kind, error) {
  const uri = kind === "request_uri";
  const path = `/request/${random()}`;
  const site = uri ? await v.world.site() : null;
  const rp = await v.client(uri ? { request_uris: [site.origin + path] } : {});
  const inner = rp.request();
  const { nonce, ...outer } = inner;
  const object = rp.unsigned(inner);
  const value = uri ? site.serve(path, object, "application/oauth-authz-req+jwt") : object;
  const answer = await rp.authorize(v.visitor(), { ...outer, [kind]: value });
  if (answer.kind === "sent" && answer.params.get("code")) {
    await rp.exchange(answer, inner);
    return undefined;
  }
  sentError(answer, outer, [error]);
  assert.ok(!v.as.request_object_signing_alg_values_supported?.includes("none"), "none is not announced");
  return notOffered(`unsigned request objects: answered ${error}`);
}

export const core = {
  "oidcc-server": async (v) => {
    const visitor = v.visitor();
    const rp = await v.client();
    const first = await rp.signIn(visitor);
    await rp.userInfo(first);
    const other = await v.other();
    const second = await other.signIn(visitor);
    await other.userInfo(second);
    assert.notEqual(first.code, second.code);
    for (const [name, value] of new URL(OTHER_CALLBACK).searchParams) {
      if (!v.responseMode) assert.equal(second.answer.url.searchParams.get(name), value, "the query of the client's address is kept");
    }
  },

  "oidcc-response-type-missing": async (v) => {
    const rp = await v.client();
    const request = rp.request({ response_type: undefined });
    refused(await rp.authorize(v.visitor(), request), request, ["invalid_request", "unsupported_response_type"]);
  },

  "oidcc-idtoken-signature": async (v) => {
    const rp = await v.client();
    const { header } = await rp.signIn(v.visitor());
    assert.equal(header.alg, "RS256");
    assert.ok(v.world.jwks.keys.some((key) => key.kid === header.kid));
  },

  "oidcc-idtoken-rs256": async (v) => {
    const rp = await v.client({ id_token_signed_response_alg: "RS256" });
    assert.equal((await rp.signIn(v.visitor())).header.alg, "RS256");
  },

  "oidcc-idtoken-unsigned": async (v) => {
    assert.ok(!v.as.id_token_signing_alg_values_supported.includes("none"), "this test knows no server that announces none");
    refusal(await register(v.world, await v.metadata({ id_token_signed_response_alg: "none" })), ["invalid_client_metadata"], [400]);
    return notOffered("none is not in id_token_signing_alg_values_supported, and registering it is refused");
  },

  "oidcc-userinfo-get": async (v) => {
    const rp = await v.client();
    await rp.userInfo(await rp.signIn(v.visitor()));
  },

  "oidcc-userinfo-post-header": async (v) => {
    const rp = await v.client();
    const { tokens, claims } = await rp.signIn(v.visitor());
    const answer = await call(v.as.userinfo_endpoint, { method: "POST", headers: { authorization: `Bearer ${tokens.access_token}` } });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.sub, claims.sub);
  },

  "oidcc-userinfo-post-body": async (v) => {
    const rp = await v.client();
    const { tokens, claims } = await rp.signIn(v.visitor());
    const answer = await call(v.as.userinfo_endpoint, { method: "POST", body: new URLSearchParams({ access_token: tokens.access_token }) });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.sub, claims.sub);
  },

  "oidcc-userinfo-rs256": async (v) => {
    assert.ok(v.as.userinfo_signing_alg_values_supported?.includes("RS256"), "userinfo_signing_alg_values_supported has RS256");
    const rp = await v.client({ userinfo_signed_response_alg: "RS256" });
    const { tokens, claims } = await rp.signIn(v.visitor());
    const answer = await oauth.userInfoRequest(v.as, rp.client, tokens.access_token, { [oauth.allowInsecureRequests]: true });
    assert.match(answer.headers.get("content-type"), /^application\/jwt/);
    const text = await answer.clone().text();
    const info = await oauth.processUserInfoResponse(v.as, rp.client, claims.sub, answer);
    const header = JSON.parse(Buffer.from(text.split(".")[0], "base64url"));
    assert.equal(header.alg, "RS256");
    const { jwtVerify } = await import("jose");
    const { payload } = await jwtVerify(text, v.world.keys, { issuer: v.as.issuer, audience: rp.metadata.client_id, currentDate: new Date(v.server.now() * 1000) });
    assert.equal(payload.sub, info.sub);
    assert.equal(payload.nonce, undefined, "no nonce in user info");
  },

  "oidcc-ensure-request-without-nonce-succeeds-for-code-flow": async (v) => {
    const rp = await v.client();
    const { claims } = await rp.signIn(v.visitor(), { nonce: undefined });
    assert.equal(claims.nonce, undefined);
  },

  "oidcc-scope-profile": opens("profile", PROFILE),
  "oidcc-scope-email": opens("email", EMAIL),
  "oidcc-scope-phone": opens("phone", PHONE),
  "oidcc-scope-address": opens("address", []),
  "oidcc-scope-all": async (v) => {
    const all = ["profile", "email", "phone", "address"].filter((scope) => v.as.scopes_supported.includes(scope));
    return opens(all.join(" "), [...PROFILE, ...EMAIL, ...PHONE])(v);
  },

  "oidcc-alternate-happy-flow": async (v) => {
    const rp = await v.client();
    const request = rp.request({ scope: "email openid" });
    const reordered = Object.fromEntries(Object.entries(request).reverse());
    const done = await rp.exchange(await rp.authorize(v.visitor(), reordered), reordered);
    assert.ok((await rp.userInfo(done)).email);
  },

  "oidcc-display-page": worksWith({ display: "page" }),
  "oidcc-display-popup": worksWith({ display: "popup" }),
  "oidcc-ui-locales": worksWith({ ui_locales: "se" }),
  "oidcc-claims-locales": worksWith({ claims_locales: "se" }),
  "oidcc-login-hint": worksWith((v) => ({ login_hint: v.world.person.email })),
  "oidcc-ensure-request-with-unknown-parameter-succeeds": worksWith({ extra: "foobar" }),

  "oidcc-ensure-request-with-acr-values-succeeds": async (v) => {
    const wanted = v.as.acr_values_supported ?? ["1", "2"];
    const rp = await v.client();
    const { claims } = await rp.signIn(v.visitor(), { acr_values: wanted.join(" ") });
    if (v.as.acr_values_supported && claims.acr !== undefined) assert.ok(wanted.includes(claims.acr), `acr ${claims.acr} is one of ${wanted}`);
    const unknown = await rp.signIn(v.visitor(), { acr_values: "urn:example:nobody-knows-this" });
    assert.ok(unknown.claims.acr === undefined || typeof unknown.claims.acr === "string");
  },

  "oidcc-prompt-login": async (v) => {
    const visitor = v.visitor();
    const rp = await v.client();
    const first = await rp.signIn(visitor, { max_age: "15000" });
    await v.server.advance(2);
    const second = await rp.signIn(visitor, { prompt: "login", max_age: "15000" });
    assert.ok(shown(second.answer).includes("login"), "the login page is shown again");
    assert.equal(second.claims.sub, first.claims.sub);
    assert.ok(second.claims.auth_time > first.claims.auth_time, "auth_time is later");
  },

  "oidcc-prompt-none-not-logged-in": async (v) => {
    const rp = await v.client();
    const request = rp.request({ prompt: "none" });
    sentError(await rp.authorize(v.visitor(), request), request, WANTS_PAGE);
  },

  "oidcc-prompt-none-logged-in": async (v) => {
    const visitor = v.visitor();
    const rp = await v.client();
    const first = await rp.signIn(visitor, { max_age: "15000" });
    await v.server.advance(1);
    const second = await rp.signIn(visitor, { prompt: "none", max_age: "15000" });
    assert.deepEqual(shown(second.answer), [], "nothing is shown");
    assert.equal(second.claims.sub, first.claims.sub);
    assert.equal(second.claims.auth_time, first.claims.auth_time);
  },

  "oidcc-max-age-1": async (v) => {
    const visitor = v.visitor();
    const rp = await v.client();
    const first = await rp.signIn(visitor);
    await v.server.advance(3);
    const second = await rp.signIn(visitor, { max_age: "1" }, { maxAge: 1 });
    assert.ok(shown(second.answer).includes("login"), "the login page is shown again");
    assert.equal(second.claims.sub, first.claims.sub);
    assert.ok(Number.isInteger(second.claims.auth_time), "auth_time is there, for max_age was");
    if (first.claims.auth_time) assert.ok(second.claims.auth_time > first.claims.auth_time, "auth_time is later");
  },

  "oidcc-max-age-10000": async (v) => {
    const visitor = v.visitor();
    const rp = await v.client();
    const first = await rp.signIn(visitor, { max_age: "15000" }, { maxAge: 15_000 });
    await v.server.advance(1);
    const second = await rp.signIn(visitor, { max_age: "10000" }, { maxAge: 10_000 });
    assert.ok(!shown(second.answer).includes("login"), "no new login");
    assert.equal(second.claims.sub, first.claims.sub);
    assert.equal(second.claims.auth_time, first.claims.auth_time);
  },

  "oidcc-id-token-hint": async (v) => {
    const visitor = v.visitor();
    const rp = await v.client();
    const first = await rp.signIn(visitor);
    const second = await rp.signIn(visitor, { prompt: "none", id_token_hint: first.tokens.id_token });
    assert.equal(second.claims.sub, first.claims.sub);
  },

  "oidcc-codereuse": (v) => codeReuse(v, 0).then(() => undefined),

  "oidcc-codereuse-30seconds": async (v) => {
    const { rp, done } = await codeReuse(v, 30);
    const answer = await call(v.as.userinfo_endpoint, { headers: { authorization: `Bearer ${done.tokens.access_token}` } });
    assert.equal(answer.status, 401, "RFC 6749 §4.1.2: what the code gave is revoked");
    assert.ok(rp);
  },

  "oidcc-ensure-registered-redirect-uri": async (v) => {
    const rp = await v.client();
    errorPage(await v.visitor().go(rp.url(rp.request({ redirect_uri: `${rp.redirectUri}/${random()}` }))));
  },

  "oidcc-ensure-redirect-uri-in-authorization-request": async (v) => {
    const rp = await v.client({ redirect_uris: ["https://rp.example/callback", "https://rp.example/second"] });
    errorPage(await v.visitor().go(rp.url(rp.request({ redirect_uri: undefined }))));
  },

  "oidcc-redirect-uri-query-OK": async (v) => {
    const uri = "https://rp.example/callback?foo=bar";
    const rp = await v.client({ redirect_uris: [uri] });
    const { answer } = await rp.signIn(v.visitor());
    assert.equal(answer.url.searchParams.get("foo"), "bar");
  },

  "oidcc-redirect-uri-query-added": async (v) => {
    const rp = await v.client();
    errorPage(await v.visitor().go(rp.url(rp.request({ redirect_uri: `${rp.redirectUri}?foo=bar` }))));
  },

  "oidcc-redirect-uri-query-mismatch": async (v) => {
    const rp = await v.client({ redirect_uris: ["https://rp.example/callback?foo=bar"] });
    errorPage(await v.visitor().go(rp.url(rp.request({ redirect_uri: "https://rp.example/callback?bar=foo" }))));
  },

  "oidcc-ensure-post-request-succeeds": async (v) => {
    const rp = await v.client();
    const request = rp.request();
    const answer = rp.came(await v.visitor().go(v.as.authorization_endpoint, { post: new URLSearchParams(request) }));
    await rp.exchange(answer, request);
  },

  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported": (v) => unsignedRequest(v, "request", "request_not_supported"),
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported": (v) => unsignedRequest(v, "request_uri", "request_uri_not_supported"),
  "oidcc-request-uri-unsigned": (v) => unsignedRequest(v, "request_uri", "request_uri_not_supported"),

  "oidcc-request-uri-signed-rs256": async (v) => {
    const site = await v.world.site();
    const path = `/request/${random()}`;
    const rp = await v.client({ request_uris: [site.origin + path], request_object_signing_alg: "RS256" });
    const inner = rp.request();
    site.serve(path, await rp.signed(inner), "application/oauth-authz-req+jwt");
    const { client_id, response_type, scope, redirect_uri } = inner;
    const answer = await rp.authorize(v.visitor(), { client_id, response_type, scope, redirect_uri, request_uri: site.origin + path });
    await rp.exchange(answer, inner);
  },

  "oidcc-ensure-request-object-with-redirect-uri": async (v) => {
    // The address in the object is the client's, the one beside it is nobody's (OIDC Core §6.1).
    const rp = await v.client();
    const inner = rp.request();
    const outer = { ...inner, redirect_uri: `${rp.redirectUri}/${random()}` };
    const plain = await v.visitor().go(rp.url({ ...outer, request: rp.unsigned(inner) }));
    if (v.as.request_object_signing_alg_values_supported?.includes("none") && plain.kind === "sent") {
      await rp.exchange(rp.came(plain), inner);
    } else {
      errorPage(plain);
    }
    if (!v.dynamic) return notOffered("unsigned request objects; the wrong address beside one ends on an error page");
    const signed = await v.visitor().go(rp.url({ ...outer, request: await rp.signed(inner) }));
    if (signed.kind === "sent") await rp.exchange(rp.came(signed), inner);
    else errorPage(signed);
    return undefined;
  },

  "oidcc-claims-essential": async (v) => {
    const rp = await v.client();
    const done = await rp.signIn(v.visitor(), { claims: JSON.stringify({ userinfo: { name: { essential: true } } }) });
    const info = await rp.userInfo(done);
    if (!v.as.claims_parameter_supported) return notOffered("claims_parameter_supported is false, and the parameter disturbs nothing");
    assert.ok(info.name, "the name was asked for and is there");
    return undefined;
  },

  "oidcc-refresh-token": async (v) => {
    assert.ok(v.as.grant_types_supported.includes("refresh_token"));
    const visitor = v.visitor();
    const wanted = { scope: v.as.scopes_supported.includes("offline_access") ? "openid offline_access" : "openid", prompt: "consent" };
    const rp = await v.refreshing();
    const first = await rp.signIn(visitor, wanted);
    assert.ok(shown(first.answer).includes("consent"), "consent is asked for");
    assert.ok(first.tokens.refresh_token, "a refresh token is issued");
    const fresh = await rp.refresh(first);
    assert.notEqual(fresh.access_token, first.tokens.access_token);
    await rp.userInfo({ tokens: fresh, claims: first.claims });
    const other = await v.otherRefreshing();
    const second = await other.signIn(visitor, wanted);
    refusal(await rp.token("refresh_token", { refresh_token: second.tokens.refresh_token }), ["invalid_grant"], [400]);
  },

  "oidcc-ensure-request-with-valid-pkce-succeeds": async (v) => {
    assert.ok(v.as.code_challenge_methods_supported.includes("S256"));
    const rp = await v.client();
    const verifier = oauth.generateRandomCodeVerifier();
    const more = { code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" };
    await rp.signIn(v.visitor(), more, { verifier });
  },

  "oidcc-server-client-secret-post": async (v) => {
    const rp = await v.posting();
    await rp.userInfo(await rp.signIn(v.visitor()));
  },

  "oidcc-ensure-client-assertion-with-iss-aud-succeeds": async (v) => {
    // The library names the issuer as the audience.
    assert.ok(v.as.token_endpoint_auth_methods_supported.includes(v.auth), `${v.auth} is announced`);
    const rp = await v.client();
    await rp.signIn(v.visitor());
  },

  "oidcc-refresh-token-rp-key-rotation": async (v) => {
    const site = await v.world.site();
    const path = `/jwks/${random()}`;
    const key = await newKey();
    let keys = [key.jwk];
    const rp = await v.refreshing({ key, jwks_uri: site.serve(path, () => ({ keys })) });
    const first = await rp.signIn(v.visitor(), { scope: "openid offline_access", prompt: "consent" });
    rp.key = await newKey();
    keys = [rp.key.jwk];
    await v.server.advance(60);
    const fresh = await rp.refresh(first);
    await rp.userInfo({ tokens: fresh, claims: first.claims });
  },
};
