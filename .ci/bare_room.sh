#!/usr/bin/env bash
# Proves on a bare Debian 12 that both commands of the README work: .ci/bare_room.sh DIR
# Makes DIR/bare with debootstrap (Python and nothing else), once; copies it to DIR/room, puts a
# clone of this checkout in it, and leaves DIR/window.png, DIR/run.log and DIR/test.log. Wants root.
# The mounts live in a namespace of their own and end with it: DIR may be deleted at any time.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$1"
dir=$(cd "$1" && pwd)
room=$dir/room
program=
screen=

main() {
    needed debootstrap debootstrap
    needed Xvfb xvfb
    [[ -e $dir/bare/etc/debian_version ]] || bare_debian
    rm -rf "$room"
    cp -a "$dir/bare" "$room"
    registry_settings
    git clone --quiet --no-hardlinks "$checkout" "$room/srv/checkout"
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

needed() { # program, package
    command -v "$1" >/dev/null && return
    apt-get update
    apt-get install --yes --no-install-recommends "$2"
}

bare_debian() {
    local mirror
    mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
    debootstrap --variant=minbase --include=python3 bookworm "$dir/bare" ${mirror:+"$mirror"}
}

# How this machine reaches its registries is its own affair: the room borrows it.
registry_settings() {
    rm -rf "$room/etc/apt/sources.list"
    cp -r /etc/apt/sources.list.d /etc/apt/auth.conf.d /etc/apt/apt.conf.d "$room/etc/apt/"
    cp /etc/resolv.conf /etc/hosts "$room/etc/"
    mkdir -p "$room/etc/ssl" "$room/root/.config/pip"
    cp -L /etc/ssl/certs/ca-certificates.crt "$room/etc/ssl/borrowed.crt"
    cp /etc/pip.conf "$room/etc/" 2>/dev/null || true
    cp ~/.config/pip/pip.conf "$room/root/.config/pip/" 2>/dev/null || true
    if [[ -d $checkout/../shared/data ]]; then
        mkdir -p "$room/srv/shared"
        cp -r "$checkout/../shared/data" "$room/srv/shared/"
    fi
}

inside() {
    (enter "$@")
}

# Takes the place of the shell that calls it, so that killing that ends all in the room.
enter() {
    local kept
    mapfile -t kept < <(env | grep -iE '^(PIP_(INDEX_URL|DEFAULT_TIMEOUT)|https?_proxy|no_proxy)=')
    mkdir -p "$room/tmp/.X11-unix" /tmp/.X11-unix
    exec env -i "${kept[@]}" ${DISPLAY:+DISPLAY="$DISPLAY"} HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        PIP_CERT=/etc/ssl/borrowed.crt \
        unshare --mount --pid --fork --kill-child bash -c '
            set -e
            mount -t proc proc "$0/proc"
            mount --rbind /dev "$0/dev"
            mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"
            exec chroot "$0" sh -c '\''cd /srv/checkout && exec "$@"'\'' sh "$@"' "$room" "$@" </dev/null
}

window() {
    : >"$dir/display"
    Xvfb -displayfd 3 -screen 0 1600x1000x24 -ac -nolisten tcp 3>"$dir/display" 2>/dev/null &
    screen=$!
    trap 'kill -KILL $screen $program 2>/dev/null || true' EXIT
    until [[ -s $dir/display ]]; do
        kill -0 $screen
        sleep 1
    done
    DISPLAY=:$(<"$dir/display")
    enter python3 bootstrap.py run >"$dir/run.log" 2>&1 &
    program=$!
    until grep -qs '^run ' "$room/srv/checkout/.venv/made-of.txt"; do
        still_runs
        sleep 2
    done
    inside .venv/bin/python .ci/screenshot.py /srv/window.png || still_runs
    still_runs
    mv "$room/srv/window.png" "$dir/"
    kill -KILL $program $screen
    wait $program $screen 2>/dev/null || true
    unset DISPLAY
}

still_runs() {
    kill -0 "$program" 2>/dev/null && return
    cat "$dir/run.log" >&2
    exit 1
}

unset DISPLAY WAYLAND_DISPLAY
main
