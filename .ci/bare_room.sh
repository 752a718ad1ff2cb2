#!/usr/bin/env bash
# Proves on a bare Debian 12 that both commands of the README work: .ci/bare_room.sh DIR
# Makes DIR/bare with debootstrap (Python and nothing else), once; copies it to DIR/room, puts in it
# what is committed of this checkout, and leaves DIR/window.png, DIR/run.log and DIR/test.log. Wants
# root.
# The mounts live in a namespace of their own and end with it: DIR may be deleted at any time.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$checkout/.ci/room.sh"
mkdir -p "$1"
dir=$(cd "$1" && pwd)
room=$dir/room
room_folder=/srv/checkout
program=

main() {
    bare_debian "$dir/bare"
    fresh_room "$dir/bare"
    what_is_committed
    figures_of_the_benchmarks
    echo "== run, without a screen"
    if inside python3 bootstrap.py run; then
        echo "It opened a window on no screen" >&2
        return 1
    fi
    echo "== run, on a virtual screen"
    window
    echo "== test"
    inside python3 bootstrap.py test 2>&1 | tee "$dir/test.log"
    echo "Both work. Look at $dir/window.png"
}

# The checkout may be somebody else's, which git would not read unasked, and would not clone at all.
what_is_committed() {
    mkdir "$room/srv/checkout"
    git -c safe.directory='*' -C "$checkout" archive HEAD | tar x -C "$room/srv/checkout"
}

figures_of_the_benchmarks() {
    [[ -d $checkout/../shared/data ]] || return 0
    mkdir -p "$room/srv/shared"
    cp -r "$checkout/../shared/data" "$room/srv/shared/"
}

window() {
    virtual_screen
    enter python3 bootstrap.py run >"$dir/run.log" 2>&1 &
    program=$!
    ends_with_script "$program"
    until grep -qs '^run ' "$room/srv/checkout/.venv/made-of.txt"; do
        still_runs
        sleep 2
    done
    inside .venv/bin/python .ci/screenshot.py /srv/window.png || still_runs
    still_runs
    mv "$room/srv/window.png" "$dir/"
    kill -KILL $program
    wait $program 2>/dev/null || true
    unset DISPLAY
}

still_runs() {
    kill -0 "$program" 2>/dev/null && return
    cat "$dir/run.log" >&2
    exit 1
}

main
