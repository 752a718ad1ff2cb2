#!/usr/bin/env bash
# Within a wine room: installs, upgrades, uses and removes the program: trial.sh OLDER VERSION STALE
# OLDER and VERSION are setup programs in /srv/out, STALE is a file that OLDER alone has. Each line
# that it prints is something seen; what is not as it should be begins with FAILED.
set -uo pipefail

older=$1 version=$2 stale=$3
tools=/srv/tools out=/srv/tried
drive=$WINEPREFIX/drive_c
home=$drive/users/root
class='Software\Classes'
fonts='Z:\usr\share\fonts\truetype\dejavu'
hold='
import sys, time
from pathlib import Path
from crm_desktop import running

running.announce()
while Path(sys.argv[1]).exists():
    time.sleep(0.2)
'
failed=0

main() {
    mkdir -p "$out"
    wineserver --persistent
    wine cmd /c exit >/dev/null 2>&1
    echo "== $older for one user"
    program="$home/AppData/Local/Programs/CRM Desktop"
    data=$home/AppData/Local/crm-desktop settings=$home/AppData/Roaming/crm-desktop
    hive=HKCU shell=$home/AppData/Roaming/Microsoft/Windows
    rm -rf "$program" "$data" "$settings"
    an_older_version_is_worked_with
    echo "== $version over it"
    it_is_upgraded
    it_is_known_to_windows
    older_is_refused
    check "it is refused for all users besides" ends_with 1 setup "$version" besides /ALLUSERS
    it_works offscreen
    it_works windows
    echo "== While it runs"
    it_stays_while_it_runs
    it_closes_for_an_upgrade
    echo "== Removed"
    it_is_removed
    check "the database is still there" test -e "$data/firm.sqlite"
    check "the settings are still there" same "$settings/settings.toml" "$out/settings.toml"
    echo "== $version for all users, with Cyrillic letters and spaces in all paths"
    another_user 'Мария Ёлкина'
    program="$drive/Программы фирмы/CRM «Ёлка»"
    hive=HKLM shell=$drive/ProgramData/Microsoft/Windows
    it_is_installed_for_all
    it_works offscreen
    it_is_removed
    check "the shared folder is still there" test -d "$drive/ProgramData/crm-desktop"
    check "the database is still there" test -e "$data/firm.sqlite"
    echo "== Removed by a user who is asked about data"
    program="${data%/*}/Programs/CRM Desktop"
    it_removes_what_the_answer_says
    wineserver -k
    ((failed == 0)) && echo "All is as it should be"
}

an_older_version_is_worked_with() {
    check "it installs" setup "$older" older /TASKS=desktopicon,monitor
    check "its stale file is there" test -e "$program/$stale"
    stand_in
    write "$settings/settings.toml" 'language = "ru"'
    write "$home/сотрудники.csv" 'name,email,hired_on' 'Мария Ёлкина,maria@firm.test,2020-01-01'
    check "a database is made" command_line init --name 'ООО «Ёлка»' --currency RUB --country RU
    check "a table is imported" \
        command_line import --kind employees 'C:\users\root\сотрудники.csv'
    check "a scheme is imported" command_line scheme import 'Z:\srv\tools\salary_percent.toml'
    check "a month is calculated" calculated before
    check "it is Maria's" grep -q 'Мария Ёлкина' "$out/before.json"
    cp "$data/firm.sqlite" "$settings/settings.toml" "$out/"
}

it_is_upgraded() {
    check "it installs" setup "$version" upgrade
    check "the database is the same" same "$data/firm.sqlite" "$out/firm.sqlite"
    check "the settings are the same" same "$settings/settings.toml" "$out/settings.toml"
    check "the desktop has it" test -e "$home/Desktop/CRM Desktop.lnk"
    check "the stale file is gone" test ! -e "$program/$stale"
    check "the folder holds what its manifest says" whole
    stand_in
    check "a month is calculated" calculated after
    check "it is the same month" same "$out/before.json" "$out/after.json"
    check "the database is sound" command_line doctor
    check "a script passes its tests" command_line script test 'Z:\srv\tools\mentor.toml'
}

