"""What all tests on databases stand on."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from crm_desktop.services import passwords

_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords so that it takes no time; what that costs a thief is not tried here."""
    monkeypatch.setattr(passwords, "_hasher", lambda: _QUICK)
