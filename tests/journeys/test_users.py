"""An administrator makes users, and each of them sees and does what their role lets them."""

from __future__ import annotations

import pytest

from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import NOBODY, UserDraft
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import DeniedError
from tests.journeys.steps import person, words
from ui.gallery.stage import Stage
from ui.login.page import SignIn
from ui.people.page import PeoplePage
from ui.people.sections import USERS
from ui.people.users import UsersView
from ui.statements.page import StatementsPage

NOVEMBER = Period.month(2026, 11)
PASSWORD = "a long password"  # noqa: S105 - of nobody


def test_users_see_and_do_what_their_role_lets_them(stage: Stage) -> None:
    make_the_first_user(stage, "director")
    for login, role in (("seller_strong", "Employee"), ("sales_head", "Head")):
        make_user(stage, login, role)
    assert [row.login for row in stage.services.users.users()] == [
        *("seller_strong", "director", "sales_head")
    ]
    see_that_nobody_passes_without_a_password(stage)

    see_only_ones_own_pay(stage)
    see_the_pay_of_the_department(stage)
    approve_as_administrator(stage)


def make_the_first_user(stage: Stage, code: str) -> None:
    stage.desk.open("people")
    stage.find(PeoplePage).show_section(USERS)
    stage.settle()
    fill_in(stage, code)
    assert "Administrator" in {row.role.shown() for row in stage.services.users.users()}
    assert stage.desk.current_code == "people"
    assert stage.find(UsersView).isVisible()
    user = stage.services.acting.access.user
    assert user is not None
    assert stage.desk._bar.account_button.toolTip() == user.name


def make_user(stage: Stage, code: str, role: str) -> None:
    fill_in(stage, code, role)
    stage.find(UsersView).card.close_button.click()


def fill_in(stage: Stage, code: str, role: str = "") -> None:
    view = stage.find(UsersView)
    view.new_button.click()
    stage.settle()
    card = view.card
    card.employee.choose(person(stage, code))
    card.employee.activated.emit(card.employee.currentIndex())
    if role:
        card.role.setCurrentText(role)
    for edit in (card.password, card.again):
        edit.setText(PASSWORD)
    card.save_button.click()
    stage.settle()


def see_that_nobody_passes_without_a_password(stage: Stage) -> None:
    stage.program.sign_out()
    stage.settle()
    step = stage.find(SignIn)
    step.login.setText("director")
    step.password.setText("something else")
    step.form.submit()
    stage.settle()
    assert "The login or the password is wrong." in words(stage)
    assert stage.program._services is not None
    assert stage.program._services.acting.access == NOBODY


def sign_in(stage: Stage, login: str) -> None:
    if stage.window.desk is not None:
        stage.program.sign_out()
        stage.settle()
    step = stage.find(SignIn)
    step.login.setText(login)
    step.password.setText(PASSWORD)
    step.form.submit()
    stage.settle()


def paid(stage: Stage) -> list[str]:
    """Return whose pay the list of November shows."""
    stage.desk.open("statements")
    stage.desk.context.selection.choose_period(NOVEMBER)
    stage.settle()
    return [row.name for row in stage.find(StatementsPage)._model.rows]


def see_only_ones_own_pay(stage: Stage) -> None:
    sign_in(stage, "seller_strong")
    name = "Anna Carter"
    assert stage.desk.current_code == "progress"
    assert stage.desk.codes == ("customers", "deals", "progress", "statements")
    assert stage.desk.context.selection.employee_id == person(stage, "seller_strong")
    assert paid(stage) == [name]

    statements = stage.find(StatementsPage)
    assert not statements.life.isVisible()
    assert [row.state for row in statements._model.rows] == [None]  # the draft is not shown yet
    services = stage.services
    with pytest.raises(DeniedError):
        services.statement_life.advance(NOVEMBER, StatementState.APPROVED, name)
    with pytest.raises(DeniedError):
        services.payroll.statement("seller_steady", NOVEMBER)
    with pytest.raises(DeniedError):
        services.users.save_user(UserDraft("me", "Me", 1, None, PASSWORD))


def see_the_pay_of_the_department(stage: Stage) -> None:
    sign_in(stage, "sales_head")
    assert "team" in stage.desk.codes
    assert "people" not in stage.desk.codes
    people = stage.services.people.list_employees()
    sellers = {row.name for row in people if row.code.startswith(("seller", "sales"))}
    assert len(sellers) < len(people)
    assert set(paid(stage)) == sellers


def approve_as_administrator(stage: Stage) -> None:
    sign_in(stage, "director")
    paid(stage)
    head = stage.find(StatementsPage).life
    head.next_button.click()
    assert head.dialog is not None
    assert not head.dialog.author.isVisible()
    head.dialog.submit_button.click()
    stage.settle()

    user = stage.services.acting.access.user
    assert user is not None
    step = stage.services.statement_life.steps(NOVEMBER)[0]
    assert (step.state, step.author) == (StatementState.APPROVED, user.name)
