# Ends workers whose deadline has passed, even when the agent is dead, stopped or cut off.
# $1 is the guard's folder: "agent" and "guard" hold the stat lines of those two, "deadlines/WORKER" holds
# "pid start-ticks uptime-seconds". The guard ends by itself when its agent is gone and nothing is left to guard.
# shellcheck shell=dash
folder=$1
cd "$folder" || exit 1
trap '' HUP INT
exec 2>/dev/null

# started PID: sets ticks to the start time of the process, empty when there is none.
started() {
    ticks=
    read -r line <"/proc/$1/stat" || return 1
    # The name in parentheses may hold anything, so count from behind it; the start is the 20th word after it.
    line=${line##*) }
    # A dead process that nobody has collected yet is no longer running.
    case $line in Z*|X*) return 1 ;; esac
    # shellcheck disable=SC2086
    set -- $line
    shift 19
    ticks=$1
}

self() {
    read -r line <"/proc/$$/stat" && printf '%s\n' "$line"
}

agent_lives() {
    read -r agent_pid agent_ticks <agent || return 1
    started "$agent_pid" && [ "$ticks" = "$agent_ticks" ]
}

# expire FILE: ends the worker of this deadline; the file goes when nothing of its group is left.
expire() {
    read -r pid birth due <"$1" || return 0
    [ "$now" -ge "$due" ] || return 0
    if started "$pid"; then
        [ "$ticks" = "$birth" ] && kill -KILL -- "-$pid"
    elif ! [ -e "/proc/$pid" ]; then
        # Without its leader the group may still have members; the kernel keeps its number for them.
        kill -KILL -- "-$pid"
    fi
    started "$pid" && [ "$ticks" = "$birth" ] && return 0
    printf '%s\n' "$now" >"ended/${1##*/}"
    rm -f "$1"
}

self >guard.new && mv guard.new guard
while :; do
    # Somebody else guards this folder, or the folder is gone.
    read -r first _ <guard || exit 0
    [ "$first" = "$$" ] || exit 0
    read -r now _ </proc/uptime
    now=${now%.*}
    left=0
    for file in deadlines/*; do
        [ -f "$file" ] || continue
        case $file in *.new) continue ;; esac
        left=1
        expire "$file"
    done
    [ "$left" = 1 ] || agent_lives || { rm -f guard; exit 0; }
    sleep 1
done
