"""A draft is read from a database exactly as it was kept there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.money import Rounding
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import Aim, Goal, Team, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.plain import from_plain, to_plain
from tests.storage.kpi_scheme import SCHEME

words = st.text(st.characters(codec="utf-8"), max_size=20)
numbers = st.decimals(allow_nan=False, allow_infinity=False)
days = st.dates(date(1970, 1, 1), date(2100, 1, 1))
refs = st.just(COMPANY) | st.builds(
    SubjectRef, st.sampled_from([SubjectLevel.EMPLOYEE, SubjectLevel.GROUP]), words
)
plans = st.builds(
    Plan,
    words,
    refs,
    numbers,
    st.sampled_from(PeriodKind),
    days,
    st.none() | st.sampled_from(Split),
    st.none() | days,
    words,
)
schemes = st.builds(
    replace,
    st.just(SCHEME),
    name=words,
    rounding=st.sampled_from(Rounding),
    plans=st.lists(plans, max_size=3).map(tuple),
)
drafts = st.builds(
    WizardDraft,
    schemes,
    st.builds(
        Goal,
        st.lists(st.sampled_from(Aim), max_size=3).map(tuple),
        words,
        st.none() | numbers,
        st.none() | days,
    ),
    st.lists(st.builds(Team, words, st.none() | st.sampled_from(Role)), max_size=3).map(tuple),
    st.sampled_from(WizardStep),
    st.sampled_from(WizardStep),
    st.none() | days,
    st.none() | days,
    words,
    st.lists(words, max_size=2).map(tuple),
)


@given(draft=drafts)
def test_what_is_kept_is_found_again(draft: WizardDraft) -> None:
    kept = json.loads(json.dumps(to_plain(draft), ensure_ascii=False))
    found = from_plain(kept)
    assert found == draft
    assert repr(found) == repr(draft)


def test_every_indicator_of_the_catalogue_can_be_kept() -> None:
    indicators = tuple(
        entry.indicator({parameter.code: "x" for parameter in entry.parameters})
        for entry in CATALOGUE.values()
    )
    draft = WizardDraft(Scheme("All", "RUB", indicators=indicators))
    assert from_plain(json.loads(json.dumps(to_plain(draft)))) == draft


def test_a_draft_kept_before_a_field_was_added_can_be_read() -> None:
    kept = to_plain(WizardDraft(Scheme("Old", "RUB")))
    assert isinstance(kept, dict)
    del kept["wizard-draft"]["takes_up"]
    assert from_plain(kept) == WizardDraft(Scheme("Old", "RUB"))


def test_numbers_keep_their_digits() -> None:
    goal = Goal(growth=Decimal("0.10"))
    found = from_plain(to_plain(WizardDraft(Scheme("A", "RUB"), goal)))
    assert str(found.goal.growth) == "0.10"
