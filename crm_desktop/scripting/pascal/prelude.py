"""What Pascal brings and Python does not: functions that a script takes along at need."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache

_SOURCE = """
def div(a, b):
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient

def mod(a, b):
    return a - b * div(a, b)

def frac(number):
    return number - int(number)

def fixed(number, digits):
    unit = Decimal(10) ** -max(digits, 0)
    number = Decimal(number).quantize(unit, rounding="ROUND_HALF_UP")
    return f"{number:f}"

def grouped(text):
    whole, point, rest = text.partition(".")
    minus = whole[: len(whole) - len(whole.lstrip("-"))]
    whole = whole.lstrip("-")
    places = range(len(whole) % 3, len(whole) + 1, 3)
    parts = [whole[max(place - 3, 0) : place] for place in places]
    return minus + ",".join([part for part in parts if part]) + point + rest

def masked(number, whole, least, most):
    text = fixed(abs(number), most)
    before, point, after = text.partition(".")
    while len(after) > least and after.endswith("0"):
        after = after[:-1]
    before = before.lstrip("0").rjust(whole, "0")
    minus = "-" if number < 0 and (before + after).strip("0") else ""
    return minus + before + ("." + after if after else "")

def padded(number, digits):
    minus = "-" if number < 0 else ""
    return minus + str(abs(number)).rjust(digits, "0")

def float_to_str(number):
    number = Decimal(number)
    if number == 0:
        return "0"
    number = round(number, 14 - number.adjusted())
    exponent = number.adjusted()
    digits = str(abs(int(number * Decimal(10) ** (14 - exponent)))).rstrip("0")
    minus = "-" if number < 0 else ""
    if exponent >= 15 or exponent < -5:
        return minus + digits[0] + ("." + digits[1:] if digits[1:] else "") + "E" + str(exponent)
    if exponent < 0:
        return minus + "0." + "0" * (-exponent - 1) + digits
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return minus + whole + ("." + digits[exponent + 1 :] if digits[exponent + 1 :] else "")

def exponential(number):
    number = Decimal(number)
    exponent = number.adjusted() if number else 0
    number = round(number, 16 - exponent)
    exponent = number.adjusted() if number else 0
    digits = str(abs(int(number * Decimal(10) ** (16 - exponent)))).rjust(17, "0")
    minus = "-" if number < 0 else " "
    mark = "E-" if exponent < 0 else "E+"
    return minus + digits[0] + "." + digits[1:] + mark + str(abs(exponent)).rjust(3, "0")

def copy(text, start, count):
    first = max(start, 1) - 1
    return text[first : first + max(count, 0)]

def pos(part, text):
    return text.find(part) + 1 if part else 0

def insert(part, text, place):
    before = max(place, 1) - 1
    return text[:before] + part + text[before:]

def delete(text, start, count):
    if start < 1 or count < 1:
        return text
    return text[: start - 1] + text[start - 1 + count :]

def with_char(text, place, char):
    if not 1 <= place <= len(text):
        raise IndexError("a place that the text does not have: " + str(place))
    return text[: place - 1] + char + text[place:]

def upper_case(text):
    return "".join([char.upper() if "a" <= char <= "z" else char for char in text])

def lower_case(text):
    return "".join([char.lower() if "A" <= char <= "Z" else char for char in text])

def compare_str(a, b):
    return (a > b) - (a < b)

def right_str(text, count):
    return text[max(len(text) - max(count, 0), 0) :]

def quoted_str(text):
    return "'" + text.replace("'", "''") + "'"

def str_to_int(text):
    digits = text.lstrip(" \\t")
    factor = -1 if digits.startswith("-") else 1
    digits = digits[1:] if digits[:1] in ("-", "+") else digits
    if digits.startswith("$"):
        digits = "0x" + digits[1:]
    if digits[:2].lower() == "0x":
        return factor * int(digits, 16)
    if not digits.isdecimal():
        raise ValueError("no whole number: " + text)
    return factor * int(digits)

def try_str_to_int(text):
    try:
        return True, str_to_int(text)
    except ValueError:
        return False, 0

def str_to_int_def(text, otherwise):
    is_number, number = try_str_to_int(text)
    return number if is_number else otherwise

def str_to_float(text):
    if not text.strip(" ").strip("0123456789.eE+-"):
        try:
            return Decimal(text.strip(" "))
        except ArithmeticError:
            pass
    raise ValueError("no number: " + text)

