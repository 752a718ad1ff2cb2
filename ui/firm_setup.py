"""The first page on an empty database: the few things that every calculation needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, QTimeZone, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crm_desktop import texts
from crm_desktop.changes import Changes
from crm_desktop.domain import places
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import Founder
from crm_desktop.texts import _
from ui.look_buttons import LookButtons
from ui.tasks import Tasks
from ui.theme import GRID
from ui.widgets.centred import centred, step_card
from ui.widgets.code_box import CodeBox
from ui.widgets.form import Field, Form
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.first_steps import FirstStepsService

_WIDTH = 600


class FirmSetUpViewModel(QObject):
    offered = Signal(object)  # crm_desktop.domain.places.Choices
    saved = Signal()
    failed = Signal(Exception)

    def __init__(
        self, first_steps: FirstStepsService, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._first_steps = first_steps
        self._tasks = tasks

    def load(self) -> None:
        """Read what may be chosen."""
        self._tasks.run(self, places.choices, self.offered.emit, self.failed.emit)

    def save(self, firm: Firm, founder: Founder) -> None:
        def work() -> Changes:
            return self._first_steps.set_up(firm, founder)

        self._tasks.run(self, work, self._on_saved, self.failed.emit)

    def _on_saved(self, _changes: Changes) -> None:
        self.saved.emit()


class FirmSetUp(QWidget):
    """Offers what the machine knows of its place; the core says what is not acceptable.

    ``demonstration_wanted`` is emitted by the link that is there if ``has_demonstration``.
    """

    demonstration_wanted = Signal()
    another_wanted = Signal()
    theme_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(
        self,
        viewmodel: FirmSetUpViewModel,
        *,
        has_demonstration: bool = False,
        has_choice: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.viewmodel = viewmodel
        viewmodel.setParent(self)
        self._name, self._founder, self._position = QLineEdit(), QLineEdit(), QLineEdit()
        self._currency, self._country, self._zone = CodeBox(), CodeBox(), CodeBox()
        self.looks = LookButtons()
        self.demonstration_link = LinkButton(_("Look at the demonstration instead"))
        if not has_demonstration:
            self.demonstration_link.hide()
        self.another_link = LinkButton(_("Another database…"))
        if not has_choice:
            self.another_link.hide()
        self._suggest()
        self.form = self._built_form()
        self._lay_out()
        self.form.submitted.connect(self._on_submitted)
        self.demonstration_link.clicked.connect(self._on_demonstration)
        self.another_link.clicked.connect(self._on_another)
        self.looks.theme_chosen.connect(self.theme_chosen)
        self.looks.language_chosen.connect(self.language_chosen)
        viewmodel.offered.connect(self._on_offered)
        viewmodel.failed.connect(self._on_failed)
        self.setFocusProxy(self._name)
        viewmodel.load()

    def firm(self) -> Firm:
        """Return what is entered, not yet judged by the core."""
        return Firm(
            name=self._name.text().strip(),
            currency=self._currency.code().upper(),
            zone=self._zone.code(),
            country=self._country.code().upper() or None,
        )

    def founder(self) -> Founder:
        return Founder(self._founder.text(), self._position.text())

    def show_entered(self, firm: Firm, founder: Founder) -> None:
        """Show what ``firm`` and ``founder`` once returned."""
        self._name.setText(firm.name)
        self._currency.choose(firm.currency)
        self._country.choose(firm.country or "")
        self._zone.choose(firm.zone)
        self._founder.setText(founder.name)
        self._position.setText(founder.position)

    def _suggest(self) -> None:
        place = places.likely_place(texts.language(), _system_country(), _system_zone())
        self._currency.choose(place.currency)
        self._country.choose(place.country)
        self._zone.choose(place.zone)

    def _built_form(self) -> Form:
        form = Form()
        form.add(Field("name", _("Name of the firm"), self._name))
        form.add(
            Field("currency", _("Currency"), self._currency, hint=_("of all reports and pay")),
            Field("country", _("Country"), self._country, hint=_("for its public holidays")),
        )
        form.add(Field("zone", _("Time zone"), self._zone))
        form.add(
            Field("founder_name", _("Your name"), self._founder),
            Field("founder_position", _("Your position"), self._position),
        )
        links = (self.demonstration_link, self.another_link)
        form.add_buttons(_("Begin"), *links, can_leave=False)
        return form

    def _lay_out(self) -> None:
        card = step_card(_WIDTH)
        card.body.addWidget(Label(_("Your firm"), Role.PAGE))
        intro = _("This database is empty. These few things are enough to begin.")
        card.body.addWidget(Label(intro, Role.MUTED, wraps=True))
        card.body.addWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, GRID, 0)
        layout.addWidget(self.looks, 0, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(centred(card), 1)

    @Slot(object)
    def _on_offered(self, offered: places.Choices) -> None:
        self._currency.set_choices(offered.currencies)
        self._country.set_choices(offered.countries)
        self._zone.set_choices((zone, "") for zone in offered.zones)
        self.form.keep()

    @Slot()
    def _on_submitted(self) -> None:
        self.setEnabled(False)
        self.viewmodel.save(self.firm(), self.founder())

    @Slot()
    def _on_demonstration(self) -> None:
        self.setEnabled(False)
        self.demonstration_wanted.emit()

    @Slot()
    def _on_another(self) -> None:
        self.another_wanted.emit()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.setEnabled(True)
        self.form.show_error(error)


def _system_country() -> str | None:
    country = QLocale.territoryToCode(QLocale.system().territory())
    return country if country.isalpha() else None


def _system_zone() -> str:
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
