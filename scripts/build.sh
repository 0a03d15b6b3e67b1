#!/usr/bin/env bash
# Builds the runnable jar and the examples, without tests; then records which classes a start needs (AppCDS).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/toolchain.sh
. "$root/scripts/toolchain.sh"

mkdir -p "$root/tuner/target"
exec 9>"$root/tuner/target/.build-lock"
flock 9

need_jdk
need_maven
web=()
if need_node "$root"; then
  export PATH="$NODE_BIN:$PATH"
else
  say "attune: no Node 20.19 or newer; building without the web page."
  web=(-Dskip.web)
fi

log=$root/tuner/target/build.log
say "attune: building (a minute or two the first time) …"
started=$SECONDS
if ! (cd "$root" && mvn -q -B -ntp -T 2 -Dmaven.test.skip=true -DskipTests -Dspotless.check.skip "${web[@]}" -pl tuner,examples -am package) \
  >"$log" 2>&1 </dev/null; then
  tail -n 40 "$log" >&2
  die "the build failed; the whole log is $log"
fi
touch "$root/tuner/target/attune.jar"

# Class data of a whole embedded start and of a client's request: a later start maps it instead of loading classes.
rm -f "$root/tuner/target/attune.jsa"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$JAVA" -Xlog:disable -Xlog:all=error:stderr -XX:+UseSerialGC -XX:ArchiveClassesAtExit="$root/tuner/target/attune.jsa" \
  -cp "$root/tuner/target/attune.jar" org.attune.tuner.app.Main warm-up "$scratch" >>"$log" 2>&1 </dev/null ||
  say "attune: no class archive (starts are slower; the log is $log)"
say "attune: built in $((SECONDS - started)) s"
