"""What a script looks like that was Pascal, and what is said about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest

from crm_desktop.scripting.pascal import convert
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Plain, RunStatus, ScriptKind

BONUS = """\
{ Bonus of a manager:
  a share of the plan. }
uses SysUtils;

const
  MinShare = 0.8; // below it nothing is paid

type
  TStep = record
    Limit, Rate: Double;
  end;

var
  TotalSum: Double; { what was sold }
  Steps: array[1..2] of TStep;
  i: Integer;

// Picks the rate of a share
function RateOf(Share: Double): Double;
begin
  Result := 0;
  for i := 1 to 2 do
    if Share >= Steps[i].Limit then // reached
      Result := Steps[i].Rate;
end;

begin
  { the scale }
  Steps[1].Limit := MinShare; Steps[1].Rate := 0.05;
  with Steps[2] do
  begin
    Limit := 1;
    Rate := 0.1;
  end;

  TotalSum := GetValue('sales');
  (* and the answer *)
  SetResult(totalsum * RateOf(TotalSum / GetPlan('sales')));
end.
"""
BONUS_SCRIPT = """\
# Bonus of a manager:
# a share of the plan.

min_share = 0.8  # below it nothing is paid

def new_step():
    return {"limit": 0, "rate": 0}

total_sum = 0  # what was sold
steps = {key: new_step() for key in range(1, 3)}
i = 0


# Picks the rate of a share
def rate_of(share):
    global i
    result = 0
    for i in range(1, 3):
        if share >= steps[i]["limit"]:  # reached
            result = steps[i]["rate"]
    return result


# the scale
steps[1]["limit"] = min_share
steps[1]["rate"] = 0.05
entry = steps[2]
entry["limit"] = 1
entry["rate"] = 0.1

