// A client of the FAPI 2.0 Security Profile: private_key_jwt, PAR, PKCE, DPoP. The good way goes
// through the strict library; single requests are made by hand so that anything in them can be wrong.
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { createHash } from "node:crypto";
import * as oauth from "oauth4webapi";
import * as checks from "./checks.mjs";
import { Rp, random } from "./rp.mjs";
import { newKey } from "./setting.mjs";
import { INSECURE } from "./world.mjs";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// What the modules of a FAPI plan are given.
export class Fapi {
  static async make(world, { openid }) {
    const v = new Fapi();
    Object.assign(v, { world, openid, as: world.as, server: world.server });
    v.first = await v.#add("PS256", "https://rp.example/callback");
    v.second = await v.#add("ES256", "https://rp.example/callback?dummy1=lorem&dummy2=ipsum");
    return v;
  }

  async #add(alg, redirectUri) {
    const key = await newKey(alg);
    const metadata = {
      client_name: `FAPI ${random(4)}`,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [key.jwk] },
      dpop_bound_access_tokens: true,
      require_pushed_authorization_requests: true,
      id_token_signed_response_alg: "ES256",
      profile: "fapi2",
    };
    const made = await this.server.addClientFrom(metadata.client_name, metadata);
    const rp = new FapiRp(this.world, { ...metadata, client_id: made.client_id }, { key });
    rp.openid = this.openid;
    rp.dpop = await newKey("ES256");
    return rp;
  }

  visitor() {
    return this.world.visitor();
  }
}

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

const SIGN = {
  ES256: { name: "ECDSA", hash: "SHA-256" },
  PS256: { name: "RSA-PSS", saltLength: 32 },
  RS256: { name: "RSASSA-PKCS1-v1_5" },
};

// A JWS of any header; `by` overrules the algorithm that the key is used with.
export async function jws(header, claims, { privateKey, alg }) {
  const text = `${encode(header)}.${encode(claims)}`;
  if (header.alg === "none") return `${text}.`;
  return `${text}.${Buffer.from(await crypto.subtle.sign(SIGN[alg], privateKey, Buffer.from(text))).toString("base64url")}`;
}

