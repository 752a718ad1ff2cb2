from __future__ import annotations

from hypothesis import given

from crm_desktop.exchange.scheme import parse_scheme, written
from crm_desktop.rewards.scheme import Scheme
from tests.unit.exchange.generated import schemes


@given(scheme=schemes)
def test_what_is_exported_is_imported_unchanged(scheme: Scheme) -> None:
    assert parse_scheme(written(scheme)) == scheme
