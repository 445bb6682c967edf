import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { CALLBACK, IDENTIFIER, join, register, visitor } from "../client.mjs";

const SCRIPT = fileURLToPath(new URL("with_authlib.py", import.meta.url));

describe("Authlib", () => {
  test("signs a person in from discovery alone", { timeout: 60_000 }, async () => {
    const { AUTHLIB_PYTHON } = process.env;
    assert.ok(AUTHLIB_PYTHON, "AUTHLIB_PYTHON names a Python with authlib and requests");
    const server = await join();
    const { client_id, client_secret } = await register(server, "Authlib");
    const python = spawn(AUTHLIB_PYTHON, [SCRIPT, server.issuer, client_id, client_secret, CALLBACK], {
      stdio: ["pipe", "pipe", "inherit"],
      // It would not speak of tokens over plain http otherwise.
      env: { ...process.env, AUTHLIB_INSECURE_TRANSPORT: "1" },
    });
    const ended = new Promise((resolve) => python.once("exit", resolve));
    const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
    const { value: url } = await lines.next();
    assert.ok(url, "it says where the person must go");
    python.stdin.end(`${await visitor(server).authorize(url)}\n`);
    const { value: person } = await lines.next();
    assert.equal(await ended, 0);
    assert.equal(JSON.parse(person).phone_number, IDENTIFIER);
  });
});
