"""Records what Free Pascal answers: `python tests/pascal/record.py [--random COUNT] [--seed SEED]`.

Without an option all programs and the kept random ones are recorded. With ``--random`` so many
new expressions of each type, and programs of statements besides, are compared and not kept.
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
from tests.pascal import comparing, free_pascal, generated, generated_steps

KEPT_SEED = 20251
KEPT = 60
BLOCKS = 5
EXPRESSIONS_A_BLOCK = 4


def record() -> None:
    """Record all programs, and the random ones that are kept."""
    comparing.RANDOM_PROGRAMS.mkdir(exist_ok=True)
    for name, source in random_programs(KEPT, KEPT_SEED).items():
        path = comparing.RANDOM_PROGRAMS / f"{name}.pas"
        path.write_text(source, encoding="utf-8", newline="\n")
    for folder in (comparing.PROGRAMS, comparing.RANDOM_PROGRAMS):
        _record_folder(folder)
    path = comparing.HERE / "compiler.txt"
    path.write_text(f"Free Pascal {free_pascal.version()}\n", encoding="utf-8", newline="\n")


def random_programs(count: int, seed: int) -> dict[str, str]:
    """Return a program of ``count`` expressions of each type, and some of statements."""
    sources = {kind: generated.program(kind, count, seed=seed) for kind in generated.KINDS}
    for number in range(count // (BLOCKS * EXPRESSIONS_A_BLOCK) + 1):
        sources[f"steps_{number}"] = generated_steps.program(BLOCKS, seed=seed + number)
    return sources


def _record_folder(folder: Path) -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.pas")}
    with tempfile.TemporaryDirectory() as between:
        for name, said in free_pascal.answers(sources, Path(between)).items():
            (folder / f"{name}.txt").write_text(said, encoding="utf-8", newline="\n")
    print(f"{folder.name}: {len(sources)} programs recorded")


def compare(count: int, seed: int) -> bool:
    """Return whether new programs give the same under both, and say where they do not."""
    is_same = True
    sources = random_programs(count, seed)
    with tempfile.TemporaryDirectory() as between, Sandbox(is_shared=True) as box:
        for name, said in free_pascal.answers(sources, Path(between)).items():
            outcome = comparing.run(box, convert(sources[name]).python, wanted=said)
            found = comparing.difference(said, outcome)
            print(f"{name}, seed {seed}: {found or 'the same'}")
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
