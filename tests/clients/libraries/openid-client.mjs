import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as client from "openid-client";
import { CALLBACK, IDENTIFIER, join, register, visitor } from "../client.mjs";

describe("openid-client 6", () => {
  test("completes the flow from discovery alone", async () => {
    const server = await join();
    const { client_id, client_secret } = await register(server, "openid-client");
    const config = await client.discovery(
      new URL(server.issuer), client_id, {}, client.ClientSecretBasic(client_secret), { execute: [client.allowInsecureRequests] },
    );
    const person = visitor(server);

    async function signIn(more = {}) {
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
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
  });
});
