#!/usr/bin/env bash
# Proves on a bare Debian that the package installs, works, upgrades and goes: .ci/try_debian.sh DIR
# DIR is what .ci/release.py filled; where the package is not in it, it is made first. A room is made
# in DIR/debian from DIR/bare (debootstrap, once); reports and pictures of the selftests are left in
# DIR/tried/debian. Ends at the first thing that is not as it has to be. Wants root.
# RELEASE=trixie before it takes that Debian instead of bookworm, which is Debian 12.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$checkout/.ci/room.sh"
mkdir -p "$1/tried/debian"
dir=$(cd "$1" && pwd)
tried=$dir/tried/debian
room=$dir/debian
room_release=${RELEASE:-bookworm}
bare=$dir/bare
[[ $room_release == bookworm ]] || bare=$dir/bare-$room_release
home="/home/Иван Петров"
older=0.0.9

main() {
    local package version
    package=$(the_package)
    version=$(dpkg-deb --field "$package" Version)
    bare_debian "$bare"
    fresh_room "$bare"
    cp "$package" "$room/srv/new.deb"
    make_older "$package"
    inside apt-get --quiet --quiet update
    inside useradd --create-home --home-dir "$home" ivan

    say "Version $older installs on a bare Debian with what it depends on"
    installs older
    virtual_screen
    selftest "$older"
    as_user crm-desktop init --name "ООО «Ёлка»" --currency RUB --country RU --zone Europe/Moscow
    as_user crm-desktop doctor
    what_is_in_home >"$tried/home-before"

    say "Version $version takes its place and keeps the data"
    installs new
    home_is_as_before
    [[ ! -e $room/opt/crm-desktop/app/of_old.py ]] || fail "a file of the older version is left"
    as_user crm-desktop doctor
    selftest "$version"
    nothing_was_written
    known_to_the_desktop
    what_is_in_home >"$tried/home-before"

    say "It goes, and leaves the home as it was"
    inside apt-get --quiet --quiet purge --yes crm-desktop >"$tried/apt-purge.log"
    home_is_as_before
    nothing_is_left
    du_of "$package"
    say "All is as it has to be. Look at $tried/$version.png"
}

the_package() {
    local version package
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$checkout/pyproject.toml")
    package=$dir/crm-desktop_${version}_amd64.deb
    [[ -e $package ]] ||
        (cd "$checkout" && python3 bootstrap.py python .ci/release.py "$dir" \
            --only linux --only deb) >&2
    echo "$package"
}

# The same program, as if it were an older version: one file more, and another number.
make_older() {
    local tree=$dir/older own
    rm -rf "$tree"
    dpkg-deb --raw-extract "$1" "$tree"
    sed -i "s/^Version: .*/Version: $older/" "$tree/DEBIAN/control"
    own=$(echo "$tree"/opt/crm-desktop/app/crm_desktop-*.dist-info)
    sed -i "s/^Version: .*/Version: $older/" "$own/METADATA"
    mv "$own" "${own%/*}/crm_desktop-$older.dist-info"
    touch "$tree/opt/crm-desktop/app/of_old.py"
    dpkg-deb --root-owner-group -Zgzip -z1 --build "$tree" "$room/srv/older.deb" >/dev/null
    rm -rf "$tree"
}

installs() {
    inside apt-get --quiet --quiet install --yes --no-install-recommends "/srv/$1.deb" \
        >"$tried/apt-$1.log" 2>&1 || fail "apt-get: see $tried/apt-$1.log"
    inside dpkg-query --show crm-desktop
}

as_user() {
    inside runuser -u ivan -- env -u LC_ALL HOME="$home" LANG=ru_RU.UTF-8 "$@"
}

selftest() {
    as_user crm-desktop --selftest "$home/проба.json" || true
    mv "$room$home/проба.json" "$tried/$1.json" || fail "there is no report"
    mv "$room$home"/*.png "$tried/$1.png" || fail "there is no picture"
    python3 - "$tried/$1.json" "$1" <<'END' || fail "the selftest: see $tried/$1.json"
import json, sys
from pathlib import Path

report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
seen = report["versions"]["program"], report["qt"]["platform"], report["places"]["executable"]
print("  selftest:", *seen, report["cpu_seconds"], "s of processor")
for name, step in report["steps"].items():
    print(f"    {name}: {'works' if step['ok'] else step['error']}")
right = seen == (sys.argv[2], "xcb", "/opt/crm-desktop/python/bin/python3.11")
sys.exit(not (report["ok"] and right and report["modules"]["loaded"] == report["modules"]["compiled"]))
END
}

what_is_in_home() {
    (cd "$room$home" && find . -type f -exec sha256sum {} + | sort -k 2)
}

home_is_as_before() {
    what_is_in_home | diff "$tried/home-before" - || fail "the user's files are not as they were"
    echo "  $(wc -l <"$tried/home-before") files of the user are as they were"
}

nothing_was_written() {
    if as_user touch /opt/crm-desktop/mine 2>/dev/null; then
        fail "an ordinary user may write in the program's folder"
    fi
    inside dpkg --verify crm-desktop
    inside sh -c 'find /opt/crm-desktop | sort >/srv/there
        dpkg --listfiles crm-desktop | grep ^/opt/crm-desktop | sort | diff - /srv/there' ||
        fail "files are in the program's folder that the package did not bring"
}

known_to_the_desktop() {
    inside apt-get --quiet --quiet install --yes --no-install-recommends desktop-file-utils \
        shared-mime-info libglib2.0-bin x11-utils >/dev/null 2>&1
    inside desktop-file-validate /usr/share/applications/crm-desktop.desktop
    echo "format = 1" >"$room/srv/one.crmscheme"
    inside gio info -a standard::content-type /srv/one.crmscheme |
        grep -q application/x-crm-desktop-scheme || fail "scheme files have no type of their own"
    grep -q 'x-crm-desktop-scheme=crm-desktop.desktop' "$room/usr/share/applications/mimeinfo.cache" ||
        fail "scheme files are not opened with the program"
    (room_environment+=(HOME="$home") && enter runuser -u ivan -- crm-desktop --demo) >/dev/null &
    local window=$!
    ends_with_script "$window"
    until inside xwininfo -root -tree | grep -F '("crm-desktop" "crm-desktop")'; do
        kill -0 "$window" || fail "the window did not open"
        sleep 2
    done
    kill -KILL "$window"
    wait "$window" 2>/dev/null || true
}

nothing_is_left() {
    local left
    left=$(find "$room" -xdev -name '*crm-desktop*' \
        -not -path "$room/home/*" -not -path "$room/tmp/*" -not -path "$room/var/log/*")
    [[ -z $left ]] || fail "left behind: $left"
}

du_of() {
    echo "  the package takes $(($(stat -c %s "$1") / 1000000)) MB, installed $(
        dpkg-deb --field "$1" Installed-Size
    ) KiB"
}

say() {
    echo "== $*"
}

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

main
