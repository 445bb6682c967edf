// fapi2-security-profile-final with private_key_jwt and DPoP, with OpenID Connect and without.
// Left out are the modules of regulated profiles (Brazil, Australia).
import { Fapi } from "../fapi.mjs";
import { discovery } from "../modules/discovery.mjs";
import { fapi2 } from "../modules/fapi2.mjs";
import { plan } from "../plan.mjs";

const DISCOVERY = "fapi2-security-profile-final-discovery-end-point-verification";
const modules = { [DISCOVERY]: discovery[DISCOVERY], ...fapi2 };

// Not run for plain OAuth.
const OPENID_ONLY = [
  "ensure-authorization-request-with-64-char-nonce-success",
  "ensure-authorization-request-with-long-nonce",
  "ensure-authorization-request-without-nonce-success",
  "ensure-different-nonce-inside-and-outside-request-object",
  "ensure-other-scope-order-succeeds",
  "test-claims-parameter-identity-claims",
].map((name) => `fapi2-security-profile-final-${name}`);

const all = Object.keys(modules);
const title = "fapi2-security-profile-final-test-plan";
plan(`${title} (openid_connect)`, all, modules, (world) => Fapi.make(world, { openid: true }));
plan(`${title} (plain_oauth)`, all.filter((name) => !OPENID_ONLY.includes(name)), modules, (world) => Fapi.make(world, { openid: false }));
