#!/usr/bin/env bash
# Everything a change needs: formatting, lints, documentation and all tests, on SQLite, on
# PostgreSQL and in a real browser. Installs what is missing from Debian's packages, starts
# private instances on free ports, stops what it started. A missing part is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

started=$(date +%s)
scratch=$(mktemp -d)
pg_data=""
passed=0
failed=0

say() { printf '\n== %s (%ss)\n' "$1" "$(($(date +%s) - started))"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

cleanup() {
  if [ -n "$pg_data" ]; then as_postgres "$pg_bin/pg_ctl" -D "$pg_data" -m immediate stop >/dev/null 2>&1 || true; fi
  rm -rf "$scratch"
}
trap cleanup EXIT

install_missing() {
  local missing=()
  command -v cc >/dev/null || missing+=(build-essential)
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
  # Brings the program of Apache, not the service.
  ls /usr/lib/apache2/modules/mod_auth_openidc.so >/dev/null 2>&1 || missing+=(libapache2-mod-auth-openidc)
  if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$scratch/apt.log" 2>&1 ||
      { tail -20 "$scratch/apt.log"; exit 1; }
  fi
}

start_postgres() {
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  chmod 755 "$scratch"
  pg_data="$scratch/pg"
  mkdir "$pg_data"
  if [ "$(id -u)" = 0 ]; then chown postgres "$pg_data"; fi
  as_postgres "$pg_bin/initdb" -D "$pg_data" -U tests -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
  pg_port=$(free_port)
  # Nothing here must survive a crash, so nothing waits for the disk.
  as_postgres "$pg_bin/pg_ctl" -D "$pg_data" -w -l "$pg_data/log" -o "-p $pg_port -k $pg_data -c listen_addresses=127.0.0.1 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400" start >/dev/null
}

free_port() { node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

# Runs tests and adds their summaries up. What fails is told, and the rest runs all the same.
tests() {
  local log="$scratch/tests.log" code counts before=$failed
  set +e
  "$@" 2>&1 | tee "$log" | grep -E '^(test .* FAILED|test result|failures:|    [a-z_:]+$|error|---- )|panicked at| not offered: '
  code=${PIPESTATUS[0]}
  set -e
  counts=$(grep -oE '[0-9]+ passed; [0-9]+ failed' "$log" || true)
  while read -r p _ f _; do
    [ -n "$p" ] && passed=$((passed + p)) && failed=$((failed + f))
  done <<<"$counts"
  if [ "$code" != 0 ]; then
    # Without a count it did not even begin.
    [ "$failed" != "$before" ] || failed=$((failed + 1))
    grep -A25 -E '^---- ' "$log" | tail -150 || true
    grep -E '^error' -A12 "$log" | tail -60 || true
  fi
}

summary() {
  say "done"
  printf '%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
  exit $?
}

export CARGO_TERM_COLOR=never RUST_BACKTRACE=0
install_missing

say "formatting"
cargo fmt --check

say "lints"
cargo clippy --all-targets --locked -- -D warnings

say "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked --document-private-items 2>&1 | tail -3

if command -v cargo-deny >/dev/null; then
  say "licences, bans, sources"
  cargo deny --offline check --config .cargo/deny.toml licenses bans sources
fi

say "unit tests and documentation examples"
tests cargo test --locked --lib
tests cargo test --locked --doc

say "behaviour on SQLite"
tests cargo test --locked --test it

say "behaviour on PostgreSQL"
start_postgres
tests env TEST_DATABASE_URL="postgres://tests@127.0.0.1:$pg_port/postgres" cargo test --locked --test it

(cd tests && npm ci --no-audit --no-fund --silent)

say "browser"
tests env FREEDOM_ID_BROWSER_TESTS=1 cargo test --locked --test browser -- --test-threads=1

cargo build --locked --bin freedom-id

say "client libraries"
python3 -m venv "$scratch/python"
"$scratch/python/bin/pip" install --quiet --disable-pip-version-check 'authlib>=1.6,<2' joserfc requests
tests env AUTHLIB_PYTHON="$scratch/python/bin/python" node tests/clients/run.mjs

say "OpenAPI document"
python3 -m venv "$scratch/openapi"
"$scratch/openapi/bin/pip" install --quiet --disable-pip-version-check --requirement tests/openapi/requirements.txt
tests env SCHEMATHESIS="$scratch/openapi/bin/schemathesis" node tests/openapi/run.mjs

say "conformance on SQLite"
tests node tests/conformance/run.mjs

say "conformance on PostgreSQL"
as_postgres "$pg_bin/createdb" -h 127.0.0.1 -p "$pg_port" -U tests conformance
tests env CONFORMANCE_DATABASE_URL="postgres://tests@127.0.0.1:$pg_port/conformance" node tests/conformance/run.mjs

summary
