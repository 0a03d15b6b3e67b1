#!/usr/bin/env bash
# A trial of the stop latency. The first GOOD trials print STEPS good values and end. Every later one prints worse values
# than all before it, and at the last of them notes when it printed, when it went on, and when SIGTERM reached it.
# usage: stopped.sh NOTES GOOD STEPS            (bash 5: EPOCHREALTIME reads the clock without a process)
set -u
notes=$1 good=$2 steps=$3 number=$ATTUNE_TRIAL

if ((number <= good)); then
  for ((step = 1; step <= steps; step++)); do echo "step=$step loss=1"; done
  exit 0
fi

before='' after=''
stopped() {
  local now=$EPOCHREALTIME
  echo "$before $after $now" >"$notes/trial-$number"
  kill "$idle" 2>/dev/null
  exit 0
}

exec 3<> <(:)
for ((step = 1; step < steps; step++)); do
  echo "step=$step loss=$((number + 1))"
  read -r -t 0.02 -u 3
done
sleep 5 &
idle=$!
read -r -t 0.05 -u 3
trap stopped TERM
before=$EPOCHREALTIME
echo "step=$steps loss=$((number + 1))"
after=$EPOCHREALTIME
wait "$idle"
