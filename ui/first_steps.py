"""The steps that a database asks for before its pages: the firm, and who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.domain.firm import Firm
    from crm_desktop.domain.people import Founder
    from ui.program import Program

# What most starts do not show is loaded when it is shown.
# ruff: noqa: PLC0415


def show_set_up(
    program: Program, services: Services, entered: tuple[Firm, Founder] | None = None
) -> None:
    """Ask for the firm of an empty database; ``entered`` was typed already."""
    from ui.firm_setup import FirmSetUp, FirmSetUpViewModel

    viewmodel = FirmSetUpViewModel(services.first_steps, program.runner)
    chooser = program.chooser
    page = FirmSetUp(
        viewmodel,
        has_demonstration=program.has_demonstration,
        has_choice=chooser is not None,
    )
    if entered is not None:
        page.show_entered(*entered)

    def speak(code: str) -> None:
        typed = page.firm(), page.founder()
        program.switch_language(code)
        show_set_up(program, services, typed)

    page.theme_chosen.connect(program.switch_theme)
    page.language_chosen.connect(speak)
    viewmodel.saved.connect(program.open)
    if chooser is not None:
        page.another_wanted.connect(chooser.begin)
    page.demonstration_wanted.connect(program.open_demonstration)
    program.front().show_step(page)


def show_sign_in(program: Program, services: Services, login: str = "") -> None:
    """Ask who is there; ``login`` is suggested, else the last one."""
    from ui.login.page import SignIn
    from ui.login.viewmodel import SignInViewModel
    from ui.pages import database_words, place_of

    viewmodel = SignInViewModel(services.users, program.runner, place_of(services))
    chooser = program.chooser
    step = SignIn(viewmodel, str(database_words(services)), login, has_choice=chooser is not None)

    def speak(code: str) -> None:
        typed = step.login.text()
        program.switch_language(code)
        show_sign_in(program, services, typed)

    viewmodel.signed_in.connect(program.open)
    step.theme_chosen.connect(program.switch_theme)
    step.language_chosen.connect(speak)
    if chooser is not None:
        step.another_wanted.connect(chooser.begin)
    step.bug_met.connect(program.errors.report)
    program.front().show_step(step, is_small=True)
