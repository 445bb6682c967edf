// A partner's site as a program of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createInterface } from "node:readline";

export class Program {
  #child;
  #lines;
  #complaints = "";

  constructor(command, args, settings = {}) {
    const env = { PATH: process.env.PATH, ...settings };
    this.#child = spawn(command, args, { env, stdio: "pipe" });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => (this.#complaints += text));
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  // The next line that it prints.
  async line() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the program has ended\n${this.#complaints}`);
    return value;
  }

  // The next event of a program that tells them as JSON; it is to be of this kind.
  async event(kind) {
    const { event, ...facts } = JSON.parse(await this.line());
    assert.equal(event, kind, JSON.stringify(facts));
    return facts;
  }

  tell(line) {
    this.#child.stdin.write(`${line}\n`);
  }

  stop() {
    this.#child.kill();
  }
}

const now = () => Math.floor(Date.now() / 1000);
const signed = (secret, stamp, body) => createHmac("sha256", secret).update(`${stamp}.${body}`).digest("hex");

// Sends a session-end call; gives the status of the answer.
async function send(here, body, signature) {
  const headers = { "content-type": "application/json", ...(signature && { "x-freedomid-signature": signature }) };
  const answer = await fetch(`${here}/session-end`, { method: "POST", headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

// The call as our server makes it.
export function sessionEnd(here, secret, id) {
  const [stamp, body] = [now(), JSON.stringify({ id })];
  return send(here, body, `t=${stamp},v1=${signed(secret, stamp, body)}`);
}

// Sends what our server would not, and expects a refusal each time; tells how many there were.
export async function refusesForgeries(here, secret, id) {
  const [stamp, body] = [now(), JSON.stringify({ id })];
  const forgeries = {
    "the key of somebody else": `t=${stamp},v1=${signed(`${secret}?`, stamp, body)}`,
    "another body": `t=${stamp},v1=${signed(secret, stamp, "{}")}`,
    "another time": `t=${stamp},v1=${signed(secret, stamp - 1, body)}`,
    "an old one": `t=${stamp - 400},v1=${signed(secret, stamp - 400, body)}`,
    "one of times to come": `t=${stamp + 400},v1=${signed(secret, stamp + 400, body)}`,
    "a digit that is no number": `t=\u00b2,v1=${signed(secret, stamp, body)}`,
    "a short one": `t=${stamp},v1=00`,
    "none at all": undefined,
  };
  for (const [which, signature] of Object.entries(forgeries)) {
    assert.equal(await send(here, body, signature), 401, which);
  }
  return Object.keys(forgeries).length;
}
