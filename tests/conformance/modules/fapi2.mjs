// FAPI 2.0 Security Profile (Final): private_key_jwt and DPoP.
import assert from "node:assert/strict";
import { errorPage, refusal, refused, sentError, told } from "../checks.mjs";
import { asRs256, thumbprint } from "../fapi.mjs";
import { notOffered } from "../plan.mjs";
import { random } from "../rp.mjs";
import { newKey } from "../setting.mjs";

const CLIENT = ["invalid_client", "invalid_request"];
const REQUEST = ["invalid_request", "invalid_request_object"];
const URI = ["invalid_request_uri", "invalid_request", "invalid_request_object"];
const RESPONSE_TYPE = ["unsupported_response_type", "invalid_request", "unauthorized_client"];
const PROOF = ["invalid_dpop_proof", "invalid_request", "invalid_grant"];

// The good way with a changed request.
const works = (more = () => ({})) => async (v) => {
  await v.first.strict(v.visitor(), await more(v));
};

// A changed request that is refused when it is pushed.
const pushRefused = (more, codes) => async (v) => {
  const { request } = await v.first.pushable(await more(v));
  refusal(await v.first.par(request), codes);
};

// A changed assertion that is refused when a request is pushed.
const parAssertion = (claims) => async (v) => {
  const { request } = await v.first.pushable();
  for (const one of [claims(v)].flat()) refusal(await v.first.par(request, { assertion: { claims: one } }), CLIENT);
};

// A changed call of the token endpoint that is refused; the unchanged one would do.
const tokenRefused = (options, codes, statuses) => async (v) => {
  const coded = await v.first.coded(v.visitor());
  const { params = (all) => all, ...rest } = await options(v);
  refusal(await v.first.tokenCall(params(v.first.grant(coded.code, coded.verifier)), rest), codes, statuses);
};

const assertionRefused = (options, codes = CLIENT) => tokenRefused(async (v) => ({ assertion: await options(v) }), codes);

// Works, or is refused at the pushed request or in front of the person.
const worksOr = (more, codes) => async (v) => {
  const { request, verifier } = await v.first.pushable(await more(v));
  const pushed = await v.first.par(request);
  if (pushed.status !== 201) return refusal(pushed, codes);
  const answer = v.first.came(await v.visitor().go(v.first.front(pushed.json.request_uri)));
  if (answer.kind === "error" || answer.params.get("error")) return refused(answer, request, codes);
  v.first.good(answer, request);
  const tokens = await v.first.tokenCall(v.first.grant(answer.params.get("code"), verifier));
  assert.equal(tokens.status, 200, tokens.text);
  await v.first.granted(tokens.json, request);
  return undefined;
};

// Something stands beside the request_uri that is not what was pushed: that has no effect.
const outside = (name, pushedToo) => async (v) => {
  const inner = pushedToo ? {} : { [name]: undefined };
  const pushed = await v.first.pushed(inner);
  const answer = v.first.came(await v.visitor().go(v.first.front(pushed.requestUri, { [name]: random() })));
  if (answer.kind === "error" || answer.params.get("error")) {
    return refused(answer, pushed.request, ["invalid_request", "invalid_request_object", "invalid_request_uri", "access_denied"]);
  }
  v.first.good(answer, pushed.request);
  const tokens = await v.first.tokenCall(v.first.grant(answer.params.get("code"), pushed.verifier));
  assert.equal(tokens.status, 200, tokens.text);
  await v.first.granted(tokens.json, pushed.request);
  return undefined;
};

