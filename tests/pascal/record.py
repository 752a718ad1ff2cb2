"""Records what Free Pascal answers: `python tests/pascal/record.py [--random COUNT] [--seed SEED]`.

Without an option all programs and the kept expressions are recorded. With ``--random`` so many
new expressions of each type are compared at once, and nothing is kept.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm_desktop.scripting.pascal import convert
from crm_desktop.scripting.sandbox import Sandbox
from tests.pascal import comparing, free_pascal, generated

KEPT_SEED = 20251
KEPT = 60


def record() -> None:
    """Record all programs, and one program of expressions for each type."""
    comparing.EXPRESSIONS.mkdir(exist_ok=True)
    for kind in generated.KINDS:
        source = generated.program(kind, KEPT, seed=KEPT_SEED)
        path = comparing.EXPRESSIONS / f"{kind}.pas"
        path.write_text(source, encoding="utf-8", newline="\n")
    for folder in (comparing.PROGRAMS, comparing.EXPRESSIONS):
        _record_folder(folder)
    path = comparing.HERE / "compiler.txt"
    path.write_text(f"Free Pascal {free_pascal.version()}\n", encoding="utf-8", newline="\n")


def _record_folder(folder: Path) -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.pas")}
    with tempfile.TemporaryDirectory() as between:
        for name, said in free_pascal.answers(sources, Path(between)).items():
            (folder / f"{name}.txt").write_text(said, encoding="utf-8", newline="\n")
    print(f"{len(sources)} programs of {folder.name} recorded")


def compare(count: int, seed: int) -> bool:
    """Return whether new expressions give the same under both, and say where they do not."""
    is_same = True
    with tempfile.TemporaryDirectory() as between, Sandbox(is_shared=True) as box:
        sources = {kind: generated.program(kind, count, seed=seed) for kind in generated.KINDS}
        for kind, said in free_pascal.answers(sources, Path(between)).items():
            outcome = comparing.run(box, convert(sources[kind]).python, wanted=said)
            found = comparing.difference(said, outcome)
            print(f"{count} expressions, {kind}, seed {seed}: {found or 'the same'}")
            is_same &= found is None
    return is_same


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    arguments = parser.parse_args()
    if arguments.random is None:
        record()
        return 0
    return 0 if compare(arguments.random, arguments.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
