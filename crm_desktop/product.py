"""What the program is called on every system, and which version of it runs."""

from __future__ import annotations

from pathlib import Path

NAME = "CRM Desktop"
"""A name, the same in every language."""

CODE = "crm-desktop"
"""What its command, its package, its folders and its desktop entry are called."""

SCHEME_SUFFIX = ".crmscheme"
"""How the name of a scheme file ends; its content is TOML."""

_PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def version() -> str:
    """Return the version of the installed program; a checkout says its own."""
    from importlib import metadata  # noqa: PLC0415 - the first window is painted without it

    try:
        return metadata.version(CODE)
    except metadata.PackageNotFoundError:
        import tomllib  # noqa: PLC0415 - of use to a checkout alone

        project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
        return str(project["version"])