// Proofs of every kind at the resource: [what, changes, whether the resource must accept].
async function proofs(v, token) {
  const stranger = await newKey("ES256");
  const url = v.as.userinfo_endpoint;
  const { d } = await crypto.subtle.exportKey("jwk", v.first.dpop.privateKey);
  const { crv, kty, x, y } = v.first.dpop.jwk;
  const good = await v.first.proof("GET", url, { token });
  const now = v.server.now();
  const upper = new URL(url);
  const loud = url.replace(upper.protocol, upper.protocol.toUpperCase()).replace(upper.hostname, upper.hostname.toUpperCase());
  const broken = `${good.slice(0, -8)}${good.at(-8) === "A" ? "B" : "A"}${good.slice(-7)}`;
  return [
    ["a header name in capitals", { header: "DPOP" }, true],
    ["two proofs", { several: 2 }, false],
    ["no JWT", { proof: { text: `${good.split(".")[0]}.nonsense` } }, false],
    ["no typ", { proof: { header: { typ: undefined } } }, false],
    ["no alg", { proof: { header: { alg: undefined } } }, false],
    ["no jwk", { proof: { header: { jwk: undefined } } }, false],
    ["no jti", { proof: { claims: { jti: undefined } } }, false],
    ["no htm", { proof: { claims: { htm: undefined } } }, false],
    ["no htu", { proof: { claims: { htu: undefined } } }, false],
    ["no iat", { proof: { claims: { iat: undefined } } }, false],
    ["no ath", { proof: { claims: { ath: undefined } } }, false],
    ["another typ", { proof: { header: { typ: "jwt" } } }, false],
    ["alg none", { proof: { header: { alg: "none" } } }, false],
    ["a broken signature", { proof: { text: broken } }, false],
    ["a private key in the header", { proof: { header: { jwk: { crv, kty, x, y, d } } } }, false],
    ["another htm", { proof: { claims: { htm: "PUT" } } }, false],
    ["an htu with query and fragment", { proof: { claims: { htu: `${url}?a=b#c` } } }, true],
    ["a request with a query", { url: `${url}?a=b` }, true],
    ["another htu", { proof: { claims: { htu: `${v.as.issuer}/elsewhere` } } }, false],
    ["an iat of yesterday", { proof: { claims: { iat: now - 86_400 } } }, false],
    ["an iat of tomorrow", { proof: { claims: { iat: now + 86_400 } } }, false],
    ["another ath", { proof: { claims: { ath: random(32) } } }, false],
    ["another key", { proof: { key: stranger } }, false],
    ["more members than are known", { proof: { header: { foo: "bar" }, claims: { foo: "bar" } } }, true],
    ["scheme and host in capitals", { proof: { claims: { htu: loud } } }, true],
    ["no proof", { proof: false }, false],
    ["no proof and the scheme Bearer", { proof: false, scheme: "Bearer" }, false],
    ["a right proof, at last", {}, true],
  ];
}

