// The variants of the OpenID Connect plans: how clients come to be, how they authenticate, how
// answers come back.
import assert from "node:assert/strict";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import * as oauth from "oauth4webapi";
import { Rp, random } from "./rp.mjs";
import { Shop } from "./shop.mjs";
import { INSECURE } from "./world.mjs";

export const CALLBACK = "https://rp.example/callback";
export const AFTER = "https://rp.example/signed-out";
export const OTHER_CALLBACK = "https://rp.example/other/callback?dummy1=lorem&dummy2=ipsum";

export async function newKey(alg = "RS256") {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { alg, privateKey, kid, jwk: { ...jwk, kid, alg, use: "sig" } };
}

// The keys of the clients of a process; drawing one takes a while.
let drawn;
export const clientKey = () => (drawn ??= newKey());

class Setting {
  constructor(world, { auth = "client_secret_basic", responseMode } = {}) {
    Object.assign(this, { world, auth, responseMode });
  }

  get as() {
    return this.world.as;
  }

  get server() {
    return this.world.server;
  }

  visitor() {
    return this.world.visitor();
  }

  // A client whose person has a real browser.
  shop(members) {
    return Shop.open(this, members);
  }
}

// Clients that register themselves, each module its own.
export class Dynamic extends Setting {
  dynamic = true;

  // The members that the public suite sends.
  async metadata(more = {}) {
    const { jwk } = more.key ?? (await clientKey());
    const { key, ...members } = more;
    return {
      client_name: `Conformance ${random(4)}`,
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: this.auth,
      jwks: "jwks_uri" in members ? undefined : { keys: [jwk] },
      contacts: ["certification@rp.example"],
      ...members,
    };
  }

  async client(more = {}) {
    assert.ok(this.as.registration_endpoint, "a registration endpoint is announced");
    const metadata = await this.metadata(more);
    const response = await oauth.dynamicClientRegistrationRequest(this.as, metadata, INSECURE);
    assert.match(response.headers.get("cache-control") ?? "", /no-store/, "credentials are not stored");
    const made = await oauth.processDynamicClientRegistrationResponse(response);
    for (const name of ["redirect_uris", "token_endpoint_auth_method"]) assert.deepEqual(made[name], metadata[name], `${name} is registered as asked`);
    if (made.client_secret) assert.ok(Number.isInteger(made.client_secret_expires_at), "OIDC Registration §3.2: client_secret_expires_at");
    return new Rp(this.world, made, { key: more.key ?? (await clientKey()), responseMode: this.responseMode });
  }

  other(more = {}) {
    return this.client({ redirect_uris: [OTHER_CALLBACK], ...more });
  }

  refreshing(more = {}) {
    return this.client({ grant_types: ["authorization_code", "refresh_token"], ...more });
  }

  otherRefreshing() {
    return this.refreshing({ redirect_uris: [OTHER_CALLBACK] });
  }

  posting() {
    return this.client({ token_endpoint_auth_method: "client_secret_post" });
  }
}

// Clients that the operator registers with the same members, each module its own.
export class Operated extends Dynamic {
  async client(more = {}) {
    const metadata = await this.metadata({ id_token_signed_response_alg: "RS256", ...more });
    const made = await this.server.addClientFrom(metadata.client_name, metadata, ["--no-pkce"]);
    const key = more.key ?? (await clientKey());
    return new Rp(this.world, { ...metadata, client_id: made.client_id, client_secret: made.client_secret }, { key, responseMode: this.responseMode });
  }
}

// Clients that the operator registered beforehand with flags of the command line.
export class Static extends Setting {
  dynamic = false;

  static async make(world, options = {}) {
    const setting = new Static(world, options);
    const add = async (name, redirectUri, flags = []) => {
      const made = await world.server.addClient(name, ["--redirect-uri", redirectUri, "--logout-uri", AFTER, "--no-pkce", "--id-token-alg", "RS256", ...(options.flags ?? []), ...flags]);
      const method = flags.includes("client_secret_post") ? "client_secret_post" : "client_secret_basic";
      const client = { client_id: made.client_id, client_secret: made.client_secret, redirect_uris: [redirectUri], token_endpoint_auth_method: method };
      return new Rp(world, client, { responseMode: options.responseMode });
    };
    setting.first = await add("Conformance one", CALLBACK);
    setting.second = await add("Conformance two", OTHER_CALLBACK);
    setting.third = await add("Conformance three", CALLBACK, ["--auth-method", "client_secret_post"]);
    return setting;
  }

  async client() {
    return this.first;
  }

  async other() {
    return this.second;
  }

  async refreshing() {
    return this.first;
  }

  async otherRefreshing() {
    return this.second;
  }

  async posting() {
    return this.third;
  }
}
