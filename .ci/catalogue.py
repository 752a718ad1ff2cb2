"""The catalogues of translated texts: brings them up to date, compiles and checks them.

python .ci/catalogue.py update     new texts in, unused ones out, translations kept
python .ci/catalogue.py compile    write what the program reads
python .ci/catalogue.py check      say what is wrong; part of the gate
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("ru",)
"""The languages translated to; the texts in the sources are English."""

TextId = str | tuple[str, str]
"""A text of the sources, or its forms for one and for many."""

_PACKAGES = ("crm_desktop", "ui")
_MARKS = {"_": 1, "Message": 1, "plural": 2, "unfilled": 1}
_FILLED_LATER = frozenset({"_", "unfilled"})
_SHOWN_BY_QT = frozenset({
    "QAction", "QCheckBox", "QGroupBox", "QLabel", "QPushButton", "QRadioButton", "QToolButton",
    "addAction", "addMenu", "addRow", "addTab", "setAccessibleDescription", "setAccessibleName",
    "setPlaceholderText", "setStatusTip", "setText", "setTitle", "setToolTip", "setWindowTitle",
    "showMessage",
})  # fmt: skip
_HEADER = "# The texts of CRM Desktop: change the translations, never the texts they translate."


class _Catalogue(Catalog):
    """A catalogue whose header depends on nothing but the language."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts that the sources mark, each with its first place, and what is wrong there."""

    places: dict[TextId, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def read(self, call: ast.Call, place: str) -> None:
        """Take in the text that ``call`` marks, if it marks one."""
        name, qualifier = _called(call.func)
        if name in _MARKS and qualifier in {None, "texts"}:
            problem = self._take(call, place, forms=_MARKS[name])
        elif name == "tr" and _says_something(call):
            problem = "is translated by Qt; texts belong to crm_desktop.texts"
        elif name in _SHOWN_BY_QT and _says_something(call):
            problem = "shows a text that no translator will see"
        else:
            return
        if problem:
            self.problems.append(f"{place}: {name}() {problem}")

    def _take(self, call: ast.Call, place: str, *, forms: int) -> str | None:
        literals = [_literal(argument) for argument in call.args[:forms]]
        texts = [text for text in literals if text]
        if len(texts) < forms or len(call.args) != forms:
            return f"takes exactly {forms} literal text(s)"
        try:
            named = set().union(*map(_placeholders, texts))
        except ValueError as error:
            return f"has wrong braces: {error}"
        given = {keyword.arg for keyword in call.keywords}
        if forms > 1:
            named.add("count")  # it may only choose the form
        is_filled = _called(call.func)[0] not in _FILLED_LATER
        if is_filled and None not in given and given != named:
            return f"names {sorted(named)} but is given {sorted(map(str, given))}"
        self.places.setdefault(texts[0] if forms == 1 else (texts[0], texts[1]), place)
        return None


def _called(function: ast.expr) -> tuple[str | None, str | None]:
    """Return the name that is called and what stands before its dot, where they are names."""
    match function:
        case ast.Name(id=name):
            return name, None
        case ast.Attribute(attr=name, value=ast.Name(id=qualifier)):
            return name, qualifier
        case ast.Attribute(attr=name):
            return name, ""
    return None, None


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _says_something(call: ast.Call) -> bool:
    """Return whether a literal with a word in it is among what ``call`` is given."""
    literals = filter(None, map(_literal, call.args))
    return any(
        first.isalpha() and second.isalpha()
        for text in literals
        for first, second in pairwise(text)
    )


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def read_sources(root: Path) -> Sources:
    """Return what the packages under ``root`` mark for translation."""
    sources = Sources()
    for path in chain.from_iterable(sorted((root / name).rglob("*.py")) for name in _PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                sources.read(node, f"{path.relative_to(root).as_posix()}:{node.lineno}")
    return sources


def update(root: Path) -> None:
    """Give every catalogue exactly the texts of the sources; translations are kept."""
    sources = read_sources(root)
    for language in LANGUAGES:
        old, new = _read(root, language), _Catalogue(language, fuzzy=False, header_comment=_HEADER)
        for text in sources.places:
            known = old.get(text)
            if known is None or _text_id(known.id) != text:
                new.add(text)
            else:
                new[text] = known
        path = _path(root, language, "po")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_as_po(new))


def compile_all(root: Path) -> None:
    """Write what the program reads, for every language."""
    for language in LANGUAGES:
        _path(root, language, "mo").write_bytes(_as_mo(_read(root, language)))


def check(root: Path) -> list[str]:
    """Return what is wrong with the marked texts and their translations."""
    sources = read_sources(root)
    wrong = [*sources.problems, *_clashes(sources)]
    for language in LANGUAGES:
        wrong += [f"{language}: {fault}" for fault in _faults(sources, root, language)]
    return wrong


def _clashes(sources: Sources) -> Iterator[str]:
    """Yield texts that are marked both with and without a plural, or with two plurals."""
    firsts: dict[str, TextId] = {}
    for text, place in sources.places.items():
        first = _forms(text)[0]
        if firsts.setdefault(first, text) != text:
            yield f"{place}: {first!r} has another plural at {sources.places[firsts[first]]}"


def _faults(sources: Sources, root: Path, language: str) -> Iterator[str]:
    catalogue = _read(root, language)
    listed = {_text_id(entry.id): entry for entry in catalogue if entry.id}
    for text, place in sources.places.items():
        if text not in listed:
            yield f"missing: {text!r} of {place}"
    for text, entry in listed.items():
        if text not in sources.places:
            yield f"unused: {text!r}"
        elif entry.fuzzy:
            yield f"not confirmed: {text!r}"
        else:
            translated = _forms(entry.string or "")
            yield from _faults_of_translation(text, translated, catalogue.num_plurals)
    compiled = _path(root, language, "mo")
    if not compiled.exists() or compiled.read_bytes() != _as_mo(catalogue):
        yield "the compiled catalogue is out of date: run `python .ci/catalogue.py compile`"


def _faults_of_translation(text: TextId, forms: tuple[str, ...], plurals: int) -> Iterator[str]:
    wanted = 1 if isinstance(text, str) else plurals
    if len(forms) != wanted or not all(forms):
        yield f"not translated: {text!r}"
        return
    named = _placeholders(_forms(text)[-1])
    for translated in forms:
        try:
            differs = _placeholders(translated) != named
        except ValueError:
            differs = True
        if differs:
            yield f"other braces: {text!r} → {translated!r}"


def _text_id(forms: str | Sequence[str]) -> TextId:
    return forms if isinstance(forms, str) else (forms[0], forms[1])


def _forms(forms: str | Sequence[str]) -> tuple[str, ...]:
    return (forms,) if isinstance(forms, str) else tuple(forms)


def _path(root: Path, language: str, ending: str) -> Path:
    return root / "resources" / "locale" / language / "LC_MESSAGES" / f"crm_desktop.{ending}"


def _read(root: Path, language: str) -> Catalog:
    path = _path(root, language, "po")
    content = path.read_bytes() if path.exists() else b""
    read = read_po(io.BytesIO(content), locale=language, abort_invalid=True)
    catalogue = _Catalogue(language, fuzzy=False, header_comment=_HEADER)
    for entry in read:
        if entry.id:
            catalogue[entry.id] = entry
    return catalogue


def _as_po(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    for entry in catalogue:
        entry.flags.discard("python-format")  # "5 % commission" is no format
    write_po(written, catalogue, width=100, sort_output=True, no_location=True)
    return written.getvalue()


def _as_mo(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update(ROOT)
        case ["compile"]:
            compile_all(ROOT)
        case ["check"]:
            wrong = check(ROOT)
            print(*wrong, sep="\n", end="\n" if wrong else "")
            return 1 if wrong else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
