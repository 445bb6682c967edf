// A site that logs people in with Freedom ID. Node.js 20 or later, nothing to install.
//
//   CLIENT_ID=... CLIENT_SECRET=... WEBHOOK_SECRET=... node partner.mjs
//
// Registered for the client: the address http://127.0.0.1:8090/callback and, for the session-end call,
// the host 127.0.0.1:8090, which brings the WEBHOOK_SECRET.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const { CLIENT_ID, CLIENT_SECRET, WEBHOOK_SECRET = "" } = process.env;
const ISSUER = process.env.ISSUER ?? "http://localhost:8080";
const PORT = Number(process.env.PORT ?? 8090);
const GRANTS = (process.env.GRANTS ?? "read.firstname read.lastname read.phone").split(" ");

const HERE = `http://127.0.0.1:${PORT}`;
const BASIC = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64")}`;

// One call of the API; an error tells status and body.
async function call(method, path, authorization, body) {
  const headers = { authorization };
  if (body) headers["content-type"] = "application/json";
  const signal = AbortSignal.timeout(10_000);
  const answer = await fetch(ISSUER + path, { method, headers, body: body && JSON.stringify(body), signal });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function loginLink(state) {
  const body = { redirect_uri: `${HERE}/callback`, grants: GRANTS, state };
  return (await call("POST", "/api/v1/oauth/authorize", BASIC, body)).redirect_uri;
}

const exchange = (code) =>
  call("POST", "/api/v1/oauth/token", BASIC, {
    authorization_code: code,
    ...(WEBHOOK_SECRET && { revoke_uri: `${HERE}/session-end` }),
  });

// Ends the old pair. Keep the new one before you use it.
const refresh = (tokens) => call("PATCH", "/api/v1/oauth/token", `Bearer ${tokens.refresh_token}`);

const info = (tokens) => call("GET", "/api/v1/oauth/info", `Bearer ${tokens.access_token}`);

// Asks for the extended profile and waits for it; null if it is refused or fails.
async function profile(tokens, patience = 30) {
  const bearer = `Bearer ${tokens.access_token}`;
  const request_id = randomUUID();
  const asked = await call("POST", "/api/v1/oauth/get-profile", bearer, { request_id });
  if (asked.status === "rejected") return null;
  for (let round = 0; round < patience; round++) {
    const state = await call("GET", `/api/v1/oauth/get-profile/status?request_id=${request_id}`, bearer);
    if (state.status === "completed") return JSON.parse(Buffer.from(state.profile.payload, "base64url").toString());
    if (state.status !== "pending") return null;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return null;
}

// Whether a session-end call carries our signature, not older than five minutes.
function isFromFreedomId(header, body) {
  const parts = new Map((header ?? "").split(",").map((part) => part.trim().split("=", 2)));
  const stamp = parts.get("t") ?? "";
  if (!WEBHOOK_SECRET || !/^\d+$/.test(stamp) || Math.abs(Date.now() / 1000 - Number(stamp)) > 300) return false;
  const expected = createHmac("sha256", WEBHOOK_SECRET).update(`${stamp}.`).update(body).digest();
  const given = Buffer.from(parts.get("v1") ?? "", "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

// Which of our sessions belongs to which family of tokens. A real site has a database.
const sessions = new Map();

const site = createServer(async (request, response) => {
  const answer = (status, text, kind = "text/plain", headers = {}) =>
    response.writeHead(status, { "content-type": `${kind}; charset=utf-8`, ...headers }).end(text);
  const url = new URL(request.url, HERE);
  try {
    if (request.method === "POST" && url.pathname === "/session-end") {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      if (!isFromFreedomId(request.headers["x-freedomid-signature"], body)) return answer(401, "bad signature");
      // The same call may come more than once: ending what has ended is no error.
      sessions.delete(JSON.parse(body).id);
      return answer(200, "ended");
    }
    if (url.pathname === "/login") {
      const state = randomBytes(24).toString("base64url");
      const cookie = `state=${state}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600`;
      return answer(302, "", "text/plain", { location: await loginLink(state), "set-cookie": cookie });
    }
    if (url.pathname !== "/callback") {
      return answer(200, '<a href="/login">Log in with Freedom ID</a>', "text/html");
    }
    // Without this check somebody could log a person in to an account that is not theirs.
    const state = /(?:^|; *)state=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
    if (!state || state !== url.searchParams.get("state")) return answer(400, "the state is not ours");
    const code = url.searchParams.get("authorization_code");
    if (!code) return answer(200, `refused: ${url.searchParams.get("error")}`);
    let tokens = await exchange(code);
    const told = { info: await info(tokens) };
    if (GRANTS.includes("read.profile")) told.profile = await profile(tokens);
    tokens = await refresh(tokens);
    sessions.set(tokens.id, tokens);
    told.access_expire_at = tokens.access_expire_at;
    return answer(200, JSON.stringify(told, null, 2), "application/json");
  } catch (error) {
    return answer(502, String(error));
  }
});

site.listen(PORT, "127.0.0.1", () => console.log(`open ${HERE}/`));
