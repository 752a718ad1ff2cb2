"""What the sandbox is asked and what it answers; what rules share of it stands in the domain."""

from __future__ import annotations

from crm_desktop.domain.scripts import Changed, Plain, RunStatus, ScriptChange, ScriptKind

__all__ = ["Changed", "Plain", "RunStatus", "ScriptChange", "ScriptKind"]
