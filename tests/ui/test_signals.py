"""What a signal carries, as ``clicked`` a bool, is never taken for what a method may be given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CARRYING = {"activated", "clicked", "currentIndexChanged", "toggled", "triggered"}


def test_no_method_takes_what_a_signal_carries_for_a_choice_of_its_own() -> None:
    found = {
        str(path.relative_to(ROOT)): mistakes
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if (mistakes := list(mistaken(path.read_text("utf-8"))))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("method", "call", "mistakes"),
    [
        ("def go(self, file=None)", "self.button.clicked.connect(self.go)", ["go"]),
        ("def go(self, *, file=None)", "self.button.clicked.connect(self.go)", []),
        ("def go(self, file)", "self.button.clicked.connect(self.go)", []),
        ("def go(self, _checked=False)", "self.button.clicked.connect(self.go)", []),
        ("def go(self, file=None)", "self.closed.connect(self.go)", []),
        ("def go(self)", "self.box.activated.connect(self._pause.start)", ["start"]),
        ("def go(self)", "self.edit.returned.connect(self._pause.start)", []),
    ],
)
def test_a_mistake_is_found(method: str, call: str, mistakes: list[str]) -> None:
    source = f"class Page:\n    {method}: ...\n    def build(self): {call}\n"

    assert list(mistaken(source)) == mistakes


def mistaken(source: str) -> Iterator[str]:
    """Yield the methods of a module that are given something by a signal unawares.

    These are methods of a class itself with an optional argument, and ``start`` of a timer.
    """
    for found in ast.walk(ast.parse(source)):
        if isinstance(found, ast.ClassDef):
            methods = (one for one in found.body if isinstance(one, ast.FunctionDef))
            chosen = {one.name for one in methods if _has_choice(one.args)} | {"start"}
            for slot in _connected(found):
                if slot.attr in chosen and (slot.attr == "start" or _is_self(slot.value)):
                    yield slot.attr


def _has_choice(arguments: ast.arguments) -> bool:
    """Tell whether a signal could fill an argument that a call may leave out."""
    names = [*arguments.posonlyargs, *arguments.args]
    needed = len(names) - len(arguments.defaults)
    return needed == 1 < len(names) and names[needed].arg[0] != "_"


def _connected(found: ast.ClassDef) -> Iterator[ast.Attribute]:
    for call in ast.walk(found):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr=signal), attr="connect"),
                args=[ast.Attribute() as slot, *_],
            ) if signal in CARRYING:
                yield slot


def _is_self(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id == "self"
