"""A partner's whole site, written from the developer pages: Python 3.9 or later, nothing to install.

It takes a free port and says where it is; then it reads what it was registered with as one line of
JSON: issuer, client_id, client_secret, webhook_secret, grants. From there on it says what happens to
it, one JSON object a line. People come in by a login link or by /openid.
"""

import base64
import hashlib
import hmac
import html
import json
import re
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CALL_SECONDS = 10
PROFILE_SECONDS = 30
POLL_SECONDS = 0.2
TOLERANCE_SECONDS = 300
ID_TOKEN_SECONDS = 604_800
MOST_BYTES = 64 * 1024

SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
TOKEN = re.compile(r"[a-zA-Z0-9]{128}")


class Refused(Exception):
    """Freedom ID answered with an error."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        error = body.get("error") if isinstance(body, dict) else None
        # The partner API has numbers, OAuth has words.
        self.code = error.get("code") if isinstance(error, dict) else error


class Unexpected(Exception):
    """An answer is not what the documentation promises."""


def expect(condition, what):
    if not condition:
        raise Unexpected(what)


def same(given, wanted):
    return hmac.compare_digest(given.encode(), wanted.encode())


def say(**facts):
    print(json.dumps(facts, ensure_ascii=False), flush=True)


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class FreedomId:
    """What the site asks of Freedom ID."""

    def __init__(self, issuer, client_id, client_secret, webhook_secret, grants):
        self.issuer, self.client_id, self.grants = issuer, client_id, grants
        self.basic = "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self.webhook_secret = webhook_secret.encode()

    def call(self, method, path, authorization, body=None):
        request = urllib.request.Request(self.issuer + path, method=method)
        request.add_header("Authorization", authorization)
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=CALL_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, json.load(error)) from error

    # The login link.

    def link(self, redirect_uri, state):
        body = {"redirect_uri": redirect_uri, "grants": self.grants, "state": state}
        return self.call("POST", "/api/v1/oauth/authorize", self.basic, body)["redirect_uri"]

    def exchange(self, code, revoke_uri):
        body = {"authorization_code": code, "revoke_uri": revoke_uri}
        return self.pair(self.call("POST", "/api/v1/oauth/token", self.basic, body))

    def refresh(self, refresh_token):
        return self.pair(self.call("PATCH", "/api/v1/oauth/token", "Bearer " + refresh_token))

    @staticmethod
    def pair(tokens):
        expect(TOKEN.fullmatch(tokens["access_token"]), "an access token has 128 letters and digits")
        expect(TOKEN.fullmatch(tokens["refresh_token"]), "a refresh token has 128 letters and digits")
        expect(TIME.fullmatch(tokens["access_expire_at"]), "access_expire_at is UTC with six digits")
        expect(tokens["access_expire_at"] < tokens["refresh_expire_at"], "the refresh token lives longer")
        return tokens

    def info(self, access_token):
        return self.call("GET", "/api/v1/oauth/info", "Bearer " + access_token)

    def profile(self, access_token):
        """Asks for the extended profile and waits for it."""
        bearer, request = "Bearer " + access_token, {"request_id": str(uuid.uuid4())}
        asked = self.call("POST", "/api/v1/oauth/get-profile", bearer, request)
        expect(asked["status"] == "accepted", f"a new request is accepted, not {asked['status']}")
        end = time.monotonic() + PROFILE_SECONDS
        while time.monotonic() < end:
            answer = self.call("GET", "/api/v1/oauth/get-profile/status", bearer, request)
            expect(answer["request_id"] == request["request_id"], "the answer is about our request")
            if answer["status"] == "completed":
                profile = json.loads(from_base64url(answer["profile"]["payload"]))
                expect(profile["version"] == 1, "a profile of version 1")
                return profile
            expect(answer["status"] == "pending", f"the profile is {answer['status']}")
            time.sleep(POLL_SECONDS)
        raise Unexpected("the profile does not come")

    # The OpenID generation.

    def openid(self, redirect_uri, state, nonce):
        scope = " ".join(["openid", *self.grants])
        asked = {"scope": scope, "state": state, "response_type": "code", "client_id": self.client_id,
                 "redirect_uri": redirect_uri, "nonce": nonce}
        return f"{self.issuer}/openid?{urllib.parse.urlencode(asked)}"

    def redeem(self, code, redirect_uri, nonce):
        """The tokens of a code, and the claims of their ID token."""
        body = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        tokens = self.call("POST", "/api/v1/oidc/token", self.basic, body)
        return tokens, self.claims(tokens["id_token"], nonce)

    def renew(self, refresh_token, nonce):
        body = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        tokens = self.call("POST", "/api/v1/oidc/token", self.basic, body)
        return tokens, self.claims(tokens["id_token"], nonce)

    def claims(self, id_token, nonce):
        """Checks what an ID token says. It came from the token endpoint itself, whose connection stands
        in for the signature (OpenID Connect Core 3.1.3.7, 6); on the open net that connection is TLS.
        """
        claims = json.loads(from_base64url(id_token.split(".")[1]))
        expect(sorted(claims) == ["aud", "exp", "iat", "iss", "nonce", "sub"], "the ID token has six claims")
        expect(claims["iss"] == self.issuer, "the ID token is from our issuer")
        expect(claims["aud"] == self.client_id, "the ID token is for us")
        expect(same(claims["nonce"], nonce), "the ID token belongs to this sign-in")
        expect(claims["exp"] > time.time(), "the ID token is not over")
        expect(claims["exp"] - claims["iat"] == ID_TOKEN_SECONDS, "the ID token lives a week")
        return claims

    def userinfo(self, access_token):
        return self.call("GET", "/api/v1/oidc/userinfo", "Bearer " + access_token)

    # The session-end call.

    def signed(self, header, body):
        """Whether a body carries a signature of Freedom ID that is not too old."""
        found = SIGNATURE.fullmatch(header)
        if not found or abs(time.time() - int(found[1])) > TOLERANCE_SECONDS:
            return False
        wanted = hmac.new(self.webhook_secret, found[1].encode() + b"." + body, hashlib.sha256).hexdigest()
        return same(found[2], wanted)


class Pages(BaseHTTPRequestHandler):
    """The site. What it remembers belongs to the server object: `sessions` by cookie, each with the `id`
    of its family of tokens, and `families` by that id.
    """

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        pages = {"/": self.start, "/login": self.login, "/callback": self.callback,
                 "/openid/login": self.openid_login, "/openid/callback": self.openid_callback}
        try:
            pages.get(url.path, self.nowhere)(query)
        except (Refused, Unexpected, KeyError, ValueError) as error:
            say(event="failed", error=f"{type(error).__name__}: {error}")
            self.answer(502, "<p id=failed>The sign-in did not work.</p>")

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return self.answer(413, "")
        body = self.rfile.read(int(length))
        if self.path != "/session-end":
            return self.nowhere({})
        if not self.server.freedom_id.signed(self.headers.get("X-FreedomID-Signature", ""), body):
            say(event="forged")
            return self.answer(401, "")
        return self.session_end(json.loads(body))

    # What people see.

    def start(self, _query):
        family = self.server.families.get(self.server.sessions.get(self.cookie("session")))
        if family is None:
            issuer = html.escape(self.server.freedom_id.issuer)
            return self.answer(200, f"""<p id="status">a stranger</p>
