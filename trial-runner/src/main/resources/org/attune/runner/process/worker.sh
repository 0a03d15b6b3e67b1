# Runs one worker's command and writes down who it is and how it ended. Leads the worker's process group.
# $1 is the folder for these notes, the rest is the command. Only builtins run here, so that a start stays cheap.
# The notes are one short line each, written at once: a note without its newline is not there yet.
# shellcheck shell=dash
notes=$1
shift
# The shell's own remarks ("Killed", "Terminated") do not belong into the worker's log.
exec 3>&2 2>/dev/null
# A signal to the group must not end the shell before it has noted the exit code; the command gets the default back.
trap : TERM INT HUP QUIT USR1 USR2 ALRM
read -r self <"/proc/$$/stat"
printf '%s\n' "$self" >"$notes/process" || exit 125
# An agent that came later and found no process note has declared this worker void.
[ -e "$notes/void" ] && exit 125
"$@" 2>&3 3>&-
code=$?
times >"$notes/times"
printf '%s\n' "$code" >"$notes/exit"
exit "$code"
