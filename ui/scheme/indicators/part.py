"""The editor of one kind of records and of what is taken of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from crm_desktop.domain import fields
from crm_desktop.domain.fields import FIELDS, Entity
from crm_desktop.domain.filters import Filter
from crm_desktop.kpi.source import Aggregate
from crm_desktop.texts import _
from ui.brief import capital
from ui.context import Context
from ui.scheme.indicators.pair import Pair
from ui.scheme.indicators.sketch import UNMEASURED, PartSketch, SourceKind, figures, spans
from ui.scheme.indicators.targets import TargetsEditor
from ui.scheme.indicators.where import WhereEditor
from ui.scheme.indicators.words import TAKEN, WINDOWS
from ui.theme import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_TARGET = re.compile(r"targets\[(\d+)\]\.(.+)")
_WRITTEN_SPANS = frozenset({"duration"})
_IN_RATIOS = frozenset({*UNMEASURED, Aggregate.SUM})


class PartEditor(QWidget):
    """``edited`` carries the part, and a gesture that makes quick changes one step to undo."""

    edited = Signal(object, object)  # PartSketch, a gesture

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._sketch = PartSketch()
        self.entity_box, self.taken_box, self.measure_box = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.day_box, self.window_box, self.way_box = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.working_time = QCheckBox(_("Only working time counts"))
        self.overlays = QCheckBox(_("Overlay credits count for the person too"))
        self.where_title = Label(_("Which records"), Role.STRONG)
        self.where = WhereEditor(context, self._sketch.entity)
        self.targets = TargetsEditor(context)
        self._fields = {
            field.code: field
            for field in (
                Field("entity", _("Records"), self.entity_box),
                Field("way", _("Counted"), self.way_box),
                Field("aggregate", _("What is taken"), self.taken_box),
                Field("measure", _("Of the field"), self.measure_box),
                Field("dated_by", _("Day that decides the period"), self.day_box),
                Field("window", _("Which days count"), self.window_box),
            )
        }
        self._lay_out()
        self._connect()

    def show_sketch(self, sketch: PartSketch, kind: SourceKind) -> None:
        """Show what an indicator of ``kind`` takes of records."""
        self._sketch = sketch
        is_time, is_calm = kind is SourceKind.TIME, kind is SourceKind.CALM
        is_plain = not (sketch.is_weighted or is_calm)
        is_measured = is_plain and sketch.aggregate not in UNMEASURED
        self._show_choices(sketch, kind)
        self._fields["way"].setVisible(kind is SourceKind.RATIO)
        self._fields["aggregate"].setVisible(is_plain)
        self._fields["measure"].setVisible(is_measured)
        self._fields["window"].setVisible(not is_calm)
        can_work = is_calm or (is_time and sketch.measure not in _WRITTEN_SPANS)
        self.working_time.setVisible(can_work)
        self.working_time.setChecked(sketch.is_working_time)
        self.overlays.setVisible(is_plain and sketch.entity is Entity.DEAL)
        self.overlays.setChecked(sketch.has_overlays)
        self.where_title.setVisible(not sketch.is_weighted)
        self.where.setVisible(not sketch.is_weighted)
        self.targets.setVisible(sketch.is_weighted)
        if sketch.is_weighted:
            self.targets.show_targets(sketch.targets, sketch.entity)
        else:
            self.where.show_where(sketch.where, sketch.entity)

    def check_filters(self) -> None:
        """Mark conditions that are not whole.

        Raises:
            InvalidInputError: there are such.

        """
        for where in self._shown_filters():
            where.tree()

    @property
    def is_half_entered(self) -> bool:
        return any(where.is_half_entered for where in self._shown_filters())

    def show_problem(self, path: str, words: str) -> bool:
        """Show what is wrong at the field that ``path`` names; return whether there is one."""
        found = _TARGET.fullmatch(path)
        if found is not None and int(found[1]) <= len(self.targets.editors):
            self.targets.editors[int(found[1]) - 1].show_problem(found[2], words)
            return True
        code = {"working_time": "measure", "credit": "entity"}.get(path, path)
        if code not in self._fields:
            return False
        self._fields[code].show_error(words)
        return True

    def clear_problems(self) -> None:
        for field in self._fields.values():
            field.show_error("")
        for editor in self.targets.editors:
            editor.clear_problems()

    def _shown_filters(self) -> list[WhereEditor]:
        if self._sketch.is_weighted:
            return [editor.where for editor in self.targets.editors]
        return [self.where]

    def _show_choices(self, sketch: PartSketch, kind: SourceKind) -> None:
        entity, is_time = sketch.entity, kind is SourceKind.TIME
        known, days = FIELDS[entity], fields.days(entity)
        entities = [each for each in Entity if not is_time or spans(each)]
        measures = spans(entity) if is_time else figures(entity)
        for box, choices, chosen in (
            (self.entity_box, [(capital(each.shown()), each) for each in entities], entity),
            (self.taken_box, _taken(kind, has_measures=bool(measures)), sketch.aggregate),
            (self.measure_box, [(str(known[c].label), c) for c in measures], sketch.measure),
            (
                self.day_box,
                [(str(known[c].label), c) for c in days],
                sketch.dated_by,
            ),
            (self.window_box, [(str(words), one) for one, words in WINDOWS.items()], sketch.window),
            (self.way_box, _ways(), sketch.is_weighted),
        ):
            box.set_choices(choices)
            box.choose(chosen, str(chosen))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        for codes in (("entity", "way"), ("aggregate", "measure"), ("dated_by", "window")):
            layout.addWidget(Pair(*(self._fields[code] for code in codes)))
        for widget in (
            self.working_time,
            self.overlays,
            self.where_title,
            self.where,
            self.targets,
        ):
            layout.addWidget(widget)

    def _connect(self) -> None:
        for box in (self.taken_box, self.measure_box, self.day_box, self.window_box, self.way_box):
            box.activated.connect(self._on_choice)
        self.entity_box.activated.connect(self._on_entity)
        self.working_time.clicked.connect(self._on_choice)
        self.overlays.clicked.connect(self._on_choice)
        self.where.entered.connect(self._on_where)
        self.targets.edited.connect(self._on_targets)

    def _on_entity(self) -> None:
        entity = self.entity_box.choice()
        if entity is not self._sketch.entity:
            self.edited.emit(self._sketch.of_entity(entity), None)

    def _on_choice(self) -> None:
        changed = replace(
            self._sketch,
            aggregate=self.taken_box.choice(),
            measure=self.measure_box.choice() or "",
            dated_by=self.day_box.choice(),
            window=self.window_box.choice(),
            is_weighted=self.way_box.choice(),
            is_working_time=self.working_time.isChecked(),
            has_overlays=self.overlays.isChecked(),
        )
        self.edited.emit(changed, None)

    def _on_where(self, where: Filter) -> None:
        self.edited.emit(replace(self._sketch, where=where), None)

    def _on_targets(self, targets: Any, gesture: object) -> None:
        self.edited.emit(replace(self._sketch, targets=targets), gesture)


def _taken(kind: SourceKind, *, has_measures: bool) -> list[tuple[str, Aggregate]]:
    """Return what can be taken for an indicator of ``kind``."""
    match kind:
        case SourceKind.TIME:
            allowed = [each for each in TAKEN if each not in UNMEASURED]
        case SourceKind.RATIO:
            allowed = [each for each in TAKEN if each in _IN_RATIOS]
        case _:
            allowed = list(TAKEN)
    return [(str(TAKEN[each]), each) for each in allowed if has_measures or each in UNMEASURED]


def _ways() -> list[tuple[str, bool]]:
    return [(capital(_("plainly")), False), (capital(_("by weighted targets")), True)]
