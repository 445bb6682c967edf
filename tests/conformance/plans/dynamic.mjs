// The plans about metadata and registration, and the comprehensive plan with keys of the clients.
import { core } from "../modules/core.mjs";
import { discovery } from "../modules/discovery.mjs";
import { registration } from "../modules/registration.mjs";
import { plan } from "../plan.mjs";
import { Dynamic, Static } from "../setting.mjs";

const modules = { ...core, ...discovery, ...registration };

const CONFIG = ["oidcc-discovery-endpoint-verification"];

const REGISTRATION = [
  "oidcc-registration-jwks-uri",
  "oidcc-registration-logo-uri",
  "oidcc-registration-policy-uri",
  "oidcc-registration-sector-uri",
  "oidcc-registration-tos-uri",
];

const DYNAMIC = [
  "oidcc-idtoken-rs256",
  "oidcc-idtoken-unsigned",
  "oidcc-userinfo-rs256",
  "oidcc-ensure-redirect-uri-in-authorization-request",
  "oidcc-redirect-uri-query-OK",
  "oidcc-redirect-uri-query-mismatch",
  "oidcc-redirect-uri-query-added",
  "oidcc-redirect-uri-regfrag",
  ...CONFIG,
  "oidcc-server",
  ...REGISTRATION,
  "oidcc-registration-sector-bad",
  "oidcc-server-rotate-keys",
  "oidcc-refresh-token-rp-key-rotation",
  "oidcc-request-uri-unsigned",
  "oidcc-request-uri-signed-rs256",
  "oidcc-ensure-request-object-with-redirect-uri",
  "oidcc-refresh-token",
  "oidcc-ensure-client-assertion-with-iss-aud-succeeds",
];

// Without oidcc-ensure-request-without-nonce-fails, which is not run for the code flow.
const COMPREHENSIVE = [
  ...CONFIG,
  ...REGISTRATION,
  "oidcc-server",
  "oidcc-refresh-token",
  "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
  "oidcc-idtoken-rs256",
  "oidcc-idtoken-signature",
  "oidcc-idtoken-unsigned",
  "oidcc-claims-essential",
  "oidcc-scope-address",
  "oidcc-scope-all",
  "oidcc-scope-email",
  "oidcc-scope-phone",
  "oidcc-scope-profile",
  "oidcc-alternate-happy-flow",
  "oidcc-prompt-login",
  "oidcc-prompt-none-logged-in",
  "oidcc-prompt-none-not-logged-in",
  "oidcc-redirect-uri-query-OK",
  "oidcc-claims-locales",
  "oidcc-id-token-hint",
  "oidcc-login-hint",
  "oidcc-max-age-1",
  "oidcc-max-age-10000",
  "oidcc-userinfo-get",
  "oidcc-userinfo-post-body",
  "oidcc-userinfo-post-header",
  "oidcc-userinfo-rs256",
  "oidcc-ensure-request-with-acr-values-succeeds",
  "oidcc-ensure-request-with-unknown-parameter-succeeds",
  "oidcc-ui-locales",
  "oidcc-display-page",
  "oidcc-display-popup",
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
  "oidcc-request-uri-unsigned",
  "oidcc-request-uri-signed-rs256",
  "oidcc-refresh-token-rp-key-rotation",
  "oidcc-server-rotate-keys",
  "oidcc-ensure-request-with-valid-pkce-succeeds",
  "oidcc-ensure-client-assertion-with-iss-aud-succeeds",
  "oidcc-codereuse",
  "oidcc-codereuse-30seconds",
  "oidcc-ensure-redirect-uri-in-authorization-request",
  "oidcc-ensure-registered-redirect-uri",
  "oidcc-ensure-request-object-with-redirect-uri",
  "oidcc-redirect-uri-query-added",
  "oidcc-redirect-uri-query-mismatch",
  "oidcc-redirect-uri-regfrag",
  "oidcc-registration-sector-bad",
  "oidcc-response-type-missing",
];

const SECRET_JWT = ["oidcc-server", "oidcc-refresh-token", "oidcc-ensure-client-assertion-with-iss-aud-succeeds", "oidcc-codereuse"];

const dynamic = (auth) => async (world) => new Dynamic(world, { auth });

plan("oidcc-config-certification-test-plan", CONFIG, modules, (world) => Static.make(world));
plan("oidcc-dynamic-certification-test-plan", DYNAMIC, modules, dynamic("private_key_jwt"));
plan("oidcc-3rdparty-init-login-certification-test-plan", ["oidcc-3rd_party-init-login", "oidcc-3rd_party-init-login-nohttps"], modules, dynamic("client_secret_basic"));
plan("oidcc-test-plan (private_key_jwt)", COMPREHENSIVE, modules, dynamic("private_key_jwt"));
plan("oidcc-test-plan (client_secret_jwt)", SECRET_JWT, modules, dynamic("client_secret_jwt"));
