"""Who may do what, and whose pay and figures they see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import DeniedError
from crm_desktop.texts import Message


class Right(StrEnum):
    """What a role may allow; to take a step back needs the right to take it."""

    CALCULATE = "calculate"
    APPROVE = "approve"
    PUBLISH = "publish"
    PAY = "pay"
    CLOSE = "close"
    CORRECT = "correct"
    SCHEME = "scheme"
    SCRIPTS = "scripts"
    RECORDS = "records"
    PEOPLE = "people"
    ADMINISTER = "administer"

    def deed(self) -> Message:
        """Return what it allows, as a clause: “approve pay”."""
        return _DEEDS[self]

    def shown(self) -> str:
        return str(self.deed())

    @classmethod
    def of_step(cls, state: StatementState) -> Right:
        """Return the right to let statements become ``state``."""
        return _STEPS[state]


_DEEDS = {
    Right.CALCULATE: Message("calculate pay and enter marks"),
    Right.APPROVE: Message("approve pay"),
    Right.PUBLISH: Message("publish statements"),
    Right.PAY: Message("note that pay was paid"),
    Right.CLOSE: Message("close months"),
    Right.CORRECT: Message("decide about changes, adjustments and disputes"),
    Right.SCHEME: Message("change indicators, plans, scales, templates and cards"),
    Right.SCRIPTS: Message("change scripts"),
    Right.RECORDS: Message("change customers, deals, activities and documents"),
    Right.PEOPLE: Message("change employees, departments, calendars and absences"),
    Right.ADMINISTER: Message("change the firm, rates and users"),
}

_STEPS = {
    StatementState.DRAFT: Right.CALCULATE,
    StatementState.APPROVED: Right.APPROVE,
    StatementState.PUBLISHED: Right.PUBLISH,
    StatementState.PAID: Right.PAY,
    StatementState.CLOSED: Right.CLOSE,
}


class Scope(StrEnum):
    """Whose pay and figures are seen, each with all of those before it.

    A department is the one that the person is in today, and those that they lead.
    """

    OWN = "own"
    DEPARTMENT = "department"
    BELOW = "below"
    ALL = "all"

    def shown(self) -> str:
        return str(_SCOPE_NAMES[self])


_SCOPE_NAMES = {
    Scope.OWN: Message("their own"),
    Scope.DEPARTMENT: Message("their department"),
    Scope.BELOW: Message("their department and those below it"),
    Scope.ALL: Message("everybody"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """What its users may, and whose pay they see; a built-in one never changes.

    ``name`` of a built-in role is a Message, that of another what somebody typed.
    """

    code: str
    name: Message | str
    rights: frozenset[Right]
    scope: Scope
    built_in: bool = False

    def shown(self) -> str:
        return str(self.name)


ADMINISTRATOR = Role(
    "administrator", Message("Administrator"), frozenset(Right), Scope.ALL, built_in=True
)
BUILT_IN = (
    ADMINISTRATOR,
    Role(
        "owner",
        Message("Owner of the firm"),
        frozenset(Right) - {Right.ADMINISTER},
        Scope.ALL,
        built_in=True,
    ),
    Role(
        "accountant",
        Message("Accountant"),
        frozenset({Right.CALCULATE, Right.PUBLISH, Right.PAY, Right.CLOSE, Right.CORRECT}),
        Scope.ALL,
        built_in=True,
    ),
    Role("head", Message("Head"), frozenset({Right.RECORDS}), Scope.BELOW, built_in=True),
    Role("employee", Message("Employee"), frozenset({Right.RECORDS}), Scope.OWN, built_in=True),
)
"""The roles that every database has; their rights and scopes are those of this release."""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as it is kept; ``users`` is how many users have it."""

    id: int
    version: int
    role: Role
    users: int = 0


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """What may be entered about a role of one's own."""

    name: str
    rights: frozenset[Right]
    scope: Scope


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who may sign in, unless they are no longer active.

    ``employee_id`` is whose pay is their own, None for one who is no employee; ``employee`` is
    the name of that employee or empty. ``signed_in_at`` is when they last signed in, and
    ``created_at`` when they were made, None of one that no database has.
    """

    id: int
    version: int
    login: str
    name: str
    role_id: int
    role: Role
    employee_id: int | None = None
    employee: str = ""
    is_active: bool = True
    signed_in_at: datetime | None = None
    created_at: datetime | None = None

    def is_same(self, other: UserRow) -> bool:
        """Return whether both are one user: after a restore, another may have the id."""
        return (self.id, self.created_at) == (other.id, other.created_at)


@dataclass(frozen=True, slots=True)
class UserDraft:
    """What may be entered about a user; an empty ``password`` leaves that of a known one."""

    login: str
    name: str
    role_id: int
    employee_id: int | None = None
    password: str = field(default="", repr=False)
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may; ``user`` is None while there are no users, or nobody has signed in."""

    user: UserRow | None
    rights: frozenset[Right]
    scope: Scope
    employee_id: int | None = None

    @classmethod
    def of(cls, user: UserRow) -> Access:
        return cls(user, user.role.rights, user.role.scope, user.employee_id)

    def may(self, right: Right) -> bool:
        return right in self.rights

    def may_any(self, rights: Collection[Right]) -> bool:
        return not self.rights.isdisjoint(rights)

    def sees_all(self) -> bool:
        return self.scope is Scope.ALL

    def sees_unpublished(self) -> bool:
        """Return whether statements are seen before their people are shown them.

        Whoever sees no pay but their own waits for it as all others do.
        """
        return self.scope is not Scope.OWN or self.may_any(_STEPS.values())

    def require(self, right: Right) -> None:
        """Let pass whoever has ``right``.

        Raises:
            DeniedError: they have not.

        """
        if not self.may(right):
            raise denied(right)

    def require_all(self) -> None:
        """Let pass whoever sees everybody's pay.

        Raises:
            DeniedError: they do not.

        """
        if not self.sees_all():
            raise DeniedError(Message("This shows the pay of everybody, which you do not see."))


EVERYBODY = Access(None, frozenset(Right), Scope.ALL)
"""The access of all while no user is set up: a firm on one computer needs no sign-in."""

NOBODY = Access(None, frozenset(), Scope.OWN)
"""The access where there are users and none of them has signed in."""


def denied(right: Right) -> DeniedError:
    """Return the refusal of one who lacks ``right``; it names the built-in roles that have it."""
    names = [role.name for role in BUILT_IN if right in role.rights]
    listed, *others = names
    for name in others:
        listed = Message("{left}, {right}", left=listed, right=name)
    return DeniedError(
        Message(
            "Your role does not let you {deed}. Roles that do: {roles}.",
            deed=right.deed(),
            roles=listed,
        )
    )
