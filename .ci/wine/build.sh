#!/bin/sh
# Builds in a wine room the libraries that wine lacks and our Windows program needs: build.sh OUT
# They stand beside python.exe in the copy that is tried, never in a release.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
wine=/usr/lib/x86_64-linux-gnu/wine/x86_64-windows
library="x86_64-w64-mingw32-gcc -shared -O2 -s -static-libgcc"
mkdir -p "$1"
cd "$1"

for name in icuuc mscms bcryptprimitives; do
    $library -o "$name.dll" "$here/$name.c" -ladvapi32
done

# A copy of wine's own under another name, and without the mark by which wine knows its libraries.
LC_ALL=C sed 's/Wine builtin DLL/Wine foreign DLL/' "$wine/ucrtbase.dll" >ucrtwine.dll
x86_64-w64-mingw32-gcc -O2 -fno-builtin -c -o ucrtbase.o "$here/ucrtbase.c"
x86_64-w64-mingw32-nm ucrtbase.o | sed -n 's/.* T stand_in_//p' >ours
x86_64-w64-mingw32-objdump -p "$wine/ucrtbase.dll" |
    sed -n '/^\[Ordinal\/Name Pointer\] Table/,/^$/s/^\t\[ *[0-9]*\] \([A-Za-z0-9_]*\)$/\1/p' |
    awk 'BEGIN { print "LIBRARY ucrtbase.dll\nEXPORTS" }
         FILENAME == "ours" { ours[$1]; next }
         $1 in ours { print $1 " = stand_in_" $1; next }
         { print "\"" $1 "\" = \"ucrtwine." $1 "\"" }' ours - >ucrtbase.def
$library -o ucrtbase.dll ucrtbase.o ucrtbase.def
rm ucrtbase.o ucrtbase.def ours
