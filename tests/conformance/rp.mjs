// A relying party: one registered client, and what it does with the strict library.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import * as oauth from "oauth4webapi";
import * as checks from "./checks.mjs";
import { INSECURE, call } from "./world.mjs";

export const random = (bytes = 16) => randomBytes(bytes).toString("base64url");

export class Rp {
  // `client` is what registration gave; `key` signs assertions and request objects.
  constructor(world, client, { key, responseMode, alg = "RS256" } = {}) {
    Object.assign(this, { world, key, responseMode, metadata: client, alg: client.id_token_signed_response_alg ?? alg });
    this.redirectUri = client.redirect_uris[0];
  }

  get as() {
    return this.world.as;
  }

  // The client as the library knows it; its clock follows the server's.
  get client() {
    return { ...this.metadata, id_token_signed_response_alg: this.alg, [oauth.clockSkew]: Math.round(this.world.server.ahead), [oauth.clockTolerance]: 5 };
  }

  get auth() {
    const { token_endpoint_auth_method: method = "client_secret_basic", client_secret: secret } = this.metadata;
    switch (method) {
      case "client_secret_basic": return oauth.ClientSecretBasic(secret);
      case "client_secret_post": return oauth.ClientSecretPost(secret);
      case "client_secret_jwt": return oauth.ClientSecretJwt(secret);
      case "private_key_jwt": return oauth.PrivateKeyJwt({ key: this.key.privateKey, kid: this.key.kid });
      default: throw new Error(`no such way to authenticate: ${method}`);
    }
  }

  // An authorization request; a parameter that is undefined is left out.
  request(more = {}) {
    const all = {
      client_id: this.metadata.client_id,
      redirect_uri: this.redirectUri,
      response_type: "code",
      scope: "openid",
      state: random(),
      nonce: random(),
      response_mode: this.responseMode,
      ...more,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  url(request) {
    const url = new URL(this.as.authorization_endpoint);
    for (const [name, value] of Object.entries(request)) url.searchParams.append(name, value);
    return url;
  }

  // Sends a person there. What comes back to the client must come in the way that was asked for.
  async authorize(visitor, request, options = {}) {
    return this.came(await visitor.go(this.url(request), options), request);
  }

  came(answer) {
    if (answer.kind !== "sent") return answer;
    const formPost = this.responseMode === "form_post";
    assert.equal(answer.by === "form_post", formPost, `the answer comes as response_mode ${this.responseMode ?? "query"}`);
    if (formPost) assert.equal(answer.url.href, this.redirectUri, "nothing of the answer stands in the address");
    else assert.ok(answer.url.href.startsWith(this.redirectUri), `${answer.url} is the client's address`);
    if (this.as.authorization_response_iss_parameter_supported) assert.equal(answer.params.get("iss"), this.as.issuer);
    return answer;
  }

  // Changes the code into tokens and verifies everything about them.
  async exchange(answer, request, { verifier = oauth.nopkce, maxAge } = {}) {
    assert.equal(answer.kind, "sent", `the client's address was expected, came: ${checks.told(answer)}`);
    const params = oauth.validateAuthResponse(this.as, this.client, answer.params, request.state ?? oauth.expectNoState);
    const code = answer.params.get("code");
    checks.unguessable(code, "the code");
    const response = await oauth.authorizationCodeGrantRequest(this.as, this.client, this.auth, params, this.redirectUri, verifier, INSECURE);
    assert.match(response.headers.get("cache-control") ?? "", /no-store/, "tokens are not stored");
    const options = { expectedNonce: request.nonce ?? oauth.expectNoNonce, requireIdToken: true, maxAge };
    const tokens = await oauth.processAuthorizationCodeResponse(this.as, this.client, response, options);
    checks.unguessable(tokens.access_token, "the access token");
    assert.ok(tokens.expires_in === undefined || tokens.expires_in > 0);
    return { code, tokens, ...(await this.idToken(tokens, request)) };
  }

  async idToken(tokens, request = {}) {
    const { metadata, alg, world } = this;
    const found = await checks.idToken(tokens.id_token, { keys: world.keys, issuer: this.as.issuer, audience: metadata.client_id, alg, now: world.server.now() });
    assert.equal(found.claims.nonce, request.nonce, "the nonce is the one that was sent");
    if (found.claims.at_hash) assert.equal(found.claims.at_hash, await checks.halfHash(alg, tokens.access_token));
    return found;
  }

  // The whole way, with what must be true of every good answer.
  async signIn(visitor, more = {}, { options, ...exchange } = {}) {
    const request = this.request(more);
    const answer = await this.authorize(visitor, request, options);
    return { request, answer, ...(await this.exchange(answer, request, exchange)) };
  }

  // User info by the strict library.
  async userInfo({ tokens, claims }) {
    const response = await oauth.userInfoRequest(this.as, this.client, tokens.access_token, INSECURE);
    const info = await oauth.processUserInfoResponse(this.as, this.client, claims.sub, response);
    checks.userInfo(info);
    return info;
  }

  // The token endpoint with this client's proof, as it answers.
  async token(grant, params) {
    const response = await oauth.genericTokenEndpointRequest(this.as, this.client, this.auth, grant, new URLSearchParams(params), INSECURE);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
  }

  codeAgain(code, more = {}) {
    return this.token("authorization_code", { code, redirect_uri: this.redirectUri, ...more });
  }

  async refresh({ tokens, claims }) {
    const response = await oauth.refreshTokenGrantRequest(this.as, this.client, this.auth, tokens.refresh_token, INSECURE);
    const fresh = await oauth.processRefreshTokenResponse(this.as, this.client, response);
    if (fresh.id_token) {
      const again = await this.idToken(fresh, { nonce: fresh.id_token && claims.nonce }).catch(() => this.idToken(fresh));
      assert.equal(again.claims.sub, claims.sub);
      assert.deepEqual(again.claims.aud, claims.aud);
      assert.equal(again.claims.auth_time, claims.auth_time, "OIDC Core §12.2: the time of the original authentication");
      assert.ok(again.claims.iat >= claims.iat);
    }
    return fresh;
  }

  // A request object (OIDC Core §6, RFC 9101).
  signed(request, { alg = "RS256", key = this.key } = {}) {
    const now = this.world.server.now();
    const { client_id: iss } = this.metadata;
    const jwt = new SignJWT({ ...request, iss, aud: this.as.issuer, iat: now, nbf: now, exp: now + 300, jti: random() });
    return jwt.setProtectedHeader({ alg, kid: key.kid, typ: "oauth-authz-req+jwt" }).sign(key.privateKey);
  }

  unsigned(request) {
    return new UnsecuredJWT({ ...request, iss: this.metadata.client_id, aud: this.as.issuer }).encode();
  }
}

// A registration, as it answers.
export function register(world, metadata) {
  assert.ok(world.as.registration_endpoint, "a registration endpoint is announced");
  return call(world.as.registration_endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(metadata),
  });
}
