// The program itself: started on free ports with a folder of its own, or one that runs already.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";

const run = promisify(execFile);
const PROGRAM = process.env.FREEDOM_ID_BIN ?? fileURLToPath(new URL("../../target/debug/freedom-id", import.meta.url));
const DEADLINE_MS = 60_000;

export const PASSWORD = "tulip-harbour-vexing-92";

export class Server {
  #child;
  #files = 0;
  // How far its clock is ahead of ours, in seconds.
  ahead = 0;

  constructor({ dir, settings, issuer }) {
    Object.assign(this, { dir, settings, issuer });
  }

  static async start(more = {}) {
    const dir = await mkdtemp(path.join(tmpdir(), "fid_js_"));
    const port = await twoFreePorts();
    const issuer = `http://localhost:${port}`;
    const settings = {
      FREEDOM_ID_SERVER__LISTEN: `127.0.0.1:${port}`,
      FREEDOM_ID_SERVER__ISSUER: issuer,
      FREEDOM_ID_SERVER__MODE: "development",
      FREEDOM_ID_SERVER__DATA_DIR: path.join(dir, "data"),
      FREEDOM_ID_PASSWORDS__MEMORY_KIB: "64",
      FREEDOM_ID_PASSWORDS__ITERATIONS: "1",
      FREEDOM_ID_LIMITS__ENABLED: "false",
      FREEDOM_ID_DEV__CLOCK: "true",
      ...more,
    };
    const server = new Server({ dir, settings, issuer });
    await server.#begin();
    return server;
  }

  // A server that another process has started.
  static async join(text) {
    const server = new Server(JSON.parse(text));
    await server.advance(0);
    return server;
  }

  // What `join` takes.
  ticket() {
    const { dir, settings, issuer } = this;
    return JSON.stringify({ dir, settings, issuer });
  }

  async #begin() {
    const log = await open(path.join(this.dir, "server.log"), "a");
    this.#child = spawn(PROGRAM, [], { cwd: this.dir, env: this.#environment(), stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    const end = Date.now() + DEADLINE_MS;
    for (;;) {
      const answer = await fetch(`${this.issuer}/readyz`).catch(() => null);
      if (answer?.ok) return;
      if (this.#child.exitCode !== null || Date.now() > end) throw new Error(`the server does not start\n${await this.log()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop() {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
    await rm(this.dir, { recursive: true, force: true });
  }

  #environment() {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("FREEDOM_ID_"));
    return { ...Object.fromEntries(own), ...this.settings };
  }

  // A command of the program on the same data, with its JSON.
  async run(...args) {
    const { stdout } = await run(PROGRAM, [...args, "--json"], { cwd: this.dir, env: this.#environment() });
    return JSON.parse(stdout);
  }

  // Registers a client that flags describe.
  addClient(name, flags) {
    return this.run("client", "add", "--name", name, ...flags);
  }

  // Registers a client that RFC 7591 metadata describe, and flags where they have no word for it.
  async addClientFrom(name, metadata, flags = []) {
    const file = path.join(this.dir, `client-${process.pid}-${this.#files++}.json`);
    await writeFile(file, JSON.stringify(metadata));
    return this.run("client", "add", "--name", name, "--metadata", file, ...flags);
  }

  addPerson(phone, email) {
    const names = ["--firstname", "Dana", "--lastname", "Serik", "--password", PASSWORD];
    return this.run("user", "add", "--phone", phone, "--email", email, ...names);
  }

  // The server's clock, in seconds.
  now() {
    return Math.floor(Date.now() / 1000 + this.ahead);
  }

  // Moves the server's clock.
  async advance(seconds) {
    const answer = await fetch(`${this.issuer}/dev/clock`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ advance_seconds: seconds }),
    });
    if (!answer.ok) throw new Error(`the clock does not move: ${answer.status}`);
    const { now } = await answer.json();
    this.ahead = (Date.parse(now) - Date.now()) / 1000;
  }

  log() {
    return readFile(path.join(this.dir, "server.log"), "utf8").catch(() => "");
  }

  // What the server itself calls a fault.
  async faults() {
    const lines = (await this.log()).split("\n");
    return lines.filter((line) => line.includes(" ERROR ") || line.includes("panicked"));
  }
}

// The demo site takes the port after the server's.
async function twoFreePorts() {
  for (let round = 0; round < 100; round++) {
    const first = await listen(0);
    const { port } = first.address();
    const second = port < 65_535 ? await listen(port + 1).catch(() => null) : null;
    first.close();
    second?.close();
    if (second) return port;
  }
  throw new Error("no two free ports in a row");
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
