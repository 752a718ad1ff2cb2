"""Use cases on users and roles: who may sign in, with which rights, and signing in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now
from crm_desktop.domain.codes import code_of
from crm_desktop.domain.entry import CODE_LENGTH, entered, entered_name, is_storable
from crm_desktop.domain.names import folded
from crm_desktop.domain.permissions import (
    Access,
    Right,
    RoleDraft,
    RoleRow,
    UserDraft,
    UserRow,
)
from crm_desktop.errors import (
    CrmError,
    InUseError,
    InvalidInputError,
    SignInNeededError,
)
from crm_desktop.services import passwords
from crm_desktop.services.acting import Acting, needs
from crm_desktop.services.passwords import Patience
from crm_desktop.services.writing import record_to_save, refuse_unknown, refusing
from crm_desktop.storage.models import EmployeeRecord, RoleRecord, UserRecord
from crm_desktop.storage.queries import acting
from crm_desktop.storage.queries import users as queries
from crm_desktop.texts import Message, plural

_USER = Message("User")
_ROLE = Message("Role")
_WRONG = Message("The login or the password is wrong.")
_STRANGERS = 1000


class WrongPasswordError(CrmError):
    """Nobody signs in so; ``minutes`` is how long to wait for the next try, 0 for not at all."""

    def __init__(self, minutes: int = 0) -> None:
        self.minutes = minutes
        super().__init__(
            plural(
                "Too many wrong passwords: wait {count} minute.",
                "Too many wrong passwords: wait {count} minutes.",
                count=minutes,
            )
            if minutes
            else _WRONG
        )


class UserService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, who: Acting) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = who
        # Logins that nobody has are answered as those that somebody has.
        self._strangers: dict[str, Patience] = {}

    def has_users(self) -> bool:
        """Return whether this database asks who uses it."""
        with self._sessions() as session:
            return acting.has_users(session.connection())

    def needs_sign_in(self) -> bool:
        """Return whether nothing can be done before somebody signs in."""
        try:
            with self._sessions() as session:
                self._acting.of(session)
        except SignInNeededError:
            return True
        return False

    def sign_in(self, login: str, password: str) -> Access:
        """Let the user with this login and password use the program.

        Raises:
            WrongPasswordError: there is none, or too many wrong passwords came before.

        """
        with self._sessions() as session:
            record = queries.find_login(session, login) if is_storable(login) else None
            known = record if record is not None and record.is_active else None
            key, kept = folded(login), None if known is None else known.password_hash
            patience = self._strangers.get(key, Patience()) if known is None else _patience(known)
        if minutes := patience.minutes(self._now()):
            raise WrongPasswordError(minutes)
        is_right = passwords.is_right(kept, password)
        if known is None:
            self._remember_stranger(key, patience)
            raise WrongPasswordError
        user = self._note_try(known.id, is_right=is_right)
        if user is None:
            raise WrongPasswordError
        access = Access.of(user)
        self._acting.take(access)
        return access

    def sign_out(self) -> None:
        """Let nobody use the program until somebody signs in again."""
        self._acting.leave()

    @needs(Right.ADMINISTER)
    def users(self) -> list[UserRow]:
        """Return all users by name, those too who may no longer sign in."""
        with self._sessions() as session:
            return queries.list_users(session)

    @needs(Right.ADMINISTER)
    def roles(self) -> list[RoleRow]:
        """Return the built-in roles in their order, then the others by name."""
        with self._sessions() as session:
            return queries.list_roles(session)

    @needs(Right.ADMINISTER)
    def save_user(self, draft: UserDraft, row: UserRow | None = None) -> Saved:
        """Add a user, or change the one of ``row``.

        Whoever makes the first user is that user from then on.

        Raises:
            InvalidInputError: an entry is not acceptable, the login or the employee has another
                user, or nobody could administer any more.
            NotFoundError: the user of ``row`` is not there.
            StaleRecordError: someone saved it since.

        """
        login = entered("login", draft.login, CODE_LENGTH, is_required=True)
        name = entered_name(draft.name)
        with self._sessions.begin() as session:
            _take_turn(session)
            self._acting.of(session).require(Right.ADMINISTER)  # the first user may be there by now
            is_first = not acting.has_users(session.connection())
            record = self._user_record(session, row)
            refuse_unknown(session, RoleRecord, [draft.role_id], field="role_id")
            refuse_unknown(session, EmployeeRecord, [draft.employee_id], field="employee_id")
            _refuse_taken(session, login, draft.employee_id, but=record.id)
            record.login, record.login_folded, record.name = login, folded(login), name
            record.employee_id, record.role_id = draft.employee_id, draft.role_id
            record.is_active = draft.is_active
            if draft.password or row is None:
                _set_password(record, draft.password)
            session.add(record)
            with refusing(_taken_login(login)):
                session.flush()
            saved = Saved(record.id, Changes.SETTINGS)
            _refuse_nobody_to_administer(session, "is_active" if not draft.is_active else "role_id")
            user = acting.find_user(session.connection(), saved.id)
        if is_first and user is not None:
            self._acting.take(Access.of(user))
        return saved

    @needs(Right.ADMINISTER)
    def deactivate(self, row: UserRow) -> Changes:
        """Let the user sign in no more; whatever they did stays theirs.

        Raises:
            InvalidInputError: nobody could administer any more.
            NotFoundError: the user is not there.
            StaleRecordError: someone saved it since.

        """
        with self._sessions.begin() as session:
            _take_turn(session)
            self._user_record(session, row).is_active = False
            session.flush()
            _refuse_nobody_to_administer(session, "is_active")
        return Changes.SETTINGS

    @needs(Right.ADMINISTER)
    def set_password(self, row: UserRow, password: str) -> Changes:
        """Let the user sign in with another password, at once.

        Raises:
            InvalidInputError: it is not acceptable.
            NotFoundError: the user is not there.
            StaleRecordError: someone saved it since.

        """
        with self._sessions.begin() as session:
            _set_password(self._user_record(session, row), password)
        return Changes.SETTINGS

    def change_password(self, current: str, password: str) -> Changes:
        """Let whoever signed in do it with another password from now on.

        Raises:
            InvalidInputError: the new one is not acceptable, or ``current`` is wrong.
            SignInNeededError: nobody has signed in.
            WrongPasswordError: too many wrong ones came before.

        """
        user = self._acting.access.user
        if user is None:
            raise SignInNeededError
        with self._sessions() as session:
            record = session.get_one(UserRecord, user.id)
            kept, patience = record.password_hash, _patience(record)
        if minutes := patience.minutes(self._now()):
            raise WrongPasswordError(minutes)
        if self._note_try(user.id, is_right=passwords.is_right(kept, current)) is None:
            raise InvalidInputError("current", Message("This is not your password."))
        with self._sessions.begin() as session:
            _set_password(session.get_one(UserRecord, user.id, with_for_update=True), password)
        return Changes.SETTINGS

    @needs(Right.ADMINISTER)
    def save_role(self, draft: RoleDraft, row: RoleRow | None = None) -> Saved:
        """Add a role, or change the one of ``row``, for all who have it.

        Raises:
            InvalidInputError: the name is not acceptable or taken, it is a built-in role, or
                nobody could administer any more.
            NotFoundError: the role of ``row`` is not there.
            StaleRecordError: someone saved it since.

        """
        name = entered_name(draft.name)
        with self._sessions.begin() as session:
            _take_turn(session)
            roles = queries.list_roles(session)
            record = _role_record(session, row, name, roles)
            _refuse_taken_name(name, (known for known in roles if known.id != record.id))
            record.name, record.scope = name, draft.scope.value
            record.rights = sorted(right.value for right in draft.rights)
            session.add(record)
            session.flush()
            _refuse_nobody_to_administer(session, "rights")
            return Saved(record.id, Changes.SETTINGS)

    @needs(Right.ADMINISTER)
    def delete_role(self, row: RoleRow) -> Changes:
        """Delete a role of one's own that no user has.

        Raises:
            InUseError: a user has it.
            InvalidInputError: it is a built-in role.
            NotFoundError: it is not there.
            StaleRecordError: someone saved it since.

        """
        with self._sessions.begin() as session:
            record = _role_record(session, row, str(row.role.name), ())
            session.delete(record)
            message = Message("Users have the role “{name}”, so it stays.", name=row.role.name)
            with refusing(InUseError(message)):
                session.flush()
        return Changes.SETTINGS

    def _user_record(self, session: Session, row: UserRow | None) -> UserRecord:
        if row is None:
            return UserRecord(created_at=self._now(), failed_count=0)
        return record_to_save(session, UserRecord, row.id, row.version, kind=_USER)

    def _note_try(self, user_id: int, *, is_right: bool) -> UserRow | None:
        """Write down what became of a try; return the user whom it lets in."""
        with self._sessions.begin() as session:
            record = session.get_one(UserRecord, user_id, with_for_update=True)
            patience = _patience(record)
            is_let_in = is_right and record.is_active and not patience.minutes(self._now())
            signed_in_at = record.signed_in_at
            if is_let_in:
                patience, signed_in_at = Patience(), self._now()
            elif not is_right:
                patience = patience.tried(self._now())
            # Not by the record: a try is no new version, with which an open form would be stale.
            session.execute(
                update(UserRecord)
                .where(UserRecord.id == user_id)
                .values(
                    failed_count=patience.failed_count,
                    locked_until=patience.locked_until,
                    signed_in_at=signed_in_at,
                )
            )
            return acting.find_user(session.connection(), user_id) if is_let_in else None

    def _remember_stranger(self, key: str, patience: Patience) -> None:
        if len(self._strangers) >= _STRANGERS:
            self._strangers.clear()
        self._strangers[key] = patience.tried(self._now())


def _take_turn(session: Session) -> None:
    """Wait until no one else is changing users or roles; then others wait.

    Roles are there before the firm is, at whose record others wait.
    """
    session.execute(select(RoleRecord.id).where(RoleRecord.built_in).with_for_update())


def _patience(record: UserRecord) -> Patience:
    return Patience(record.failed_count, record.locked_until)


def _set_password(record: UserRecord, password: str) -> None:
    record.password_hash = passwords.hashed(passwords.checked(password, record.login))
    record.failed_count, record.locked_until = 0, None


def _refuse_taken(
    session: Session, login: str, employee_id: int | None, *, but: int | None
) -> None:
    for user in queries.list_users(session):
        if user.id == but:
            continue
        if folded(user.login) == folded(login):
            raise _taken_login(login)
        if employee_id is not None and user.employee_id == employee_id:
            raise InvalidInputError(
                "employee_id", Message("{name} is this employee already.", name=user.name)
            )


def _taken_login(login: str) -> InvalidInputError:
    return InvalidInputError("login", Message("Somebody has the login “{login}”.", login=login))


def _refuse_nobody_to_administer(session: Session, field: str) -> None:
    """Refuse what would leave nobody to help the others."""
    users = queries.list_users(session)
    if not any(user.is_active and Right.ADMINISTER in user.role.rights for user in users):
        raise InvalidInputError(
            field,
            Message("Somebody must be able to administer: one active user at least needs that."),
        )


def _role_record(
    session: Session, row: RoleRow | None, name: str, roles: Iterable[RoleRow]
) -> RoleRecord:
    if row is None:
        code = code_of(name, [known.role.code for known in roles]) or "role"
        return RoleRecord(code=code, built_in=False)
    record = record_to_save(session, RoleRecord, row.id, row.version, kind=_ROLE)
    if record.built_in:
        raise InvalidInputError(
            "name", Message("“{name}” is a built-in role: copy it.", name=row.role.name)
        )
    return record


def _refuse_taken_name(name: str, others: Iterable[RoleRow]) -> None:
    if any(folded(name) == folded(str(known.role.name)) for known in others):
        raise InvalidInputError("name", Message("There is a role “{name}” already.", name=name))
