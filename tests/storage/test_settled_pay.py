"""Settled pay under any edits: what is closed stays, and everybody gets what they should."""

from __future__ import annotations

from pathlib import Path
from random import Random
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from crm_desktop.domain.period import Period
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.storage.pay_world import MONTHS, PEOPLE, PayWorld, Sold

_SOLD = st.builds(Sold, st.sampled_from(PEOPLE), st.integers(0, 900_000), st.sampled_from(MONTHS))
_NUMBER = st.integers(0, 9)
_MONTH = st.sampled_from(MONTHS)
_RUBLES = st.integers(0, 900_000)


class PayMachine(RuleBasedStateMachine):
    """Hands that do what they like with the records, the rules and the statements of a firm."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        self._engine = open_engine(str(copyfile(self.template, folder / "firm.sqlite")))
        self.world = PayWorld.founded(Sessions(self._engine), folder)

    @initialize(sold=_SOLD)
    def some_months_are_closed(self, sold: Sold) -> None:
        self.world.win(sold._replace(month=MONTHS[0]))
        for _ in range(5):
            self.world.step(MONTHS[0])
            self.world.calculate(MONTHS[0])

    @rule(sold=_SOLD)
    def win(self, sold: Sold) -> None:
        self.world.win(sold)

    @rule(number=_NUMBER, rubles=_RUBLES)
    def change(self, number: int, rubles: int) -> None:
        self.world.change(number, rubles)

    @rule(number=_NUMBER, owner=st.sampled_from(PEOPLE))
    def credit(self, number: int, owner: int) -> None:
        self.world.credit(number, owner)

    @rule(number=_NUMBER)
    def lose(self, number: int) -> None:
        self.world.lose(number)

    @rule(number=_NUMBER)
    def delete(self, number: int) -> None:
        self.world.delete(number)

    @rule(number=st.integers(0, 2), sold=_SOLD)
    def take_in(self, number: int, sold: Sold) -> None:
        self.world.take_in(number, sold)

    @rule(percent=st.integers(0, 20))
    def pay_percent(self, percent: int) -> None:
        self.world.pay_percent(percent)

    @rule(month=_MONTH)
    def calculate(self, month: Period) -> None:
        self.world.calculate(month)

    @rule(month=_MONTH, times=st.integers(1, 4))
    def step(self, month: Period, times: int) -> None:
        for _ in range(times):
            self.world.step(month)

    @rule(month=_MONTH)
    def undo(self, month: Period) -> None:
        self.world.undo(month)

    @rule(count=st.integers(1, 9))
    def accept(self, count: int) -> None:
        self.world.accept(count)

    @rule(number=_NUMBER)
    def take_back(self, number: int) -> None:
        self.world.take_back(number)

    @invariant()
    def closed_statements_never_change(self) -> None:
        self.world.refuse_change_of_closed()

    @rule()
    def everybody_gets_what_they_should(self) -> None:
        self.world.reckon()

    def teardown(self) -> None:
        try:
            self.world.reckon()
        finally:
            self._engine.dispose()
            self._folder.cleanup()


def test_closed_statements_never_change_and_corrections_add_up(sqlite_template: Path) -> None:
    class OnTemplate(PayMachine):
        template = sqlite_template

    # Each example is a firm of its own: a part of them, with many steps, tells as much.
    few = settings(max_examples=settings().max_examples // 5, stateful_step_count=30)
    run_state_machine_as_test(OnTemplate, settings=few)


def test_the_same_holds_on_both_databases(database: str, tmp_path: Path) -> None:
    engine, chance = open_engine(database), Random(47)  # noqa: S311 - no secret
    world = PayWorld.founded(Sessions(engine), tmp_path)
    for month in MONTHS[:3]:
        for _ in range(4):
            _edit(world, chance)
        for _ in range(5):
            world.calculate(month)
            world.step(month)
        _edit(world, chance)
        world.accept(9)
        world.reckon()
    engine.dispose()

    assert len(world.sealed) == 3 * len(PEOPLE)
    assert world.months.monitor.changes() == []


def _edit(world: PayWorld, chance: Random) -> None:
    """Change what is there as chance has it."""
    sold = Sold(chance.choice(PEOPLE), chance.randrange(900_000), chance.choice(MONTHS))
    world.win(sold)
    world.take_in(chance.randrange(3), sold._replace(owner=chance.choice(PEOPLE)))
    world.change(chance.randrange(10), chance.randrange(900_000))
    world.credit(chance.randrange(10), chance.choice(PEOPLE))
    world.pay_percent(chance.randrange(20))
    world.refuse_change_of_closed()
