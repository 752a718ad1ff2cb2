"""What scripts are given, and what their answers do to figures and pay; plain Python runs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import Period
from crm_desktop.domain.scripts import Changed, ScriptAnswer, ScriptChange, ScriptKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Plan, Profile, ProfileEntry
from crm_desktop.kpi.rulebook import WEEKENDS_ALONE
from crm_desktop.kpi.script import Script, ScriptInput
from crm_desktop.kpi.scripted import Given, RowsOf
from crm_desktop.kpi.source import FormulaSource, ScriptSource
from crm_desktop.rewards.asking import asked
from crm_desktop.rewards.ground import Ground, ground
from crm_desktop.rewards.keeping import Keeping
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement
from crm_desktop.rewards.template import BonusTemplate, PercentPremium
from crm_desktop.texts import Message
from tests.unit.rewards.builders import (
    ANN,
    MARCH,
    amounts,
    card,
    employee,
    facts_of,
    indicator,
    said,
    total,
)

Answers = Callable[[Script, Given], ScriptAnswer]

SALES, CALLS = indicator("sales"), indicator("calls")
BONUS = BonusTemplate("bonus", "Bonus", PercentPremium(Decimal("0.1")), "sales")


def script(code: str, kind: ScriptKind, *reads: str) -> Script:
    return Script(code, code.title(), kind, "result = 1", reads=reads)


def no_rows(_: Period) -> RowsOf:
    return lambda _script, _ref: {}


def scheme_with(*scripts: Script, made: tuple[Indicator, ...] = (), **changes: Any) -> Scheme:
    given: dict[str, Any] = {
        "name": "Scheme",
        "currency": "RUB",
        "indicators": (SALES, CALLS, *made),
        "profiles": (
            Profile(
                "all",
                "All",
                tuple(ProfileEntry(one.code, plan=Decimal(100)) for one in (SALES, CALLS, *made)),
                (ANN,),
            ),
        ),
        "templates": (BONUS,),
        "cards": (card("bonus", salary="1000", script="final"),),
        "scripts": scripts,
    }
    return Scheme(**(given | changes))


def ground_with(scheme: Scheme, answers: Answers, **facts: str) -> Ground:
    def runner(one: Script, given: Sequence[Given]) -> list[ScriptAnswer]:
        return [answers(one, each) for each in given]

    bare = Ground(scheme, [employee()], facts_of(**facts), MARCH, WEEKENDS_ALONE, MARCH.last_day())
    return asked(bare, runner, no_rows)


def outcome_with(scheme: Scheme, answers: Answers, **facts: str) -> Outcome:
    [outcome] = ground_with(scheme, answers, **facts).outcomes()
    return outcome


def paid(outcome: Outcome) -> Statement:
    assert outcome.statement is not None, outcome.problem
    return outcome.statement


def change(what: Changed, code: str, after: str, reason: str = "it is fair") -> ScriptChange:
    return ScriptChange(what, code, None, Decimal(after), reason)


FINAL = script("final", ScriptKind.REWARD)


def changing(*changes: ScriptChange) -> Answers:
    return lambda _script, _given: ScriptAnswer(changes=changes)


def test_an_indicator_has_the_value_of_its_script() -> None:
    doubled = Indicator("doubled", "Doubled", ScriptSource("double"))
    scheme = scheme_with(script("double", ScriptKind.INDICATOR, "sales"), made=(doubled,), cards=())

    def double(_: Script, given: Given) -> ScriptAnswer:
        values: Any = given["values"]
        return ScriptAnswer(values["sales"] * 2, log=("twice",))

    outcome = outcome_with(scheme, double, sales="30", calls="1")
    found = next(one for one in outcome.result.indicators if one.code == "doubled")
    assert found.fact.value == 60
    [made] = found.derivation.inputs[0].inputs[0].inputs
    assert str(made.label) == "Script “Double”"
    assert str(made.sentence) == "twice"
    assert [str(each.label) for each in made.inputs] == ["Sales"]


def test_scripts_and_formulas_read_each_other_in_turn() -> None:
    made = (
        Indicator("a", "A", ScriptSource("add")),
        Indicator("b", "B", FormulaSource("a * 10")),
        Indicator("c", "C", ScriptSource("more")),
    )
    scripts = (
        script("more", ScriptKind.INDICATOR, "b"),
        script("add", ScriptKind.INDICATOR, "sales"),
    )

    def plus_one(one: Script, given: Given) -> ScriptAnswer:
        values: Any = given["values"]
        return ScriptAnswer(values[one.reads[0]] + 1)

    outcome = outcome_with(scheme_with(*scripts, made=made, cards=()), plus_one, sales="4")
    facts = {one.code: one.fact.value for one in outcome.result.indicators}
    assert (facts["a"], facts["b"], facts["c"]) == (Decimal(5), Decimal(50), Decimal(51))


def test_a_circle_through_a_script_is_named() -> None:
    made = (
        Indicator("a", "A", ScriptSource("add")),
        Indicator("b", "B", FormulaSource("a * 10")),
    )
    scheme = scheme_with(script("add", ScriptKind.INDICATOR, "b"), made=made)
    with pytest.raises(InvalidInputError, match="a → b → a"):
        outcome_with(scheme, changing())


def test_a_script_that_fails_gives_no_value_and_the_reason() -> None:
    made = Indicator("made", "Made", ScriptSource("gone"))
    outcome = outcome_with(scheme_with(made=(made,), scripts=(FINAL,), cards=()), changing())
    found = next(one for one in outcome.result.indicators if one.code == "made")
    assert found.fact.value is None
    assert "there is no script “gone”" in str(found.reason)


@pytest.mark.parametrize(
    ("log", "reason"),
    [(("2 trials", "nothing was sold"), "2 trials; nothing was sold"), ((), "gave no value")],
)
def test_a_script_that_has_no_value_says_why(log: tuple[str, ...], reason: str) -> None:
    share = Indicator("share", "Share", ScriptSource("share"))
    scheme = scheme_with(script("share", ScriptKind.INDICATOR), made=(share,), cards=())
    outcome = outcome_with(scheme, lambda _script, _given: ScriptAnswer(None, log=log))
    found = next(one for one in outcome.result.indicators if one.code == "share")
    assert (found.fact.value, reason in str(found.reason)) == (None, True)


def test_a_reward_script_is_given_what_was_earned() -> None:
    told: list[Given] = []

    def listen(_: Script, given: Given) -> ScriptAnswer:
        told.append(given)
        return ScriptAnswer()

    plans = (Plan("sales", ANN, Decimal(200)),)
    paid(outcome_with(scheme_with(FINAL, plans=plans), listen, sales="500", calls="50"))
    [given] = told
    assert given["values"] == {"calls": 50, "sales": 500}
    assert given["plans"] == {"calls": 100, "sales": 200}
    assert given["coefficients"] == {"sales": Decimal("2.5"), "calls": Decimal("0.5")}
    assert (given["bonuses"], given["salary"], given["total"]) == ({"bonus": 50}, 1000, 1050)


def test_a_changed_bonus_is_a_line_with_what_was_before() -> None:
    statement = paid(
        outcome_with(
            scheme_with(FINAL), changing(change(Changed.BONUS, "bonus", "80")), sales="500"
        )
    )
    assert amounts(statement) == {"bonus": 50, "script:1": 30}
    assert str(statement.lines[1].label) == "Bonus, changed by script"
    assert said(statement.lines[1]) == (
        "RUB 80.00 − RUB 50.00 = RUB 30.00, because it is fair, says the script “Final”"
    )
    assert total(statement) == 1080


def test_changes_of_one_thing_follow_each_other() -> None:
    changes = (
        change(Changed.BONUS, "bonus", "80"),
        change(Changed.LINE, "For the sick colleague", "25.50"),
        change(Changed.BONUS, "bonus", "70"),
        change(Changed.TOTAL, "", "2000"),
    )
    statement = paid(outcome_with(scheme_with(FINAL), changing(*changes), sales="500"))
    assert amounts(statement) == {
        "bonus": 50,
        "script:1": 30,
        "script:2": Decimal("25.50"),
        "script:3": -10,
        "script:4": Decimal("904.50"),
    }
    assert total(statement) == 2000
    assert statement.lines[2].label == "For the sick colleague"


def test_a_changed_value_pays_again_by_the_rules() -> None:
    changes = (change(Changed.VALUE, "sales", "700", "one deal was booked twice"),)
    outcome = outcome_with(scheme_with(FINAL), changing(*changes), sales="500")
    sales = next(one for one in outcome.result.indicators if one.code == "sales")
    assert (sales.fact.value, sales.coefficient) == (Decimal(700), Decimal(7))
    statement = paid(outcome)
    assert amounts(statement) == {"bonus": 70, "script:1": 0}
    assert str(statement.lines[1].label) == "“Sales”, changed by script"
    assert "one deal was booked twice" in said(statement.lines[1])
    fact = sales.derivation.inputs[0].inputs[0]
    assert "one deal was booked twice" in str(fact.sentence)
    assert fact.inputs[0].value.value == 500


def test_a_changed_coefficient_scores_again() -> None:
    changes = (change(Changed.COEFFICIENT, "sales", "3"),)
    outcome = outcome_with(scheme_with(FINAL), changing(*changes), sales="500", calls="100")
    assert outcome.result.score == 4  # 3 + 1
    sales = next(one for one in outcome.result.indicators if one.code == "sales")
    assert sales.coefficient == 3
    assert sales.derivation.inputs[0].value.value == 5
    line = paid(outcome).lines[1]
    assert str(line.label) == "Coefficient of “Sales”, changed by script"
    assert "— became 3: it is fair, says the script “Final”" in said(line)


def test_a_failing_reward_script_leaves_no_statement() -> None:
    failed = ScriptAnswer(problem=Message("March is wrong"))
    outcome = outcome_with(scheme_with(FINAL), lambda _script, _given: failed, sales="500")
    assert outcome.statement is None
    assert "March is wrong" in str(outcome.problem)


def test_no_script_takes_from_the_salary() -> None:
    changes = (change(Changed.TOTAL, "", "1"),)
    statement = paid(outcome_with(scheme_with(FINAL), changing(*changes), sales="500"))
    assert total(statement) == 1000
    assert amounts(statement)["floor"] == 999


def test_what_was_kept_pays_the_same_without_the_script() -> None:
    made = Indicator("made", "Made", ScriptSource("add"))
    scheme = scheme_with(FINAL, script("add", ScriptKind.INDICATOR, "calls"), made=(made,))
    changes = (change(Changed.VALUE, "sales", "700"), change(Changed.LINE, "More", "7"))

    def answer(one: Script, _: Given) -> ScriptAnswer:
        if one.kind is ScriptKind.INDICATOR:
            return ScriptAnswer(Decimal(50))
        return ScriptAnswer(changes=changes, log=("seen",))

    whole = ground_with(scheme, answer, sales="500", calls="3")
    done = whole.paid()
    text = Keeping(whole, (1, 1), done).text(done.outcomes[0])
    again = ground(json.loads(text), scheme, MARCH)
    [outcome] = again.outcomes()
    assert outcome == done.outcomes[0]


def test_people_without_a_card_are_not_asked() -> None:
    def refuse(_script: Script, _given: Given) -> ScriptAnswer:
        raise AssertionError

    outcome = outcome_with(replace(scheme_with(FINAL), cards=()), refuse, sales="1")
    assert outcome.statement is None
    assert outcome.result.subject.ref.level is SubjectLevel.EMPLOYEE


def test_a_line_tells_what_the_script_wrote_down() -> None:
    answer = ScriptAnswer(changes=(change(Changed.LINE, "More", "7"),), log=("seen", "counted"))
    statement = paid(outcome_with(scheme_with(FINAL), lambda _script, _given: answer, sales="1"))
    [wrote] = statement.lines[1].derivation.inputs
    assert str(wrote.sentence) == "seen; counted"


def test_the_records_of_a_script_stand_behind_its_figure() -> None:
    deals = ScriptInput("won", Entity.DEAL, "closed", ("amount",))
    counting = replace(script("count", ScriptKind.INDICATOR), inputs=(deals,))
    made = Indicator("made", "Made", ScriptSource("count"))
    outcome = outcome_with(
        scheme_with(counting, made=(made,), cards=()),
        lambda _script, _given: ScriptAnswer(Decimal(2)),
    )
    found = next(one for one in outcome.result.indicators if one.code == "made")
    [records] = found.derivation.inputs[0].inputs[0].inputs[0].inputs
    assert records.records is not None
    assert (records.records.entity, records.records.subject) == (Entity.DEAL, ANN)
