#!/usr/bin/env bash
# Builds every image that Attune ships, on Debian alone, runs each once and says their sizes. Needs root or a Docker engine.
#   images.sh [BASE]     BASE is attune/debian:bookworm unless another one is named
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/toolchain.sh
. "$root/scripts/toolchain.sh"

DOCKER_HOST=$("$root/scripts/engine.sh" start)
export DOCKER_HOST DOCKER_BUILDKIT=0
base=${1:-$("$root/scripts/engine.sh" base)}

build() { # build NAME DOCKERFILE FOLDER FILE…      of these files alone, with the builder that every docker command has
  local name=$1 dockerfile=$2 folder=$3
  shift 3
  say "images: building attune/$name …"
  tar -C "$folder" -c "$@" | docker build -q --build-arg "BASE=$base" -t "attune/$name" -f "$dockerfile" - >/dev/null
}

jar=$root/tuner/target/attune.jar
build numpy-ring Dockerfile "$root/containers/numpy-ring" .
build prepare-digits containers/prepare-digits/Dockerfile "$root" containers/prepare-digits examples/digits/digits.csv.gz
build allreduce-trainer Dockerfile "$root/containers/allreduce-trainer" .
if [ -f "$jar" ]; then
  context=$(mktemp -d)
  trap 'rm -rf "$context"' EXIT
  ln "$jar" "$context/" 2>/dev/null || cp "$jar" "$context/"
  cp "$root/containers/node/Dockerfile" "$context/"
  build node Dockerfile "$context" .
fi

# Each does what it is for, as it is hardened in a study.
hardened=(--rm --init --user 10001:10001 --read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp)
docker run "${hardened[@]}" -e WORLD_SIZE=2 \
  -e TF_CONFIG='{"cluster":{"worker":["127.0.0.1:29500","127.0.0.1:29501"]}}' attune/numpy-ring \
  sh -c 'RANK=1 python3 ring.py --steps 2 & RANK=0 python3 ring.py --steps 2 && wait' >/dev/null
docker run "${hardened[@]}" --tmpfs /prepared:mode=1777 attune/prepare-digits python3 prepare.py /prepared >/dev/null
docker run "${hardened[@]}" attune/allreduce-trainer python3 train.py --help >/dev/null
[ ! -f "$jar" ] || docker run "${hardened[@]}" attune/node version >/dev/null

docker images --format '{{.Repository}}  {{.Size}}' | grep -E '^attune/(numpy-ring|prepare-digits|allreduce-trainer|node|debian) ' | sort
