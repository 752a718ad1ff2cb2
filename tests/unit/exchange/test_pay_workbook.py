"""Workbooks of pay: another program reads the same totals, and formulas over cells make them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from crm_desktop import texts
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, Subject, SubjectRef
from crm_desktop.exchange.pay_sheet_workbook import sheet_workbook
from crm_desktop.exchange.pay_workbook import statement_workbook
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.working import MOST_KINDS
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.pay_page import PayPage, pay_page
from crm_desktop.rewards.pay_sheet import pay_sheet, sheet_text
from crm_desktop.rewards.template import Assignment, BonusTemplate, PercentPremium, Sharing
from crm_desktop.texts import shown
from tests.unit.exchange.pay_kinds import kinds, pool, shared
from tests.unit.exchange.pay_pages import (
    ACCRUALS,
    FORMULA,
    HEADING,
    MARCH,
    empty_page,
    full_outcome,
    long_page,
    page,
    sheet,
)
from tests.unit.rewards.builders import card, employee, facts_of, indicator, outcome_of, scheme_of

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v>')
_CLAWBACK = ("Commission paid", "Months served", "Months of the clawback")


def rows(workbook: bytes, name: str) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return list(map(list, book.get_sheet_by_name(name).to_python(skip_empty_area=False)))


def formulas(workbook: bytes, sheet: int = 1) -> dict[str, str]:
    """Return the formula of each cell that has one."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        text = archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    return {cell: unescape(formula) for cell, formula, _ in _FORMULA.findall(text)}


def amounts(found: list[list[object]]) -> dict[object, object]:
    """Return the figures in the column of amounts, by the line's name."""
    return {row[0]: row[2] for row in found if isinstance(row[2], float)}


@pytest.mark.parametrize("made", [page, long_page, empty_page])
def test_another_program_reads_the_same_amounts(made: Callable[[], PayPage]) -> None:
    whole = made()
    found = amounts(rows(statement_workbook(whole), "Statement"))

    assert found["Total"] == float(whole.total.as_decimal())
    assert found["Salary"] == float(whole.salary.as_decimal())
    for line in whole.lines:
        assert found[str(line.label)] == float(line.amount.as_decimal())


@pytest.mark.parametrize(
    ("line", "formula"),
    [
        (
            "5 % продаж, если больше миллиона",
            "ROUND(IF(Statement!#>Figures!#,(Figures!#*Statement!#),0),2)",
        ),
        ("За сделку", "ROUND((Figures!#*Statement!#),2)"),
        (
            "По ступеням",
            "ROUND((((Figures!#*Figures!#)+(Figures!#*Figures!#))+(Figures!#*Figures!#)),2)",
        ),
        ("Десятая часть оклада", "ROUND((Figures!#*Statement!#),2)"),
        ("За разговоры", "ROUND((Figures!#*(Statement!#*86400)),2)"),
        (
            "По формуле",
            "ROUND(IF(Statement!#>3,(MAX((Statement!#-Figures!#),0)*0.01),(Figures!#/7)),2)",
        ),
        ("Комиссия", "SUM(Commissions!#:#)"),
        ("К празднику", None),
        ("За маржу", "ROUND(IF(Statement!#>=Figures!#,(Figures!#*Statement!#),0),2)"),
        ("Correction for February 2026", None),
    ],
)
def test_a_line_is_a_formula_over_cells_where_figures_make_it(
    line: str, formula: str | None
) -> None:
    workbook = statement_workbook(page())
    place = [row[0] for row in rows(workbook, "Statement")].index(line) + 1

    found = formulas(workbook).get(f"C{place}")

    assert formula == (None if found is None else re.sub(r"\$[A-Z]+\$\d+", "#", found))


