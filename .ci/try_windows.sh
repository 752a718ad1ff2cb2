#!/usr/bin/env bash
# Tries the setup program for Windows under wine, on Debian 12: .ci/try_windows.sh DIR
# Takes DIR/windows and DIR/crm-desktop-setup-VERSION.exe, or makes them; installs an older version,
# works with it, installs this one over it, puts it to every use and removes it (.ci/wine/trial.sh).
# Leaves DIR/tried/windows: the logs of the setups, the reports of the selftests and their pictures.
# Ends with 1 when anything is not as it should be. Wants root.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$checkout/.ci/room.sh"
source "$checkout/.ci/wine_room.sh"
mkdir -p "$1"
dir=$(cd "$1" && pwd)
older=0.0.9
stale=app/crm_desktop/left_over.py

main() {
    local version setup
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$checkout/pyproject.toml")
    setup=$dir/crm-desktop-setup-$version.exe
    [[ -e $setup && -d $dir/windows ]] ||
        (cd "$checkout" && python3 bootstrap.py python .ci/release.py "$dir" \
            --only windows --only setup)
    wine_room "$dir"
    an_older_version
    cp "$setup" "$room/srv/out/"
    rm -rf "$room"/srv/{tools,tried,trial} "$dir/tried/windows"
    cp -a "$room/srv/windows" "$room/srv/trial"
    cp -r "$checkout/.ci/wine" "$room/srv/tools"
    cp -r "$checkout/resources/schemes/ru/salary_percent.toml" "$checkout/scripts/mentor.toml" \
        "$room/srv/tools/"
    inside sh /srv/tools/build.sh /srv/stand-ins
    inside sh -c 'command -v xdotool >/dev/null ||
        { apt-get -q update && apt-get -q install --yes --no-install-recommends xdotool; }'
    local code=0
    room_environment+=(WINEPREFIX=/srv/trial)
    in_wine bash /srv/tools/trial.sh "$older" "$version" "$stale" || code=$?
    mkdir -p "$dir/tried"
    cp -r "$room/srv/tried" "$dir/tried/windows"
    return "$code"
}

# Today's program under an older number, with a module that today's has no more.
an_older_version() {
    local folder=$room/srv/older
    rm -rf "$folder"
    cp -r "$dir/windows" "$folder"
    echo "raise ImportError" >"$folder/$stale"
    compile_setup "$folder" "$older" /DCompression=zip/1
    rm -r "$folder"
}

main
