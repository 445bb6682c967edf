"""Authlib signs a person in from discovery alone. Says where the person must go, reads where they came."""

import json
import sys

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

issuer, client_id, client_secret, redirect_uri = sys.argv[1:]
provider = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
assert provider["issuer"] == issuer

session = OAuth2Session(
    client_id, client_secret, scope="openid email read.phone offline_access", redirect_uri=redirect_uri,
    token_endpoint_auth_method="client_secret_basic", code_challenge_method="S256",
)
verifier, nonce = generate_token(48), generate_token(20)
url, state = session.create_authorization_url(provider["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
print(url, flush=True)
came = sys.stdin.readline().strip()

token = session.fetch_token(provider["token_endpoint"], authorization_response=came, state=state, code_verifier=verifier)
keys = KeySet.import_key_set(requests.get(provider["jwks_uri"], timeout=10).json())
decoded = jwt.decode(token["id_token"], keys, algorithms=provider["id_token_signing_alg_values_supported"])
claims = CodeIDToken(
    decoded.claims, decoded.header,
    options={"iss": {"value": issuer}, "aud": {"value": client_id}, "nonce": {"value": nonce}},
    params={"nonce": nonce, "client_id": client_id, "access_token": token["access_token"]},
)
claims.validate(leeway=5)

person = session.get(provider["userinfo_endpoint"]).json()
assert person["sub"] == claims["sub"]

fresh = session.refresh_token(provider["token_endpoint"])
assert fresh["access_token"] != token["access_token"]
assert session.get(provider["userinfo_endpoint"]).json()["sub"] == claims["sub"]
answer = session.revoke_token(provider["revocation_endpoint"], token=fresh["access_token"])
assert answer.status_code == 200
assert requests.get(provider["userinfo_endpoint"], headers={"authorization": f"Bearer {fresh['access_token']}"}, timeout=10).status_code == 401
print(json.dumps(person), flush=True)