@pytest.mark.parametrize(
    ("bounds", "formula", "paid"),
    [
        ({"cap": Decimal(30)}, "ROUND(MIN((Figures!#*Figures!#),Figures!#),2)", 30),
        ({"floor": Decimal(70)}, "ROUND(MAX((Figures!#*Figures!#),Figures!#),2)", 70),
        (
            {"minimum": Decimal(70)},
            "ROUND(IF((Figures!#*Figures!#)>=Figures!#,(Figures!#*Figures!#),0),2)",
            0,
        ),
    ],
)
def test_a_bound_is_part_of_the_formula(
    bounds: dict[str, Decimal], formula: str, paid: float
) -> None:
    template = BonusTemplate("t", "Bounded", PercentPremium(Decimal("0.1")), "sales", **bounds)  # type: ignore[arg-type]
    scheme = scheme_of(template, indicators=(indicator("sales"),))
    workbook = statement_workbook(pay_page(HEADING, outcome_of(scheme, facts_of(sales="500"))))
    found = rows(workbook, "Statement")
    place = [row[0] for row in found].index("Bounded")

    written = formulas(workbook)[f"C{place + 1}"]

    assert (re.sub(r"\$[A-Z]+\$\d+", "#", written), found[place][2]) == (formula, paid)


KINDS = kinds()


@pytest.mark.parametrize("kind", KINDS)
def test_what_many_share_or_earlier_months_decide_is_a_formula_of_its_amount(kind: str) -> None:
    whole, code = KINDS[kind]
    workbook = statement_workbook(whole)
    found = rows(workbook, "Statement")
    [line] = [line for line in whole.lines if line.code == code]
    place = [row[0] for row in found].index(str(line.label))

    assert f"C{place + 1}" in formulas(workbook)
    assert found[place][2] == float(line.amount.as_decimal())


@pytest.mark.parametrize(
    ("kind", "whole", "many"),
    [
        ("thirteenth salary", 1000, 3),
        ("equal parts", 100, 7),
        ("a share of the firm", 100.03, 3),
        ("by attainment", 100, 4),
        ("the first of three", 100, 3),
        ("the second of three", 100, 3),
    ],
)
def test_the_parts_of_all_stand_on_a_sheet_and_are_the_whole(
    kind: str, whole: float, many: int
) -> None:
    workbook = statement_workbook(KINDS[kind][0])
    found = rows(workbook, "Shares")
    total = [row[0] for row in found].index("Total")
    parts = [row[6] for row in found[total - many : total]]

    assert found[total - many - 3][:2] == ["To be divided", whole]
    assert sum(map(Decimal, map(str, parts))) == Decimal(str(whole))
    assert found[total][6] == whole


def test_the_units_that_are_left_go_to_who_lost_most() -> None:
    workbook = statement_workbook(KINDS["equal parts"][0])
    written = formulas(workbook, sheet=4)

    assert [row[5] for row in rows(workbook, "Shares")[4:11]] == [0.01] * 4 + [0.0] * 3
    assert written["C5"] == "ROUND($B$2*B5/$B$12,6)"
    assert written["F6"] == "IF(RANK(E6,$E$5:$E$11)+COUNTIF($E$5:E6,E6)-1<=$B$3,0.01,0)"
    assert written["G12"] == "SUM(G5:G11)"


def test_what_a_workbook_cannot_tell_apart_stands_as_it_was_decided() -> None:
    whole = shared(pool(Sharing.CONTRIBUTION, "100000000.01"), "1", "1", "1")
    workbook = statement_workbook(whole)

    assert "F5" not in formulas(workbook, sheet=4)
    assert [row[6] for row in rows(workbook, "Shares")[4:7]] == [
        *(33333333.34, 33333333.34, 33333333.33),
    ]


def test_a_contest_finds_places_and_prizes_again() -> None:
    workbook = statement_workbook(KINDS["a tie"][0])
    found, written = rows(workbook, "Shares"), formulas(workbook, sheet=4)

    assert [row[1:4] for row in found[7:12]] == [
        *([9, 1, 3], [9, 1, 3], [9, 1, 3]),
        *([5, 4, 1], [1, 5, 1]),
    ]
    assert [row[7] for row in found[7:12]] == [33.34, 33.33, 33.33, 5, 0]
    assert written["C8"] == "RANK(B8,$B$8:$B$12,0)"
    assert written["E8"].startswith("IF(B8>0,SUMPRODUCT(")


