# A bare Debian 12 in a folder, to try things in that no developer's machine may help with.
# To be sourced by bash under `set -euo pipefail`. Wants root; the rest it installs.
# The mounts of a room live in a namespace of their own and end with it: when no command runs in
# it, its folder may be deleted.
#
# Variables that the script sets:
#   room               the folder of the room that the functions below work in
#   room_release       which Debian it is; bookworm
#   room_folder        where in the room commands start; /
#   room_environment   NAME=VALUE of its commands, an array; more than those that `enter` gives
# Functions:
#   needed PROGRAM PACKAGE   installs a Debian package of this machine, if PROGRAM is not there
#   bare_debian FOLDER       makes FOLDER by debootstrap, with Python and nothing else, once
#   fresh_room FOLDER        makes $room anew as a copy of FOLDER, with the registries of this machine
#   inside COMMAND…          runs in the room; what it returns is what COMMAND does
#   enter COMMAND…           the same in place of the shell that calls it: for `enter … &`, and
#                            `kill -KILL $!` then ends all that runs in the room
#   virtual_screen           starts Xvfb and sets DISPLAY, for rooms too; ends with the script
#   ends_with_script PID     kills it when the script ends

room_release=bookworm
room_folder=/
room_environment=()
_ended=()

needed() {
    command -v "$1" >/dev/null && return
    apt-get update
    apt-get install --yes --no-install-recommends "$2"
}

bare_debian() {
    [[ -e $1 ]] && return
    needed debootstrap debootstrap
    local mirror link
    mirror=$(
        cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
            sed -nE 's/^URIs: *//p; s/^deb (\[.*\] )?(http[^ ]+) [^ ]+ main.*/\2/p' | head -n 1 || true
    )
    rm -rf "$1.unfinished"
    mkdir "$1.unfinished"
    # It cannot work in a folder whose path has a space.
    link=$(mktemp -d)
    ln -s "$1.unfinished" "$link/room"
    debootstrap --variant=minbase --include=python3 "$room_release" \
        "$link/room" ${mirror:+"$mirror"}
    rm -r "$link"
    mv "$1.unfinished" "$1"
}

fresh_room() {
    rm -rf "$room"
    cp -a "$1" "$room"
    _registry_settings
}

# How this machine reaches its registries is its own affair: the room borrows it.
_registry_settings() {
    local part
    rm -rf "$room"/etc/apt/sources.list*
    for part in sources.list sources.list.d auth.conf.d apt.conf.d; do
        [[ ! -e /etc/apt/$part ]] || cp -r "/etc/apt/$part" "$room/etc/apt/"
    done
    find "$room"/etc/apt/sources.list* -type f -exec sed -i "s/bookworm/$room_release/g" {} +
    needed update-ca-certificates ca-certificates
    cp /etc/resolv.conf /etc/hosts "$room/etc/"
    mkdir -p "$room/etc/ssl" "$room/root/.config/pip"
    cp -L /etc/ssl/certs/ca-certificates.crt "$room/etc/ssl/borrowed.crt"
    cp /etc/pip.conf "$room/etc/" 2>/dev/null || true
    cp ~/.config/pip/pip.conf "$room/root/.config/pip/" 2>/dev/null || true
}

inside() {
    (enter "$@")
}

enter() {
    local kept
    mapfile -t kept < <(env | grep -iE '^(PIP_(INDEX_URL|DEFAULT_TIMEOUT)|https?_proxy|no_proxy)=')
    mkdir -p "$room/tmp/.X11-unix" /tmp/.X11-unix
    exec env -i "${kept[@]}" ${DISPLAY:+DISPLAY="$DISPLAY"} HOME=/root LC_ALL=C.UTF-8 \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin PIP_CERT=/etc/ssl/borrowed.crt \
        DEBIAN_FRONTEND=noninteractive "${room_environment[@]}" \
        unshare --mount --pid --fork --kill-child bash -c '
            set -e
            room=$0 folder=$1
            shift
            mount -t proc proc "$room/proc"
            mount --rbind /dev "$room/dev"
            mount --bind /tmp/.X11-unix "$room/tmp/.X11-unix"
            exec chroot "$room" sh -c '\''cd "$0" && exec "$@"'\'' "$folder" "$@"' \
        "$room" "$room_folder" "$@" </dev/null
}

virtual_screen() {
    needed Xvfb xvfb
    local told screen
    told=$(mktemp)
    Xvfb -displayfd 3 -screen 0 1600x1000x24 -ac -nolisten tcp 3>"$told" 2>/dev/null &
    screen=$!
    ends_with_script "$screen"
    until [[ -s $told ]]; do
        kill -0 "$screen"
        sleep 1
    done
    export DISPLAY=:$(<"$told")
    rm "$told"
}

ends_with_script() {
    _ended+=("$1")
}

_end_all() {
    local one
    for one in "${_ended[@]}"; do
        kill -KILL "$one" 2>/dev/null || true
        wait "$one" 2>/dev/null || true
    done
}

trap _end_all EXIT
unset DISPLAY WAYLAND_DISPLAY
