// The certification plans of signing out.
import { discovery } from "../modules/discovery.mjs";
import { logout } from "../modules/logout.mjs";
import { plan } from "../plan.mjs";
import { Dynamic, Operated, Static } from "../setting.mjs";

const modules = { ...discovery, ...logout };
const RP_INITIATED = [
  "oidcc-rp-initiated-logout-discovery-endpoint-verification",
  "oidcc-rp-initiated-logout",
  "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
  "oidcc-rp-initiated-logout-modified-id-token-hint",
  "oidcc-rp-initiated-logout-no-id-token-hint",
  "oidcc-rp-initiated-logout-no-params",
  "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
  "oidcc-rp-initiated-logout-no-state",
  "oidcc-rp-initiated-logout-only-state",
  "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
  "oidcc-rp-initiated-logout-bad-id-token-hint",
];
const BACKCHANNEL = ["oidcc-backchannel-logout-discovery-endpoint-verification", "oidcc-backchannel-rp-initiated-logout"];
const FRONTCHANNEL = ["oidcc-frontchannel-logout-discovery-endpoint-verification", "oidcc-frontchannel-rp-initiated-logout"];
const SESSION = ["oidcc-session-management-discovery-endpoint-verification", "oidcc-session-management-rp-initiated-logout"];

const dynamic = async (world) => new Dynamic(world);
const operated = async (world) => new Operated(world);

plan("oidcc-rp-initiated-logout-certification-test-plan (static clients)", RP_INITIATED, modules, (world) => Static.make(world));
plan("oidcc-rp-initiated-logout-certification-test-plan (dynamic clients)", RP_INITIATED, modules, dynamic);
plan("oidcc-backchannel-rp-initiated-logout-certification-test-plan (static clients)", BACKCHANNEL, modules, operated);
plan("oidcc-backchannel-rp-initiated-logout-certification-test-plan (dynamic clients)", BACKCHANNEL, modules, dynamic);
plan("oidcc-frontchannel-rp-initiated-logout-certification-test-plan (static clients)", FRONTCHANNEL, modules, operated);
plan("oidcc-frontchannel-rp-initiated-logout-certification-test-plan (dynamic clients)", FRONTCHANNEL, modules, dynamic);
plan("oidcc-session-management-certification-test-plan (static clients)", SESSION, modules, operated);
plan("oidcc-session-management-certification-test-plan (dynamic clients)", SESSION, modules, dynamic);
