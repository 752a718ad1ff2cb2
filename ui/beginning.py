"""What a firm still lacks before there are figures, and the step that mends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
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
    CARD = auto()


@dataclass(frozen=True, slots=True)
class Awaited:
    """Rules that begin on a later ``day``; ``name`` is that of their scheme, or empty."""

    day: date
    name: str


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

    def explain(
        self,
        states: States,
        period: Period,
        otherwise: Callable[[], None],
        *,
        is_of_pay: bool = False,
    ) -> None:
        """Say in ``states`` what is lacking in ``period``; call ``otherwise`` if nothing is.

        A step is offered to those who may take it. Where it ``is_of_pay``, cards that begin
        later are told of; ``otherwise`` says where cards come from.
        """
        services = self._context.services

        def look() -> Lack | Awaited | None:
            if not services.people.list_employees():
                return Lack.PEOPLE
            return _missing(services.outlook.rules(period.start), period.kind, is_of_pay=is_of_pay)

        def show(missing: Lack | Awaited | None) -> None:
            match missing:
                case Awaited():
                    _say_awaited(states, missing)
                case Lack.PEOPLE:
                    self._offer_people(states)
                case Lack.SCHEME:
                    self._offer_scheme(states, period)
                case Lack.PROFILE:
                    self._offer_profile(states, period)
                case Lack.CARD | None:
                    otherwise()

        self._latest.run(look, show, self._context.report)

    def drop(self) -> None:
        """There are figures again: nothing is to be said in their place."""
        self._latest.drop()

    def _offer_people(self, states: States) -> None:
        if not self._context.access.may(Right.PEOPLE):
            states.show_sentence("team", _("Nobody works here yet."))
            return
        words = _("Nobody works here yet: add the people whose progress counts.")
        state = states.show_sentence("team", words, _("Add employee"))
        state.accepted.connect(self._on_people)

    def _offer_scheme(self, states: States, period: Period) -> None:
        if not self._context.access.may(Right.SCHEME):
            unset = Message("The rules of {period} are not set yet.", period=period)
            states.show_sentence("target", str(unset))
            return
        words = Message("Set up a scheme of indicators to see figures of {period}.", period=period)
        state = states.show_sentence("target", str(words), _("Set up with the wizard"))
        state.accepted.connect(self._on_wizard)
        catalogue = state.add_way(_("Take indicators from the catalogue"))
        catalogue.clicked.connect(self._on_catalogue)
        state.add_way(_("Import a scheme file…")).clicked.connect(self.scheme_import.ask)

    def _offer_profile(self, states: States, period: Period) -> None:
        reason = _MEASURED[period.kind]
        if not self._context.access.may(Right.SCHEME):
            told = Message("{period}: {reason}.", period=period, reason=reason)
            states.show_sentence("target", str(told))
            return
        words = Message(
            "{period}: {reason}. Make one in the KPI scheme.", period=period, reason=reason
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


def _say_awaited(states: States, rules: Awaited) -> None:
    if rules.name:
        words = Message("The scheme “{name}” holds from {day} on.", name=rules.name, day=rules.day)
    else:
        words = Message("Rules hold from {day} on.", day=rules.day)
    states.show_sentence("target", str(words))


def _missing(
    rules: Mapping[date, Scheme], kind: PeriodKind, *, is_of_pay: bool
) -> Lack | Awaited | None:
    """Return what the first of ``rules`` lacks, unless a later one has it."""
    (_first, now), *later = rules.items()
    lack = _lack_of(now, kind)
    if lack is None and is_of_pay and not now.cards:
        lack = Lack.CARD
    if lack is None:
        return None
    for day, scheme in later:
        if _is_mended(lack, scheme, kind):
            return Awaited(day, scheme.name)
    return lack


def _is_mended(lack: Lack, scheme: Scheme, kind: PeriodKind) -> bool:
    """Whether ``scheme`` has what lacks: of a whole one, by which anybody is measured or paid."""
    if lack is Lack.CARD:
        return bool(scheme.cards)
    if lack is Lack.SCHEME:
        return bool(scheme.indicators and (scheme.profiles or scheme.cards))
    return _lack_of(scheme, kind) is None


def _lack_of(scheme: Scheme, kind: PeriodKind) -> Lack | None:
    """Return what ``scheme`` lacks; cards pay for a month without any profile."""
    if not scheme.indicators:
        return Lack.SCHEME
    is_measured = any(profile.period_kind is kind for profile in scheme.profiles)
    is_paid = kind is PeriodKind.MONTH and bool(scheme.cards)
    return None if is_measured or is_paid else Lack.PROFILE
