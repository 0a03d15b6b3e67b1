#!/usr/bin/env bash
# Does on a clean clone what a newcomer does in the first hour, by the README's own commands, and says what fell short.
# usage: first-hour.sh     needs git, curl, python3
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
server=
bad=0
cleanup() {
  [ -n "$server" ] && kill "$server" 2>/dev/null
  rm -rf "$scratch"
}
trap cleanup EXIT

check() { # check RESULT WORDS
  if [ "$1" = 0 ]; then echo "ok    $2"; else
    echo "SHORT $2"
    bad=$((bad + 1))
  fi
}

for tool in git curl python3; do
  command -v "$tool" >/dev/null || { echo "LEFT OUT: the first hour needs $tool"; exit 0; }
done

git clone -q "$root" "$scratch/attune" || exit 1
cd "$scratch/attune" || exit 1

began=$SECONDS
./attune version >"$scratch/version" 2>&1
check $? "builds on first use ($((SECONDS - began)) s)"

began=$SECONDS
./attune run examples/digits/study.yaml --data "$scratch/one" >"$scratch/out" 2>"$scratch/err"
check $? "the digits study ends well ($((SECONDS - began)) s)"
[ "$(wc -l <"$scratch/err")" -le 55 ]
check $? "it prints $(wc -l <"$scratch/err") lines when piped, at most one a trial and 15 more"
[ "$(./attune trial list digits --data "$scratch/one" -o ndjson | wc -l)" = 40 ]
check $? "40 trials, read without a server"
./attune best digits --data "$scratch/one" -o json | python3 -c '
import json, sys
best = json.load(sys.stdin)["trials"][0]
sys.exit(not best["metrics"]["val_accuracy"] > 0.96)'
check $? "its best trial passes 0.96"

setsid ./attune run examples/digits/study.yaml --data "$scratch/two" >/dev/null 2>&1 &
leader=$!
for _ in $(seq 300); do
  [ "$(find "$scratch/two/logs" -name 'r0.out' 2>/dev/null | wc -l)" -ge 6 ] && break
  sleep 0.2
done
kill -9 -- "-$leader"
wait "$leader" 2>/dev/null
./attune run --resume digits --data "$scratch/two" >"$scratch/out" 2>&1
check $? "killed with kill -9 in the middle, and resumed"
[ "$(./attune trial list digits --data "$scratch/two" -o ndjson | wc -l)" = 40 ]
check $? "still exactly 40 trials"
gone=1
for _ in $(seq 50); do
  pgrep -f "$scratch/two" >/dev/null || { gone=0; break; }
  sleep 0.2
done
check $gone "nothing of it is left running"

sed -e 's/^study: .*/study: Two Words/' -e 's/scale: log/sacle: log/' examples/digits/study.yaml >"$scratch/bad.yaml"
./attune validate "$scratch/bad.yaml" >"$scratch/out" 2>"$scratch/err"
[ $? = 3 ] && [ ! -s "$scratch/out" ] && grep -q 'bad.yaml:[0-9]*:[0-9]*.*' "$scratch/err"
check $? "mistakes are shown with their places, exit 3, nothing on standard output"

./attune server start --data "$scratch/three" --port 0 >"$scratch/server" 2>&1 &
server=$!
for _ in $(seq 200); do
  [ -f "$scratch/three/server.json" ] && break
  sleep 0.2
done
url=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["url"])' "$scratch/three/server.json")
[ "$(curl -s -o /dev/null -w '%{http_code}' "$url/api/v1/studies")" = 401 ]
check $? "no token, no entry"
ATTUNE_API="$url/api/v1" ATTUNE_TOKEN_FILE="$scratch/three/admin.token" python3 examples/python/external.py >"$scratch/out" 2>&1
check $? "plain Python drives an external study"
./attune ps --data "$scratch/three" >"$scratch/out" 2>&1
check $? "the command line finds the running server"
kill "$server"
wait "$server"
check $? "the server stops cleanly"
server=

[ "$bad" = 0 ]
