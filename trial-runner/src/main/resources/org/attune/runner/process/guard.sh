# Ends workers whose deadline has passed, even when the agent is dead, stopped or cut off.
# $1 is the guard's folder, $2 the seconds between two looks. In the folder "guard" is the guard's own stat line, "agent"
# holds "pid start-ticks", each file of deadlines/ "pid start-ticks uptime-seconds", and ended/ tells whom it has ended.
# It ends by itself when its agent is gone and nothing is left to guard.
# shellcheck shell=dash
folder=$1
pause=$2
cd "$folder" || exit 1
trap '' HUP INT
exec 2>/dev/null

# look PID: sets ticks to the process's start time and state to its letter; fails when there is no such process.
look() {
    read -r line <"/proc/$1/stat" || return 1
    # The name in parentheses may hold anything, so count from behind it: first the state, and 19 words on the start.
    line=${line##*\) }
    # shellcheck disable=SC2086
    set -- $line
    state=$1
    shift 19
    ticks=$1
}

# runs PID TICKS: whether exactly this process runs; a dead one that nobody has collected yet does not.
runs() {
    look "$1" && [ "$ticks" = "$2" ] && [ "$state" != Z ] && [ "$state" != X ]
}

self() {
    read -r line <"/proc/$$/stat" && printf '%s\n' "$line"
}

agent_lives() {
    read -r agent_pid agent_ticks <agent || return 1
    runs "$agent_pid" "$agent_ticks"
}

# expire FILE: ends the worker of this deadline; the file goes when nothing of its group is left.
expire() {
    read -r pid birth due <"$1" || return 0
    [ "$now" -ge "$due" ] || return 0
    if look "$pid"; then
        [ "$ticks" = "$birth" ] && kill -s KILL -- "-$pid"
    else
        # Without its leader the group may still have members; the kernel keeps its number for them.
        kill -s KILL -- "-$pid"
    fi
    runs "$pid" "$birth" && return 0
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
    sleep "$pause"
done
