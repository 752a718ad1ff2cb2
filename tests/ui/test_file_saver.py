"""What a file is proposed to be called: a name that every system takes."""

from __future__ import annotations

import pytest

from ui.printing.file_saver import plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Bonus regulation Sellers", "Bonus regulation Sellers"),
        ("Sales/retail: “best”?", "Sales retail  “best”"),
        ("Sellers...", "Sellers"),
        ("CON", "_CON"),
        ("com1.old", "_com1.old"),
        ("Nul ", "_Nul"),
        ("Console", "Console"),
        ("Two\nlines", "Two lines"),
        ("???", "_"),
        ("Премия " * 20, ("Премия " * 20)[:100].rstrip()),
    ],
)
def test_a_proposed_name_is_one_that_every_system_takes(name: str, plain: str) -> None:
    assert plain_name(name) == plain
