from __future__ import annotations

import ast
from collections.abc import Iterator
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