it_is_known_to_windows() {
    check "schemes open in it" registry "$hive\\$class\\.crmscheme" CRMDesktop.Scheme
    check "by its launcher" \
        registry "$hive\\$class\\CRMDesktop.Scheme\\shell\\open\\command" 'crm-desktop.exe" "%1"'
    check "the menu has it" link "Start Menu/Programs/CRM Desktop"
    check "the monitor starts with Windows" \
        link "Start Menu/Programs/StartUp/CRM Desktop KPI"
    check "Windows lists its version" registry "$hive\\$(uninstall_key)" "$version"
}

older_is_refused() {
    check "the older version is refused" ends_with 1 setup "$older" downgrade
    check "the folder is as it was" whole
}

# The launcher without a console does it, as a user's click would; reports are named by the platform.
# Off the screen Qt has no fonts but those of a folder.
it_works() { # platform
    local report
    report=$(basename "$program")-$1
    stand_in
    check "the selftest is green, $1" \
        with_stand_ins env WINEQT_QPA_PLATFORM="$1" WINEQT_QPA_FONTDIR="$fonts" \
        timeout 600 wine "$program/crm-desktop.exe" --selftest "Z:\\srv\\tried\\$report.json"
    check "it left a picture" test -s "$out/$report.png"
}

it_stays_while_it_runs() {
    touch "$out/held"
    background "$program/python/python.exe" -c "$hold" 'Z:\srv\tried\held'
    check "something of it runs that has no window" soon running
    check "it is not removed meanwhile" ends_with 1 uninstall
    check "it is not upgraded meanwhile" ends_with 7 setup "$version" refused
    rm "$out/held"
    check "the folder is as it was" whole
}

it_closes_for_an_upgrade() {
    check "nothing runs" soon ended
    background "$program/crm-desktop.exe" --demo
    check "it runs" soon running
    check "it is upgraded in the other language" setup "$version" running /LANG=en
    check "it was closed" ended
    check "the monitor starts with Windows once" one_starts
    check "the folder holds what its manifest says" whole
}

background() {
    with_stand_ins env WINEQT_QPA_PLATFORM=windows wine "$@" >/dev/null &
}

it_is_removed() {
    check "it is removed" uninstall
    check "its folder is gone" soon test ! -e "$program"
    check "schemes open in nothing" refused registry "$hive\\$class\\.crmscheme" CRMDesktop
    check "the menu has it no more" refused link "Start Menu/Programs/CRM Desktop"
    check "nothing starts with Windows" \
        refused link "Start Menu/Programs/StartUp/CRM Desktop KPI"
}

it_removes_what_the_answer_says() {
    write "$settings/settings.toml" 'language = "en"'
    touch "$data.bak" "$settings.bak"
    check "it installs" setup "$version" asks /LANG=en
    check "it is removed, and Enter is no" uninstall_by_keys Return
    check "the database is still there" test -e "$data/firm.sqlite"
    check "the settings are still there" test -e "$settings/settings.toml"
    check "it installs" setup "$version" asks-again /LANG=en
    check "it is removed, and data with it" uninstall_by_keys y
    check "its folder is gone" test ! -e "$program"
    check "the data are gone" test ! -e "$data"
    check "the settings are gone" test ! -e "$settings"
    check "what stands beside them is still there" test -e "$data.bak" -a -e "$settings.bak"
}

another_user() {
    local key='HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders'
    wine reg add "$key" /v 'Local AppData' /d "C:\\users\\$1\\AppData\\Local" /f >/dev/null 2>&1
    wine reg add "$key" /v AppData /d "C:\\users\\$1\\AppData\\Roaming" /f >/dev/null 2>&1
    data=$drive/users/$1/AppData/Local/crm-desktop
    settings=$drive/users/$1/AppData/Roaming/crm-desktop
    rm -rf "${drive:?}/users/$1" "$program" "$drive/ProgramData/crm-desktop"
    mkdir -p "$drive/users/$1/AppData/Local" "$drive/users/$1/AppData/Roaming"
}

