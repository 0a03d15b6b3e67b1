#!/usr/bin/env bash
# Measures Attune's figures and prints each beside its peer's; writes benchmarks/results/first-light.{md,json}.
# usage: run.sh [--suite api] [--peers] [--quick] [--only NAME,…] [--out DIR]
#   --suite   api: the figures of the REST API, into api.{md,json}
#   --peers   install Optuna into benchmarks/target/peers (needs python3 with venv, and pip) and measure it in the same run
#   --quick   a tenth of the sizes, to see that everything works; writes to benchmarks/target
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/toolchain.sh
. "$root/scripts/toolchain.sh"

peers='' suite=first-light out=$root/benchmarks/results arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    --peers) peers=yes ;;
    --suite)
      suite=${2:?--suite needs a name}
      shift
      ;;
    --quick)
      arguments+=(--quick)
      out=$root/benchmarks/target/results
      ;;
    --only)
      arguments+=(--only "${2:?--only needs a name}")
      out=$root/benchmarks/target/results
      shift
      ;;
    --out)
      out=${2:?--out needs a folder}
      shift
      ;;
    *) die "unknown argument $1 (usage: run.sh [--suite api] [--peers] [--quick] [--only NAME,…] [--out DIR])" ;;
  esac
  shift
done

version=$("$root/attune" version | head -n 1) # builds when the sources are newer
need_jdk

classes=$root/benchmarks/target/run
jar=$root/tuner/target/attune.jar
if [ -z "$(find "$classes" -name FirstLight.class -newer "$jar" 2>/dev/null)" ] ||
  [ -n "$(find "$root/benchmarks/src/main" -name '*.java' -newer "$classes" -print -quit)" ]; then
  rm -rf "$classes"
  mkdir -p "$classes"
  "$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$classes" -cp "$jar" "$root"/benchmarks/src/main/java/org/attune/benchmarks/*.java
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# measure_optuna: prints the path of its answer, or says why there is none.
measure_optuna() {
  local venv=$root/benchmarks/target/peers program=optuna_store.py packages=(optuna)
  if [ "$suite" = api ]; then
    program=optuna_rest.py packages=(optuna grpcio protobuf)
  fi
  if [ ! -x "$venv/bin/python" ] && ! { command -v python3 >/dev/null 2>&1 && python3 -m venv "$venv" >/dev/null 2>&1; }; then
    say "peers: no python3 with venv here; the recorded figures stand"
    return 1
  fi
  if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" >"$scratch/pip.log" 2>&1; then
    say "peers: Optuna cannot be installed ($(tail -n 1 "$scratch/pip.log")); the recorded figures stand"
    return 1
  fi
  if ! "$venv/bin/python" "$root/benchmarks/peers/$program" "$scratch/optuna" 8 >"$scratch/peers.json"; then
    say "peers: Optuna could not be measured; the recorded figures stand"
    return 1
  fi
}

say "$version; load $(cut -d ' ' -f 1-3 /proc/loadavg)"
if [ -n "$peers" ] && measure_optuna; then
  arguments+=(--peers "$scratch/peers.json")
fi
# shellcheck disable=SC2086 # ATTUNE_BENCH_JAVA_OPTS is a list of words on purpose
"$JAVA" -Xlog:disable -Xlog:all=error:stderr -XX:+UseSerialGC ${ATTUNE_BENCH_JAVA_OPTS:-} -cp "$classes:$jar" \
  org.attune.benchmarks.FirstLight --root "$root" --scratch "$scratch/run" --out "$out" --version "$version" --suite "$suite" \
  "${arguments[@]}" || {
  say "some figures were not measured; see above"
  exit 1
}
say "written: $out/$suite.md and $suite.json"
