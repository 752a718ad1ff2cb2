from __future__ import annotations

from importlib import metadata

import pytest

from crm_desktop import product


def test_a_checkout_says_the_version_of_its_project() -> None:
    assert product.version().count(".") == 2


def test_an_installed_program_says_the_version_it_was_installed_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: {product.CODE: "9.8.7"}[name])
    assert product.version() == "9.8.7"
