"""Whether LibreOffice computes in our workbooks what stands in them.

`python -m benchmarks.office_check [FILE…]`; without files the workbooks of the demonstration
firm's last whole month are made and checked, and a statement of each kind of premium that many
have a part in or that earlier months decide.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import CalamineWorkbook

from crm_desktop import clock, texts
from crm_desktop.cli.demonstration import open_demonstration
from crm_desktop.domain.period import Period
from crm_desktop.exchange.pay_sheet_workbook import sheet_workbook
from crm_desktop.exchange.pay_workbook import statement_workbook
from tests.unit.exchange.pay_kinds import kinds

_NOW = clock.fixed(datetime(2026, 12, 18, 11, 5, tzinfo=UTC))
_NOVEMBER = Period.month(2026, 11)
_FORMULA = re.compile(
    r'<c r="(?P<cell>[A-Z]+\d+)"[^>]*><f>(?P<formula>[^<]*)</f><v>(?P<value>[^<]*)</v>'
)
_ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
_CLOSE, _OF_ITS_DIGITS = 5e-9, 1e-14
"""How far two numbers may be apart; a workbook is written with 15 digits."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A cell with a formula, and what our workbook says that it gives."""

    sheet: int
    cell: str
    formula: str
    value: float


def main(arguments: Sequence[str]) -> int:
    """Check the workbooks and return 0 where every formula agrees."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        sys.stdout.write("LibreOffice is not installed: there is no soffice.\n")
        return 2
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = [Path(word) for word in arguments] or [*_demonstration(folder), *_kinds(folder)]
        wrong, count = _check(program, folder, files)
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{len(files)} workbooks, {count} formulas computed again, {len(wrong)} differ\n"
    )
    return 1 if wrong or not count else 0


def _demonstration(folder: Path) -> Iterator[Path]:
    """Yield the pay sheet and everybody's statement of one month."""
    texts.activate("en")
    with closing(open_demonstration(folder, "en", _NOW)) as services:
        sheet = folder / "pay-sheet.xlsx"
        sheet.write_bytes(sheet_workbook(services.pay_documents.sheet(_NOVEMBER)))
        yield sheet
        for row in services.payroll.list_statements(_NOVEMBER):
            page = services.pay_documents.page(row.employee_code, _NOVEMBER, has_steps=True)
            file = folder / f"{row.employee_code}.xlsx"
            file.write_bytes(statement_workbook(page))
            yield file


def _kinds(folder: Path) -> Iterator[Path]:
    for name, (page, _code) in kinds().items():
        file = folder / f"{name.replace(' ', '-')}.xlsx"
        file.write_bytes(statement_workbook(page))
        yield file


def _check(program: str, folder: Path, files: Sequence[Path]) -> tuple[list[str], int]:
    """Return what differs, and how many formulas were computed."""
    blank, again = folder / "blank", folder / "again"
    blank.mkdir()
    formulas = {file.name: list(_without_values(file, blank / file.name)) for file in files}
    _compute(program, folder, sorted(blank.iterdir()), again)
    wrong = [
        f"{name} {one.cell} ={one.formula}: {one.value} here, {found} there"
        for name, known in formulas.items()
        for one, found in _found(again / name, known)
        if not isinstance(found, float | int) or not _is_same(found, one.value)
    ]
    return wrong, sum(map(len, formulas.values()))


def _without_values(file: Path, copy: Path) -> Iterator[Computed]:
    """Copy the workbook with zero in place of what its formulas give, and yield them."""
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if match:
                text = content.decode()
                for found in _FORMULA.finditer(text):
                    number = float(found["value"])
                    yield Computed(int(match[1]) - 1, found["cell"], found["formula"], number)
                content = re.sub(r"(</f>)<v>[^<]*</v>", r"\1<v>0</v>", text).encode()
            target.writestr(name, content)


def _compute(program: str, folder: Path, files: Sequence[Path], again: Path) -> None:
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS_COMPUTE, encoding="utf-8")
    words = [program, "--headless", f"-env:UserInstallation={profile.as_uri()}"]
    words += ["--convert-to", "xlsx", "--outdir", str(again), *map(str, files)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=600)  # noqa: S603


def _found(file: Path, known: Sequence[Computed]) -> Iterator[tuple[Computed, object]]:
    """Yield each formula with what it came to."""
    book = CalamineWorkbook.from_path(str(file))
    sheets = [book.get_sheet_by_index(place) for place in range(len(book.sheet_names))]
    cells = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    for one in known:
        row, column = _place(one.cell)
        yield one, _in_days(cells[one.sheet][row][column])


def _is_same(found: float, known: float) -> bool:
    return math.isclose(found, known, rel_tol=_OF_ITS_DIGITS, abs_tol=_CLOSE)


def _in_days(found: object) -> object:
    """Return times as the workbook counts them."""
    return found / timedelta(days=1) if isinstance(found, timedelta) else found


def _place(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
