"""The fields of a bonus template; only those of the chosen kind of premium are seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.fields import FIELDS, Entity
from crm_desktop.domain.filter_offers import FilterOffers
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator
from crm_desktop.rewards.template import CommissionPremium, Sharing, Ties
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.context import Context
from ui.scheme.amount_edit import AmountEdit
from ui.scheme.field_grid import FieldGrid
from ui.scheme.indicators.formula import FormulaEdit
from ui.scheme.indicators.where import WhereEditor
from ui.scheme.named import by_name
from ui.scheme.sheet_box import SheetBox
from ui.scheme.templates.columns import Offered, columns_of
from ui.scheme.templates.kinds import KINDS, OWN, SHARED_WITHIN, Pays, PoolOf
from ui.scheme.templates.reading import Reading
from ui.scheme.templates.sketch import SHEETS, TemplateSketch, measures_of
from ui.scheme.viewmodel import SchemeRead
from ui.theme import GRID, Tone
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field
from ui.widgets.text import Label, Role, set_tone

_PERIODS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
_LEVELS = (SubjectLevel.EMPLOYEE, SubjectLevel.DEPARTMENT, SubjectLevel.COMPANY)
_MONEY = ("amount", "floor", "cap", "minimum")
_OF_PREMIUM = (
    "kind",
    "pool",
    "shared",
    "entity",
    "pays",
    "rate",
    "amount",
    "of",
    "measure",
    "scale",
    "formula",
    "indicator",
    "level",
    "safety_days",
    "ties",
)
_LIMITS = (
    "floor",
    "cap",
    "minimum",
    "instalments",
    "period_kind",
    "until",
    "clawback_months",
)
_WIDE = frozenset({"kind", "formula", "clawback_months"})
_ALWAYS = frozenset(
    {
        "kind",
        "level",
        "floor",
        "cap",
        "minimum",
        "instalments",
        "period_kind",
        "until",
        "conditions",
    }
)


class TemplateForm(QWidget):
    """``edited`` carries the code of a field, what is entered there, and a gesture."""

    edited = Signal(str, object, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.kind_box = ChoiceBox()
        self.texts = _texts()
        self.boxes = {code: ChoiceBox() for code in _BOXES}
        self.formula = FormulaEdit()
        self.is_pro_rata = QCheckBox(_("Only for the months that were not served"))
        self.where_title = Label(_("Which records"), Role.STRONG)
        self.where = WhereEditor(context, Entity.DEAL)
        self.sheets = _sheets()
        self.fields = self._made_fields()
        self._grids = [
            FieldGrid({code: self.fields[code] for code in codes}, _WIDE)
            for codes in (_OF_PREMIUM, _LIMITS)
        ]
        self._offers = FilterOffers()
        self._shown: tuple[TemplateSketch, Reading, SchemeRead] | None = None
        self._is_showing = False
        self._lay_out()
        self._connect()

    def show_sketch(self, sketch: TemplateSketch, reading: Reading, read: SchemeRead) -> None:
        """Show ``sketch`` with the fields of its kind, and what of it cannot be read."""
        self._is_showing = True
        self._shown = (sketch, reading, read)
        self.kind_box.choose(sketch.kind)
        self.fields["kind"].show_hint(str(KINDS[sketch.kind].sentence))
        self._show_choices(sketch, read)
        for code, edit in self.texts.items():
            text = getattr(sketch, code)
            if edit.text() != text:
                edit.setText(text)
        if self.formula.toPlainText() != sketch.formula:
            self.formula.setPlainText(sketch.formula)
        self.is_pro_rata.setChecked(sketch.is_pro_rata)
        self.where.show_where(sketch.where, sketch.entity)
        self._show_sheets(sketch, reading, read)
        self._show_fields(sketch)
        self._is_showing = False

    def show_error(self, code: str, row: int | None, words: str) -> bool:
        """Show what is wrong at the field or in the table; return whether there is one."""
        if code in self.sheets and not self.sheets[code].isHidden():
            rows = () if self._shown is None else self._shown[1].rows.get(code, ())
            known = row is not None and row < len(rows)
            self.sheets[code].show_problem(rows[row] if known and row is not None else None, words)
            return True
        if code in self.fields and not self.fields[code].isHidden():
            self.fields[code].show_error(words)
            return True
        return False

    def clear_problems(self) -> None:
        """Leave only what cannot be read."""
        for field in self.fields.values():
            field.show_error("")
        for sheet in self.sheets.values():
            sheet.clear_problems()

    def set_codes(self, indicators: Iterable[Indicator]) -> None:
        """Offer what a formula may be made of."""
        own = [("salary", _("Salary")), ("score", _("Score"))]
        self.formula.set_codes([*own, *((each.code, each.name) for each in indicators)])

    @property
    def is_half_entered(self) -> bool:
        """Whether a condition on records is seen and not whole."""
        return not self.where.isHidden() and self.where.is_half_entered

    def first_wrong(self) -> Field | None:
        """Return the first field that is marked."""
        return next((field for field in self.fields.values() if field.error), None)

    def _show_choices(self, sketch: TemplateSketch, read: SchemeRead) -> None:
        indicators = by_name(read.newest.indicators)
        none = (_("Choose…"), "")
        measures = measures_of(sketch.entity)
        known = FIELDS[sketch.entity]
        within = SHARED_WITHIN if sketch.kind in SHARED_WITHIN else frozenset()
        levels = [one for one in _LEVELS if not within or one is not SubjectLevel.EMPLOYEE]
        choices: Mapping[str, list[tuple[str, Any]]] = {
            "indicator": [none, *indicators],
            "of": [none, *indicators],
            "scale": [none, *by_name(read.newest.scales)],
            "measure": [(str(known[code].label), code) for code in measures],
            "level": [(str(_LEVEL_NAMES[one]), one) for one in levels],
        }
        for code, box in self.boxes.items():
            if code in choices:
                box.set_choices(choices[code])
            value = getattr(sketch, code)
            box.choose(value, str(value))
        unit = formats.currency_sign(read.newest.currency)
        for code in _MONEY:
            edit = self.texts[code]
            if isinstance(edit, AmountEdit) and edit.unit != unit:
                edit.set_unit(unit)

    def _show_sheets(self, sketch: TemplateSketch, reading: Reading, read: SchemeRead) -> None:
        offered = Offered(read.newest.indicators, self.where.offers, sketch.entity)
        for code, sheet in self.sheets.items():
            rows = getattr(sketch, code)
            sheet.show_rows(columns_of(code, offered), rows, reading.mistakes.get(code, ()))
        parts = reading.premium.earned if isinstance(reading.premium, CommissionPremium) else ()
        total = sum(part.share for part in parts)
        words = Message("Sum {total}", total=Quantity(total or None, Unit.PERCENT))
        if parts and total != 1:
            words = Message("{sum}: the parts make 100% together.", sum=words)
        self.sheets["earned"].note.setText(str(words))
        set_tone(self.sheets["earned"].note, Tone.WARNING if parts and total != 1 else None)

    def _show_fields(self, sketch: TemplateSketch) -> None:
        shown = sketch.shown_fields() | _ALWAYS
        for grid in self._grids:
            grid.show_fields(shown)
        for code, sheet in self.sheets.items():
            sheet.setVisible(code in shown)
        self.is_pro_rata.setVisible("is_pro_rata" in shown)
        for widget in (self.where_title, self.where):
            widget.setVisible("where" in shown)
        within = sketch.kind in SHARED_WITHIN
        hint = _("Whoever belongs to it takes part.") if within else ""
        self.fields["level"].show_hint(
            _("For the conditions alone.") if sketch.kind in OWN else hint
        )
        by_product = "rates" in shown
        self.fields["rate"].show_hint(
            _("For what has no rate of its own below.") if by_product else ""
        )

    def _made_fields(self) -> dict[str, Field]:
        edits: dict[str, QWidget] = {
            "kind": self.kind_box,
            **self.boxes,
            **self.texts,
            "formula": self.formula,
        }
        return {
            code: Field(code, str(words), edits[code], hint=str(_HINTS.get(code, "")))
            for code, words in _NAMES.items()
        }

    def _lay_out(self) -> None:
        self.kind_box.set_choices([(str(words.name), kind) for kind, words in KINDS.items()])
        for code, choices in _BOXES.items():
            self.boxes[code].set_choices([(capital(each), each) for each in choices])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        pays = Card(_("What it pays"))
        pays.body.setSpacing(GRID + GRID // 2)
        pays.body.addWidget(self._grids[0])
        for widget in (
            self.where_title,
            self.where,
            *(self.sheets[code] for code in ("prizes", "earned", "rates", "stages")),
        ):
            pays.body.addWidget(widget)
        when = Card(_("When it is paid"))
        when.body.addWidget(self.sheets["conditions"])
        limits = Card(_("Limits and time"))
        limits.body.setSpacing(GRID + GRID // 2)
        limits.body.addWidget(self._grids[1])
        limits.body.addWidget(self.is_pro_rata)
        for card in (pays, when, limits):
            layout.addWidget(card)

    def _connect(self) -> None:
        self.kind_box.activated.connect(self._on_kind)
        for code, box in self.boxes.items():
            box.activated.connect(partial(self._on_choice, code))
        for code, edit in self.texts.items():
            edit.textEdited.connect(partial(self._on_text, code))
        self.formula.textChanged.connect(self._on_formula)
        self.is_pro_rata.clicked.connect(self._on_pro_rata)
        self.where.entered.connect(self._on_where)
        self.where.offers_loaded.connect(self._on_offers)
        for code, sheet in self.sheets.items():
            sheet.edited.connect(partial(self._on_sheet, code))

    @Slot()
    def _on_kind(self) -> None:
        self.edited.emit("kind", self.kind_box.choice(), None)

    def _on_choice(self, code: str, _place: int) -> None:
        self.edited.emit(code, self.boxes[code].choice(), None)

    def _on_text(self, code: str, text: str) -> None:
        self.edited.emit(code, text, code)

    @Slot()
    def _on_formula(self) -> None:
        if not self._is_showing:
            self.edited.emit("formula", self.formula.toPlainText(), "formula")

    @Slot()
    def _on_pro_rata(self) -> None:
        self.edited.emit("is_pro_rata", self.is_pro_rata.isChecked(), None)

    @Slot(object)
    def _on_where(self, where: Any) -> None:
        self.edited.emit("where", where, None)

    def _on_sheet(self, code: str, rows: Any) -> None:
        self.edited.emit(code, rows, None)

    @Slot()
    def _on_offers(self) -> None:
        """Offer products and stages once they are known."""
        if self._shown is not None:
            self._show_sheets(*self._shown)


_BOXES: Mapping[str, tuple[Any, ...]] = {
    "indicator": (),
    "level": (),
    "scale": (),
    "pool": tuple(PoolOf),
    "of": (),
    "shared": tuple(Sharing),
    "ties": tuple(Ties),
    "entity": (Entity.DEAL, Entity.DOCUMENT),
    "pays": tuple(Pays),
    "measure": (),
    "period_kind": _PERIODS,
}
_LEVEL_NAMES = {
    SubjectLevel.EMPLOYEE: Message("The employee’s own"),
    SubjectLevel.DEPARTMENT: Message("The department’s"),
    SubjectLevel.COMPANY: Message("The company’s"),
}
_NAMES = {
    "kind": Message("Kind of premium"),
    "pool": Message("Filled with"),
    "shared": Message("Shared"),
    "entity": Message("Records"),
    "pays": Message("For each record"),
    "indicator": Message("Indicator"),
    "level": Message("Whose figures"),
    "rate": Message("Premium rate"),
    "of": Message("Of the indicator"),
    "amount": Message("Amount"),
    "scale": Message("Scale"),
    "measure": Message("Of the field"),
    "safety_days": Message("Safety days"),
    "formula": Message("Formula"),
    "ties": Message("Who share a place"),
    "floor": Message("At least"),
    "cap": Message("At most"),
    "minimum": Message("Not paid if below"),
    "instalments": Message("Paid in monthly parts"),
    "period_kind": Message("Paid each"),
    "until": Message("First day without it"),
    "clawback_months": Message("Taken back if the record fails within"),
}
_HINTS = {
    "formula": Message("Such as max(0, sales - sales.plan) * 0.1; Ctrl+Space offers codes."),
    "safety_days": Message("So much later it counts, if the record is still good."),
    "clawback_months": Message("Empty: what was paid stays paid."),
}


def _texts() -> dict[str, QLineEdit]:
    """Return the fields that are typed, with their units inside."""
    units = {
        "rate": "%",
        "safety_days": _("days"),
        "clawback_months": _("months"),
        "instalments": _("parts"),
    }
    codes = (*_MONEY, "rate", "safety_days", "instalments", "clawback_months")
    edits: dict[str, QLineEdit] = {code: AmountEdit(units.get(code, "")) for code in codes}
    return {**edits, "until": DayEdit()}


def _sheets() -> dict[str, SheetBox]:
    hints = {
        "conditions": _("Paid only if all of them hold; without any it is always paid."),
        "stages": _("Parts for who moved the deal into a stage; the rest is for who has credit."),
    }
    titles = {
        "conditions": _("Conditions"),
        "prizes": _("Prizes, the first place first"),
        "earned": _("Earned when"),
        "rates": _("Rates of products and groups"),
        "stages": _("Parts by stages"),
    }
    return {
        code: SheetBox(titles[code], hint=hints.get(code, ""), is_titled=code != "conditions")
        for code in SHEETS
    }
