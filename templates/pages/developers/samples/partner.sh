#!/bin/sh
# The calls of a login with Freedom ID, one after the other. Needs curl and openssl.
#
#   CLIENT_ID=... CLIENT_SECRET=... sh partner.sh
#
# Registered for the client: the address http://127.0.0.1:8090/callback
set -eu

ISSUER=${ISSUER:-http://localhost:8080}
CALLBACK=${CALLBACK:-http://127.0.0.1:8090/callback}

# A member of a flat JSON object.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# 1. Make a login link.
link=$(curl -sS --fail-with-body "$ISSUER/api/v1/oauth/authorize" -u "$CLIENT_ID:$CLIENT_SECRET" \
  -H 'Content-Type: application/json' \
  -d "{\"redirect_uri\":\"$CALLBACK\",\"grants\":[\"read.firstname\",\"read.phone\",\"read.profile\"],\"state\":\"$(openssl rand -hex 16)\"}" \
  | member redirect_uri)
echo "Open this address in a browser: $link"

# 2. The person comes back with authorization_code in the address.
printf 'authorization_code: '
read -r code

# 3. Exchange the code.
tokens=$(curl -sS --fail-with-body "$ISSUER/api/v1/oauth/token" -u "$CLIENT_ID:$CLIENT_SECRET" \
  -H 'Content-Type: application/json' -d "{\"authorization_code\":\"$code\"}")
access=$(echo "$tokens" | member access_token)
refresh=$(echo "$tokens" | member refresh_token)

# 4. Read what the person shares.
curl -sS --fail-with-body "$ISSUER/api/v1/oauth/info" -H "Authorization: Bearer $access"; echo

# 5. Ask for the extended profile, and poll it.
id=$(openssl rand -hex 16 | sed 's/\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.*\)/\1-\2-4\3-8\4-\5/')
curl -sS --fail-with-body "$ISSUER/api/v1/oauth/get-profile" -H "Authorization: Bearer $access" \
  -H 'Content-Type: application/json' -d "{\"request_id\":\"$id\"}"; echo
sleep 2
curl -sS --fail-with-body -G "$ISSUER/api/v1/oauth/get-profile/status" -H "Authorization: Bearer $access" \
  -d "request_id=$id"; echo

# 6. Refresh: the old pair ends.
curl -sS --fail-with-body -X PATCH "$ISSUER/api/v1/oauth/token" -H "Authorization: Bearer $refresh"; echo

# A session-end call is genuine if this prints the v1 of its X-FreedomID-Signature and its t is
# not older than five minutes:
#   printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$WEBHOOK_SECRET"