def try_str_to_float(text):
    try:
        return True, str_to_float(text)
    except ValueError:
        return False, Decimal(0)

def str_to_float_def(text, otherwise):
    is_number, number = try_str_to_float(text)
    return number if is_number else otherwise

def val(text):
    is_number, number = try_str_to_float(text) if "." in text else try_str_to_int(text)
    return number, 0 if is_number else 1

def sqrt(number):
    if number < 0:
        raise ValueError("the square root of a negative number")
    return Decimal(number).sqrt()

def power(base, exponent):
    return Decimal(base) ** exponent if exponent else 1

def sin(angle):
    angle = Decimal(angle) % Decimal("6.283185307179586476925286766559")
    term = total = angle
    step = 1
    while abs(term) > Decimal("1e-25"):
        step += 2
        term = -term * angle * angle / (step * (step - 1))
        total += term
    return total


def cos(angle):
    return sin(Decimal(angle) + Decimal("1.570796326794896619231321691640"))


def arctan(number):
    number = Decimal(number)
    for halving in range(4):
        number = number / (1 + (1 + number * number).sqrt())
    term = total = number
    step = 1
    while abs(term) > Decimal("1e-25"):
        step += 2
        term = -term * number * number
        total += term / step
    return total * 16


def sign(number):
    return (number > 0) - (number < 0)

def round_to(number, digits):
    return round(Decimal(number), -digits)

def simple_round_to(number, digits):
    scaled = Decimal(number) * Decimal(10) ** -digits
    half = Decimal("0.5") if number >= 0 else Decimal("-0.5")
    return int(scaled + half) * Decimal(10) ** digits

def copied(value):
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return value

def resized(items, length, default):
    return items[:length] + [default] * (length - len(items))

def resized_with(items, length, make):
    return items[:length] + [make() for number in range(length - len(items))]

def days_of(day):
    return (date(day.year, day.month, day.day) - date(1899, 12, 30)).days

def date_of(days):
    return date(1899, 12, 30) + timedelta(days=int(days))

def moment_of(days):
    milliseconds = round((days - int(days)) * 86400000)
    start = datetime(1899, 12, 30) + timedelta(days=int(days))
    return start + timedelta(milliseconds=milliseconds)

def encode_date(year, month, day):
    return days_of(date(year, month, day))

def encode_time(hour, minute, second, millisecond):
    seconds = hour * 3600 + minute * 60 + second
    return Decimal(seconds * 1000 + millisecond) / 86400000

def decode_date(days):
    day = date_of(days)
    return day.year, day.month, day.day

def decode_time(days):
    moment = moment_of(days)
    thousandth = round((days - int(days)) * 86400000) % 1000
    return moment.hour, moment.minute, moment.second, thousandth

def days_in_month(year, month):
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days

def inc_month(days, count):
    day = date_of(days)
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    last = min(day.day, days_in_month(year, month))
    return days_of(date(year, month, last)) + frac(days)

def str_to_date(text):
    day, month, year = text.strip().split(".")
    return encode_date(int(year), int(month), int(day))

def missing(what):
    raise AssertionError("not converted from Pascal: " + what)
"""


@cache
def _functions() -> dict[str, str]:
    """Return the source of each function by name, in the order that they stand in."""
    lines = _SOURCE.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(_SOURCE).body
        if isinstance(node, ast.FunctionDef)
    }


def names() -> frozenset[str]:
    """Return what a program's own names must differ from."""
    return frozenset(_functions()) | {
        *("Decimal", "date", "datetime", "timedelta", "math", "kpi", "result", "main"),
    }


def taken_along(script: str) -> str:
    """Return the functions that ``script`` uses, with those that they use themselves."""
    wanted = _used(script)
    left = list(wanted)
    while left:
        new = _used(_functions()[left.pop()]) - wanted
        wanted |= new
        left += new
    return "\n\n\n".join(source for name, source in _functions().items() if name in wanted)


def needs_math(script: str) -> bool:
    """Return whether ``script`` uses the module ``math``."""
    return "math" in set(_names(script))


def _used(script: str) -> set[str]:
    return set(_functions()) & set(_names(script))


def _names(script: str) -> Iterable[str]:
    return (node.id for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Name))
