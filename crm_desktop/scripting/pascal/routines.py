"""The functions that Pascal brings, and the template by which a script writes each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_desktop.scripting.pascal.kinds import Base, Kind, Level


@dataclass(frozen=True, slots=True)
class Ready:
    """``{0:sum}`` in ``template`` is the first argument where a term of a sum may stand.

    ``defaults`` stand for arguments that are left out; None is the kind of the first argument.
    """

    template: str
    kind: Kind | None
    arguments: int = 1
    level: Level = Level.ATOM
    defaults: tuple[str, ...] = ()
    is_natural: bool = False


@dataclass(frozen=True, slots=True)
class Changing:
    """A function of the prelude that gives values to the arguments at the places ``changed``."""

    name: str
    arguments: int
    changed: tuple[int, ...]
    kinds: tuple[Kind, ...]
    answer: Kind | None = None


_INT, _REAL, _TEXT, _BOOL = Base.INTEGER, Base.REAL, Base.TEXT, Base.BOOLEAN
_SUM, _PRODUCT, _POWER, _COMPARISON = Level.SUM, Level.PRODUCT, Level.POWER, Level.COMPARISON


def _natural(template: str, arguments: int = 1, level: Level = Level.ATOM) -> Ready:
    return Ready(template, _INT, arguments, level, is_natural=True)


_NUMBERS = {
    "abs": Ready("abs({0})", None),
    "sqr": Ready("{0:atom} ** 2", None, level=_POWER),
    "sqrt": Ready("sqrt({0})", _REAL),
    "power": Ready("power({0}, {1})", _REAL, 2),
    "intpower": Ready("power({0}, {1})", _REAL, 2),
    "round": Ready("round({0})", _INT),
    "trunc": Ready("int({0})", _INT),
    "int": Ready("int({0})", _REAL),
    "frac": Ready("frac({0})", _REAL),
    "ceil": Ready("math.ceil({0})", _INT),
    "floor": Ready("math.floor({0})", _INT),
    "odd": Ready("{0:product} % 2 == 1", _BOOL, level=_COMPARISON),
    "sign": Ready("sign({0})", _INT),
    "exp": Ready("Decimal({0}).exp()", _REAL),
    "ln": Ready("Decimal({0}).ln()", _REAL),
    "log10": Ready("Decimal({0}).log10()", _REAL),
    "log2": Ready("Decimal({0}).ln() / Decimal(2).ln()", _REAL, level=_PRODUCT),
    "logn": Ready("Decimal({1}).ln() / Decimal({0}).ln()", _REAL, 2, level=_PRODUCT),
    "sin": Ready("sin({0})", _REAL),
    "cos": Ready("cos({0})", _REAL),
    "tan": Ready("sin({0}) / cos({0})", _REAL, level=_PRODUCT),
    "arctan": Ready("arctan({0})", _REAL),
    "pi": Ready('Decimal("3.14159265358979324")', _REAL, 0),
    "roundto": Ready("round_to({0}, {1})", _REAL, 2),
    "simpleroundto": Ready("simple_round_to({0}, {1})", _REAL, 2, defaults=("-2",)),
    "inrange": Ready("{1:bit_or} <= {0:bit_or} <= {2:bit_or}", _BOOL, 3, level=_COMPARISON),
    "ensurerange": Ready("min(max({0}, {1}), {2})", None, 3),
    "iszero": Ready("{0:bit_or} == 0", _BOOL, level=_COMPARISON),
}

_TEXTS = {
    "copy": Ready("copy({0}, {1}, {2})", _TEXT, 3),
    "pos": _natural("pos({0}, {1})", 2),
    "ansipos": _natural("pos({0}, {1})", 2),
    "posex": _natural("{1:atom}.find({0}, {2:sum} - 1) + 1", 3, level=_SUM),
    "trim": Ready('{0:atom}.strip(" \\t\\r\\n")', _TEXT),
    "trimleft": Ready('{0:atom}.lstrip(" \\t\\r\\n")', _TEXT),
    "trimright": Ready('{0:atom}.rstrip(" \\t\\r\\n")', _TEXT),
    "uppercase": Ready("upper_case({0})", _TEXT),
    "lowercase": Ready("lower_case({0})", _TEXT),
    "upcase": Ready("upper_case({0})", None),
    "ansiuppercase": Ready("{0:atom}.upper()", _TEXT),
    "ansilowercase": Ready("{0:atom}.lower()", _TEXT),
    "stringofchar": Ready("{0:product} * {1:sign}", _TEXT, 2, level=_PRODUCT),
    "dupestring": Ready("{0:product} * {1:sign}", _TEXT, 2, level=_PRODUCT),
    "leftstr": Ready("copy({0}, 1, {1})", _TEXT, 2),
    "rightstr": Ready("right_str({0}, {1})", _TEXT, 2),
    "midstr": Ready("copy({0}, {1}, {2})", _TEXT, 3),
    "reversestring": Ready("{0:atom}[::-1]", _TEXT),
    "concat": Ready("{0:sum} + {1:product}", _TEXT, 2, level=_SUM),
    "quotedstr": Ready("quoted_str({0})", _TEXT),
    "comparestr": Ready("compare_str({0}, {1})", _INT, 2),
    "comparetext": Ready("compare_str(upper_case({0}), upper_case({1}))", _INT, 2),
    "ansicomparestr": Ready("compare_str({0}, {1})", _INT, 2),
    "ansicomparetext": Ready("compare_str({0:atom}.upper(), {1:atom}.upper())", _INT, 2),
    "sametext": Ready("upper_case({0}) == upper_case({1})", _BOOL, 2, level=_COMPARISON),
    "ansisametext": Ready("{0:atom}.upper() == {1:atom}.upper()", _BOOL, 2, level=_COMPARISON),
    "ansicontainsstr": Ready("{1:bit_or} in {0:bit_or}", _BOOL, 2, level=_COMPARISON),
    "ansicontainstext": Ready("{1:atom}.upper() in {0:atom}.upper()", _BOOL, 2, level=_COMPARISON),
    "ansistartsstr": Ready("{1:atom}.startswith({0})", _BOOL, 2),
    "ansiendsstr": Ready("{1:atom}.endswith({0})", _BOOL, 2),
    "startsstr": Ready("{1:atom}.startswith({0})", _BOOL, 2),
    "endsstr": Ready("{1:atom}.endswith({0})", _BOOL, 2),
}

_CONVERSIONS = {
    "inttostr": Ready("str({0})", _TEXT),
    "strtoint": Ready("str_to_int({0})", _INT),
    "strtointdef": Ready("str_to_int_def({0}, {1})", _INT, 2),
    "floattostr": Ready("float_to_str({0})", _TEXT),
    "strtofloat": Ready("str_to_float({0})", _REAL),
    "strtofloatdef": Ready("str_to_float_def({0}, {1})", _REAL, 2),
    "currtostr": Ready("float_to_str({0})", _TEXT),
    "strtocurr": Ready("str_to_float({0})", _REAL),
    "strtodate": Ready("str_to_date({0})", _REAL),
    "datetostr": Ready('date_of({0}).strftime("%d.%m.%Y")', _TEXT),
    "timetostr": Ready('moment_of({0}).strftime("%H:%M:%S")', _TEXT),
    "datetimetostr": Ready('moment_of({0}).strftime("%d.%m.%Y %H:%M:%S")', _TEXT),
}

_DATES = {
    "encodedate": _natural("encode_date({0}, {1}, {2})", 3),
    "encodetime": Ready("encode_time({0}, {1}, {2}, {3})", _REAL, 4),
    "yearof": _natural("date_of({0}).year"),
    "monthof": _natural("date_of({0}).month"),
    "monthoftheyear": _natural("date_of({0}).month"),
    "dayof": _natural("date_of({0}).day"),
    "dayofthemonth": _natural("date_of({0}).day"),
    "hourof": _natural("moment_of({0}).hour"),
    "minuteof": _natural("moment_of({0}).minute"),
    "secondof": _natural("moment_of({0}).second"),
    "dayofweek": _natural("date_of({0}).isoweekday() % 7 + 1", level=_SUM),
    "dayoftheweek": _natural("date_of({0}).isoweekday()"),
    "dayoftheyear": _natural("int({0}) - encode_date(date_of({0}).year, 1, 1) + 1", level=_SUM),
    "incday": Ready("{0:sum} + {1:product}", _REAL, 2, level=_SUM, defaults=("1",)),
    "incweek": Ready("{0:sum} + 7 * {1:sign}", _REAL, 2, level=_SUM, defaults=("1",)),
    "incmonth": Ready("inc_month({0}, {1})", _REAL, 2, defaults=("1",)),
    "incyear": Ready("inc_month({0}, 12 * {1:sign})", _REAL, 2, defaults=("1",)),
    "daysbetween": _natural("int(abs({0:sum} - {1:product}))", 2),
    "weeksbetween": _natural("int(abs({0:sum} - {1:product})) // 7", 2, level=_PRODUCT),
    "monthsbetween": _natural("int(abs({0:sum} - {1:product}) / 30.4375)", 2),
    "yearsbetween": _natural("int(abs({0:sum} - {1:product}) / 365.25)", 2),
    "dateof": Ready("int({0})", _REAL),
    "timeof": Ready("frac({0})", _REAL),
    "isleapyear": Ready("days_in_month({0}, 2) == 29", _BOOL, level=_COMPARISON),
    "daysinamonth": _natural("days_in_month({0}, {1})", 2),
    "daysinmonth": _natural("days_in_month(date_of({0}).year, date_of({0}).month)"),
    "daysinayear": _natural("337 + days_in_month({0}, 2)", level=_SUM),
    "startofthemonth": _natural("encode_date(date_of({0}).year, date_of({0}).month, 1)"),
    "startoftheyear": _natural("encode_date(date_of({0}).year, 1, 1)"),
    "startofamonth": _natural("encode_date({0}, {1}, 1)", 2),
}

_KPI = {
    **dict.fromkeys(
        ("getvalue", "getfact", "getkpi", "getkpivalue", "getindicator", "kpivalue"),
        Ready("kpi.value({0})", _REAL),
    ),
    **dict.fromkeys(("getplan", "getkpiplan", "getplanvalue"), Ready("kpi.plan({0})", _REAL)),
    **dict.fromkeys(("getcoefficient", "getcoef"), Ready("kpi.coefficient({0})", _REAL)),
    "getbonus": Ready("kpi.bonus({0})", _REAL),
    "getsalary": Ready("kpi.salary", _REAL, 0),
    "gettotal": Ready("kpi.total()", _REAL, 0),
    **dict.fromkeys(
        ("getperiodstart", "periodstart"), Ready('days_of(kpi.period["start"])', _REAL, 0)
    ),
    **dict.fromkeys(("getperiodend", "periodend"), Ready('days_of(kpi.period["end"])', _REAL, 0)),
    **dict.fromkeys(("getemployeename", "employeename"), Ready('kpi.employee["name"]', _TEXT, 0)),
}

READY: Mapping[str, Ready] = {**_NUMBERS, **_TEXTS, **_CONVERSIONS, **_DATES, **_KPI}
"""What is written by a template, by folded name."""

CHANGING: Mapping[str, Changing] = {
    "trystrtoint": Changing("try_str_to_int", 2, (1,), (_INT,), _BOOL),
    "trystrtofloat": Changing("try_str_to_float", 2, (1,), (_REAL,), _BOOL),
    "val": Changing("val", 3, (1, 2), (_REAL, _INT)),
    "decodedate": Changing("decode_date", 4, (1, 2, 3), (_INT, _INT, _INT)),
    "decodetime": Changing("decode_time", 5, (1, 2, 3, 4), (_INT, _INT, _INT, _INT)),
}
"""What gives values to its arguments, by folded name."""

CONSTANTS: Mapping[str, tuple[str, Kind]] = {
    "true": ("True", _BOOL),
    "false": ("False", _BOOL),
    "maxint": ("2147483647", _INT),
    "maxlongint": ("2147483647", _INT),
    "linebreak": ('"\\n"', _TEXT),
    "slinebreak": ('"\\n"', _TEXT),
    "null": ("None", Base.UNKNOWN),
    "unassigned": ("None", Base.UNKNOWN),
}
"""What Pascal has a name for."""
