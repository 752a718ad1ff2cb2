"""Codes made of names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.codes import LONGEST, code_of, identifier_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Анна Ёлкина", "anna-elkina"),
        ("Щукин-Ильин  Пётр", "shchukin-ilin-petr"),
        ("O'Neil; DROP TABLE", "oneil-drop-table"),
        ("José Müller, Straße 5", "jose-muller-strasse-5"),
        ("王芳", "王芳"),
        ("—!?", ""),
        ("Я" * 200, "ya" * 30),
    ],
)
def test_a_code_is_the_name_in_small_latin_letters(name: str, code: str) -> None:
    assert code_of(name) == code


def test_a_taken_code_gets_the_first_free_number() -> None:
    assert code_of("Anna", {"anna", "anna-2"}) == "anna-3"


@given(st.text(max_size=80), st.sets(st.text(max_size=5)))
def test_a_code_is_free_short_and_has_no_space(name: str, taken: set[str]) -> None:
    code = code_of(name, taken)

    assert not code or code not in taken
    assert len(code) <= LONGEST + len(f"-{len(taken) + 1}")
    assert code == "".join(code.split())


@pytest.mark.parametrize(
    ("name", "code"),
    [("Анна Ёлкина", "anna_elkina"), ("2 Calls", "n2_calls"), ("—!?", "")],
)
def test_a_code_for_formulas_is_an_identifier(name: str, code: str) -> None:
    assert identifier_of(name) == code


def test_a_taken_identifier_gets_the_first_free_number() -> None:
    assert identifier_of("Won deals", {"won_deals", "won_deals_2"}) == "won_deals_3"


@given(st.text(max_size=80))
def test_an_identifier_can_stand_in_a_formula(name: str) -> None:
    code = identifier_of(name)

    assert not code or code.isidentifier()
    assert unicodedata.normalize("NFKC", code) == code
