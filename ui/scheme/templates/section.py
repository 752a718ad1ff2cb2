"""Bonus templates: the list with what each pays in words, and the editor of one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Slot

from crm_desktop.domain.names import folded
from crm_desktop.rewards.template_words import in_words
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column
from ui.scheme.definitions import DefinitionsView, Wording
from ui.scheme.keys import SchemeKey
from ui.scheme.templates.editor import TemplateEditor
from ui.scheme.templates.kinds import KIND_OF, KINDS
from ui.scheme.viewmodel import SchemeRead


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template in the list; ``cards`` are the names of the cards that it is on."""

    code: str
    name: str
    kind: Message
    pays: str
    cards: tuple[str, ...]
    state: Message


COLUMNS: tuple[Column[TemplateLine], ...] = (
    Column(
        "name",
        Message("Bonus template"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=160,
        stretch=2,
        is_strong=True,
        tip=lambda r: r.name,
    ),
    Column("kind", Message("Kind"), lambda r: str(r.kind), width=120, stretch=1),
    Column("pays", Message("Pays"), lambda r: r.pays, width=200, stretch=3, tip=lambda r: r.pays),
    Column(
        "cards",
        Message("Cards"),
        lambda r: shows.number(len(r.cards)),
        lambda r: len(r.cards),
        is_number=True,
        width=72,
        tip=lambda r: "\n".join(r.cards),
    ),
    Column("state", Message("In force"), lambda r: str(r.state), width=110),
)


class TemplatesView(DefinitionsView):
    def __init__(self, context: Context) -> None:
        words = Wording(
            title=_("Bonus templates"),
            sentence=_("A bonus template says what is paid, for what, and on which conditions."),
            new=_("Add bonus template"),
            nothing=_("There are no bonus templates yet: nothing is paid besides salaries."),
            icon="rewards",
        )
        editor = TemplateEditor(context)
        super().__init__(context, editor, COLUMNS, name="templates", words=words)
        editor.card_wanted.connect(self._on_card_wanted)

    def rows(self, read: SchemeRead) -> list[TemplateLine]:
        scheme = read.newest
        newest = {template.code: template for template in scheme.templates}
        found = {template.code: template for template in read.present.templates} | newest
        indicators = {indicator.code: indicator for indicator in scheme.indicators}
        scales = {scale.code: scale for scale in scheme.scales}
        lines = [
            TemplateLine(
                template.code,
                template.name,
                KINDS[KIND_OF[type(template.premium)]].name,
                capital(in_words(template, indicators, scales, scheme.currency)),
                tuple(card.name for card in scheme.cards if template.code in card.templates),
                read.state_of(template.version, is_newest=template.code in newest),
            )
            for template in found.values()
        ]
        return sorted(lines, key=lambda line: folded(line.name))

    @Slot()
    def _on_card_wanted(self) -> None:
        self.elsewhere.emit(SchemeKey("cards"))
