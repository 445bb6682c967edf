// oidcc-basic and oidcc-formpost-basic, each with clients of the operator and with clients that
// register themselves.
import { core } from "../modules/core.mjs";
import { plan } from "../plan.mjs";
import { Dynamic, Static } from "../setting.mjs";

const EVERYWHERE = [
  "oidcc-server",
  "oidcc-response-type-missing",
  "oidcc-userinfo-get",
  "oidcc-userinfo-post-header",
  "oidcc-userinfo-post-body",
  "oidcc-ensure-request-without-nonce-succeeds-for-code-flow",
  "oidcc-scope-profile",
  "oidcc-scope-email",
  "oidcc-scope-address",
  "oidcc-scope-phone",
  "oidcc-scope-all",
  "oidcc-alternate-happy-flow",
  "oidcc-display-page",
  "oidcc-display-popup",
  "oidcc-prompt-login",
  "oidcc-prompt-none-not-logged-in",
  "oidcc-prompt-none-logged-in",
  "oidcc-max-age-1",
  "oidcc-max-age-10000",
  "oidcc-ensure-request-with-unknown-parameter-succeeds",
  "oidcc-id-token-hint",
  "oidcc-login-hint",
  "oidcc-ui-locales",
  "oidcc-claims-locales",
  "oidcc-ensure-request-with-acr-values-succeeds",
  "oidcc-codereuse",
  "oidcc-codereuse-30seconds",
  "oidcc-ensure-registered-redirect-uri",
  "oidcc-ensure-post-request-succeeds",
  "oidcc-server-client-secret-post",
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
  "oidcc-claims-essential",
  "oidcc-ensure-request-object-with-redirect-uri",
  "oidcc-refresh-token",
  "oidcc-ensure-request-with-valid-pkce-succeeds",
];

const DYNAMIC = [
  ...EVERYWHERE,
  "oidcc-idtoken-signature",
  "oidcc-idtoken-unsigned",
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
];

for (const [name, responseMode] of [["oidcc-basic", undefined], ["oidcc-formpost-basic", "form_post"]]) {
  const title = `${name}-certification-test-plan`;
  const flags = (world) => world.as.scopes_supported.includes("address") ? ["--scope", "address"] : [];
  plan(`${title} (static clients)`, EVERYWHERE, core, (world) => Static.make(world, { responseMode, flags: flags(world) }));
  plan(`${title} (dynamic clients)`, DYNAMIC, core, async (world) => new Dynamic(world, { responseMode }));
}
