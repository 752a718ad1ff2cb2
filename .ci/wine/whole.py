"""Exit with what is missing, other or too much in the folder of an installed program."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])
listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
said = {one["path"]: one["sha256"] for one in listed} | {"manifest.json": None}
found = {
    path.relative_to(folder).as_posix(): path
    for path in folder.rglob("*")
    if path.is_file() and not path.name.startswith("unins000.")
}
wrong = [f"too much: {name}" for name in found.keys() - said.keys()]
wrong += [f"missing: {name}" for name in said.keys() - found.keys()]
wrong += [
    f"other: {name}"
    for name, digest in said.items()
    if digest and name in found and hashlib.sha256(found[name].read_bytes()).hexdigest() != digest
]
sys.exit("\n".join(sorted(wrong)[:20]) or None)
