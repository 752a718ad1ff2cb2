#!/usr/bin/env bash
# Makes the setup program for Windows of a folder: .ci/setup_program.sh PROGRAM DIR VERSION
# It is compiled in DIR/wine-room, which stays for the next time. Wants root.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/room.sh"
source "$(dirname "${BASH_SOURCE[0]}")/wine_room.sh"
wine_room "$(cd "$2" && pwd)" >&2
compile_setup "$1" "$3" >&2
mv "$room/srv/out/crm-desktop-setup-$3.exe" "$2/"
