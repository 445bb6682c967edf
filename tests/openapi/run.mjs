// The OpenAPI document against a running server: Schemathesis calls every operation with requests that keep to the
// document and with requests that do not, and holds every answer to what the document says of it.
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { report } from "../js/report.mjs";
import { PASSWORD, Server } from "../js/server.mjs";

const PHONE = "+77015550171";

const server = await Server.start({ FREEDOM_ID_REGISTRATION__MODE: "open" });
let failed;
try {
  await server.addPerson(PHONE, "dana.serik@mail.example");
  Object.assign(process.env, { SERVER: server.ticket(), IDENTIFIER: PHONE, PASSWORD });
  const files = [fileURLToPath(new URL("conformance.mjs", import.meta.url))];
  failed = await report(run({ files, concurrency: 1 }), () => server.faults());
} finally {
  await server.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