it_is_installed_for_all() {
    check "it installs" setup "$version" all /ALLUSERS /TASKS=monitor \
        '/DIR=C:\Программы фирмы\CRM «Ёлка»'
    check "the folder holds what its manifest says" whole
    it_is_known_to_windows
    check "it is refused for one user besides" ends_with 1 setup "$version" besides /CURRENTUSER
    check "all users share a folder" test -d "$drive/ProgramData/crm-desktop"
    stand_in
    check "a database is made" command_line init --name 'ООО «Ёлка»' --currency RUB --country RU
    check "it is in the user's folder" test -e "$data/firm.sqlite"
    check "its log too" test -s "$data/Logs/crm-desktop.log"
}

# What is seen

check() { # words, command…
    local words=$1
    shift
    if "$@"; then
        echo "   ok  $words"
    else
        echo "FAILED  $words"
        failed=1
    fi
}

refused() {
    ! "$@"
}

ends_with() { # exit code, command…
    local code=$1
    shift
    "$@"
    (($? == code))
}

soon() {
    local waited
    for ((waited = 0; waited < 60; waited++)); do
        "$@" && return
        sleep 1
    done
    return 1
}

same() {
    cmp --silent "$1" "$2"
}

whole() {
    rm -f "$program"/python/{icuuc,mscms,bcryptprimitives,ucrtbase,ucrtwine}.dll
    python3 "$tools/whole.py" "$program"
}

registry() { # key, text
    wine reg query "$1" /s /reg:64 2>/dev/null | tr -d '\r' | grep -F "$2" >/dev/null
}

uninstall_key() {
    echo 'Software\Microsoft\Windows\CurrentVersion\Uninstall\{6C0B7D3E-9B0F-4E53-9E0B-3C1B6A0F7A21}_is1'
}

link() {
    test -e "$shell/$1.lnk"
}

one_starts() {
    (($(find "$shell/Start Menu/Programs/StartUp" -name '*.lnk' | wc -l) == 1))
}

running() {
    with_stand_ins wine "$program/python/python.exe" -c \
        'import ctypes, sys; sys.exit(not ctypes.windll.kernel32.OpenMutexW(0x100000, 0, sys.argv[1]))' \
        'Local\CRMDesktop'
}

ended() {
    stand_in
    ! running
}

# What is done

setup() { # version, log, option…
    local version=$1 log=$2
    shift 2
    timeout 600 wine "/srv/out/crm-desktop-setup-$version.exe" /VERYSILENT /SUPPRESSMSGBOXES \
        /NORESTART /LANG=ru "/LOG=Z:\\srv\\tried\\setup-$log.log" "$@" >/dev/null 2>&1
}

uninstall() {
    timeout 600 wine "$program/unins000.exe" /VERYSILENT /SUPPRESSMSGBOXES /NORESTART >/dev/null 2>&1
}

# On the screen, in English; the key answers the question about data.
uninstall_by_keys() { # key
    timeout 600 wine "$program/unins000.exe" >/dev/null 2>&1 &
    press y '^CRM Desktop Uninstall$' && press "$1" '^Uninstall$' &&
        press Return '^CRM Desktop Uninstall$' && wait $!
}

press() { # key, title of the window that it is for
    local window
    window=$(timeout 300 xdotool search --sync --onlyvisible --name "$2") &&
        timeout 60 xdotool windowfocus --sync "$window" key "$1" &&
        soon refused xdotool getwindowname "$window" >/dev/null 2>&1
}

command_line() {
    with_stand_ins timeout 600 wine "$program/crm-desktop-cli.exe" "$@" >>"$out/commands.log"
}

calculated() { # name
    command_line calculate --period 2026-10 --format json --output "Z:\\srv\\tried\\$1.json"
}

# What wine lacks; it is not in the setup program, and goes with the folder.
stand_in() {
    cp /srv/stand-ins/*.dll "$program/python/"
}

# Python writes into a pipe, for wine gives it no files; nobody waits for the pipe's end, because what
# wine starts behind a window keeps it.
with_stand_ins() {
    WINEDLLOVERRIDES="$WINEDLLOVERRIDES;icuuc,mscms,bcryptprimitives,ucrtbase=n,b" "$@" > >(cat) 2>&1
}

write() { # file, line…
    local file=$1
    shift
    mkdir -p "$(dirname "$file")"
    printf '%s\n' "$@" >"$file"
}

main
exit "$failed"
