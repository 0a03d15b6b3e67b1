#!/usr/bin/env bash
# Gives this machine what Attune's containers need, without any container registry.
#   engine.sh running says where a Docker engine answers, and fails when none does
#   engine.sh start   says where a Docker engine answers; starts one of its own when none does (root, Debian)
#   engine.sh stop    ends the engine that `start` started; what it has stored stays for the next start
#   engine.sh base    makes attune/debian:bookworm from Debian's package archive, once; says its name
#   engine.sh clean   stop, and delete everything that was stored
# Where it keeps things: $ATTUNE_ENGINE_DIR, else attune/engine in the user's cache folder.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/toolchain.sh
. "$here/toolchain.sh"

store=${ATTUNE_ENGINE_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/attune/engine}
run=/run/attune-engine
own=unix://$run/docker.sock
suite=bookworm
base=attune/debian:$suite

answers() { # answers HOST
  command -v docker >/dev/null 2>&1 && timeout 10 docker -H "$1" version >/dev/null 2>&1
}

found() { # prints where an engine answers
  local host
  for host in "${DOCKER_HOST:-}" unix:///var/run/docker.sock "$own"; do
    if [ -n "$host" ] && answers "$host"; then
      echo "$host"
      return 0
    fi
  done
  return 1
}

install_engine() {
  command -v dockerd >/dev/null 2>&1 && command -v iptables >/dev/null 2>&1 && return 0
  can_apt || return 1
  # The package would start its own service, where there is something that starts services.
  RUNLEVEL=1 apt_install docker.io iptables
}

start() {
  found && return 0
  [ "$(id -u)" = 0 ] || die "attune: no Docker engine answers, and only root can start one"
  install_engine || die "attune: no Docker engine answers, and docker.io cannot be installed here"
  mkdir -p "$run" "$store"
  local log=$store/engine.log
  rm -f "$run/pid"
  # live-restore: containers outlive their engine, as on every node.
  setsid dockerd --data-root "$store/data" --exec-root "$run/exec" --pidfile "$run/pid" -H "$own" --live-restore \
    --log-level warn >"$log" 2>&1 </dev/null &
  local engine=$!
  for _ in $(seq 240); do
    if answers "$own"; then
      echo "$own"
      return 0
    fi
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.25
  done
  tail -n 5 "$log" >&2
  die "attune: the Docker engine does not start here; its log is $log"
}

stop() {
  local pid left
  pid=$(cat "$run/pid" 2>/dev/null) || return 0
  # With live-restore they would run on without anybody who looks after them.
  left=$(docker -H "$own" ps -aq 2>/dev/null) || left=
  # shellcheck disable=SC2086
  [ -z "$left" ] || docker -H "$own" rm -f $left >/dev/null 2>&1 || true
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 120); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.25
  done
  umount "$run/exec/netns/default" 2>/dev/null || true
  umount "$store/data" 2>/dev/null || true
  ip link delete docker0 2>/dev/null || true
  rm -rf "$run"
}

make_base() {
  local host root
  host=$(start)
  export DOCKER_HOST=$host
  if docker image inspect "$base" >/dev/null 2>&1; then
    echo "$base"
    return 0
  fi
  local tar=$store/$suite.tar
  if [ ! -f "$tar" ]; then
    [ "$(id -u)" = 0 ] || die "attune: only root can make $base"
    command -v debootstrap >/dev/null 2>&1 || { can_apt && apt_install debootstrap; } || die "attune: no debootstrap"
    mkdir -p "$store"
    root=$(mktemp -d "$store/root.XXXXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$root'" EXIT
    say "attune: making $base (a minute) …"
    debootstrap --variant=minbase --include=ca-certificates,python3 "$suite" "$root" >"$store/debootstrap.log" 2>&1 </dev/null ||
      { tail -n 5 "$store/debootstrap.log" >&2; die "attune: debootstrap failed; its log is $store/debootstrap.log"; }
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/apt/*.bin "$root"/var/lib/apt/lists/* \
      "$root"/var/cache/ldconfig/aux-cache "$root"/usr/share/man/* "$root"/usr/share/locale/* "$root"/usr/share/info/*
    find "$root/usr/share/doc" -type f ! -name copyright -delete
    : >"$root/etc/resolv.conf"
    : >"$root/etc/hostname"
    tar --numeric-owner --sort=name --mtime=@0 --one-file-system --exclude='./dev/*' --exclude='./proc/*' \
      --exclude='./sys/*' -C "$root" -cf "$tar.part" .
    mv "$tar.part" "$tar"
  fi
  docker import --change 'CMD ["/bin/bash"]' --change "LABEL attune.base=$suite" "$tar" "$base" >/dev/null
  echo "$base"
}

case ${1:-} in
  running) found ;;
  start) start ;;
  stop) stop ;;
  base) make_base ;;
  clean)
    stop
    rm -rf "$store"
    ;;
  *) die "usage: engine.sh running | start | stop | base | clean" ;;
esac
