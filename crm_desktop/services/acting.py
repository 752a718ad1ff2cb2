"""Who uses the program now, and what they may do and see."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from crm_desktop import clock
from crm_desktop.clock import Now, system_now
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.permissions import EVERYBODY, NOBODY, Access, Right, Scope
from crm_desktop.domain.statements import SHOWN, StatementState
from crm_desktop.errors import DeniedError, SignInNeededError
from crm_desktop.storage.queries import acting as queries
from crm_desktop.storage.queries import greeting
from crm_desktop.texts import Message

if TYPE_CHECKING:  # it takes a tenth of a second to load, and the window asks before that
    from sqlalchemy.orm import Session

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose pay and figures are seen: employees by ``ids``, and units too by ``refs``.

    Both are None where everything is seen. ``is_early`` is seeing statements that are not
    published yet.
    """

    ids: Collection[int] | None = None
    refs: Collection[SubjectRef] | None = None
    is_early: bool = True

    def is_whole(self) -> bool:
        return self.ids is None

    def require_whole(self) -> None:
        """Let pass whoever sees everything.

        Raises:
            DeniedError: they do not.

        """
        if not self.is_whole():
            raise DeniedError(Message("This shows the pay of everybody, which you do not see."))

    def sees(self, employee_id: int) -> bool:
        return self.ids is None or employee_id in self.ids

    def sees_statement(self, employee_id: int, state: StatementState) -> bool:
        return self.sees(employee_id) and self.sees_state(state)

    def sees_state(self, state: StatementState) -> bool:
        """Return whether statements that stand as ``state`` are seen."""
        return self.is_early or state in SHOWN

    def sees_subject(self, ref: SubjectRef) -> bool:
        return self.refs is None or ref in self.refs

    def sees_assigned(self, ref: SubjectRef) -> bool:
        """Return whether what is meant for ``ref`` may be read: what units have is no secret."""
        return ref.level is not SubjectLevel.EMPLOYEE or self.sees_subject(ref)

    def require_subject(self, ref: SubjectRef) -> None:
        """Let pass whoever sees the figures of ``ref``.

        Raises:
            DeniedError: they do not.

        """
        if not self.sees_subject(ref):
            raise _unseen()

    def require_employee(self, code: str) -> None:
        """Let pass whoever sees the pay and figures of the employee with that code.

        Raises:
            DeniedError: they do not.

        """
        self.require_subject(SubjectRef(SubjectLevel.EMPLOYEE, code))

    def require(self, *employee_ids: int) -> None:
        """Let pass whoever sees the pay and figures of these employees.

        Raises:
            DeniedError: they do not.

        """
        if not all(map(self.sees, employee_ids)):
            raise _unseen()


def _unseen() -> DeniedError:
    return DeniedError(Message("You do not see these figures: they are of somebody else."))


class Acting:
    """Holds who signed in to one program, and asks the database what they may by now.

    Without an engine everybody may do everything, as on a database without users.
    """

    def __init__(self, engine: Engine | None = None, now: Now = system_now) -> None:
        self._engine = engine
        self._now = now
        self._signed_in: Access | None = None

    @property
    def access(self) -> Access:
        """What whoever uses the program may, as the database says now.

        Where there are users and none has signed in, that is nothing.
        """
        try:
            return self._asked()
        except SignInNeededError:
            return NOBODY

    def take(self, access: Access) -> None:
        """Let the program be used by whom ``access`` is of."""
        self._signed_in = access

    def leave(self) -> None:
        """Let nobody use the program until somebody signs in again."""
        self._signed_in = None

    def require(self, right: Right) -> None:
        """Let pass whoever has ``right`` by now.

        Raises:
            DeniedError: they have not.
            SignInNeededError: there are users, and none has signed in.

        """
        self._asked().require(right)

    def require_step(self, state: StatementState) -> None:
        """Let pass whoever may let statements become ``state``, or take that back."""
        self.require(Right.of_step(state))

    def require_all(self) -> None:
        """Let pass whoever sees everybody's pay.

        Raises:
            DeniedError: they do not.
            SignInNeededError: there are users, and none has signed in.

        """
        self._asked().require_all()

    def visible(self, session: Session) -> Collection[int] | None:
        """Return the ids of the employees whose pay and figures are seen; None is everybody.

        Raises:
            SignInNeededError: there are users, and none has signed in.

        """
        return self.sight(session).ids

    def sight(self, session: Session) -> Sight:
        """Return whose pay and figures are seen.

        Raises:
            SignInNeededError: there are users, and none has signed in.

        """
        return self._sight(session.connection())

    def seen(self) -> Collection[int] | None:
        """Return what ``visible`` does, read by itself: for lists of people to choose from.

        Raises:
            SignInNeededError: there are users, and none has signed in.

        """
        if self._engine is None:
            return None
        with self._engine.connect() as connection:
            return self._sight(connection).ids

    def rules_sight(self, session: Session) -> Sight:
        """Return whose cards and plans are seen: by those who may change the rules, all.

        Raises:
            SignInNeededError: there are users, and none has signed in.

        """
        return Sight() if self.of(session).may(Right.SCHEME) else self.sight(session)

    def author(self, typed: str) -> str:
        """Return the name of who acts: of the user who signed in, else what was ``typed``."""
        user = self._signed_in.user if self._signed_in is not None else None
        return typed if user is None else user.name

    @property
    def user_id(self) -> int | None:
        """The user who signed in, None where nobody has."""
        user = self._signed_in.user if self._signed_in is not None else None
        return None if user is None else user.id

    def of(self, session: Session) -> Access:
        """Return what whoever uses the program may, as ``session`` reads it.

        Raises:
            SignInNeededError: there are users, and none has signed in.

        """
        return self._of(session.connection())

    def _asked(self) -> Access:
        if self._engine is None:
            return self._signed_in or EVERYBODY
        with self._engine.connect() as connection:
            return self._of(connection)

    def _of(self, connection: Connection) -> Access:
        signed_in = self._signed_in
        if self._engine is None:
            return signed_in or EVERYBODY
        if signed_in is None or signed_in.user is None:
            if queries.has_users(connection):
                raise SignInNeededError
            return EVERYBODY
        user = queries.find_user(connection, signed_in.user.id)
        if user is None or not user.is_same(signed_in.user):
            raise SignInNeededError
        return Access.of(user)

    def _sight(self, connection: Connection) -> Sight:
        access = self._of(connection)
        if access.scope is Scope.ALL:
            return Sight()
        if access.employee_id is None:
            return Sight((), (), access.sees_unpublished())
        today = clock.today(self._now, greeting.zone(connection))
        rows = queries.seen(connection, access.employee_id, today, access.scope)
        return Sight(
            frozenset(row.id for row in rows if row.level == SubjectLevel.EMPLOYEE.value),
            frozenset(SubjectRef(SubjectLevel(row.level), row.code) for row in rows),
            access.sees_unpublished(),
        )


ANYBODY = Acting()
"""For services that stand alone: everybody may do everything."""


class _Acts(Protocol):
    _acting: Acting


S = TypeVar("S", bound=_Acts)


def needs(
    right: Right,
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Let a method of a service work for those alone who have ``right``.

    It raises ``DeniedError`` for others, and ``SignInNeededError`` where nobody has signed in.
    """

    def guarded(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @wraps(method)
        def asking(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            self._acting.require(right)
            return method(self, *args, **kwargs)

        return asking

    return guarded
