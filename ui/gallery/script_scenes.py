"""Scripts: the list, the laboratory with all its parts, the ways in, and the sandbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from crm_desktop import texts
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.script import Expected, Script, ScriptInput, ScriptTest
from ui.gallery.scene import Room, Scene, Step, page
from ui.gallery.stage import Stage
from ui.people.page import PeoplePage
from ui.people.sections import SANDBOX
from ui.scripts.editor import ScriptEditor
from ui.scripts.listing import INDICATOR, LIBRARY, PASCAL
from ui.scripts.page import ScriptsPage

_LARGE = """# Each large deal is worth a point, an enterprise one two.
points = 0
for deal in kpi.rows("won"):
    if deal["amount"] >= 100_000:
        points += 2 if deal["amount"] >= 500_000 else 1
kpi.log(f"{points} points of {len(kpi.rows())} deals")
result = points
"""
_ASSURED = """# Nobody leaves with less than the guaranteed sum.
LEAST = 60_000

missing = LEAST - kpi.total()
if missing > 0:
    kpi.add_line("Guarantee", missing, "what is missing to 60 000")
"""
_WRONG = """import os

for deal in kpi.rows("won") do
    total := total + deal["amount"];
result = totl
"""
_PASCAL = """program Points;
var
  i, points: Integer;
begin
  points := 0;
  for i := 1 to 10 do
    if i mod 3 = 0 then
      points := points + i div 2;
  ShowMessage('done');
  Result := Round(points / 4);
