"""What stands on the page of a statement, and how it reads as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from crm_desktop import texts
from crm_desktop.domain.logo import LARGEST_LOGO, Logo
from crm_desktop.errors import InvalidInputError
from crm_desktop.exchange.pay_html import sheet_html, statement_html
from crm_desktop.rewards.pay_page import NoStatementError, pay_page
from crm_desktop.rewards.statement import Outcome
from crm_desktop.texts import Message, shown
from tests.unit.exchange.pay_pages import (
    FORMULA,
    HEADING,
    NAME,
    empty_page,
    full_outcome,
    outcome,
    page,
    png,
    sheet,
)


def words(html: str) -> str:
    """Return what a reader of the page sees."""
    body = html.partition("<body")[2]
    return unescape(re.sub(r"<[^>]*>", " ", body))


def test_the_page_has_every_line_and_its_total() -> None:
    found = words(statement_html(page()))

    for line in page().lines:
        assert shown(line.label) in found
        assert shown(line.formula) in found
        assert line.amount.shown() in found
    assert NAME in found
    assert page().total.shown() in found
    assert "Advance to be kept back" in found
    assert "Билеты в театр" in found


def test_the_page_speaks_both_languages() -> None:
    english = statement_html(page())
    texts.activate("ru")
    russian = statement_html(page())

    assert '<html lang="en">' in english
    assert '<html lang="ru">' in russian
    assert "200\N{NO-BREAK SPACE}753,05" in words(russian)
    assert "Сотрудник" in words(russian)


def test_the_page_needs_no_other_file() -> None:
    html = statement_html(page())

    assert re.findall(r'src="(data:image/png;base64,)', html)
    assert not re.findall(r"https?://|<link|<script|url\(", html)


@pytest.mark.parametrize("name", ["<b>Bold</b>", '"><script>alert(1)</script>', "A & B"])
def test_what_people_typed_stays_text(name: str) -> None:
    heading = replace(HEADING, employee=name, firm=name, department=name)

    html = statement_html(pay_page(heading, outcome()))

    assert name not in html
    assert name in unescape(html)


def test_a_name_on_the_pay_sheet_stays_text() -> None:
    assert FORMULA not in sheet_html(sheet())
    assert FORMULA in words(sheet_html(sheet()))


def test_each_version_of_a_rule_is_named_once() -> None:
    named = [(shown(one.label), one.number) for one in page().editions]

    assert len(named) == len(set(named))
    assert ("5 % продаж, если больше миллиона", 3) in named
    assert "in force since 01/03/2026" in words(statement_html(page()))


def test_the_appendix_tells_each_figure_down_to_what_it_was_measured_by() -> None:
    steps = page(has_steps=True).steps

    assert steps[0].label == Message("Salary")
    assert max(step.depth for step in steps) >= 1
    assert {shown(line.label) for line in page().lines} <= {
        shown(step.label) for step in steps if step.depth == 0
    }
    assert page(has_steps=False).steps == ()


def test_the_appendix_has_each_record_behind_the_commissions() -> None:
    with_steps, without = (
        words(statement_html(page(has_steps=wanted))) for wanted in (True, False)
    )

    for accrual in page().accruals:
        assert accrual.label in with_steps
        assert accrual.label not in without


def test_a_figure_that_was_told_is_not_told_again() -> None:
    whole = full_outcome()
    assert whole.statement is not None
    first, *rest = whole.statement.lines
    twice = replace(whole, statement=replace(whole.statement, lines=(first, first, *rest)))

    steps = pay_page(HEADING, twice, has_steps=True).steps

    again = [step for step in steps if shown(step.sentence) == "as told above"]
    assert [shown(step.label) for step in again] == [shown(first.label)]


def test_a_statement_without_lines_has_its_salary() -> None:
    found = words(statement_html(empty_page()))

    assert found.count(empty_page().total.shown()) == 2
    assert "Indicators" not in found


def test_without_a_statement_there_is_no_page_and_it_says_why() -> None:
    result = outcome().result
    with pytest.raises(NoStatementError, match="has no reward card in"):
        pay_page(HEADING, Outcome(result))
    with pytest.raises(NoStatementError, match="It is broken"):
        pay_page(HEADING, Outcome(result, problem=Message("It is broken.")))


def test_a_logo_knows_its_size() -> None:
    assert (Logo.of(png(12, 7)).width, Logo.of(png(12, 7)).height) == (12, 7)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a" + b"0" * 40, png(0, 5), png(3, 3) + b"0" * LARGEST_LOGO]
)
def test_what_is_no_picture_or_too_big_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError, match="picture is"):
        Logo.of(content)
