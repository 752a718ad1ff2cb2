from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.rewards.trial import Comparison, Goal, TrialMonth, TrialPay, trial_of

MONTHS = [Period.month(2026, month) for month in (1, 2, 3)]
PEOPLE = [Subject(SubjectRef(SubjectLevel.EMPLOYEE, code), code.title()) for code in "abc"]
minor = st.integers(-(10**9), 10**9)


def rub(amount: int) -> Money:
    return Money(amount, "RUB")


NOTHING = Comparison(rub(0), rub(0))


def pay(
    person: int, was: int, would_be: int, department: str = "Sales", salary: int = 0
) -> TrialPay:
    return TrialPay(
        PEOPLE[person],
        department,
        Comparison(rub(was), rub(would_be), is_settled=True),
        Comparison(rub(salary), rub(salary), is_settled=True),
    )


def month(
    place: int, *people: TrialPay, goals: tuple[Goal, ...] = (), revenue: int = 0
) -> TrialMonth:
    return TrialMonth(MONTHS[place], people, goals, rub(revenue))


pays = st.builds(pay, st.integers(0, 2), minor, minor, st.sampled_from(["Sales", "Service", ""]))
lists_of_pays = st.lists(pays, max_size=3, unique_by=lambda one: one.subject.ref).map(tuple)


@given(st.lists(lists_of_pays, min_size=1, max_size=3))
def test_people_departments_and_months_all_sum_to_the_whole(
    found: list[tuple[TrialPay, ...]],
) -> None:
    trial = trial_of("S", "RUB", [month(i, *people) for i, people in enumerate(found)])

    whole = trial.whole.whole.difference
    for rows in (trial.people, trial.departments):
        assert sum((row.whole.difference for row in rows), rub(0)) == whole
    by_month = (one.difference for one in trial.whole.months if one is not None)
    assert sum(by_month, rub(0)) == whole


def test_who_moved_is_one_person_and_counts_where_they_were() -> None:
    trial = trial_of("S", "RUB", [month(0, pay(0, 1, 2)), month(1, pay(0, 10, 20, "Service"))])

    [person] = trial.people
    assert (person.department, person.whole.would_be) == ("Service", rub(22))
    assert [(row.name, row.whole.would_be) for row in trial.departments] == [
        ("Sales", rub(2)),
        ("Service", rub(20)),
    ]


def test_people_come_by_their_names_whatever_the_spelling() -> None:
    names = ("жуков", "Ёлкин", "Егоров")
    people = [
        TrialPay(
            Subject(SubjectRef(SubjectLevel.EMPLOYEE, f"{number}"), name),
            "",
            Comparison(rub(1), rub(1)),
            NOTHING,
        )
        for number, name in enumerate(names)
    ]
    goals = tuple(Goal(one.subject, "x", "X", is_reached=True) for one in people)

    trial = trial_of("S", "RUB", [month(i, *people, goals=goals) for i in range(2)])

    in_order = ["Егоров", "Ёлкин", "жуков"]
    assert [row.name for row in trial.people] == in_order
    assert [one.subject.name for one in trial.always] == in_order


def test_a_month_without_pay_is_empty() -> None:
    trial = trial_of("S", "RUB", [month(0, pay(0, 1, 2)), month(1)])

    assert trial.people[0].months[1] is None
    assert trial.whole.months[1] is None


def test_nothing_at_all_costs_nothing() -> None:
    trial = trial_of("S", "RUB", [month(0)])

    assert trial.whole.whole.difference == rub(0)
    assert (trial.share_was, trial.share_would_be) == (None, None)


def test_the_share_is_of_the_revenue_of_all_months() -> None:
    months = [month(0, pay(0, 10, 20), revenue=100), month(1, revenue=300)]

    trial = trial_of("S", "RUB", months)

    assert (trial.share_was, trial.share_would_be) == (Decimal("0.025"), Decimal("0.05"))


def test_a_row_is_settled_only_where_each_of_its_months_is() -> None:
    open_month = TrialPay(PEOPLE[0], "", Comparison(rub(1), rub(1)), NOTHING)

    trial = trial_of("S", "RUB", [month(0, pay(0, 1, 1)), month(1, open_month)])

    assert not trial.people[0].whole.is_settled


def test_what_a_scheme_costs_is_known_once_it_paid_somebody_in_a_month() -> None:
    unpaid = [TrialPay(each, "", NOTHING, NOTHING, is_known=False) for each in PEOPLE[:2]]

    unknown = trial_of("S", "RUB", [month(0, *unpaid), month(1)])
    known = trial_of("S", "RUB", [month(0, *unpaid), month(1, pay(0, 1, 1))])

    assert (unknown.is_known, known.is_known) == (False, True)
    assert [row.is_known for row in known.people] == [True, False]
    assert not trial_of("S", "RUB", [month(0)]).is_known


def test_never_and_always_need_two_months() -> None:
    def goals(*reached: tuple[int, str, bool]) -> tuple[Goal, ...]:
        return tuple(Goal(PEOPLE[who], code, code, is_it) for who, code, is_it in reached)

    trial = trial_of(
        "S",
        "RUB",
        [
            month(0, goals=goals((0, "x", True), (1, "x", False), (2, "x", True), (0, "y", True))),
            month(1, goals=goals((0, "x", True), (1, "x", False), (2, "x", False))),
        ],
    )

    assert [(one.subject.name, one.indicator) for one in trial.always] == [("A", "x")]
    assert [(one.subject.name, one.reached, one.months) for one in trial.never] == [("B", 0, 2)]


def test_the_bonus_is_what_is_paid_above_salaries() -> None:
    """Of 300 and 360 in three months of people with a salary of 80."""
    months = [month(0, pay(0, 100, 120, salary=80), pay(1, 100, 150, salary=80), revenue=400)]
    months += [month(1, pay(0, 100, 90, salary=80), revenue=200)]

    trial = trial_of("S", "RUB", months)

    assert (trial.bonus.was, trial.bonus.would_be) == (rub(60), rub(120))
    assert trial.bonus_of_salary_was == Decimal(60) / 240
    assert trial.bonus_of_salary_would_be == Decimal(120) / 240
    assert (trial.bonus_share_was, trial.bonus_share_would_be) == (Decimal("0.1"), Decimal("0.2"))
    assert trial.average_bonus == Comparison(rub(20), rub(40), is_settled=True)
    assert [(one.was, one.would_be) for one in trial.distribution()] == [
        (rub(20), rub(25)),
        (rub(20), rub(70)),
    ]
    assert trial.departments[0].bonus == trial.bonus


def test_averages_round_halves_up() -> None:
    trial = trial_of("S", "RUB", [month(0, pay(0, 3, -3)), month(1, pay(0, 0, 0))])

    assert trial.distribution() == (Comparison(rub(2), rub(-2), is_settled=True),)


def test_without_pay_there_is_no_average_and_no_share() -> None:
    trial = trial_of("S", "RUB", [month(0)])

    assert trial.average_bonus is None
    assert trial.bonus_of_salary_was is None
    assert trial.bonus_share_would_be is None
    assert trial.distribution() == ()
