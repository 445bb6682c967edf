// RP-Initiated Logout, Back-Channel Logout, Front-Channel Logout, Session Management.
import assert from "node:assert/strict";
import { SignJWT, UnsecuredJWT, decodeJwt, jwtVerify } from "jose";
import { sentError, told } from "../checks.mjs";
import { random } from "../rp.mjs";
import { AFTER, newKey } from "../setting.mjs";
import { WANTS_PAGE } from "./core.mjs";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

// The end session request; members that are undefined are left out.
function endSession(v, members) {
  const url = new URL(v.as.end_session_endpoint);
  for (const [name, value] of Object.entries(members)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

async function signedOut(rp, visitor) {
  const request = rp.request({ prompt: "none" });
  sentError(await rp.authorize(visitor, request), request, WANTS_PAGE);
}

function back(answer, state) {
  assert.equal(answer.kind, "sent", `the way back was expected, came: ${told(answer)}`);
  assert.equal(answer.url.origin + answer.url.pathname, AFTER);
  assert.deepEqual([...answer.url.searchParams], state === undefined ? [] : [["state", state]]);
}

async function begin(v, members = {}) {
  const visitor = v.visitor();
  const rp = await v.client({ post_logout_redirect_uris: [AFTER], ...members });
  const done = await rp.signIn(visitor);
  const all = { id_token_hint: done.tokens.id_token, post_logout_redirect_uri: AFTER, state: random(96) };
  return { visitor, rp, done, all };
}

// The person is brought back, or sees that they are signed out.
const good = (change, wayBack) => async (v) => {
  const { visitor, rp, all } = await begin(v);
  const members = { ...all, ...change };
  const answer = await visitor.go(endSession(v, members));
  if (wayBack) {
    back(answer, members.state);
  } else {
    assert.equal(answer.kind, "page", told(answer));
    assert.equal(answer.name, "logged-out");
    assert.ok(!answer.text.includes(AFTER), "there is no way to the client");
  }
  await signedOut(rp, visitor);
};

// An error page, or the person is asked; in no case they are sent anywhere.
const bad = (change) => async (v) => {
  const { visitor, all } = await begin(v);
  const members = { ...all, ...(await change(v, all)) };
  const answer = await visitor.go(endSession(v, members), { stop: ["logout"] });
  assert.notEqual(answer.kind, "sent", `nobody is sent to ${answer.url}`);
  assert.ok(answer.kind === "error" || answer.name === "logout", told(answer));
  if (answer.kind === "error") {
    assert.ok(answer.status >= 400 && answer.status < 500);
    assert.ok(!answer.text.includes(`href="${members.post_logout_redirect_uri}`), "no link there either");
    return;
  }
  const end = await visitor.go(endSession(v, members));
  assert.equal(end.name, "logged-out", told(end));
};

// A hint of the same content that somebody else signed.
async function forged(v, { id_token_hint: hint }) {
  const stranger = await newKey();
  const [head] = hint.split(".");
  const header = JSON.parse(Buffer.from(head, "base64url"));
  return { id_token_hint: await new SignJWT(decodeJwt(hint)).setProtectedHeader(header).sign(stranger.privateKey) };
}

async function logoutToken(v, rp, done, text) {
  const { payload: claims, protectedHeader: header } = await jwtVerify(text, v.world.keys, { issuer: v.as.issuer, audience: rp.metadata.client_id, currentDate: new Date(v.server.now() * 1000) });
  assert.equal(header.alg, rp.alg, "signed as ID tokens of this client are");
  if (header.typ) assert.ok(["logout+jwt", "JWT"].includes(header.typ), header.typ);
  assert.ok(claims.jti && Number.isInteger(claims.iat) && Math.abs(claims.iat - v.server.now()) < 60);
  assert.deepEqual(claims.events, { [EVENT]: {} });
  assert.equal(claims.nonce, undefined, "a logout token has no nonce");
  assert.ok(claims.sid, "sid is there, for the client requires it");
  assert.equal(claims.sid, done.claims.sid);
  if (claims.sub !== undefined) assert.equal(claims.sub, done.claims.sub);
}

export const logout = {
  "oidcc-rp-initiated-logout": good({}, true),
  "oidcc-rp-initiated-logout-no-state": good({ state: undefined }, true),
  "oidcc-rp-initiated-logout-no-params": good({ id_token_hint: undefined, post_logout_redirect_uri: undefined, state: undefined }, false),
  "oidcc-rp-initiated-logout-no-post-logout-redirect-uri": good({ post_logout_redirect_uri: undefined }, false),
  "oidcc-rp-initiated-logout-only-state": good({ id_token_hint: undefined, post_logout_redirect_uri: undefined }, false),
  "oidcc-rp-initiated-logout-bad-id-token-hint": bad(forged),
  "oidcc-rp-initiated-logout-modified-id-token-hint": bad((_, { id_token_hint: hint }) => ({ id_token_hint: new UnsecuredJWT(decodeJwt(hint)).encode() })),
  "oidcc-rp-initiated-logout-no-id-token-hint": bad(() => ({ id_token_hint: undefined })),
  "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri": bad(() => ({ post_logout_redirect_uri: `${AFTER}/${random(4)}` })),
  "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri": bad(() => ({ post_logout_redirect_uri: `${AFTER}?foo=bar` })),

  "oidcc-backchannel-rp-initiated-logout": async (v) => {
    const site = await v.world.site();
    const path = `/backchannel/${random(6)}`;
    const members = { backchannel_logout_uri: site.serve(path, ""), backchannel_logout_session_required: true };
    const { visitor, rp, done, all } = await begin(v, members);
    assert.ok(done.claims.sid, "the ID token has a sid");
    back(await visitor.go(endSession(v, all)), all.state);
    const told = await site.wasAsked(path);
    assert.equal(told.method, "POST");
    assert.match(told.headers["content-type"], /^application\/x-www-form-urlencoded/);
    const form = new URLSearchParams(told.body);
    assert.deepEqual([...form.keys()], ["logout_token"]);
    await logoutToken(v, rp, done, form.get("logout_token"));
    await signedOut(rp, visitor);
  },

  "oidcc-frontchannel-rp-initiated-logout": async (v) => {
    const shop = await v.shop({ frontchannel_logout_session_required: true, frontchannel: true });
    try {
      const done = await shop.signIn();
      assert.ok(done.claims.sid, "the ID token has a sid");
      const state = random();
      await shop.leave(done, state);
      const asked = shop.site.asked.map((one) => one.path);
      const frame = shop.site.asked.find((one) => one.path === shop.frontchannelPath);
      assert.ok(frame, "the client's address is loaded");
      assert.ok(asked.indexOf(shop.frontchannelPath) < asked.indexOf(shop.afterPath), "before the way back");
      assert.deepEqual(Object.fromEntries(frame.query), { iss: v.as.issuer, sid: done.claims.sid });
      assert.equal(frame.headers["sec-fetch-dest"], "iframe");
      await shop.isSignedOut();
    } finally {
      await shop.close();
    }
  },

  "oidcc-session-management-rp-initiated-logout": async (v) => {
    assert.ok(v.as.check_session_iframe, "check_session_iframe is announced");
    const shop = await v.shop({});
    try {
      const done = await shop.signIn();
      const sessionState = done.params.get("session_state");
      assert.ok(sessionState && !sessionState.includes(" "), "session_state comes with the answer");
      assert.equal(await shop.ask(`${shop.rp.metadata.client_id} ${sessionState}`), "unchanged");
      assert.equal(await shop.ask("nonsense"), "error");
      await shop.leave(done, random());
      assert.equal(await shop.ask(`${shop.rp.metadata.client_id} ${sessionState}`), "changed");
      await shop.isSignedOut();
    } finally {
      await shop.close();
    }
  },
};
