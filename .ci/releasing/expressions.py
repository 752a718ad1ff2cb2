"""Which licences the program may be handed out with, out of what is said of each part of it."""

from __future__ import annotations

from license_expression import (
    ExpressionError,
    LicenseExpression,
    LicenseWithExceptionSymbol,
    get_spdx_licensing,
)

PERMISSIVE = frozenset(
    {
        *("0BSD", "AFL-2.1", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Open-MPI"),
        *("BSD-Attribution-HPND-disclaimer", "CC-BY-4.0", "CC0-1.0", "FTL", "HPND"),
        *("HPND-sell-variant", "IJG", "Imlib2", "ISC", "MIT", "MIT-0", "OLDAP-2.8", "PostgreSQL"),
        *("PSF-2.0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "X11", "ZPL-2.1", "Zlib"),
        *("blessing", "bzip2-1.0.6", "libpng-2.0"),
        *("LicenseRef-ICC-License", "LicenseRef-LCS-Telegraphics", "LicenseRef-Public-Domain"),
        "LicenseRef-Microsoft-Redistributable",
    }
)
"""They ask for their notices alone; each of them was read."""

LESSER = frozenset({"LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"})
"""They ask in addition that the user can put another build of the part into its place."""

LINKED = frozenset({"GPL-3.0-or-later WITH GCC-exception-3.1"})
"""The GPL, with leave for all that is linked to the part."""

EXCEPTIONS = frozenset({"LLVM-exception"})
"""What may stand behind WITH; they take nothing of what the licence before them gives."""

_SPDX = get_spdx_licensing()


def choice(expression: str) -> str | None:
    """Return what of ``expression`` the program uses, or None where it may use nothing of it.

    Of several licences to choose from, it is the first that may be.
    """
    try:
        parsed = _SPDX.parse(expression)
    except ExpressionError:
        return None
    chosen = None if parsed is None else _chosen(parsed)
    return None if chosen is None else str(chosen.simplify())


def is_lesser(expression: str) -> bool:
    """Tell whether a part of the choice is under the LGPL."""
    return not keys(expression).isdisjoint(LESSER)


def keys(expression: str) -> frozenset[str]:
    """Return the licences that ``expression`` names, and the exceptions to them."""
    return frozenset(_SPDX.license_keys(expression))


def is_expression(text: str) -> bool:
    """Tell whether ``text`` names licences as SPDX does, all of which SPDX knows."""
    try:
        return _SPDX.parse(text, validate=True, strict=True) is not None
    except ExpressionError:
        return False


def _chosen(node: LicenseExpression) -> LicenseExpression | None:
    if isinstance(node, _SPDX.OR):
        return next((part for part in map(_chosen, node.args) if part is not None), None)
    if isinstance(node, _SPDX.AND):
        parts = [_chosen(part) for part in node.args]
        return None if None in parts else _SPDX.AND(*parts)
    if not isinstance(node, LicenseWithExceptionSymbol):
        return node if node.key in PERMISSIVE | LESSER else None
    base, exception = node.license_symbol.key, node.exception_symbol.key
    was_read = base in PERMISSIVE | LESSER and exception in EXCEPTIONS
    return node if was_read or node.render() in LINKED else None
