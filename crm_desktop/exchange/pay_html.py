"""A statement, and the pay sheet of a month, as one self-contained page of HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from crm_desktop import formats, texts
from crm_desktop.domain.logo import Logo
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.pay_page import (
    SIGNATURES,
    PayPage,
    accrual_words,
    attained,
    editions_words,
    filled,
)
from crm_desktop.rewards.pay_sheet import SHEET_SIGNATURES, PaySheet, sheet_text
from crm_desktop.texts import Message, _, shown

_WORDS = 2
"""The last column of words among those of a commission."""

_STYLE = """
@page { size: A4; margin: 16mm; }
@page wide { size: A4 landscape; margin: 10mm; }
* { box-sizing: border-box; }
body { font: 10pt/1.4 Inter, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
       color: #1A1E24; background: #FFFFFF; margin: 24px auto; max-width: 190mm;
       font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
body.wide { page: wide; max-width: none; margin: 24px; font-size: 8pt;
            overflow-wrap: break-word; }
header { display: flex; justify-content: space-between; gap: 24px; }
header img { max-height: 18mm; max-width: 60mm; }
h1 { font-size: 18pt; margin: 0 0 4px; } h2 { font-size: 12pt; margin: 24px 0 4px; }
.muted, th { color: #5A6472; font-weight: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 12px 0; }
dt { color: #5A6472; } dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: 5px 8px 5px 0;
         border-bottom: 1px solid #E2E5EA; }
td.n, th.n { text-align: right; white-space: nowrap; padding: 5px 0 5px 8px; }
tr.total td { font-weight: bold; font-size: 13pt; border-bottom: 0; }
.wide tr.total td { font-size: inherit; } .wide th.n { white-space: normal; }
.track { height: 6px; background: #E9ECF0; border-radius: 3px; margin-top: 3px;
         print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.track i { display: block; height: 6px; background: #2B66D9; border-radius: 3px; }
.signatures { display: flex; gap: 32px; margin-top: 40px; break-inside: avoid; }
.signatures div { flex: 1; border-top: 1px solid #1A1E24; padding-top: 4px; }
"""


def statement_html(page: PayPage) -> str:
    """Return the page in the language in force; it needs no other file."""
    parts = [
        _header(page),
        _facts(page.facts()),
        _bars(page),
        _pay(page),
        _balances(page),
        _gifts(page),
        _editions(page),
        _signatures(SIGNATURES),
        _steps(page),
        _accruals(page),
    ]
    return _document(f"{page.heading.employee}. {page.title}", "".join(parts))


def sheet_html(sheet: PaySheet) -> str:
    """Return the pay sheet, across the page, in the language in force."""
    heads = [f"<th{_class(is_figure)}>{_text(name)}</th>" for name, is_figure in sheet.heads()]
    rows = [
        "".join(_cell(sheet_text(cell), is_figure=is_figure) for cell, is_figure in row)
        for row in (*sheet.cells(), sheet.total_cells())
    ]
    lines, total = "".join(f"<tr>{row}</tr>" for row in rows[:-1]), rows[-1]
    table = (
        f"<table><thead><tr>{''.join(heads)}</tr></thead>"
        f'<tbody>{lines}<tr class="total">{total}</tr></tbody></table>'
    )
    head = f"<h1>{_text(sheet.title)}</h1><p class=muted>{_text(sheet.firm)}</p>"
    return _document(
        str(sheet.title), head + table + _signatures(SHEET_SIGNATURES), body_class="wide"
    )


def _document(title: str, body: str, body_class: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{texts.language()}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f'<body class="{body_class}">{body}</body></html>\n'
    )


def _header(page: PayPage) -> str:
    return (
        f"<header><div><h1>{_text(page.title)}</h1>"
        f"<p class=muted>{_text(page.heading.firm)}</p></div>{_logo(page.heading.logo)}</header>"
    )


def _logo(logo: Logo | None) -> str:
    if logo is None:
        return ""
    return f'<img alt="" src="data:image/png;base64,{b64encode(logo.png).decode()}">'


def _facts(facts: Iterable[tuple[Message, object]]) -> str:
    found = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in facts)
    return f"<dl>{found}</dl>"


def _bars(page: PayPage) -> str:
    if not page.bars:
        return ""
    heads = (
        (_("Indicator"), False),
        (_("Fact"), True),
        (_("Plan"), True),
        (_("Attainment"), True),
        (_("Coefficient"), True),
        (_("Weight"), True),
    )
    rows = [
        _cell(bar.name, extra=_track(bar))
        + "".join(
            _cell(value, is_figure=True)
            for value in (bar.fact, bar.plan, attained(bar), bar.coefficient, bar.weight)
        )
        for bar in page.bars
    ]
    score = "" if page.score is None else f"<p>{_text(Message('Score'))}: {_text(page.score)}</p>"
    return _section(_("Indicators"), _table(heads, rows) + score)


def _track(bar: IndicatorResult) -> str:
    share = filled(bar)
    if share is None:
        return f"<div class=muted>{_text(bar.reason or '')}</div>"
    return f'<div class=track><i style="width:{share * 100:.1f}%"></i></div>'


def _pay(page: PayPage) -> str:
    heads = ((_("Line"), False), (_("How it came about"), False), (_("Amount"), True))
    rows = [_pay_row(Message("Salary"), page.salary_how, page.salary)]
    rows += [_pay_row(line.label, line.formula, line.amount) for line in page.lines]
    total = (
        f'<tr class="total"><td colspan="2">{_text(Message("Total"))}</td>'
        f'<td class="n">{_text(page.total)}</td></tr>'
    )
    return _section(_("Pay"), _table(heads, rows, total))


def _pay_row(label: object, how: object, amount: object) -> str:
    return _cell(label) + _cell(how) + _cell(amount, is_figure=True)


def _balances(page: PayPage) -> str:
    if not page.balances:
        return ""
    names = (_("Before"), _("Added"), _("Kept back"), _("After"))
    heads = ((_("Balance"), False), *((name, True) for name in names))
    rows = [
        _cell(balance.kind)
        + "".join(
            _cell(amount, is_figure=True)
            for amount in (balance.before, balance.added, balance.kept_back, balance.after)
        )
        for balance in page.balances
    ]
    return _section(_("Balances"), _table(heads, rows))


def _gifts(page: PayPage) -> str:
    if not page.gifts:
        return ""
    return _section(_("Prizes in kind"), _list(_text(gift) for gift in page.gifts))


def _editions(page: PayPage) -> str:
    if not page.editions:
        return ""
    words = escape(editions_words(page.editions))
    return _section(_("Rules used"), f"<p class=muted>{words}</p>")


def _steps(page: PayPage) -> str:
    if not page.steps:
        return ""
    heads = ((_("Figure"), False), (_("How it came about"), False), (_("Value"), True))
    rows = [
        f'<td style="padding-left:{step.depth}em">{_text(step.label)}</td>'
        + _cell(step.sentence or "")
        + _cell(step.value, is_figure=True)
        for step in page.steps
    ]
    return _section(_("How each line came about"), _table(heads, rows))


def _accruals(page: PayPage) -> str:
    if not page.steps or not page.accruals:
        return ""
    names = (
        _("Record"),
        _("Event"),
        _("Day"),
        _("Commission base"),
        _("Commission rate"),
        _("Amount"),
    )
    heads = tuple((name, place > _WORDS) for place, name in enumerate(names))
    rows = [
        "".join(
            _cell(value, is_figure=place > _WORDS)
            for place, value in enumerate(accrual_words(accrual, page.total.currency))
        )
        for accrual in page.accruals
    ]
    return _section(_("Commissions, record by record"), _table(heads, rows))


def _signatures(people: Iterable[Message]) -> str:
    signed = "".join(
        f"<div>{_text(who)}<br><span class=muted>{_text(Message('Signature, date'))}</span></div>"
        for who in people
    )
    return f'<div class="signatures">{signed}</div>'


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _table(heads: Sequence[tuple[str, bool]], rows: Sequence[str], last: str = "") -> str:
    head = "".join(f"<th{_class(is_figure)}>{escape(name)}</th>" for name, is_figure in heads)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}{last}</tbody></table>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _cell(value: object, *, is_figure: bool = False, extra: str = "") -> str:
    return f"<td{_class(is_figure)}>{_text(value)}{extra}</td>"


def _class(is_figure: bool) -> str:
    return ' class="n"' if is_figure else ""


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return escape(formats.number(value, digits=4))
    return escape(shown(value))
