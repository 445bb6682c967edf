// Client libraries of other hands, which learn everything from discovery, against a running server.
import { readdirSync } from "node:fs";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { report } from "../js/report.mjs";
import { PASSWORD, Server } from "../js/server.mjs";

const PHONE = "+77015550170";
const folder = fileURLToPath(new URL("libraries/", import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith(".mjs")).sort();

const server = await Server.start();
let failed;
try {
  await server.addPerson(PHONE, "dana.serik@mail.example");
  Object.assign(process.env, { SERVER: server.ticket(), IDENTIFIER: PHONE, PASSWORD });
  failed = await report(run({ files: files.map((file) => folder + file), concurrency: 1 }), () => server.faults());
} finally {
  await server.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