end.
"""
_GIVEN = '{{\n  "rows": {{"won": [{rows}]}}\n}}'
_SOUGHT = "deal"
_SCRIPT = Script(
    "large_deals",
    "Large deals",
    ScriptKind.INDICATOR,
    _LARGE,
    "Points for large deals: they take longer and bring more.",
    inputs=(
        ScriptInput(
            "won",
            Entity.DEAL,
            "closed",
            ("amount", "stage"),
            Condition("status", Operator.EQUAL, ("won",)),
        ),
    ),
    tests=(
        ScriptTest(
            "two deals",
            _GIVEN.format(rows='{"amount": 120000}, {"amount": 700000}'),
            (Expected(None, "", Decimal(3)),),
        ),
        ScriptTest("no deals", _GIVEN.format(rows=""), (Expected(None, "", Decimal(0)),)),
    ),
)
_GUARANTEE = Script(
    "guaranteed_sum",
    "Guaranteed sum",
    ScriptKind.REWARD,
    _ASSURED,
    tests=(
        ScriptTest(
            "less than that",
            '{\n  "total": 45000\n}',
            (Expected(Changed.LINE, "Guarantee", Decimal(15_000)),),
        ),
    ),
)
_LATER = date(2040, 1, 1)
"""A day that no picture reaches: what holds from then on changes no figure."""


def _author() -> str:
    return "Мария Белова" if texts.language() == "ru" else "Mary White"


def _drafted(stage: Stage, *scripts: Script) -> None:
    service = stage.services.scripts
    for script in scripts or (_SCRIPT, _GUARANTEE):
        try:
            version = service.script(script.code).draft_version
        except NotFoundError:
            version = None
        service.save_draft(replace(script, author=_author()), version)
    stage.find(ScriptsPage).reload()


def _arrived(stage: Stage) -> None:
    """Let a text hold that nobody has approved."""
    service = stage.services
    if not service.scripts.waiting():
        script = replace(_GUARANTEE, code="arrived", name="Seasonal guarantee")
        service.schemes.save(script, _LATER)
    stage.find(ScriptsPage).reload()


def _look(stage: Stage) -> None:
    stage.find(ScriptsPage).list.look_buttons[0].click()


def _begin(way: str, stage: Stage) -> None:
    stage.find(ScriptsPage).begin(way)


def _open(script: Script, stage: Stage) -> None:
    stage.find(ScriptsPage).edit(script.code)


def _part(code: str, stage: Stage) -> None:
    stage.find(ScriptEditor).rail.show_part(code)


def _write(text: str, stage: Stage) -> None:
    editor = stage.find(ScriptEditor)
    editor.edit.replace_text(text)
    editor.check()


def _offer(stage: Stage) -> None:
    edit = stage.find(ScriptEditor).edit
    edit.go_to(8)
    edit.insert("share = kpi.")
    edit.offer()


def _explain(stage: Stage) -> None:
    edit = stage.find(ScriptEditor).edit
    edit.go_to(3, 18)
    edit.explain()


def _find(stage: Stage) -> None:
    finding = stage.find(ScriptEditor).writing.finding
    finding.begin()
    finding.words.setText(_SOUGHT)


def _run(stage: Stage) -> None:
    stage.find(ScriptEditor).run_here()


def _calm(stage: Stage) -> None:
    """Show a run with the same time and memory each time, at the line in the loop."""
    editor = stage.find(ScriptEditor)
    outcome = editor.run.outcome
    if outcome is not None:
        calm = replace(outcome, seconds=Decimal(0), memory_mb=Decimal(24))
        changes_pay = editor.sketch.kind is ScriptKind.REWARD
        editor.run.show_outcome(calm, changes_pay=changes_pay)
        editor.edit.go_to(4)


def _everybody(stage: Stage) -> None:
    stage.find(ScriptEditor).everybody.run_button.click()


def _test(stage: Stage) -> None:
    stage.find(ScriptEditor).run_tests()


def _spoil(stage: Stage) -> None:
    _write(_LARGE.replace("100_000", "200_000"), stage)


def _publish(stage: Stage) -> None:
    stage.find(ScriptEditor).publish()


def _published(stage: Stage) -> None:
    """Publish the script of the guarantee for a day that no figure reaches."""
    service = stage.services.scripts
    if service.script(_GUARANTEE.code).published is None:
        service.publish(_GUARANTEE, _LATER, "The first text", _author())
        changed = replace(
            _GUARANTEE, source=_ASSURED.replace("LEAST = 60_000", "LEAST = 60_000.00")
        )
        service.publish(changed, _LATER, "Kopecks count too", _author())


def _convert(stage: Stage) -> None:
    dialog = stage.find(ScriptsPage).pascal
    if dialog is not None:
        dialog.show_program(_PASCAL)


def _sandbox(stage: Stage) -> None:
    stage.find(PeoplePage).show_section(SANDBOX)


_SCRIPTS: Step = page("scripts")
_LARGE_DEALS = (_SCRIPTS, _drafted, partial(_open, _SCRIPT))
_ENDING = (_SCRIPTS, _drafted, partial(_open, _GUARANTEE))

SCRIPT_SCENES: tuple[Scene, ...] = (
    Scene("scripts-empty", (_SCRIPTS,), room=Room.EMPTY),
    Scene("scripts", (_SCRIPTS, _drafted), is_main=True),
    Scene("scripts-waiting", (_SCRIPTS, _drafted, _arrived)),
    Scene("scripts-approval", (_SCRIPTS, _drafted, _arrived, _look)),
    Scene("script-new", (_SCRIPTS, partial(_begin, INDICATOR))),
    Scene("script-editor", _LARGE_DEALS, is_main=True),
    Scene("script-problems", (*_LARGE_DEALS, partial(_write, _WRONG))),
    Scene("script-completion", (*_LARGE_DEALS, _offer)),
    Scene("script-hover", (*_LARGE_DEALS, _explain)),
    Scene("script-find", (*_LARGE_DEALS, _find)),
    Scene("script-records", (*_LARGE_DEALS, partial(_part, "inputs"))),
    Scene("script-run", (*_LARGE_DEALS, _run, _calm), is_main=True),
    Scene("script-run-reward", (*_ENDING, _run, _calm)),
    Scene("script-everybody", (*_ENDING, partial(_part, "everybody"), _everybody)),
    Scene("script-tests", (*_LARGE_DEALS, _test)),
    Scene("script-tests-failing", (*_LARGE_DEALS, _spoil, _test)),
    Scene("script-publish", (*_LARGE_DEALS, _publish)),
    Scene("script-reference", (*_LARGE_DEALS, partial(_part, "reference"))),
    Scene("script-library", (*_LARGE_DEALS, partial(_part, "library"))),
    Scene("script-versions", (*_ENDING[:2], _published, _ENDING[2], partial(_part, "versions"))),
    Scene("scripts-library", (_SCRIPTS, partial(_begin, LIBRARY))),
    Scene("scripts-pascal", (_SCRIPTS, partial(_begin, PASCAL), _convert)),
    Scene("sandbox", (page("people"), _sandbox)),
)
