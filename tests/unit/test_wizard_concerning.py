"""Which findings about the rules of a whole firm its draft is told of."""

from __future__ import annotations

import pytest

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.rewards.wizard.concerning import concerning
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import empty_draft, with_team
from crm_desktop.texts import Message

ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")


def drafted(role: Role) -> WizardDraft:
    return with_team(empty_draft("Pay", "RUB"), "Crew", [ANNA], role=role)


def told(draft: WizardDraft, code: HealthCode, place: str) -> list[HealthCode]:
    found = Finding(code, Severity.ADVICE, place, Message("Odd."), Message("Mend it."))
    return [each.code for each in concerning([found], draft, draft, draft.scheme)]


def test_who_is_in_no_team_of_it_is_none_of_its_business() -> None:
    assert told(drafted(Role.SALES), HealthCode.UNMEASURED, "profiles") == []


@pytest.mark.parametrize(
    ("role", "is_told"),
    [
        (Role.SALES, True),
        (Role.HEAD_OF_SALES, True),
        (Role.CALL_CENTRE, False),
        (Role.SERVICE, False),
        (Role.OFFICE, False),
    ],
)
def test_who_serves_need_not_lead_to_revenue(role: Role, *, is_told: bool) -> None:
    found = told(drafted(role), HealthCode.NO_REVENUE, "profiles.crew")
    assert found == [HealthCode.NO_REVENUE] * is_told
    assert told(drafted(role), HealthCode.NO_QUALITY, "profiles.crew") == [HealthCode.NO_QUALITY]