<a id="by-link" class="freedom-id-button" href="/login" data-freedom-id data-mode="redirect"><span>Log in with Freedom ID</span></a>
<a id="by-openid" class="freedom-id-button" href="/openid/login" data-freedom-id data-mode="redirect"><span>Log in with OpenID</span></a>
<link rel="stylesheet" href="{issuer}/widget/v1/freedom-id.css">
<script src="{issuer}/widget/v1/freedom-id.js" defer></script>""")
        if family["ended"]:
            return self.answer(200, '<p id="status">signed out</p>')
        return self.answer(200, f'<p id="status">signed in</p><p id="name">{html.escape(family["name"])}</p>')

    def login(self, _query):
        state = secrets.token_urlsafe(24)
        self.redirect(self.server.freedom_id.link(self.server.origin + "/callback", state), state=state)

    def callback(self, query):
        if not self.same_state(query):
            return None
        if "authorization_code" not in query:
            return self.answer(200, f'<p id="refused">{html.escape(query.get("error_code", ""))}</p>')
        freedom_id = self.server.freedom_id
        tokens = freedom_id.exchange(query["authorization_code"], self.server.origin + "/session-end")
        info = freedom_id.info(tokens["access_token"])
        profile = freedom_id.profile(tokens["access_token"])
        expect(profile["freedom_id"] == info["id"], "info and profile are about the same person")
        fresh = freedom_id.refresh(tokens["refresh_token"])
        expect(fresh["id"] == tokens["id"], "a refresh stays in the family")
        expect(self.refusal(freedom_id.info, tokens["access_token"]) == [401, 900003], "the old access token ended")
        self.server.families[fresh["id"]] = {"name": info["firstname"], "ended": False, "tokens": fresh}
        say(event="signed in", family=fresh["id"], info=info, profile=profile)
        return self.begin_session(fresh["id"])

    def openid_login(self, _query):
        state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        there = self.server.freedom_id.openid(self.server.origin + "/openid/callback", state, nonce)
        self.redirect(there, state=state, nonce=nonce)

    def openid_callback(self, query):
        if not self.same_state(query):
            return None
        if "code" not in query:
            return self.answer(200, f'<p id="refused">{html.escape(query.get("error", ""))}</p>')
        freedom_id = self.server.freedom_id
        nonce = self.cookie("nonce")
        tokens, claims = freedom_id.redeem(query["code"], self.server.origin + "/openid/callback", nonce)
        facts = freedom_id.userinfo(tokens["access_token"])
        expect(facts["sub"] == claims["sub"], "user info is about the person of the ID token")
        fresh, again = freedom_id.renew(tokens["refresh_token"], nonce)
        expect(again["sub"] == claims["sub"], "a refresh is about the same person")
        expect(self.refusal(freedom_id.userinfo, tokens["access_token"]) is not None, "the old access token ended")
        expect(freedom_id.userinfo(fresh["access_token"]) == facts, "the new token reads the same")
        family = str(uuid.uuid4())
        self.server.families[family] = {"name": facts["given_name"], "ended": False, "tokens": fresh}
        say(event="signed in by openid", claims=claims, facts=facts, scope=tokens["scope"], expires_in=tokens["expires_in"])
        return self.begin_session(family)

    # What Freedom ID calls.

    def session_end(self, told):
        family = self.server.families.get(told["id"])
        if family is None:
            say(event="ended", family=told["id"], known=False)
            return self.answer(200, "")
        freedom_id, tokens = self.server.freedom_id, family["tokens"]
        dead = [self.refusal(freedom_id.info, tokens["access_token"]),
                self.refusal(freedom_id.refresh, tokens["refresh_token"])]
        family["ended"] = True
        say(event="ended", family=told["id"], known=True, dead=dead)
        return self.answer(200, "")

    @staticmethod
    def refusal(ask, token):
        """Status and code with which a token is refused; None if it is good."""
        try:
            ask(token)
        except Refused as refused:
            return [refused.status, refused.code]
        return None

    # The small things.

    def same_state(self, query):
        """Whether this browser began the sign-in that comes back here; tells it if not."""
        state = self.cookie("state")
        if state and same(query.get("state", ""), state):
            return True
        self.answer(400, '<p id="not-ours">This sign-in was not begun here.</p>')
        return False

    def begin_session(self, family):
        session = secrets.token_urlsafe(24)
        self.server.sessions[session] = family
        self.redirect("/", session=session, state="", nonce="")

    def cookie(self, name):
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""

    def redirect(self, location, **cookies):
        self.send_response(303)
        self.send_header("Location", location)
        for name, value in cookies.items():
            self.send_header("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={600 if value else 0}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def nowhere(self, _query):
        self.answer(404, "<p>There is nothing here.</p>")

    def answer(self, status, text):
        body = f"<!doctype html><title>A shop</title>{text}".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Addresses carry codes: they are not for logs."""


if __name__ == "__main__":
    site = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    site.daemon_threads = True
    site.origin = f"http://127.0.0.1:{site.server_port}"
    site.sessions, site.families = {}, {}
    say(event="open", origin=site.origin)
    site.freedom_id = FreedomId(**json.loads(sys.stdin.readline()))
    site.serve_forever()
