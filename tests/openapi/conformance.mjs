import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { before, describe, test } from "node:test";
import { Person } from "../js/person.mjs";
import { Server } from "../js/server.mjs";

const { SCHEMATHESIS, IDENTIFIER, PASSWORD } = process.env;
const CALLBACK = "https://partner.example/callback";
const GRANTS = "openid,read.firstname,read.lastname,read.patronymic,read.phone,read.email,read.phones,read.emails,read.profile";

const CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
// The same requests every time.
const SEED = "4711";
// Requests per operation of the random part, which comes after what follows from the document.
const EXAMPLES = "8";
const LONGEST_MS = 90_000;

describe("the OpenAPI document", () => {
  let server;
  let client;

  before(async () => {
    assert.ok(SCHEMATHESIS, "SCHEMATHESIS names the program");
    assert.ok(process.env.SERVER, "start this with run.mjs");
    server = await Server.join(process.env.SERVER);
    client = await server.addClient("Partner", ["--redirect-uri", CALLBACK, "--grants", GRANTS, "--no-pkce"]);
  });

  test("holds for callers without credentials", { timeout: LONGEST_MS }, async () => {
    await conforms(server, "nobody", "");
  });

  test("holds for a client and for the bearer of a person's token", { timeout: LONGEST_MS }, async () => {
    const access_token = await signIn(server, client);
    await conforms(server, "person", credentials(client, access_token));
    const info = await fetch(`${server.issuer}/api/v1/oauth/info`, { headers: { authorization: `Bearer ${access_token}` } });
    assert.equal(info.status, 200, "the token was good to the end");
  });

  test("holds for the bearer of a service token", { timeout: LONGEST_MS }, async () => {
    const service = await server.addClient("Service", ["--grant-type", "client_credentials", "--scope", "users.write"]);
    const body = new URLSearchParams({ grant_type: "client_credentials", scope: "users.write" });
    const { access_token } = await post(server, service, "/oauth2/token", body);
    await conforms(server, "service", credentials(service, access_token), ["--include-path-regex", "^/api/v1/oauth/(user|info|get-profile)"]);
  });
});

// What a run is told about who calls.
function credentials({ client_id, client_secret }, bearer) {
  const basic = `[auth.openapi.basic]\nusername = ${JSON.stringify(client_id)}\npassword = ${JSON.stringify(client_secret)}\n`;
  return `${basic}\n[auth.openapi.bearer]\nbearer = ${JSON.stringify(bearer)}\n`;
}

async function conforms(server, name, settings, more = []) {
  const config = path.join(server.dir, `schemathesis-${name}.toml`);
  await writeFile(config, settings);
  const args = [
    "--config-file", config, "run", `${server.issuer}/developers/openapi.json`, "--checks", CHECKS, "--seed", SEED,
    "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--workers", "2", "--warnings", "off",
    "--continue-on-failure", "--no-color", ...more,
  ];
  const program = spawn(SCHEMATHESIS, args, { cwd: server.dir, stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  for (const stream of [program.stdout, program.stderr]) stream.on("data", (chunk) => (told += chunk));
  const code = await new Promise((resolve) => program.once("close", resolve));
  if (code !== 0) throw new Error(`Schemathesis ended with ${code}:\n${told.slice(-12_000)}`);
}

// The whole way of a partner: link, login, exchange.
async function signIn(server, client) {
  const ask = { redirect_uri: CALLBACK, grants: GRANTS.split(",") };
  const { redirect_uri } = await post(server, client, "/api/v1/oauth/authorize", ask);
  const url = await new Person(server.issuer, IDENTIFIER, PASSWORD).authorize(redirect_uri);
  const authorization_code = url.searchParams.get("authorization_code");
  return (await post(server, client, "/api/v1/oauth/token", { authorization_code })).access_token;
}

async function post(server, { client_id, client_secret }, path, body) {
  const form = body instanceof URLSearchParams;
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}`;
  const headers = { authorization, "content-type": form ? "application/x-www-form-urlencoded" : "application/json" };
  const answer = await fetch(server.issuer + path, { method: "POST", headers, body: form ? body : JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}
