import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as oauth from "oauth4webapi";
import { CALLBACK, IDENTIFIER, join, register, visitor } from "../client.mjs";

describe("oauth4webapi 3", () => {
  test("completes the flow strictly, as a program without a secret too", async () => {
    const server = await join();
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.issuer);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    for (const open of [false, true]) {
      const made = await register(server, "oauth4webapi", open ? ["--auth-method", "none"] : []);
      const client = { client_id: made.client_id, id_token_signed_response_alg: "ES256" };
      const auth = open ? oauth.None() : oauth.ClientSecretBasic(made.client_secret);
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const url = new URL(as.authorization_endpoint);
      const request = {
        client_id: client.client_id,
        redirect_uri: CALLBACK,
        response_type: "code",
        scope: "openid read.phone offline_access",
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state,
        nonce,
        max_age: "600",
      };
      url.search = new URLSearchParams(request);
      const params = oauth.validateAuthResponse(as, client, await visitor(server).authorize(url), state);
      const response = await oauth.authorizationCodeGrantRequest(as, client, auth, params, CALLBACK, verifier, insecure);
      const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce, maxAge: 600, requireIdToken: true });
      await oauth.validateApplicationLevelSignature(as, response, insecure);
      const { sub } = oauth.getValidatedIdTokenClaims(tokens);
      const info = await oauth.processUserInfoResponse(as, client, sub, await oauth.userInfoRequest(as, client, tokens.access_token, insecure));
      assert.equal(info.phone_number, IDENTIFIER);
      const again = await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token, insecure);
      const fresh = await oauth.processRefreshTokenResponse(as, client, again);
      await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, fresh.refresh_token, insecure));
      const dead = await oauth.refreshTokenGrantRequest(as, client, auth, fresh.refresh_token, insecure);
      await assert.rejects(oauth.processRefreshTokenResponse(as, client, dead), { error: "invalid_grant" });
    }
  });
});
