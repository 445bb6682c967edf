// What every module stands on: the running server, its metadata and keys, a person, local sites.
import * as oauth from "oauth4webapi";
import { createLocalJWKSet } from "jose";
import { Person } from "../js/person.mjs";
import { PASSWORD, Server } from "../js/server.mjs";
import { Site } from "../js/site.mjs";

const INSECURE = { [oauth.allowInsecureRequests]: true };

export class World {
  #site;

  static async open() {
    const { CONFORMANCE_SERVER, CONFORMANCE_PERSON } = process.env;
    if (!CONFORMANCE_SERVER) throw new Error("start the modules with run.mjs");
    const world = new World();
    world.server = await Server.join(CONFORMANCE_SERVER);
    world.person = JSON.parse(CONFORMANCE_PERSON);
    world.issuer = world.server.issuer;
    await world.read();
    return world;
  }

  // Reads metadata and keys, as a client does.
  async read() {
    const url = new URL(this.issuer);
    this.as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: "oidc", ...INSECURE }));
    const answer = await fetch(this.as.jwks_uri);
    this.jwks = await answer.json();
    this.keys = createLocalJWKSet(this.jwks);
  }

  // The person at a browser without cookies.
  visitor() {
    return new Person(this.issuer, this.person.identifier, PASSWORD);
  }

  // The one local site of this process.
  async site() {
    this.#site ??= await Site.open();
    return this.#site;
  }

  async close() {
    await this.#site?.close();
  }
}

// An answer of an endpoint, read in whole.
export async function call(url, options = {}) {
  const answer = await fetch(url, { redirect: "manual", ...options });
  const text = await answer.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: answer.status, headers: answer.headers, text, json };
}

export { INSECURE };
