from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from crm_desktop.errors import UnreadableFileError
from crm_desktop.exchange.table import Layout, UnreadableTableError, open_table

Rows = list[tuple[int, list[str]]]


def table_in(path: Path, layout: Layout | None = None) -> tuple[tuple[str, ...], Rows]:
    with open_table(path, layout) as table:
        return table.columns, [(row.line, list(row.cells)) for row in table.rows]


def csv_file(folder: Path, content: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal_of(path: Path, layout: Layout | None = None) -> str:
    with pytest.raises(UnreadableTableError) as refused:
        table_in(path, layout)
    return str(refused.value)


def test_rows_come_with_the_lines_they_begin_in(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'a,b\n1,"two\nlines"\n\n3,"say ""x"""\r\n')

    assert table_in(path) == (("a", "b"), [(2, ["1", "two\nlines"]), (5, ["3", 'say "x"'])])


def test_rows_without_any_value_are_passed_over(tmp_path: Path) -> None:
    assert table_in(csv_file(tmp_path, "a,b\n,\n1,\n")) == (("a", "b"), [(3, ["1", ""])])


def test_ragged_rows_come_as_they_are(tmp_path: Path) -> None:
    assert table_in(csv_file(tmp_path, "a,b\n1\n1,2,3\n"))[1] == [(2, ["1"]), (3, ["1", "2", "3"])]


def test_a_header_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    assert table_in(csv_file(tmp_path, "a,b\n")) == (("a", "b"), [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    path = csv_file(tmp_path, f"name{delimiter}sum\nx{delimiter}5\n")

    assert table_in(path) == (("name", "sum"), [(2, ["x", "5"])])


def test_a_comma_within_values_does_not_hide_the_semicolon(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "name;sum, RUB\nIvanov;1,5\nPetrov;2\n")

    assert table_in(path)[0] == ("name", "sum, RUB")


def test_an_unclear_delimiter_must_be_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a,b;c\n1,2;3\n")

    assert "Name the delimiter" in refusal_of(path)
    assert table_in(path, Layout(delimiter=";"))[0] == ("a,b", "c")


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert table_in(csv_file(tmp_path, "name\nIvanov\n")) == (("name",), [(2, ["Ivanov"])])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    path = csv_file(tmp_path, "имя,город\nО'Нил «Ёлка»,Москва\n".encode(encoding))

    assert table_in(path) == (("имя", "город"), [(2, ["О'Нил «Ёлка»", "Москва"])])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("имя,город\nИванов,Москва\n", "koi8-r"),
        ("имя,город\nИванов,Москва\n", "cp866"),
        ("name,city\nMüller,Köln\n", "cp1252"),
        ("name,city\nИВАНОВ,ОМСК\n", "cp1251"),
    ],
)
def test_an_encoding_in_doubt_must_be_named(tmp_path: Path, text: str, encoding: str) -> None:
    path = csv_file(tmp_path, text.encode(encoding))

    assert "name its encoding" in refusal_of(path)
    assert table_in(path, Layout(encoding=encoding))[0] == tuple(text.splitlines()[0].split(","))


def test_a_wrongly_named_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = csv_file(tmp_path, b"name\n" + b"Ivanov\n" * 30_000 + "Петров\n".encode("cp1251"))

    assert refusal_of(path, Layout(encoding="utf-8")).startswith("Line 30,002 is not written in")


def test_a_broken_byte_far_below_is_found_before_any_row_is_read(tmp_path: Path) -> None:
    path = csv_file(tmp_path, b"name\n" + b"Ivanov\n" * 30_000 + b"\xff\xfe\x98\n")

    assert "from line 30,002 on" in refusal_of(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "The file is empty"),
        ("\n\n\n", "The file is empty"),
        ("a,a,b,b\n1,2,3,4\n", "Columns stand twice: a, b."),
        (b"a,b\n1,\x002\n", "Line 2 is no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no text"),
        ("x" * (1 << 20), "Line 1 is no text"),
        ('a,b\n1,2\n3,"open\n4,5\n', "row that begins in line 3 do not match"),
        ('a,b\n"x"y,2\n', "row that begins in line 2 do not match"),
        ("a,b\n1," + "x" * 200_000 + "\n", "row that begins in line 2"),
    ],
    ids=["empty", "blank", "twice", "nul", "picture", "endless", "open", "stray", "long-cell"],
)
def test_what_is_no_table_is_refused_in_words(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    assert reason in refusal_of(csv_file(tmp_path, content))


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        table_in(tmp_path / name)


def test_a_big_file_is_read_without_being_kept(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,name\n")
        file.writelines(f"{i},{'x' * 100}\n" for i in range(200_000))
    tracemalloc.start()
    with open_table(path) as table:
        count = sum(1 for _ in table.rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 200_000
    assert peak < 8 << 20 < path.stat().st_size


def workbook(folder: Path, *, sheets: tuple[str, ...] = ("One",)) -> Path:
    path = folder / "book.xlsx"
    with Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name in sheets:
            sheet = book.add_worksheet(name)
            sheet.write_row(1, 0, ["id", "name", "sum", "day", "paid"])
            sheet.write_number(3, 0, 1)
            sheet.write_string(3, 1, name)
            sheet.write_number(3, 2, 1234.5)
            sheet.write_datetime(3, 3, date(2017, 3, 1), day)
            sheet.write_boolean(3, 4, boolean=True)
            sheet.write_datetime(4, 3, datetime(2017, 3, 1, 10, 5), day)  # noqa: DTZ001
            sheet.write_number(4, 2, 1e-7)
    return path


def test_a_workbook_reads_like_the_same_table_in_csv(tmp_path: Path) -> None:
    layout = Layout(date_format="MM/DD/YYYY", decimal=",")

    assert table_in(workbook(tmp_path), layout) == (
        ("id", "name", "sum", "day", "paid"),
        [
            (4, ["1", "One", "1234,5", "03/01/2017", "true"]),
            (5, ["", "", "0,0000001", "03/01/2017 10:05:00", ""]),
        ],
    )


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = workbook(tmp_path).rename(tmp_path / "export.csv")

    assert table_in(path)[0] == ("id", "name", "sum", "day", "paid")


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, sheets=("One", "Два"))

    assert table_in(path, Layout(sheet="Два"))[1][0][1][1] == "Два"
    assert "no sheet “Три”: its sheets are One, Два" in refusal_of(path, Layout(sheet="Три"))


def test_a_damaged_workbook_is_refused_in_words(tmp_path: Path) -> None:
    whole = workbook(tmp_path).read_bytes()
    path = csv_file(tmp_path, whole[: len(whole) // 2])

    assert "damaged" in refusal_of(path)


def test_a_lost_cell_far_away_is_refused_before_it_takes_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "name")
        sheet.write(1_048_575, 16_383, "lost")

    assert "too big" in refusal_of(path)


def test_a_long_sheet_and_a_wide_one_are_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 500, "name")
        sheet.write(20_000, 500, "Anna")

    assert table_in(path)[1] == [(20_001, ["Anna"])]


def test_an_empty_workbook_is_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet()

    assert "empty" in refusal_of(path)


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=8)


@given(rows=st.lists(st.tuples(cells, cells, cells).filter(any), max_size=8))
def test_what_is_written_as_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([("a", "b", "c"), *rows])
    path = csv_file(tmp_path_factory.mktemp("csv"), text.getvalue())

    layout = Layout(delimiter=";", encoding="utf-8")
    assert [tuple(found) for _, found in table_in(path, layout)[1]] == rows
