"""Taking in tables: references in sets, external ids, repeats, one transaction a file."""

from crm_desktop.services.imports.report import ImportReport
from crm_desktop.services.imports.service import ImportService, Progress

__all__ = ["ImportReport", "ImportService", "Progress"]
