"""A site that logs people in with Freedom ID. Python 3.9 or later, nothing to install.

    CLIENT_ID=... CLIENT_SECRET=... WEBHOOK_SECRET=... python3 partner.py

Registered for the client: the address http://127.0.0.1:8090/callback and, for the session-end call,
the host 127.0.0.1:8090, which brings the WEBHOOK_SECRET.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ISSUER = os.environ.get("ISSUER", "http://localhost:8080")
CLIENT_ID = os.environ["CLIENT_ID"]
CLIENT_SECRET = os.environ["CLIENT_SECRET"]
WEBHOOK_SECRET = os.environ.get("WEBHOOK_SECRET", "")
PORT = int(os.environ.get("PORT", "8090"))
GRANTS = os.environ.get("GRANTS", "read.firstname read.lastname read.phone").split()

HERE = f"http://127.0.0.1:{PORT}"
BASIC = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


def call(method, path, authorization, body=None):
    """One call of the API; an error tells status and body."""
    request = urllib.request.Request(ISSUER + path, method=method)
    request.add_header("Authorization", authorization)
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from error


def login_link(state):
    body = {"redirect_uri": f"{HERE}/callback", "grants": GRANTS, "state": state}
    return call("POST", "/api/v1/oauth/authorize", BASIC, body)["redirect_uri"]


def exchange(code):
    body = {"authorization_code": code}
    if WEBHOOK_SECRET:
        body["revoke_uri"] = f"{HERE}/session-end"
    return call("POST", "/api/v1/oauth/token", BASIC, body)


def refresh(tokens):
    """Ends the old pair. Keep the new one before you use it."""
    return call("PATCH", "/api/v1/oauth/token", "Bearer " + tokens["refresh_token"])


def info(tokens):
    return call("GET", "/api/v1/oauth/info", "Bearer " + tokens["access_token"])


def profile(tokens, patience=30):
    """Asks for the extended profile and waits for it; None if it is refused or fails."""
    bearer, request_id = "Bearer " + tokens["access_token"], str(uuid.uuid4())
    asked = call("POST", "/api/v1/oauth/get-profile", bearer, {"request_id": request_id})
    if asked["status"] == "rejected":
        return None
    for _ in range(patience):
        state = call("GET", f"/api/v1/oauth/get-profile/status?request_id={request_id}", bearer)
        if state["status"] == "completed":
            payload = state["profile"]["payload"]
            return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        if state["status"] != "pending":
            return None
        time.sleep(1)
    return None


def is_from_freedom_id(header, body):
    """Whether a session-end call carries our signature, not older than five minutes."""
    parts = dict(part.strip().split("=", 1) for part in header.split(",") if "=" in part)
    stamp, signature = parts.get("t", ""), parts.get("v1", "")
    if not stamp.isdecimal() or abs(time.time() - int(stamp)) > 300:
        return False
    expected = hmac.new(WEBHOOK_SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return bool(WEBHOOK_SECRET) and hmac.compare_digest(expected.encode(), signature.encode())


# Which of our sessions belongs to which family of tokens. A real site has a database.
SESSIONS = {}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        try:
            if url.path == "/login":
                self.login()
            elif url.path == "/callback":
                self.callback(query)
            else:
                self.answer(200, '<a href="/login">Log in with Freedom ID</a>', "text/html")
        except RuntimeError as error:
            self.answer(502, str(error))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/session-end":
            return self.answer(404, "not found")
        if not is_from_freedom_id(self.headers.get("X-FreedomID-Signature", ""), body):
            return self.answer(401, "bad signature")
        # The same call may come more than once: ending what has ended is no error.
        SESSIONS.pop(json.loads(body)["id"], None)
        return self.answer(200, "ended")

    def login(self):
        state = secrets.token_urlsafe(24)
        self.send_response(302)
        self.send_header("Location", login_link(state))
        self.send_header("Set-Cookie", f"state={state}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600")
        self.end_headers()

    def callback(self, query):
        # Without this check somebody could log a person in to an account that is not theirs.
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("state")
        own = cookie.value if cookie else ""
        if not own or not hmac.compare_digest(own.encode(), query.get("state", "").encode()):
            return self.answer(400, "the state is not ours")
        if "authorization_code" not in query:
            return self.answer(200, "refused: " + query.get("error", "no code"))
        tokens = exchange(query["authorization_code"])
        told = {"info": info(tokens)}
        if "read.profile" in GRANTS:
            told["profile"] = profile(tokens)
        tokens = refresh(tokens)
        SESSIONS[tokens["id"]] = tokens
        told["access_expire_at"] = tokens["access_expire_at"]
        return self.answer(200, json.dumps(told, ensure_ascii=False, indent=2), "application/json")

    def answer(self, status, text, kind="text/plain"):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    site = ThreadingHTTPServer(("127.0.0.1", PORT), Site)
    print(f"open {HERE}/", flush=True)
    site.serve_forever()