export const fapi2 = {
  "fapi2-security-profile-final-happy-flow": async (v) => {
    const visitor = v.visitor();
    await v.first.strict(visitor);
    await v.second.strict(visitor);
    const { tokens } = await v.first.tokens(visitor);
    v.first.accepted(await v.first.resource(tokens.access_token));
  },

  "fapi2-security-profile-final-user-rejects-authentication": async (v) => {
    const { request, requestUri } = await v.first.pushed({ prompt: "consent" });
    const answer = v.first.came(await v.visitor().go(v.first.front(requestUri), { decision: "deny" }));
    sentError(answer, request, ["access_denied"]);
  },

  "fapi2-security-profile-final-access-token-type-header-case-sensitivity": async (v) => {
    const { tokens } = await v.first.tokens(v.visitor());
    for (const scheme of ["DPoP", "dpop", "DPOP", "dPoP"]) v.first.accepted(await v.first.resource(tokens.access_token, { scheme }));
  },

  "fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second": async (v) => {
    const { code, verifier, tokens } = await v.first.tokens(v.visitor());
    await v.server.advance(1);
    refusal(await v.first.tokenCall(v.first.grant(code, verifier)), ["invalid_grant"], [400]);
    v.first.rejected(await v.first.resource(tokens.access_token), "the access token is revoked");
  },

  "fapi2-security-profile-final-check-dpop-proof-nbf-exp": async (v) => {
    const timed = () => ({ claims: { nbf: v.server.now(), exp: v.server.now() + 300 } });
    const { tokens } = await v.first.tokens(v.visitor(), {}, { proof: timed(), token: { proof: timed() } });
    v.first.accepted(await v.first.resource(tokens.access_token, { proof: timed() }));
  },

  "fapi2-security-profile-final-dpop-negative-tests": async (v) => {
    const { tokens } = await v.first.tokens(v.visitor());
    const token = tokens.access_token;
    for (const [what, options, good] of await proofs(v, token)) {
      const answer = await v.first.resource(token, options);
      if (!good) v.first.rejected(answer, what);
      else assert.doesNotThrow(() => v.first.accepted(answer), `${what}: ${answer.status} ${answer.text}`);
    }
    const again = { proof: { text: await v.first.proof("GET", v.as.userinfo_endpoint, { token }) } };
    v.first.accepted(await v.first.resource(token, again));
    v.first.rejected(await v.first.resource(token, again), "a proof is sent again");
  },

  "fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client": async (v) => {
    const { code, verifier } = await v.first.coded(v.visitor());
    refusal(await v.second.tokenCall({ ...v.second.grant(code, verifier) }, { proof: { key: v.first.dpop } }), ["invalid_grant"], [400]);
  },

  "fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success": works(() => ({ nonce: random(48) })),
  "fapi2-security-profile-final-ensure-authorization-request-with-long-nonce": worksOr(() => ({ nonce: random(288) }), ["invalid_request"]),
  "fapi2-security-profile-final-ensure-authorization-request-with-long-state": worksOr(() => ({ state: random(288) }), ["invalid_request"]),
  "fapi2-security-profile-final-ensure-authorization-request-without-nonce-success": async (v) => {
    const { claims } = await v.first.strict(v.visitor(), { nonce: undefined });
    assert.equal(claims.nonce, undefined);
  },
  "fapi2-security-profile-final-ensure-authorization-request-without-state-success": worksOr(
    () => ({ state: undefined }),
    ["invalid_request", "invalid_request_object", "invalid_request_uri", "access_denied"],
  ),

  "fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint": tokenRefused(
    (v) => ({ assertion: false, params: (all) => ({ ...all, client_id: v.first.metadata.client_id }) }),
    CLIENT,
  ),
  "fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails": assertionRefused((v) => {
    const now = v.server.now();
    return { claims: { iat: now - 360, nbf: now - 360, exp: now - 300 } };
  }),
  "fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails": assertionRefused(() => ({ claims: { sub: undefined } })),
  "fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails": assertionRefused(() => ({ claims: { aud: "https://other.example/" } })),
  "fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails": assertionRefused(
    async (v) => ({ key: await asRs256(v.first.key) }),
    ["invalid_client"],
  ),

  "fapi2-security-profile-final-ensure-client-id-in-token-endpoint": async (v) => {
    // The second client's name, the first one's key and code.
    const { code, verifier } = await v.first.coded(v.visitor());
    const { client_id } = v.second.metadata;
    const answer = await v.first.tokenCall({ ...v.first.grant(code, verifier), client_id }, { assertion: { claims: { iss: client_id, sub: client_id } } });
    refusal(answer, ["invalid_client", "invalid_grant"]);
  },

  "fapi2-security-profile-final-ensure-different-nonce-inside-and-outside-request-object": outside("nonce", true),
  "fapi2-security-profile-final-ensure-different-state-inside-and-outside-request-object": outside("state", true),
  "fapi2-security-profile-final-state-only-outside-request-object-not-used": outside("state", false),

  "fapi2-security-profile-final-ensure-dpop-auth-code-binding-success": async (v) => {
    const { tokens } = await v.first.tokens(v.visitor(), { dpop_jkt: await thumbprint(v.first.dpop) }, { proof: false });
    v.first.accepted(await v.first.resource(tokens.access_token));
  },

  "fapi2-security-profile-final-ensure-dpopproof-at-par-endpoint-binding-success": async (v) => {
    const { tokens } = await v.first.tokens(v.visitor());
    v.first.accepted(await v.first.resource(tokens.access_token));
  },

  "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-after-succeeds": (v) => skewed(v, 10),
  "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-before-succeeds": (v) => skewed(v, -10),

  "fapi2-security-profile-final-ensure-holder-of-key-required": tokenRefused(() => ({ proof: false }), PROOF),

  "fapi2-security-profile-final-ensure-mismatched-dpop-jkt-fails": async (v) => {
    const { request } = await v.first.pushable({ dpop_jkt: await thumbprint(await newKey("ES256")) });
    refusal(await v.first.par(request), ["invalid_request", "invalid_dpop_proof"], [400]);
  },

  "fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-jkt": async (v) => {
    const jkt = await thumbprint(await newKey("ES256"));
    const { code, verifier } = await v.first.coded(v.visitor(), { dpop_jkt: jkt }, { proof: false });
    refusal(await v.first.tokenCall(v.first.grant(code, verifier)), PROOF, [400]);
  },

  "fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt": tokenRefused(
    async () => ({ proof: { key: await newKey("ES256") } }),
    PROOF,
    [400],
  ),

  "fapi2-security-profile-final-ensure-other-scope-order-succeeds": works(() => ({ scope: "email profile openid" })),

  "fapi2-security-profile-final-ensure-pkce-code-verifier-required": tokenRefused(
    () => ({ params: ({ code_verifier, ...all }) => all }),
    ["invalid_grant"],
    [400],
  ),
  "fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected": tokenRefused(
    () => ({ params: (all) => ({ ...all, code_verifier: random(32) }) }),
    ["invalid_grant"],
    [400],
  ),

  "fapi2-security-profile-final-ensure-redirect-uri-in-authorization-request": pushRefused(() => ({ redirect_uri: undefined }), REQUEST),
  "fapi2-security-profile-final-ensure-request-object-without-redirect-uri-fails": pushRefused(() => ({ redirect_uri: undefined }), REQUEST),
  "fapi2-security-profile-final-ensure-registered-redirect-uri": pushRefused((v) => ({ redirect_uri: `${v.first.redirectUri}/${random(4)}` }), REQUEST),

  "fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri": async (v) => {
    const { request } = await v.first.pushable({ redirect_uri: `${v.first.redirectUri}/${random(4)}` });
    const pushed = await v.first.par(request);
    if (pushed.status !== 201) return refusal(pushed, REQUEST);
    const answer = await v.visitor().go(v.first.front(pushed.json.request_uri));
    if (answer.kind === "error") errorPage(answer);
    else assert.ok(answer.url.href.startsWith(request.redirect_uri), "RFC 9126 §2.4: the address of the request");
    return undefined;
  },

  "fapi2-security-profile-final-ensure-response-type-code-idtoken-fails": pushRefused(() => ({ response_type: "code id_token" }), RESPONSE_TYPE),
  "fapi2-security-profile-final-ensure-response-type-token-fails": pushRefused(() => ({ response_type: "token" }), RESPONSE_TYPE),

  "fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code": async (v) => {
    const { code, verifier } = await v.first.coded(v.visitor());
    await v.server.advance(62);
    refusal(await v.first.tokenCall(v.first.grant(code, verifier)), ["invalid_grant"], [400]);
  },

  "fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails": async (v) => {
    const { request } = await v.first.pushable();
    const answer = await v.visitor().go(v.first.url(request));
    refused(answer, request, ["invalid_request"]);
  },

  "fapi2-security-profile-final-par-attempt-invalid-http-method": async (v) => {
    const { request } = await v.first.pushable();
    const answer = await v.first.par(request, { method: "PUT" });
    assert.ok(answer.status >= 400 && answer.status < 500, `status ${answer.status}`);
  },

  "fapi2-security-profile-final-par-attempt-reuse-request_uri": async (v) => {
    const visitor = v.visitor();
    const { request, requestUri } = await v.first.coded(visitor);
    refused(await visitor.go(v.first.front(requestUri)), request, ["invalid_request_uri"]);
  },

  "fapi2-security-profile-final-par-attempt-to-use-expired-request_uri": async (v) => {
    const { request, requestUri, expiresIn } = await v.first.pushed();
    await v.server.advance(expiresIn + 5);
    refused(await v.visitor().go(v.first.front(requestUri)), request, ["invalid_request_uri"]);
  },

  "fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client": async (v) => {
    const { request, requestUri } = await v.first.pushed();
    refused(await v.visitor().go(v.second.front(requestUri)), request, URI);
  },

  "fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param": async (v) => {
    const { requestUri } = await v.first.pushed();
    const { request } = await v.first.pushable({ request_uri: requestUri });
    refusal(await v.first.par(request), [...REQUEST, "request_uri_not_supported"]);
  },

  "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted": async (v) => {
    const soon = () => v.server.now() + 8;
    const claims = { iat: soon(), nbf: soon(), exp: soon() + 60 };
    await v.first.tokens(v.visitor(), {}, { assertion: { claims }, token: { assertion: { claims: { ...claims, jti: random() } } } });
  },

  "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails": parAssertion((v) => {
    const late = v.server.now() + 65;
    return { iat: late, nbf: late, exp: late + 60 };
  }),

  "fapi2-security-profile-final-par-test-array-as-audience-fails": parAssertion((v) => [{ aud: [v.as.issuer, "https://other.example/"] }, { aud: [v.as.issuer] }]),
  "fapi2-security-profile-final-par-test-par-endpoint-url-as-audience-fails": parAssertion((v) => ({ aud: v.as.pushed_authorization_request_endpoint })),
  "fapi2-security-profile-final-par-test-token-endpoint-url-as-audience-fails": parAssertion((v) => ({ aud: v.as.token_endpoint })),

  "fapi2-security-profile-final-par-ensure-pkce-required": pushRefused(() => ({ code_challenge: undefined, code_challenge_method: undefined }), ["invalid_request"]),
  "fapi2-security-profile-final-par-plain-pkce-rejected": pushRefused(() => ({ code_challenge: random(32), code_challenge_method: "plain" }), ["invalid_request"]),

  "fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds": async (v) => {
    const visitor = v.visitor();
    const { request, verifier, requestUri } = await v.first.pushed();
    assert.equal((await visitor.go(v.first.front(requestUri), { stop: ["login"] })).name, "login");
    const answer = v.first.came(await visitor.go(v.first.front(requestUri)));
    v.first.good(answer, request);
    const tokens = await v.first.tokenCall(v.first.grant(answer.params.get("code"), verifier));
    assert.equal(tokens.status, 200, tokens.text);
  },

  "fapi2-security-profile-final-par-without-duplicate-parameters": async (v) => {
    const { tokens } = await v.first.tokens(v.visitor());
    assert.ok(tokens.access_token);
  },

  "fapi2-security-profile-final-refresh-token": async (v) => {
    const visitor = v.visitor();
    const scope = v.openid ? "openid offline_access" : "profile offline_access";
    const done = await v.first.tokens(visitor, { scope, prompt: "consent" });
    const refresh = (rp, token, options) => rp.tokenCall({ grant_type: "refresh_token", refresh_token: token }, options);
    const first = done.tokens.refresh_token;
    assert.ok(first && v.as.grant_types_supported.includes("refresh_token"), "a refresh token is issued, as announced");
    assert.match(first, /^[\x20-\x7e]+$/);
    const fresh = await refresh(v.first, first);
    assert.equal(fresh.status, 200, fresh.text);
    if (fresh.json.id_token) {
      const again = await v.first.idToken(fresh.json, { nonce: undefined }).catch(() => v.first.idToken(fresh.json, done.request));
      assert.equal(again.claims.sub, done.claims.sub);
    }
    v.first.accepted(await v.first.resource(fresh.json.access_token));
    let current = first;
    if (fresh.json.refresh_token && fresh.json.refresh_token !== first) {
      // FAPI 2.0 §5.3.2.1: a lost answer does no harm.
      await v.server.advance(30);
      const lost = await refresh(v.first, first);
      assert.equal(lost.status, 200, `the refresh token before still works: ${lost.text}`);
      current = lost.json.refresh_token ?? first;
    }
    const noClient = await v.first.tokenCall({ grant_type: "refresh_token", refresh_token: current, client_id: v.first.metadata.client_id }, { assertion: false });
    refusal(noClient, [...CLIENT, "invalid_grant"]);
    refusal(await refresh(v.first, current, { proof: false }), PROOF, [400]);
    const other = await v.second.tokens(visitor, { scope, prompt: "consent" });
    refusal(await refresh(v.first, other.tokens.refresh_token, { proof: { key: v.second.dpop } }), ["invalid_grant"], [400]);
    v.first.rejected(await v.first.resource(other.tokens.access_token), "a token of the second client with the first one's key");
  },

  "fapi2-security-profile-final-test-claims-parameter-identity-claims": async (v) => {
    const wanted = ["name", "given_name", "family_name", "email", "email_verified", "phone_number"].filter((name) => v.as.claims_supported.includes(name));
    const forms = [null, { essential: true }, { essential: false }];
    const claims = Object.fromEntries(wanted.map((name, n) => [name, forms[n % forms.length]]));
    const unknown = { urn_example_unknown: null, [`x_${random(4)}`]: { essential: true } };
    const done = await v.first.tokens(v.visitor(), { claims: JSON.stringify({ id_token: { ...claims, ...unknown }, userinfo: { ...claims, ...unknown } }) });
    const info = await v.first.resource(done.tokens.access_token);
    assert.equal(info.status, 200, info.text);
    assert.equal(info.json.sub, done.claims.sub);
    if (!v.as.claims_parameter_supported) return notOffered("claims_parameter_supported is false, and the parameter disturbs nothing");
    for (const name of wanted) assert.ok(info.json[name] !== undefined || done.claims[name] !== undefined, `${name} was asked for`);
    return undefined;
  },

  "fapi2-security-profile-final-test-essential-acr-sca-claim": async (v) => {
    const value = "urn:openbanking:psd2:sca";
    const { request, verifier } = await v.first.pushable({ claims: JSON.stringify({ id_token: { acr: { value, essential: true } } }) });
    const pushed = await v.first.par(request);
    if (!v.openid && pushed.status !== 201) {
      refusal(pushed, ["invalid_request"], [400]);
      return notOffered("acr is a claim of ID tokens, and the claims parameter is refused without openid");
    }
    assert.equal(pushed.status, 201, pushed.text);
    const answer = v.first.came(await v.visitor().go(v.first.front(pushed.json.request_uri)));
    if (answer.kind === "error" || answer.params.get("error")) return refused(answer, request, ["access_denied", "unmet_authentication_requirements"]);
    v.first.good(answer, request);
    const tokens = await v.first.tokenCall(v.first.grant(answer.params.get("code"), verifier));
    assert.equal(tokens.status, 200, tokens.text);
    const { claims } = await v.first.granted(tokens.json, request);
    if (!v.openid) return notOffered("acr is a claim of ID tokens, and none was asked for");
    if (!v.as.claims_parameter_supported) return notOffered("claims_parameter_supported is false, and the parameter disturbs nothing");
    assert.equal(claims.acr, value, "OIDC Core §5.5.1.1: an essential acr is met, or the request fails");
    return undefined;
  },

  "fapi2-security-profile-final-ensure-server-handles-non-matching-intent-id": async (v) => {
    // There are no intents here: what another client pushed is the nearest thing to one.
    const { request, requestUri } = await v.second.pushed();
    const answer = await v.visitor().go(v.first.front(requestUri));
    refused(answer, request, [...URI, "access_denied"]);
    return notOffered(`intents of a regulated profile; another client's request is refused (${told(answer)})`);
  },
};

async function skewed(v, seconds) {
  const iat = () => ({ claims: { iat: v.server.now() + seconds } });
  const { tokens } = await v.first.tokens(v.visitor(), {}, { proof: iat(), token: { proof: iat() } });
  v.first.accepted(await v.first.resource(tokens.access_token, { proof: iat() }));
}