total_sum = kpi.value("sales")
# and the answer
result = total_sum * rate_of(total_sum / kpi.plan("sales"))
"""


def body(source: str) -> str:
    """Return the script of ``source`` without the functions that Pascal would bring."""
    script = convert(source).python
    return script.rpartition("\n\n\n")[2] if script.startswith("# What") else script


def statements(declared: str, text: str) -> list[str]:
    """Return what the statements ``text`` become, with ``declared`` before them."""
    marked = f"{declared}\nbegin WriteLn('here');\n{text}\nend."
    return body(marked).partition('print("here")\n')[2].splitlines()


def test_comments_order_and_blank_lines_are_kept() -> None:
    assert convert(BONUS).python == BONUS_SCRIPT


def test_only_what_is_used_is_taken_along() -> None:
    script = convert("var i: Integer; begin i := -7; WriteLn(i mod 2) end.").python
    assert "def mod(" in script
    assert "def div(" in script  # which mod needs
    assert script.count("def ") == 2


@pytest.mark.parametrize(
    ("pascal", "python"),
    [
        ("i := n div 2", "i = div(n, 2)"),
        ("i := Length(s) div 2", "i = len(s) // 2"),
        ("i := (n + 1) * 2", "i = (n + 1) * 2"),
        ("i := n - (i - 1)", "i = n - (i - 1)"),
        ("i := n and 7", "i = n & 7"),
        ("b := (n > 1) and not b", "b = n > 1 and not b"),
        ("b := (n > 1) = b", "b = (n > 1) == b"),
        ("b := n in [1, 3..5]", "b = n == 1 or 3 <= n <= 5"),
        ("b := s[2] = 'x'", 'b = s[1] == "x"'),
        ("s := Copy(s, 2, 3) + s[n]", "s = s[1:4] + s[n - 1]"),
        ("s := IntToStr(n) + #10", 's = str(n) + "\\n"'),
        ("Inc(n, 2)", "n += 2"),
        ("x := Sqr(x + 1)", "x = (x + 1) ** 2"),
        ("x := 1.5e3", "x = 1.5e3"),
        ("x := 0.12345678901234567", 'x = Decimal("0.12345678901234567")'),
        ("n := $FF", "n = 0xFF"),
        ("x := GetValue('sales')", 'x = kpi.value("sales")'),
        ("x := GetPlan('sales')", 'x = kpi.plan("sales")'),
        ("SetResult(x)", "result = x"),
        ("Log('text ' + s)", 'kpi.log("text " + s)'),
        ("AddBonus('Team', x, 'all did it')", 'kpi.add_line("Team", x, "all did it")'),
        ("AddBonus(x, 'Team')", 'kpi.add_line("Team", x, "Team")'),
        ("SetTotal(x, 'a cap')", 'kpi.set_total(x, "a cap")'),
        ("SetCoefficient('team', 2, 'won')", 'kpi.set_coefficient("team", 2, "won")'),
        ("x := GetPeriodEnd", 'x = days_of(kpi.period["end"])'),
    ],
)  # fmt: skip
def test_a_statement_becomes(pascal: str, python: str) -> None:
    declared = "var i, n: Integer; b: Boolean; s: string; x: Double;"
    assert statements(declared, pascal) == [python]


@pytest.mark.parametrize(
    ("pascal", "python"),
    [
        ("for i := 1 to n do Inc(x)", ["for i in range(1, n + 1):", "    x += 1"]),
        ("for i := n - 1 downto 0 do Inc(x)", ["for i in range(n - 1, -1, -1):", "    x += 1"]),
        ("while x > 1 do x := x / 2", ["while x > 1:", "    x = x / 2"]),
        ("repeat Inc(n) until n = 9", ["while True:", "    n += 1", "    if n == 9:",
                                       "        break"]),
        ("case n of 1: x := 1; 2..4: x := 2 else x := 3 end",
         ["if n == 1:", "    x = 1", "elif 2 <= n <= 4:", "    x = 2", "else:", "    x = 3"]),
        ("if n = 1 then begin end else x := 2", ["if n == 1:", "    pass", "else:", "    x = 2"]),
    ],
)  # fmt: skip
def test_a_compound_statement_becomes(pascal: str, python: list[str]) -> None:
    assert statements("var i, n: Integer; x: Double;", pascal) == python


def test_names_are_one_however_they_are_written() -> None:
    script = body("var TotalSum: Double; Итог: Double; begin TOTALSUM := 1; ИТОГ := totalsum end.")
    assert script.splitlines()[2:] == ["total_sum = 1", "Итог = total_sum"]


def test_what_python_calls_something_is_called_otherwise() -> None:
    script = body("var list, kpi, lambda: Integer; begin list := kpi + lambda end.")
    assert "list_ = kpi_ + lambda_" in script


def test_statements_may_stand_without_begin_and_end() -> None:
    source = "var x: Double;\nx := GetValue('a');\nif x > 1 then\n  x := 1;\nSetResult(x);"
    assert body(source).endswith("result = x\n")


def test_a_text_of_functions_alone_answers_what_the_last_of_them_does() -> None:
    made = convert("function Main: Double;\nbegin\n  Result := GetValue('a') * 2;\nend;")
    assert made.python == 'def main_():\n    return kpi.value("a") * 2\n\n\nresult = main_()\n'
    assert [note.line for note in made.notes] == [1]


def test_the_variable_result_is_the_answer_of_the_script() -> None:
    assert body("var Result: Double;\nbegin\n  Result := 5;\nend.") == "result = 0\nresult = 5\n"


def test_a_function_may_set_the_answer_of_the_script_beside_its_own() -> None:
    source = """
        function F(x: Integer): Integer;
        begin
          F := x;
          SetResult(7);
          if x > 1 then F := x * 2;
        end;
        begin
          WriteLn(F(3));
        end.
    """
    with Sandbox() as box:
        outcome = box.run(convert(dedent(source)).python, {})
    assert (outcome.result, outcome.printed) == (Decimal(7), "6\n")


UNKNOWN = """\
var Total: Double;
begin
  Total := GetValue('a');
  Total := Total + Query.FieldByName('Sum').AsFloat;
  SendMail('boss', Total);
