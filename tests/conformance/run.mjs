// Starts the server, runs every plan against it and prints what came of each module. Arguments:
// parts of the names of plan files; without any, all.
import { readdirSync } from "node:fs";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { Server } from "../js/server.mjs";
import { report } from "../js/report.mjs";

const PHONE = "+77015550171";
const folder = fileURLToPath(new URL("plans/", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder).sort().filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));

// OpenID Discovery §3 asks providers with dynamic registration for implicit answers; operators switch them on.
const more = { FREEDOM_ID_REGISTRATION__MODE: "open", FREEDOM_ID_PROFILES__FRONT_CHANNEL_TOKENS: "true" };
if (process.env.CONFORMANCE_DATABASE_URL) more.FREEDOM_ID_DATABASE__URL = process.env.CONFORMANCE_DATABASE_URL;
const server = await Server.start(more);
let failed;
try {
  const { id } = await server.addPerson(PHONE, "dana.serik@mail.example");
  process.env.CONFORMANCE_SERVER = server.ticket();
  process.env.CONFORMANCE_PERSON = JSON.stringify({ id, identifier: PHONE, email: "dana.serik@mail.example" });
  // One after the other: they move the one clock of the server.
  failed = await report(run({ files: files.map((file) => folder + file), concurrency: 1 }), () => server.faults());
} finally {
  await server.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
