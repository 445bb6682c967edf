// openid-client 6 completes the flow from discovery alone.
import assert from "node:assert/strict";
import * as client from "openid-client";
import { Person } from "../js/person.mjs";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, IDENTIFIER, PASSWORD } = process.env;

const config = await client.discovery(
  new URL(ISSUER), CLIENT_ID, {}, client.ClientSecretBasic(CLIENT_SECRET), { execute: [client.allowInsecureRequests] },
);
const person = new Person(ISSUER, IDENTIFIER, PASSWORD);

async function signIn(more = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: "openid profile read.phone offline_access",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  });
  return client.authorizationCodeGrant(config, await person.authorize(url), checks);
}

const tokens = await signIn();
const { sub } = tokens.claims();
const claims = await client.fetchUserInfo(config, tokens.access_token, sub);
assert.equal(claims.phone_number, IDENTIFIER);
assert.ok(claims.given_name);

// A second time nothing is asked, even silently.
const again = await signIn({ prompt: "none" });
assert.equal(again.claims().sub, sub);

const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, true);
await client.tokenRevocation(config, refreshed.refresh_token);
assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, false);
await assert.rejects(client.fetchUserInfo(config, refreshed.access_token, sub));

console.log(`openid-client: ok (${sub})`);
