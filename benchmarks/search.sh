#!/usr/bin/env bash
# Runs the search strategies on the tasks of a folder and prints where they stand among the recorded optimisers.
# usage: search.sh [OPTION]…
#   HPO=DIR names the folder of the tasks, ../shared/data/hpo otherwise; --help lists the options.
#   Without options: every part, written to benchmarks/results/search.{md,json}.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/toolchain.sh
. "$root/scripts/toolchain.sh"

data=${HPO:-$root/../shared/data/hpo}
case "$data" in /*) ;; *) data=$PWD/$data ;; esac
if [ ! -d "$data/tasks" ]; then
  say "bench-search: SKIPPED, there are no tasks at $data; give their folder with HPO=DIR"
  exit 0
fi

# everything, into the recorded results, unless something else is asked for
[ $# -gt 0 ] || set -- --all --out "$root/benchmarks/results"

version=$("$root/attune" version | head -n 1) # builds when the sources are newer
need_jdk

jar=$root/tuner/target/attune.jar
runtime=$(sed -n 's|.*<onnxruntime.version>\(.*\)</onnxruntime.version>.*|\1|p' "$root/pom.xml")
onnx=$root/benchmarks/target/lib/onnxruntime-$runtime.jar
if [ ! -f "$onnx" ]; then
  need_maven
  (cd "$root" && mvn -q -B -ntp -N dependency:copy -Dartifact="com.microsoft.onnxruntime:onnxruntime:$runtime" \
    -DoutputDirectory="$(dirname "$onnx")")
fi

sources=$root/benchmarks/src/main/java/org/attune/benchmarks/search
classes=$root/benchmarks/target/search
if [ -z "$(find "$classes" -name SearchBench.class -newer "$jar" 2>/dev/null)" ] ||
  [ -n "$(find "$sources" -name '*.java' -newer "$classes" -print -quit)" ]; then
  rm -rf "$classes"
  mkdir -p "$classes"
  "$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$classes" -cp "$jar:$onnx" \
    -sourcepath "$root/benchmarks/src/main/java" "$sources"/*.java
fi

# shellcheck disable=SC2086 # ATTUNE_BENCH_JAVA_OPTS is a list of words on purpose
exec "$JAVA" -Xlog:disable -Xlog:all=error:stderr -Xmx2g -XX:+UseSerialGC ${ATTUNE_BENCH_JAVA_OPTS:-} \
  -cp "$classes:$jar:$onnx" org.attune.benchmarks.search.SearchBench --data "$data" --version "$version" "$@"
