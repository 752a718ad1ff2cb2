"""Pay for 1C: columns and codes as the mapping says, and clear words where it says nothing."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from crm_desktop.errors import CrmError
from crm_desktop.exchange.one_c import (
    AccrualMapping,
    AccrualTable,
    accrual_table,
    accruals_csv,
    accruals_workbook,
    parse_accrual_mapping,
    read_accrual_mapping,
)
from crm_desktop.exchange.toml_reading import DocumentError
from crm_desktop.rewards.pay_sheet import SheetPerson
from tests.unit.exchange.pay_pages import FORMULA, MARCH, NAME, full_outcome, statement

COLUMNS = """
[[columns]]
name = "Организация"
text = "ООО Окна"
[[columns]]
name = "ТабельныйНомер"
field = "code"
[[columns]]
name = "Сотрудник"
field = "name"
[[columns]]
name = "С"
field = "first-day"
[[columns]]
name = "По"
field = "last-day"
[[columns]]
name = "ВидНачисления"
field = "accrual"
[[columns]]
name = "Сумма"
field = "amount"
"""
CODES = """
[accruals]
salary = "ОКЛАД"
sales5 = "ПРЕМ5"
correction = "КОРР"
"""


def mapping(beginning: str = 'default = "ПРЧ"') -> AccrualMapping:
    return parse_accrual_mapping(f"{beginning}\n{COLUMNS}{CODES}")


def table(wanted: AccrualMapping, name: str = NAME) -> AccrualTable:
    whole = full_outcome().statement
    assert whole is not None
    people = [SheetPerson("0007", name, "Продажи", whole)]
    return accrual_table(people, MARCH, wanted)


def read(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode(encoding)), delimiter=";"))


def test_each_line_is_a_row_under_the_code_of_1c() -> None:
    found = read(accruals_csv(table(mapping())))

    assert found[0] == [
        "Организация", "ТабельныйНомер", "Сотрудник", "С", "По", "ВидНачисления", "Сумма",
    ]  # fmt: skip
    assert found[1] == [
        "ООО Окна", "0007", NAME, "01.03.2026", "31.03.2026", "ОКЛАД", "40000,00",
    ]  # fmt: skip
    assert [row[5] for row in found[1:]] == ["ОКЛАД", "ПРЕМ5", *["ПРЧ"] * 7, "КОРР"]
    assert found[-1][6] == "-5000,00"


def test_the_rows_add_up_to_what_is_paid() -> None:
    wanted = mapping()
    rows = table(wanted).rows

    whole = full_outcome().statement
    assert whole is not None
    assert sum(row.amount.minor for row in rows) == whole.total.minor


def test_lines_of_zero_are_there_where_they_are_wanted() -> None:
    some, every = (table(mapping(f'default = "ПРЧ"\n{more}')) for more in ("", "zero_lines = true"))

    assert len(every.rows) == len(some.rows) + 1


def test_the_decimal_sign_and_the_encoding_are_chosen() -> None:
    wanted = mapping('default = "ПРЧ"\ndecimal = "."\nencoding = "cp1251"')

    content = accruals_csv(table(wanted))

    assert not content.startswith(b"\xef\xbb\xbf")
    assert read(content, "cp1251")[1][2:] == [
        NAME, "01.03.2026", "31.03.2026", "ОКЛАД", "40000.00",
    ]  # fmt: skip
    assert accruals_csv(table(mapping())).startswith(b"\xef\xbb\xbf")


def test_a_letter_that_the_encoding_lacks_is_named() -> None:
    wanted = mapping('default = "ПРЧ"\nencoding = "cp1251"')

    with pytest.raises(CrmError, match="“ə” does not exist in cp1251"):
        accruals_csv(table(wanted, "Ләйсән"[:1] + "ə"))


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    wanted = table(mapping(), FORMULA)

    assert read(accruals_csv(wanted))[1][2] == f"'{FORMULA}"
    book = CalamineWorkbook.from_filelike(BytesIO(accruals_workbook(wanted)))
    assert book.get_sheet_by_index(0).to_python()[1][2] == FORMULA


def test_what_the_mapping_says_stands_as_it_is() -> None:
    text = '[[columns]]\nname = "-"\ntext = "+7"\n'
    wanted = parse_accrual_mapping(f'default = "@1"\n{text}{COLUMNS}')

    found = read(accruals_csv(table(wanted)))

    assert (found[0][0], found[1][0], found[1][6]) == ("-", "+7", "@1")


def test_the_workbook_has_codes_as_texts_and_amounts_as_numbers() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(accruals_workbook(table(mapping()))))
    found = book.get_sheet_by_index(0).to_python()

    assert found[1][1] == "0007"
    assert sum(row[6] for row in found[1:] if isinstance(row[6], float)) == pytest.approx(
        float(full_outcome().statement.total.as_decimal())  # type: ignore[union-attr]
    )


def test_lines_without_a_code_are_named_together() -> None:
    with pytest.raises(CrmError, match=r"no accrual code for deals, slices, tenth, gift"):
        table(mapping(""))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "There is no column with field = “amount”"),
        ("", "There is no column with field = “accrual”"),
        (f'decimal = ";"\n{COLUMNS}', "decimal: "),
        (f'encoding = "utf8"\n{COLUMNS}', "encoding: "),
        (f'{COLUMNS}\n[[columns]]\nname = "X"\nfield = "amonut"', "amount"),
        (f'{COLUMNS}\n[[columns]]\nfield = "line"', "“name” is missing"),
        (f'{COLUMNS}\n[[columns]]\nname = "X"', "“field” is missing"),
        (f'{COLUMNS}\n[accruals]\nsales5 = " "', "An accrual code is not empty"),
        (f"{COLUMNS}\n[accruals]\nsales5 = 5", "accruals.sales5"),
        (f'defautl = "X"\n{COLUMNS}', "defautl"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(text: str, complaint: str) -> None:
    with pytest.raises(DocumentError) as refused:
        parse_accrual_mapping(text)

    assert complaint in str(refused.value)


def test_the_example_of_the_documentation_is_sound() -> None:
    page = Path(__file__).parents[3] / "docs" / "pay-documents.md"
    example = page.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]

    found = parse_accrual_mapping(example)

    whole = statement()
    people = [SheetPerson("1", "Anna", "", whole)]
    assert accrual_table(people, MARCH, found).rows[0].accrual == found.accruals["salary"]


def test_a_mapping_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        read_accrual_mapping(tmp_path / "none.toml")
