"""Files of the script library: what they hold, and what is said of slips."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.exchange.script_file import read_library_file, read_scripts
from crm_desktop.exchange.toml_reading import DocumentError

SCRIPT = """
[scripts.calm]
name = "Calm"
kind = "reward"
reads = ["calls"]
source = '''
MOST = "calm"
if not kpi.value("calls"):
    kpi.add_line("Calm", 5, f"calm {MOST}")
'''

[[scripts.calm.tests]]
name = "No calls"
given = '{"values": {"calls": 0}, "employee": {"name": "Calm"}}'
expects = [{ what = "line", code = "Calm", value = 5 }]
"""
RUSSIAN = """
[russian]
name = "Спокойно"
description = "Пять рублей."
explanation = "Зачем"

[russian.words]
"Calm" = "Покой"
"calm {MOST}" = "спокойно {MOST}"
"No calls" = "Звонков нет"
"""
WHOLE = f'explanation = "Why"\n{SCRIPT}{RUSSIAN}'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "calm.toml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def test_a_file_has_a_script_and_why(file: Path) -> None:
    found = read_library_file(file).in_language("en")

    assert (found.script.code, found.script.name, found.explanation) == ("calm", "Calm", "Why")


def test_its_texts_tests_and_labels_are_russian_in_russian(file: Path) -> None:
    found = read_library_file(file).in_language("ru")
    [test] = found.script.tests

    assert (found.script.name, found.explanation) == ("Спокойно", "Зачем")
    assert 'kpi.add_line("Покой", 5, f"спокойно {MOST}")' in found.script.source
    assert (test.name, test.expects[0].code) == ("Звонков нет", "Покой")
    assert '{"name": "Покой"}' in test.given


def test_words_stand_for_whole_texts_alone(file: Path) -> None:
    assert 'MOST = "calm"' in read_library_file(file).in_language("ru").script.source


def test_the_scripts_of_a_scheme_file_are_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "scheme.toml"
    calls = "[indicators.calls]\nname = 'c'\nsource = { external = true }\n"
    path.write_text(f"[scheme]\nname = 'x'\ncurrency = 'RUB'\n{calls}{SCRIPT}", encoding="utf-8")

    assert [script.code for script in read_scripts(path, "ru")] == ["calm"]


def test_of_a_library_file_the_script_is_read_in_the_language(file: Path) -> None:
    assert [script.name for script in read_scripts(file, "ru")] == ["Спокойно"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The key “explanation” is missing."),
        (SCRIPT + RUSSIAN, "The key “explanation” is missing."),
        (f'explanation = "Why"\n{SCRIPT}', "The key “russian” is missing."),
        (f'explanation = "Why"\n{RUSSIAN}', "scripts: A file of the library has one script."),
        (WHOLE + SCRIPT.replace("calm]", "b]").partition("[[")[0], "scripts: A file of the libra"),
        ("colour = 1\n" + WHOLE, "colour: The key “colour” is not known here"),
        (WHOLE + '"x" = 1', "russian.words.x: Here belongs a text in quotes."),
        (WHOLE.replace('"reward"', '"reword"'), "scripts.calm.kind: “reword” is not known here."),
        (
            WHOLE.replace('{"values"', '"values"'),
            "scripts.calm.tests[1].given: What a test gives is",
        ),
        (WHOLE.replace('"calls"]', '"no code"]'), "indicators.no code: "),
    ],
)
def test_slips_are_named_with_their_place(file: Path, text: str, problem: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        read_library_file(file)

    places = [found.shown() for found in refused.value.problems]
    assert [place for place in places if place.startswith(problem)] != []
