from __future__ import annotations

import gettext
from pathlib import Path

import pytest

import catalogue

GREETING = 'Message("Good day, {name}!", name=name)\n'
DEALS = 'plural("{count} deal", "{count} deals", count=count)\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose only text is marked, translated and compiled."""
    (tmp_path / "ui").mkdir()
    write_source(tmp_path, GREETING)
    catalogue.update(tmp_path)
    edit(tmp_path, '{name}!"\nmsgstr ""', '{name}!"\nmsgstr "Добрый день, {name}!"')
    catalogue.compile_all(tmp_path)
    return tmp_path


def write_source(project: Path, code: str) -> None:
    (project / "ui" / "view.py").write_text(code, encoding="utf-8")


def po_of(project: Path) -> Path:
    return project / "resources/locale/ru/LC_MESSAGES/crm_desktop.po"


def edit(project: Path, old: str, new: str) -> None:
    content = po_of(project).read_text(encoding="utf-8")
    assert old in content
    po_of(project).write_text(content.replace(old, new), encoding="utf-8")


def translations(project: Path) -> gettext.GNUTranslations:
    with po_of(project).with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def test_a_translated_project_has_no_faults(project: Path) -> None:
    assert catalogue.check(project) == []


def test_the_program_reads_what_was_compiled(project: Path) -> None:
    assert translations(project).gettext("Good day, {name}!") == "Добрый день, {name}!"


def test_plurals_follow_the_language(project: Path) -> None:
    write_source(project, DEALS)
    catalogue.update(project)
    for index, form in enumerate(("сделка", "сделки", "сделок")):
        edit(project, f'msgstr[{index}] ""', f'msgstr[{index}] "{{count}} {form}"')
    catalogue.compile_all(project)
    read = translations(project)
    forms = [read.ngettext("{count} deal", "{count} deals", n).format(count=n) for n in (1, 2, 5)]
    assert forms == ["1 сделка", "2 сделки", "5 сделок"]
    assert catalogue.check(project) == []


def test_update_keeps_translations_and_comments_and_drops_what_is_unused(project: Path) -> None:
    edit(project, "#, python", "# To a customer.\n#, python")
    write_source(project, GREETING + '_("New")\n')
    catalogue.update(project)
    write_source(project, GREETING)
    catalogue.update(project)
    content = po_of(project).read_text(encoding="utf-8")
    assert "# To a customer." in content
    assert "Добрый день" in content
    assert "New" not in content


def test_update_writes_the_same_bytes_again(project: Path) -> None:
    before = po_of(project).read_bytes()
    catalogue.update(project)
    assert po_of(project).read_bytes() == before


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('_(f"{name}")', "takes exactly 1 literal"),
        ('_("Good " + name)', "takes exactly 1 literal"),
        ("texts.Message(text)", "takes exactly 1 literal"),
        ('plural("{count} deal", many, count=1)', "takes exactly 2 literal"),
        ('Message("{name")', "has wrong braces"),
        ('Message("{name}", day=day)', "names ['name'] but is given ['day']"),
        ('Message("{name}")', "names ['name'] but is given []"),
        ("unfilled(text)", "takes exactly 1 literal"),
        ('self.tr("Save")', "is translated by Qt"),
        ('label.setText("Save")', "shows a text that no translator will see"),
        ('form.addRow("Name", field)', "shows a text that no translator will see"),
    ],
)
def test_a_text_that_cannot_be_translated_is_a_fault(project: Path, code: str, fault: str) -> None:
    write_source(project, GREETING + code)
    assert [fault in found for found in catalogue.check(project)] == [True]


@pytest.mark.parametrize("code", ['self.plural("x")', 'label.setText("—")', "label.setText(name)"])
def test_other_calls_are_no_faults(project: Path, code: str) -> None:
    write_source(project, GREETING + code)
    assert catalogue.check(project) == []


def test_a_count_may_choose_a_form_that_does_not_show_it(project: Path) -> None:
    write_source(project, GREETING + 'plural("{who} has it", "{who} have it", count=n, who=who)\n')
    assert all("missing" in fault for fault in catalogue.check(project))


def test_a_template_is_translated_before_it_has_its_values(project: Path) -> None:
    write_source(project, 'unfilled("Good day, {name}!")\n')
    assert catalogue.check(project) == []


def test_a_text_with_and_without_a_plural_is_a_fault(project: Path) -> None:
    write_source(project, GREETING + DEALS + '_("{count} deal")\n')
    assert any("has another plural" in fault for fault in catalogue.check(project))


def test_a_missing_text_is_a_fault(project: Path) -> None:
    write_source(project, GREETING + '_("New")\n')
    assert catalogue.check(project) == ["ru: missing: 'New' of ui/view.py:2"]


def test_an_unused_text_is_a_fault(project: Path) -> None:
    write_source(project, "")
    assert catalogue.check(project) == ["ru: unused: 'Good day, {name}!'"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("#, python", "#, fuzzy, python", "not confirmed"),
        ("Добрый день, {name}!", "", "not translated"),
        ("Добрый день, {name}!", "Добрый день, {имя}!", "other braces"),
        ("Добрый день, {name}!", "Добрый день, {name!", "other braces"),
    ],
)
def test_a_wrong_translation_is_a_fault(project: Path, old: str, new: str, fault: str) -> None:
    edit(project, old, new)
    catalogue.compile_all(project)
    assert [fault in found for found in catalogue.check(project)] == [True]


def test_a_plural_with_a_form_too_few_is_a_fault(project: Path) -> None:
    write_source(project, DEALS)
    catalogue.update(project)
    for index in (0, 1):
        edit(project, f'msgstr[{index}] ""', f'msgstr[{index}] "{{count}}"')
    catalogue.compile_all(project)
    assert catalogue.check(project) == ["ru: not translated: ('{count} deal', '{count} deals')"]


def test_a_compiled_catalogue_that_is_out_of_date_is_a_fault(project: Path) -> None:
    edit(project, "Добрый день", "Здравствуйте")
    assert [fault[:30] for fault in catalogue.check(project)] == ["ru: the compiled catalogue is "]
