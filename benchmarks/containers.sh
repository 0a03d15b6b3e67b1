#!/usr/bin/env bash
# Measures what containers cost through Attune, beside the same by hand; writes benchmarks/results/containers.{md,json}.
# usage: containers.sh [--pairs N] [--out DIR]      needs a Docker engine (scripts/engine.sh start) and its docker command
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/toolchain.sh
. "$root/scripts/toolchain.sh"

pairs=24 out=$root/benchmarks/results
while [ $# -gt 0 ]; do
  case "$1" in
    --pairs) pairs=${2:?--pairs needs a number} ;;
    --out) out=${2:?--out needs a folder} ;;
    *) die "usage: containers.sh [--pairs N] [--out DIR]" ;;
  esac
  shift 2
done

DOCKER_HOST=$("$root/scripts/engine.sh" start)
export DOCKER_HOST
"$root/scripts/engine.sh" base >/dev/null
"$root/attune" version >/dev/null # builds when the sources are newer
need_jdk

classes=$root/benchmarks/target/containers
jar=$root/tuner/target/attune.jar
rm -rf "$classes"
mkdir -p "$classes"
"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$classes" -cp "$jar" \
  "$root"/benchmarks/src/main/java/org/attune/benchmarks/{Machine,containers/*}.java

# Short and readable for the user of containers.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$JAVA_HOME/bin/java" -Xlog:disable -cp "$classes:$jar" org.attune.benchmarks.containers.Containers \
  "$root" "$out" "$scratch" "$pairs"
