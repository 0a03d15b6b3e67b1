#!/bin/sh
# A whole sweep over the REST API with curl and jq:  sh sweep.sh [STUDY]
set -eu
api=${ATTUNE_API:-http://127.0.0.1:8080/api/v1}
token=$(cat "${ATTUNE_TOKEN_FILE:-$HOME/.local/share/attune/admin.token}")

# The token goes in by standard input, so that no list of processes shows it.
call() { # METHOD PATH [BODY]
  printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl -sSf --config - -X "$1" -H "Content-Type: application/json" ${3:+--data "$3"} "$api/$2"
}

study=$(call POST studies "{\"studyId\": \"${1:-quadratic}\", \"spec\": {
  \"objective\": {\"metric\": \"loss\", \"goal\": \"minimize\"},
  \"parameters\": {\"x\": {\"type\": \"float\", \"min\": -10, \"max\": 10}},
  \"maxTrials\": 5, \"trial\": {\"external\": true}}}" | jq -r .name)

while
  trial=$(call POST "$study/trials:suggest" '{"count": 1, "clientId": "shell"}' | jq -c '.trials[0] // empty')
  [ -n "$trial" ]
do
  name=$(printf '%s' "$trial" | jq -r .name)
  for step in 0 1 2; do # your training
    loss=$(printf '%s' "$trial" | jq --argjson step "$step" '.parameters.x as $x | ($x - 2) * ($x - 2) / ($step + 1)')
    stop=$(call POST "$name:report" "{\"step\": $step, \"metrics\": {\"loss\": $loss}}" | jq .shouldStop)
    if [ "$stop" = true ]; then break; fi
  done
  call POST "$name:complete" "{\"metrics\": {\"loss\": $loss}}" >/dev/null
done

call GET "$study/trials:best" | jq -r '.trials[0] | "best \(.number) \(.metrics.loss) \(.parameters)"'
