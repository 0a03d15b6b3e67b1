#!/usr/bin/env bash
# Throws requests made from openapi.yaml at a server of its own and checks every answer against the same document.
# usage: contract-fuzz.sh [SECONDS]     ends with 0 when no operation failed, 3 when it cannot run here
# The requests are the same in every run; one that takes longer than SECONDS (300) is stopped. The program comes from
# PyPI into tuner/target/schemathesis.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=scripts/toolchain.sh
. scripts/toolchain.sh

limit=${1:-300}
venv=$root/tuner/target/schemathesis
if [ ! -x "$venv/bin/python" ] && ! { command -v python3 >/dev/null 2>&1 && python3 -m venv "$venv" >/dev/null 2>&1; }; then
  say "no python3 with venv here"
  exit 3
fi
log=$(mktemp)
if [ ! -x "$venv/bin/schemathesis" ] &&
  ! timeout 300 "$venv/bin/python" -m pip install --quiet --disable-pip-version-check schemathesis==4.32.5 >"$log" 2>&1; then
  say "schemathesis cannot be installed: $(tail -n 1 "$log")"
  rm -f "$log"
  exit 3
fi
rm -f "$log"

data=$(mktemp -d)
./attune server start --no-agent --port 0 --cluster-port 0 --data "$data" >"$data/out" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 300); do
  [ -f "$data/server.json" ] && [ -f "$data/admin.token" ] && break
  kill -0 "$server" 2>/dev/null || die "the server did not start: $(cat "$data/out")"
  sleep 0.2
done
url=$(sed -n 's/.*"url" *: *"\([^"]*\)".*/\1/p' "$data/server.json")
token=$(cat "$data/admin.token")

# streams do not end by themselves, and a token or session that is revoked would end the run
cd "$data" # it leaves a folder of its own
timeout "$limit" "$venv/bin/schemathesis" run "$url/api/v1/openapi.yaml" --url "$url/api/v1" \
  --header "Authorization: Bearer $token" \
  --phases examples,fuzzing --mode all --max-examples 4 --seed 1 --generation-deterministic \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  --exclude-path-regex '/events$|/watch$|/session|/tokens|/blobs|/backups|^/metrics$|^/healthz$|^/readyz$|/docs/errors' \
  --request-timeout 20 --suppress-health-check all --no-color