// The same RSA key, for RS256.
export async function asRs256({ privateKey, kid }) {
  const format = await crypto.subtle.exportKey("pkcs8", privateKey);
  const again = await crypto.subtle.importKey("pkcs8", format, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
  return { privateKey: again, alg: "RS256", kid };
}

export async function thumbprint({ jwk: { crv, kty, x, y } }) {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
}

const drop = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

export class FapiRp extends Rp {
  // A request to push; it comes with the verifier of its challenge.
  async pushable(more = {}) {
    const verifier = oauth.generateRandomCodeVerifier();
    const request = this.request({
      scope: this.openid ? "openid" : "profile",
      nonce: this.openid ? random() : undefined,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...more,
    });
    return { request, verifier };
  }

  // The proof of the client; `claims` that are undefined are left out.
  assertion({ claims = {}, key = this.key, header = {} } = {}) {
    const now = this.world.server.now();
    const { client_id } = this.metadata;
    const all = { iss: client_id, sub: client_id, aud: this.as.issuer, jti: random(), iat: now, nbf: now, exp: now + 60, ...claims };
    return jws({ alg: key.alg, kid: key.kid, typ: "JWT", ...header }, drop(all), key);
  }

  // A DPoP proof (RFC 9449 §4.2); members that are undefined are left out.
  proof(htm, url, { token, claims = {}, header = {}, key = this.dpop, nonce } = {}) {
    const { crv, kty, x, y } = key.jwk;
    const ath = token && createHash("sha256").update(token).digest("base64url");
    const all = { jti: random(), htm, htu: url, iat: this.world.server.now(), ath, nonce, ...claims };
    return jws(drop({ typ: "dpop+jwt", alg: "ES256", jwk: { crv, kty, x, y }, ...header }), drop(all), key);
  }

  // Sends a form with the client's and the sender's proof; `false` leaves one out. A nonce that is
  // demanded is given.
  async send(url, params, { assertion = {}, proof = {}, method = "POST" } = {}) {
    let answer;
    for (const nonce of [undefined, answer?.headers.get("dpop-nonce")]) {
      if (nonce === undefined && answer) break;
      const form = new URLSearchParams(params);
      if (assertion) {
        form.set("client_assertion_type", ASSERTION_TYPE);
        form.set("client_assertion", await this.assertion(assertion));
      }
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      if (proof) headers.DPoP = await this.proof(method, url, { nonce, ...proof });
      answer = await raw(url, { method, headers, body: form.toString() });
      if (answer.json?.error !== "use_dpop_nonce") break;
    }
    return answer;
  }

  par(request, options) {
    return this.send(this.as.pushed_authorization_request_endpoint, request, options);
  }

  tokenCall(params, options) {
    return this.send(this.as.token_endpoint, params, options);
  }

  grant(code, verifier, more = {}) {
    return drop({ grant_type: "authorization_code", code, redirect_uri: this.redirectUri, code_verifier: verifier, ...more });
  }

  // A request is pushed, and it is well.
  async pushed(more = {}, options) {
    const { request, verifier } = await this.pushable(more);
    const answer = await this.par(request, options);
    assert.equal(answer.status, 201, answer.text);
    assert.match(answer.headers.get("cache-control") ?? "", /no-(store|cache)/);
    assert.ok(answer.json.request_uri && answer.json.expires_in > 0);
    assert.ok(answer.json.expires_in < 600, "FAPI 2.0 §5.3.2.2: less than 600 seconds");
    return { request, verifier, requestUri: answer.json.request_uri, expiresIn: answer.json.expires_in };
  }

  // Where the person is sent with a request that was pushed.
  front(requestUri, more = {}) {
    return this.url({ client_id: this.metadata.client_id, request_uri: requestUri, ...more });
  }

  // The person allows it; a code comes back.
  async coded(visitor, more, options = {}) {
    const pushed = await this.pushed(more, options);
    const answer = this.came(await visitor.go(this.front(pushed.requestUri, options.front)));
    this.good(answer, pushed.request);
    return { ...pushed, answer, code: answer.params.get("code") };
  }

  good(answer, request) {
    assert.equal(answer.kind, "sent", checks.told(answer));
    assert.equal(answer.params.get("error"), null, checks.told(answer));
    assert.equal(answer.params.get("state") ?? undefined, request.state);
    assert.equal(answer.params.get("iss"), this.as.issuer);
    checks.unguessable(answer.params.get("code"), "the code");
  }

  // Tokens by hand.
  async tokens(visitor, more, options = {}) {
    const coded = await this.coded(visitor, more, options);
    const answer = await this.tokenCall(this.grant(coded.code, coded.verifier), options.token);
    assert.equal(answer.status, 200, answer.text);
    return { ...coded, ...(await this.granted(answer.json, coded.request)) };
  }

  async granted(tokens, request) {
    assert.match(tokens.token_type, /^dpop$/i);
    if (!this.openid) {
      assert.equal(tokens.id_token, undefined, "no ID token without openid");
      return { tokens };
    }
    return { tokens, ...(await this.idToken(tokens, request)) };
  }

  // Everything by the strict library (with its own requests, its own checks).
  async strict(visitor, more = {}) {
    const { request, verifier } = await this.pushable(more);
    const { as, client, auth } = this;
    const DPoP = oauth.DPoP(client, { privateKey: this.dpop.privateKey, publicKey: await publicKey(this.dpop) });
    const options = { DPoP, ...INSECURE };
    const twice = async (send, read) => {
      try {
        return await read(await send());
      } catch (error) {
        if (!oauth.isDPoPNonceError(error)) throw error;
        return read(await send());
      }
    };
    const { request_uri } = await twice(
      () => oauth.pushedAuthorizationRequest(as, client, auth, new URLSearchParams(request), options),
      (response) => oauth.processPushedAuthorizationResponse(as, client, response),
    );
    const answer = this.came(await visitor.go(this.front(request_uri)));
    assert.equal(answer.kind, "sent", checks.told(answer));
    const params = oauth.validateAuthResponse(as, client, answer.params, request.state ?? oauth.expectNoState);
    const expected = this.openid ? { expectedNonce: request.nonce ?? oauth.expectNoNonce, requireIdToken: true } : {};
    const tokens = await twice(
      () => oauth.authorizationCodeGrantRequest(as, client, auth, params, this.redirectUri, verifier, options),
      (response) => oauth.processAuthorizationCodeResponse(as, client, response, expected),
    );
    const done = { request, answer, code: answer.params.get("code"), verifier, tokens, ...(await this.granted(tokens, request)) };
    if (this.openid) {
      const info = await twice(
        () => oauth.userInfoRequest(as, client, tokens.access_token, options),
        (response) => oauth.processUserInfoResponse(as, client, done.claims.sub, response),
      );
      checks.userInfo(info);
    }
    this.accepted(await this.resource(tokens.access_token));
    return done;
  }

  // The protected resource.
  async resource(token, { scheme = "DPoP", proof = {}, header = "DPoP", url = this.as.userinfo_endpoint, several = 1 } = {}) {
    const headers = { authorization: `${scheme} ${token}` };
    if (proof) {
      const proofs = await Promise.all(Array.from({ length: several }, () => proof.text ?? this.proof("GET", this.as.userinfo_endpoint, { token, ...proof })));
      headers[header] = several === 1 ? proofs[0] : proofs;
    }
    return raw(url, { headers });
  }

  // Token and proof are good: with or without openid the resource tells what was granted.
  accepted(answer) {
    assert.ok([200, 201].includes(answer.status), `the resource answers: ${answer.status} ${answer.headers.get("www-authenticate")} ${answer.text}`);
  }

  rejected(answer, why) {
    assert.ok([400, 401].includes(answer.status), `${why}: the resource answers ${answer.status} ${answer.text}`);
    if (answer.status === 401) assert.match(answer.headers.get("www-authenticate") ?? "", /^(DPoP|Bearer)\b/i, why);
  }
}

async function publicKey({ jwk }) {
  return crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
}

// A request with its headers as they are: fetch would join lines of one name.
function raw(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const request = httpRequest(url, { method, headers: { accept: "application/json", ...headers, ...length } }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const all = new Headers();
      for (const [name, value] of Object.entries(response.headers)) for (const one of [value].flat()) all.append(name, one);
      let json;
      try {
        json = JSON.parse(text);
      } catch {
        json = undefined;
      }
      resolve({ status: response.statusCode, headers: all, text, json });
    });
    request.once("error", reject);
    request.end(body);
  });
}
