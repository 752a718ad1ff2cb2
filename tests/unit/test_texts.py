from __future__ import annotations

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from crm_desktop import texts
from crm_desktop.texts import plural


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", "1", "1 record"),
        ("en", "0.5", "0.5 records"),
        ("en", "1.5", "1.5 records"),
        ("en", "2.0", "2 records"),
        ("ru", "1", "1 запись"),
        ("ru", "0.5", "0,5 записи"),
        ("ru", "1.5", "1,5 записи"),
        ("ru", "5.5", "5,5 записи"),
        ("ru", "5", "5 записей"),
    ],
)
def test_a_fraction_has_the_wording_of_its_language(
    language: str, count: str, expected: str
) -> None:
    texts.activate(language)
    assert str(plural("{count} record", "{count} records", count=Decimal(count))) == expected


ROOT = Path(__file__).resolve().parents[2]


def untranslated() -> Iterator[tuple[str, str]]:
    """Yield each template that is given to ``Message.of``, where no translator sees it."""
    for path in (*ROOT.glob("crm_desktop/**/*.py"), *ROOT.glob("ui/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Message.of":
                template = node.args[0]
                if isinstance(template, ast.Constant):
                    yield path.name, str(template.value)


def test_a_template_that_nobody_translates_has_no_quotation_marks() -> None:
    found = list(untranslated())
    assert found
    assert [(name, text) for name, text in found if set(text) & set('“”«»"')] == []


def test_no_russian_text_quotes_as_english_does() -> None:
    path = ROOT / "resources/locale/ru/LC_MESSAGES/crm_desktop.po"
    with path.open("rb") as file:
        found = ["".join(entry.string or ()) for entry in read_po(file) if entry.id]
    assert found
    assert [text for text in found if set(text) & set("“”")] == []


def test_a_language_is_spoken_within_and_no_longer() -> None:
    texts.activate("en")

    with texts.speaking("ru"):
        inside = texts.language(), str(plural("{count} record", "{count} records", count=5))
        with texts.speaking("en"):
            innermost = texts.shown(Decimal("1.5"))

    assert inside == ("ru", "5 записей")
    assert innermost == "1.5"
    assert (texts.language(), texts.shown(Decimal("1.5"))) == ("en", "1.5")


def test_what_one_thread_speaks_is_not_heard_in_another() -> None:
    texts.activate("en")

    with texts.speaking("ru"), ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(texts.shown, date(2026, 3, 4)).result()
        here = texts.shown(date(2026, 3, 4))

    assert (here, elsewhere) == ("04.03.2026", "04/03/2026")


def test_a_language_is_left_also_where_the_work_fails() -> None:
    texts.activate("en")

    with pytest.raises(ZeroDivisionError), texts.speaking("ru"):
        1 / 0  # noqa: B018 - it fails

    assert texts.language() == "en"


def test_a_language_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError), texts.speaking("de"):
        texts.shown(1)
