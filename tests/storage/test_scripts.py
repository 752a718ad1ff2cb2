"""The laboratory's use cases: drafts, tests, publishing, approval, trials; on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest

from crm_desktop.clock import fixed
from crm_desktop.composition import Services
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.scripts import Changed, RunStatus, ScriptKind
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.kpi.script import Expected, Script, ScriptTest
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.scripting.values import Limits
from crm_desktop.services.scripts import ScriptSettings, ScriptState
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME
from tests.storage.test_script_pay import AT, BIG, FINAL, MARCH, with_scripts

TESTED = replace(
    FINAL,
    tests=(
        ScriptTest(
            "two big deals",
            json.dumps({"values": {"big": 2}, "salary": 1000, "total": 1000}),
            (Expected(Changed.LINE, "Big deals", Decimal("200.20")),),
        ),
        ScriptTest("none", json.dumps({"values": {"big": 0}}), ()),
    ),
)
BIG_TESTED = replace(
    BIG,
    tests=(
        ScriptTest(
            "one of two",
            json.dumps({"rows": {"won": [{"amount": 10.5}, {"amount": 2000}]}}),
            (Expected(None, "", Decimal(1)),),
        ),
    ),
)


@pytest.fixture
def services(database: str) -> Iterator[Services]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [DealSketch(0, 2_000_00), DealSketch(1, 100_00)])
    services = Services(engine, fixed(AT))
    services.schemes.import_scheme(with_scripts(SCHEME, BIG, FINAL))
    yield services
    services.close()


def test_scripts_that_came_with_a_scheme_wait_for_approval(services: Services) -> None:
    rows = services.scripts.scripts()
    assert [(row.code, row.state) for row in rows] == [
        ("big_deals", ScriptState.WAITING),
        ("final", ScriptState.WAITING),
    ]
    assert rows[0].used_by == ("Big deals",)
    for text in services.scripts.waiting():
        assert text.before is None
        services.scripts.approve(text.script.code, text.script.fingerprint, "Anna")
    assert {row.state for row in services.scripts.scripts()} == {ScriptState.PUBLISHED}
    assert services.scripts.waiting() == []


def test_another_text_than_the_one_seen_is_not_approved(services: Services) -> None:
    with pytest.raises(StaleRecordError):
        services.scripts.approve("final", replace(FINAL, source="result = 1").fingerprint, "Anna")


def test_two_people_approve_the_same_text_one_after_the_other(
    services: Services, database: str
) -> None:
    [text] = [text for text in services.scripts.waiting() if text.script.code == "final"]
    windows = [services, *(Services(open_engine(database), fixed(AT)) for _ in range(3))]
    start = Barrier(len(windows))

    def approve(window: Services) -> str:
        window.scripts.versions("final")  # its connection is open
        start.wait(10)
        try:
            window.scripts.approve("final", text.script.fingerprint, "Anna")
        except StaleRecordError:
            return "late"
        return "approved"

    with ThreadPoolExecutor(len(windows)) as threads:
        said = sorted(threads.map(approve, windows))
    for window in windows[1:]:
        window.close()
    assert said == ["approved", "late", "late", "late"]


@pytest.mark.parametrize(
    "wrong", [{"source": "# \ud800"}, {"name": "\udfff"}, {"description": "\ud83d"}], ids=str
)
def test_a_draft_with_half_a_character_is_refused_as_it_is(
    services: Services, wrong: dict[str, str]
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        services.scripts.save_draft(replace(TESTED, **wrong))  # type: ignore[arg-type]
    assert str(caught.value) == "The text has a character that cannot be kept."
    assert services.scripts.script("final").draft_version is None


def test_what_is_published_is_approved_and_has_its_reason(services: Services) -> None:
    changed = replace(TESTED, source=TESTED.source.replace("is worth more", "counts"))
    services.scripts.save_draft(changed)
    services.scripts.publish(changed, date(2026, 4, 1), "clearer words", "Boris")
    first, second = services.scripts.versions("final")
    assert (first.number, first.valid_from, first.approved_by) == (2, date(2026, 4, 1), "Boris")
    assert first.script is not None
    assert (first.script.author, first.script.reason) == ("Boris", "clearer words")
    assert second.approved_by is None
    assert services.scripts.script("final").draft_version is None


def test_what_is_published_runs_whatever_its_filter_was_typed_as(services: Services) -> None:
    above = Condition("amount", Operator.MORE, ("5",))
    script = replace(BIG_TESTED, inputs=(replace(BIG.inputs[0], where=above),))
    services.scripts.publish(script, date(2026, 4, 1), "small ones do not count", "Boris")
    assert [one.script.code for one in services.scripts.waiting()] == ["final"]
    assert services.scripts.versions("big_deals")[0].approved_by == "Boris"


def test_who_publishes_in_vain_approves_nothing(services: Services, database: str) -> None:
    unsound = replace(TESTED, reads=("big", "nowhere"))
    version = services.scripts.save_draft(unsound)
    with pytest.raises(UnsoundSchemeError):
        services.scripts.publish(unsound, date(2026, 4, 1), "why not", "Anna")
    engine = open_engine(database)
    with Sessions(engine)() as session:
        assert queries.approvals(session) == {}
    engine.dispose()
    assert services.scripts.script("final").draft_version == version


@pytest.mark.parametrize(
    ("script", "field", "words"),
    [
        (replace(TESTED, source="import os"), "source", "Line 1"),
        (FINAL, "tests", "at least one test"),
        (replace(TESTED, source="kpi.log('nothing')"), "tests", "two big deals"),
    ],
)
def test_a_script_with_mistakes_is_not_published(
    services: Services, script: Script, field: str, words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words) as caught:
        services.scripts.publish(script, date(2026, 4, 1), "why not", "Anna")
    assert caught.value.field == field
    assert len(services.scripts.versions("final")) == 1


def test_nobody_publishes_without_a_reason(services: Services) -> None:
    with pytest.raises(InvalidInputError) as caught:
        services.scripts.publish(TESTED, date(2026, 4, 1), "  ", "Anna")
    assert caught.value.field == "reason"


def test_a_draft_is_kept_and_a_stale_one_refused(services: Services) -> None:
    half = Script("half", "Half", ScriptKind.INDICATOR, "result = ")
    version = services.scripts.save_draft(half)
    card = services.scripts.script("half")
    assert (card.script, card.published, card.draft_version) == (half, None, version)
    assert card.row.state is ScriptState.DRAFT
    newer = services.scripts.save_draft(replace(half, source="result = 1"), version)
    assert newer > version
    with pytest.raises(StaleRecordError):
        services.scripts.save_draft(half, version)
    services.scripts.discard_draft("half")
    with pytest.raises(NotFoundError):
        services.scripts.script("half")


def test_tests_tell_what_they_wanted_and_got(services: Services) -> None:
    wrong = replace(
        BIG_TESTED,
        tests=(replace(BIG_TESTED.tests[0], expects=(Expected(None, "", Decimal(2)),)),),
    )
    [result] = services.scripts.run_tests(wrong)
    assert not result.has_passed
    assert (result.wanted[0].value, result.got[0].value) == (Decimal(2), Decimal(1))
    assert [one.has_passed for one in services.scripts.run_tests(TESTED)] == [True, True]


def test_a_script_is_tried_on_one_person_before_anybody_approved_it(services: Services) -> None:
    tried = services.script_trials.try_one(BIG, "e0", MARCH)
    assert tried.outcome.status is RunStatus.OK
    assert tried.outcome.result == 1
    assert tried.outcome.trace
    assert tried.given["rows"] == {"won": [{"amount": Decimal("2000.00"), "share": 1}]}


def test_a_reward_script_is_tried_with_what_the_person_earned(services: Services) -> None:
    for text in services.scripts.waiting():
        services.scripts.approve(text.script.code, text.script.fingerprint, "Anna")
    tried = services.script_trials.try_one(FINAL, "e0", MARCH)
    assert [change.after for change in tried.outcome.changes] == [Decimal("100.10")]
    values = tried.given["values"]
    assert isinstance(values, dict)
    assert values["big"] == 1


def test_a_script_is_tried_on_everybody_against_the_one_in_force(services: Services) -> None:
    for text in services.scripts.waiting():
        services.scripts.approve(text.script.code, text.script.fingerprint, "Anna")
    smaller = replace(BIG, source=BIG.source.replace("1000", "50"))
    rows = {
        row.subject.ref.code: row for row in services.script_trials.try_everybody(smaller, MARCH)
    }
    assert [code for code, row in rows.items() if row.differs] == ["e1"]
    boris = rows["e1"]
    assert (boris.value_was.value, boris.value_is.value) == (Decimal(0), Decimal(1))
    assert boris.pay_more is not None
    assert boris.pay_more.as_decimal() == Decimal("100.10")
    assert len(services.scripts.versions("big_deals")) == 1


def test_limits_are_kept_and_used(services: Services) -> None:
    wanted = ScriptSettings(Limits(Decimal("0.5"), 128, Decimal(5)))
    services.scripts.save_settings(wanted)
    assert services.scripts.settings() == wanted
    endless = replace(BIG, source="while True:\n    pass\n")
    outcome = services.script_trials.try_one(endless, "e0", MARCH, trace=False).outcome
    assert outcome.status is RunStatus.LIMIT
    assert outcome.line in {1, 2}


def test_an_ended_script_is_told_so(services: Services) -> None:
    services.schemes.import_scheme(SCHEME)
    assert {row.state for row in services.scripts.scripts()} == {ScriptState.ENDED}


def test_the_doctor_names_scripts_that_wait(services: Services) -> None:
    codes = {one.code: one for one in services.maintenance.doctor()}
    assert not codes["script_approvals"].is_ok
    assert "Big deals" in str(codes["script_approvals"].message)
    assert "script_walls" in codes


def test_a_text_still_to_begin_is_a_hint_and_leaves_what_holds_until_then(
    services: Services,
) -> None:
    for text in services.scripts.waiting():
        assert text.starts is None
        services.scripts.approve(text.script.code, text.script.fingerprint, "Anna")
    changed = replace(BIG, source=BIG.source.replace("1000", "50"))
    june = date(2026, 6, 1)
    services.schemes.import_scheme(with_scripts(SCHEME, changed, FINAL), june)

    [text] = services.scripts.waiting()
    assert (text.starts, text.before) == (june, BIG)
    codes = {one.code: one for one in services.maintenance.doctor()}
    assert codes["script_approvals"].is_ok
    hint = codes["script_approvals_to_come"]
    assert hint.is_ok
    assert "Big deals, 01/06/2026" in str(hint.message)


def test_nothing_approved_comes_with_a_backup(sqlite_database: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_database)
    with Sessions(engine).begin() as session:
        kpi_rows.add_firm(session)
    services = Services(engine, fixed(datetime(2026, 4, 1, tzinfo=UTC)))
    alone = replace(SCHEME, scripts=(replace(BIG, inputs=()),))
    services.schemes.import_scheme(alone)
    [text] = services.scripts.waiting()
    services.scripts.approve(text.script.code, text.script.fingerprint, "Anna")
    services.maintenance.backup(tmp_path / "copy.sqlite")
    services.maintenance.restore(tmp_path / "copy.sqlite")
    assert [one.script.code for one in services.scripts.waiting()] == ["big_deals"]
    services.close()


def test_a_script_that_is_needed_does_not_end(services: Services) -> None:
    with pytest.raises(UnsoundSchemeError, match="final"):
        services.scripts.end("final", ALWAYS)