end.
"""


def test_what_nothing_stands_for_is_marked_and_noted_with_a_hint() -> None:
    made = convert(UNKNOWN)
    marks = [line for line in made.python.splitlines() if line.startswith("# CONVERT: ")]
    assert len(marks) == 2
    assert "Query.FieldByName('Sum').AsFloat" in marks[0]
    assert [(note.line, note.hint is None) for note in made.notes] == [(4, False), (5, False)]


def test_a_script_ends_where_nothing_stands_for_something() -> None:
    script = convert(UNKNOWN).python
    with Sandbox() as box:
        outcome = box.run(script, {"values": {"a": 1}})
    assert outcome.status is RunStatus.ERROR
    assert str(outcome.message) == (
        "Pascal's “Query.FieldByName('Sum').AsFloat” has no counterpart: write it anew."
    )
    assert outcome.line is not None
    assert "+ missing(" in script.splitlines()[outcome.line - 1]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("AddBonus('Prize', 500)", ScriptKind.REWARD),
        ("SetResult(GetSalary)", ScriptKind.REWARD),
        ("SetResult(GetValue('sales'))", ScriptKind.INDICATOR),
        ("WriteLn('kpi.add_line')", ScriptKind.INDICATOR),
    ],
)
def test_what_a_program_calls_makes_its_kind(statement: str, kind: ScriptKind) -> None:
    assert convert(f"begin {statement} end.").kind is kind


def test_no_handler_hides_what_nothing_stands_for() -> None:
    source = "begin try SendMail('x'); except WriteLn('hidden'); end; end."
    with Sandbox() as box:
        outcome = box.run(convert(source).python, {})
    assert outcome.status is RunStatus.ERROR
    assert outcome.printed == ""


def test_the_clock_becomes_the_end_of_the_period_and_is_marked() -> None:
    made = convert("begin SetResult(Now) end.")
    assert 'result = days_of(kpi.period["end"])' in made.python
    assert "# CONVERT: " in made.python
    assert [note.hint is None for note in made.notes] == [False]


def test_a_loop_that_changes_its_variable_becomes_another_loop() -> None:
    source = "var i: Integer; begin for i := 1 to 9 do if i = 3 then i := 7 else Write(i) end."
    made = convert(source)
    with Sandbox() as box:
        assert box.run(f"{made.python}\nresult = i\n", {}).printed == "1289"
    assert [note.line for note in made.notes] == [1]


def test_an_alias_is_noted() -> None:
    source = """\
        var g: Integer;
        procedure P(var x: Integer);
        begin
          x := 1;
          g := g + x;
        end;
        begin
          P(g);
        end.
    """
    assert [note.line for note in convert(dedent(source)).notes] == [8]


def test_codes_of_one_byte_are_letters_of_the_cyrillic_code_page() -> None:
    assert body("begin Log(#207#1103) end.") == 'kpi.log("Пя")\n'


def test_capitals_of_all_letters_are_those_of_the_functions_that_know_them() -> None:
    source = (
        "begin Log(AnsiUpperCase('ёж')); Log(UpperCase('ёж az')); Log(AnsiLowerCase('ЁЖ')) end."
    )
    with Sandbox() as box:
        outcome = box.run(f"{convert(source).python}\nresult = 0\n", {})
    assert outcome.log == ("ЁЖ", "ёж AZ", "ёж")


def test_dates_of_the_period_are_days_as_in_pascal() -> None:
    source = """
        var d: TDateTime; y, m, dd: Word;
        begin
          d := IncMonth(GetPeriodStart, 1);
          DecodeDate(d, y, m, dd);
          Log(DateToStr(d) + FormatDateTime(' yyyy', StrToDate('31.12.2024')));
          SetResult(DaysBetween(GetPeriodEnd, GetPeriodStart) + y + m / 100);
        end.
    """
    period: dict[str, Plain] = {"start": date(2026, 1, 31), "end": date(2026, 2, 28)}
    with Sandbox() as box:
        outcome = box.run(convert(dedent(source)).python, {"period": period})
    assert outcome.log == ("28.02.2026 2024",)
    assert f"{outcome.result:.2f}" == "2054.02"


def test_a_reward_script_makes_lines() -> None:
    source = "begin AddBonus('Премия', GetSalary * 0.1) end."
    made = convert(source)
    with Sandbox() as box:
        outcome = box.run(made.python, {"salary": 50000}, ScriptKind.REWARD)
    assert [(change.after, change.reason) for change in outcome.changes] == [
        (Decimal(5000), "Премия")
    ]
    assert len(made.notes) == 1
