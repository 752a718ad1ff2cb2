"""What a firm still lacks before there are figures, and the step that mends it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.people.viewmodel import NewEmployee
from ui.scheme.keys import CatalogueKey, NewScheme, SchemeKey
from ui.scheme_import import SchemeImport
from ui.tasks import Latest
from ui.widgets.states import States


class Lack(Enum):
    PEOPLE = auto()
    SCHEME = auto()
    PROFILE = auto()


_MEASURED = {
    PeriodKind.DAY: Message("no profile measures days"),
    PeriodKind.WEEK: Message("no profile measures weeks"),
    PeriodKind.MONTH: Message("no profile measures months"),
    PeriodKind.QUARTER: Message("no profile measures quarters"),
    PeriodKind.HALF_YEAR: Message("no profile measures half-years"),
    PeriodKind.YEAR: Message("no profile measures years"),
    PeriodKind.CUSTOM: Message("no profile measures custom periods"),
}


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
            return _lack_of(services.schemes.scheme(period.start), period.kind)

        def show(lack: Lack | None) -> None:
            match lack:
                case Lack.PEOPLE:
                    self._offer_people(states)
                case Lack.SCHEME:
                    self._offer_scheme(states, period)
                case Lack.PROFILE:
                    self._offer_profile(states, period)
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
        words = Message("Set up a scheme of indicators to see figures of {period}.", period=period)
        state = states.show_sentence("target", str(words), _("Set up with the wizard"))
        state.accepted.connect(self._on_wizard)
        catalogue = state.add_way(_("Take indicators from the catalogue"))
        catalogue.clicked.connect(self._on_catalogue)
        state.add_way(_("Import a scheme file…")).clicked.connect(self.scheme_import.ask)

    def _offer_profile(self, states: States, period: Period) -> None:
        words = Message(
            "{period}: {reason}. Make one in the KPI scheme.",
            period=period,
            reason=_MEASURED[period.kind],
        )
        state = states.show_sentence("target", str(words), _("Add profile"))
        state.accepted.connect(self._on_profile)

    def _on_wizard(self) -> None:
        self._context.navigate("scheme", NewScheme())

    def _on_catalogue(self) -> None:
        self._context.navigate("scheme", CatalogueKey())

    def _on_profile(self) -> None:
        self._context.navigate("scheme", SchemeKey("profiles"))

    def _on_people(self) -> None:
        self._context.navigate("people", NewEmployee())


def _lack_of(scheme: Scheme, kind: PeriodKind) -> Lack | None:
    """Return what ``scheme`` lacks; cards pay for a month without any profile."""
    if not scheme.indicators:
        return Lack.SCHEME
    is_measured = any(profile.period_kind is kind for profile in scheme.profiles)
    is_paid = kind is PeriodKind.MONTH and bool(scheme.cards)
    return None if is_measured or is_paid else Lack.PROFILE
