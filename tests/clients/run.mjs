// Client libraries of other hands, which learn everything from discovery, and a partner's site that was
// written from the developer pages, against a running server.
import { readdirSync } from "node:fs";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { report } from "../js/report.mjs";
import { PASSWORD, Server } from "../js/server.mjs";

const PHONE = "+77015550170";
const here = fileURLToPath(new URL(".", import.meta.url));
const files = ["libraries", "partner"].flatMap((folder) => {
  const tests = readdirSync(here + folder).filter((file) => file.endsWith(".mjs"));
  return tests.sort().map((file) => `${here}${folder}/${file}`);
});

const server = await Server.start();
let failed;
try {
  await server.addPerson(PHONE, "dana.serik@mail.example");
  Object.assign(process.env, { SERVER: server.ticket(), IDENTIFIER: PHONE, PASSWORD });
  failed = await report(run({ files, concurrency: 1 }), () => server.faults());
} finally {
  await server.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