def test_where_too_many_share_the_own_part_stands_alone() -> None:
    names = [f"e{number}" for number in range(MOST_KINDS + 1)]
    facts: dict[tuple[SubjectRef, str], Fact] = {}
    for number, name in enumerate(names, 1):
        facts |= facts_of(employee(name).ref, sales=str(number))
    everyone = (card("pool", assignments=(Assignment(COMPANY),)),)
    by_sales = pool(Sharing.CONTRIBUTION)
    scheme = scheme_of(by_sales, indicators=(indicator("sales"),), cards=everyone)
    subjects = [*map(employee, names), Subject(COMPANY, "Firm")]
    workbook = statement_workbook(pay_page(HEADING, calculate(scheme, subjects, facts, MARCH)[9]))
    place = [row[0] for row in rows(workbook, "Statement")].index("Pool") + 1

    written = formulas(workbook)[f"C{place}"]

    assert re.sub(r"\$[A-Z]+\$\d+", "#", written) == "ROUND((Figures!#*(Figures!#/Figures!#)),2)"
    assert "Shares" not in CalamineWorkbook.from_filelike(BytesIO(workbook)).sheet_names


def test_a_step_that_figures_make_is_computed_too() -> None:
    workbook = statement_workbook(KINDS["a share of the firm"][0])
    places = {row[1]: number for number, row in enumerate(rows(workbook, "Figures"), 1)}

    written = formulas(workbook, sheet=2)[f"C{places['Pool']}"]

    assert re.sub(r"\$[A-Z]+\$\d+", "#", written) == "ROUND((Figures!#*Figures!#),2)"


def test_a_clawback_is_computed_down_to_the_months_that_were_served() -> None:
    workbook = statement_workbook(KINDS["a clawback"][0])
    figures = list(enumerate(rows(workbook, "Figures"), 1))
    found = {row[1]: number for number, row in reversed(figures)}
    written = formulas(workbook, sheet=2)

    paid, served, months = (f"Figures!$C${found[name]}" for name in _CLAWBACK)
    assert written[f"C{found['Deal 1']}"] == (
        f"ROUND(({paid}-ROUND((({paid}*{served})/{months}),2)),2)"
    )
    assert written[f"C{found['Deal 2']}"].startswith("ROUND(IF(")


def test_a_guarantee_adds_up_the_rows_above_it() -> None:
    workbook = statement_workbook(KINDS["a guarantee"][0])
    names = [row[0] for row in rows(workbook, "Statement")]
    salary, place = names.index("Salary") + 1, names.index("Up to the guarantee") + 1

    assert formulas(workbook)[f"C{place}"].endswith(
        f"-SUM(Statement!$C${salary}:$C${place - 1})),0),2)"
    )


def test_a_statement_of_an_older_program_has_its_amounts_without_formulas() -> None:
    whole = page()
    lines = (
        replace(line, derivation=replace(line.derivation, working=None)) for line in whole.lines
    )
    workbook = statement_workbook(replace(whole, lines=tuple(lines), accruals=()))
    found, written = rows(workbook, "Statement"), formulas(workbook)

    names = [row[0] for row in found]
    for line in whole.lines:
        place = names.index(str(line.label))
        assert found[place][1:3] == [str(line.formula), float(line.amount.as_decimal())]
        assert f"C{place + 1}" not in written


def test_the_total_is_a_sum_over_salary_and_lines() -> None:
    workbook = statement_workbook(page())
    names = [row[0] for row in rows(workbook, "Statement")]
    salary, total = names.index("Salary") + 1, names.index("Total") + 1

    assert formulas(workbook)[f"C{total}"] == f"SUM(C{salary}:C{total - 1})"


def test_a_figure_of_the_page_is_used_where_it_stands() -> None:
    workbook = statement_workbook(page())
    names = [row[0] for row in rows(workbook, "Statement")]
    place, deals = names.index("За сделку") + 1, names.index("Сделки") + 1

    assert f"Statement!$C${deals}" in formulas(workbook)[f"C{place}"]


def test_an_amount_that_the_figures_do_not_give_stands_as_it_is() -> None:
    whole = full_outcome()
    assert whole.statement is not None
    first, *rest = whole.statement.lines
    capped = replace(first, amount=first.amount - Money(1, "RUB"))
    lower = replace(whole.statement, lines=(capped, *rest))

    workbook = statement_workbook(pay_page(HEADING, replace(whole, statement=lower)))

    found = rows(workbook, "Statement")
    place = [row[0] for row in found].index(str(first.label))
    assert f"C{place + 1}" not in formulas(workbook)
    assert found[place][2] == float(capped.amount.as_decimal())


