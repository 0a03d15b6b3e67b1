#!/usr/bin/env bash
# Looks at the dashboard with Chromium, against a real server with a running study.
# Needs a built Attune, Node, and Chromium (CHROMIUM=PATH; as root it is installed with apt).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/toolchain.sh
. "$root/scripts/toolchain.sh"

if ! need_node "$root"; then
  say "LEFT OUT: the dashboard in a browser: no Node 20.19 or newer"
  exit 0
fi
export PATH="$NODE_BIN:$PATH"
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$CHROMIUM" ] && can_apt && apt_install chromium; then
  CHROMIUM=$(command -v chromium || true)
fi
if [ -z "$CHROMIUM" ]; then
  say "LEFT OUT: the dashboard in a browser: no Chromium (sudo apt-get install chromium)"
  exit 0
fi
export CHROMIUM
cd "$root/web-ui"
[ -d node_modules ] || npm ci --no-audit --no-fund --silent </dev/null
[ -f "$root/tuner/target/attune.jar" ] || "$root/scripts/build.sh"
exec npm run --silent test:browser </dev/null
