#!/usr/bin/env bash
# Runs every test, from a bare machine: installs what they need where it may, and says what it leaves out otherwise.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=scripts/toolchain.sh
. scripts/toolchain.sh

left_out=()
need_jdk
need_maven
web=()
if need_node "$root"; then
  export PATH="$NODE_BIN:$PATH"
else
  web=(-Dskip.web)
  left_out+=("the web page and its tests: no Node 20.19 or newer")
fi
command -v python3 >/dev/null 2>&1 || { can_apt && apt_install python3; } ||
  left_out+=("studies driven by plain Python: no python3")
command -v shellcheck >/dev/null 2>&1 || { can_apt && apt_install shellcheck; } ||
  left_out+=("the check of the shell scripts: no shellcheck (sudo apt-get install shellcheck)")

# Containers run on the engine that answers, or on one of our own, which ends with this script.
if ! DOCKER_HOST=$(scripts/engine.sh running); then
  if DOCKER_HOST=$(scripts/engine.sh start); then trap 'scripts/engine.sh stop' EXIT; fi
fi
if [ -n "$DOCKER_HOST" ] && scripts/engine.sh base >/dev/null; then
  export DOCKER_HOST ATTUNE_ENGINE_PROMISED=1
else
  unset DOCKER_HOST
  left_out+=("everything in containers: no Docker engine answers, and none can be started here (see above)")
fi

say "== compile, unit, process and cluster tests (mvn verify)"
mvn -B -ntp "${web[@]}" verify

if command -v shellcheck >/dev/null 2>&1; then
  say "== shellcheck"
  git ls-files -z | xargs -0 grep -lIE '^#!/usr/bin/env bash|^# shellcheck shell=bash' | xargs shellcheck -x
fi

say "== the first hour, as a newcomer (scripts/first-hour.sh)"
scripts/first-hour.sh

say "== the dashboard in a browser (scripts/browser.sh)"
scripts/browser.sh

for reason in "${left_out[@]}"; do say "LEFT OUT: $reason"; done
say "== all green"