def test_each_record_of_a_commission_has_its_own_formula() -> None:
    workbook = statement_workbook(page())

    found = formulas(workbook, sheet=3)

    assert found == {f"G{row}": f"ROUND(E{row}*F{row},2)" for row in (2, 3, 4)}
    assert [row[6] for row in rows(workbook, "Commissions")[1:]] == [40, -8, 1.01, 50]


def test_what_is_taken_back_stands_apart_from_what_its_commission_earned() -> None:
    whole = page()
    names = [str(line.label) for line in whole.lines]
    back = ACCRUALS[0]._replace(event=None, base_minor=0, rate=None, amount_minor=-900)
    workbook = statement_workbook(replace(whole, accruals=(*ACCRUALS[:2], back, *ACCRUALS[2:])))
    commissions = rows(workbook, "Commissions")
    place = [row[0] for row in rows(workbook, "Statement")].index(commissions[1][0]) + 1

    assert commissions[1][0] in names
    assert formulas(workbook)[f"C{place}"] == "SUM(Commissions!$G$2:$G$5)"
    assert [row[2] for row in commissions[5:]] == ["taken back"]
    assert commissions[5][0] != commissions[1][0]


def test_a_record_of_a_commission_is_named_in_the_language_in_force() -> None:
    texts.activate("ru")
    paid = ACCRUALS[0]._replace(entity=Entity.DOCUMENT, label="invoice 17")

    found = statement_workbook(replace(page(), accruals=(paid,)))

    assert rows(found, "Комиссии")[1][1] == "счёт 17"


def test_the_derivation_has_a_sheet_where_it_is_wanted() -> None:
    with_steps, without = (statement_workbook(page(has_steps=wanted)) for wanted in (True, False))

    steps = page(has_steps=True).steps
    assert len(rows(with_steps, "Derivation")) == len(steps) + 1
    names = CalamineWorkbook.from_filelike(BytesIO(without)).sheet_names
    assert names == ["Statement", "Figures", "Commissions"]


def test_a_hostile_name_stays_text() -> None:
    heading = replace(HEADING, firm=FORMULA, department=FORMULA)

    workbook = statement_workbook(pay_page(heading, full_outcome()))

    assert rows(workbook, "Statement")[0][0] == FORMULA
    assert not any("HYPERLINK" in formula for formula in formulas(workbook).values())


def test_the_sheets_are_called_in_the_language_in_force() -> None:
    texts.activate("ru")

    found = statement_workbook(page())

    book = CalamineWorkbook.from_filelike(BytesIO(found))
    total = book.get_sheet_by_index(0).to_python()
    assert float(page().total.as_decimal()) in {row[2] for row in total}


def test_the_pay_sheet_is_summed_up_both_ways() -> None:
    whole = sheet(200)

    workbook = sheet_workbook(whole)

    found, known = rows(workbook, "Pay sheet"), formulas(workbook)
    last = 4 + len(whole.columns) + 1
    assert len(found) == 3 + 1 + 200 + 1
    assert [Decimal(str(cell)) for cell in found[-1][4 : last + 1]] == [
        amount.as_decimal() for amount in whole.totals
    ]
    assert known["E205"] == "SUM(E5:E204)"
    assert len(known) == 200 + len(whole.totals)
    assert found[5][2] == FORMULA


def test_a_pay_sheet_of_nobody_has_totals_of_zero() -> None:
    nobody = pay_sheet("Firm", MARCH, "RUB", [])

    assert rows(sheet_workbook(nobody), "Pay sheet")[-1][4:6] == [0, 0]


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    whole = sheet(3)
    with zipfile.ZipFile(BytesIO(sheet_workbook(whole))) as book:
        page_xml = book.read("xl/worksheets/sheet1.xml").decode()
    widths: list[float] = []
    for first, last, width in re.findall(
        r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', page_xml
    ):
        widths += [float(width)] * (int(last) - int(first) + 1)

    for width, (name, is_figure), total in zip(
        widths, whole.heads(), whole.total_cells(), strict=True
    ):
        assert max(map(len, shown(name).split())) < width
        assert not is_figure or len(sheet_text(total[0])) < width
