"""What a firm still lacks before there are figures, and the one step that mends it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.domain.period import Period
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.people.viewmodel import NewEmployee
from ui.scheme_import import SchemeImport
from ui.tasks import Latest
from ui.widgets.states import States


class Lack(Enum):
    PEOPLE = auto()
    SCHEME = auto()


class Beginning(QObject):
    """Belongs to ``page``, whose figures are missing."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._latest = Latest(context.tasks, self)
        self.scheme_import = SchemeImport(context, page)

    def explain(self, states: States, period: Period, otherwise: Callable[[], None]) -> None:
        """Say in ``states`` what is lacking in ``period``; call ``otherwise`` if nothing is."""
        services = self._context.services

        def look() -> Lack | None:
            if not services.people.list_employees():
                return Lack.PEOPLE
            scheme = services.schemes.scheme(period.start)
            return None if scheme.indicators else Lack.SCHEME

        def show(lack: Lack | None) -> None:
            match lack:
                case Lack.PEOPLE:
                    self._offer_people(states)
                case Lack.SCHEME:
                    self._offer_scheme(states, period)
                case None:
                    otherwise()

        self._latest.run(look, show, self._context.report)

    def drop(self) -> None:
        """There are figures again: nothing is to be said in their place."""
        self._latest.drop()

    def _offer_people(self, states: States) -> None:
        words = _("Nobody works here yet: add the people whose progress counts.")
        state = states.show_sentence("team", words, _("Add employee"))
        state.accepted.connect(self._on_people)

    def _offer_scheme(self, states: States, period: Period) -> None:
        words = Message(
            "Bring in a scheme of indicators to see figures of {period}.", period=period
        )
        state = states.show_sentence("target", str(words), _("Import a scheme file…"))
        state.accepted.connect(self.scheme_import.ask)

    def _on_people(self) -> None:
        self._context.navigate("people", NewEmployee())
