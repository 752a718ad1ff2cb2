"""What a draft is saved as: the bonus regulation to sign, or a scheme file for another firm."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.texts import Message, _
from ui.printing.file_saver import FileSaver
from ui.scheme_files import KIND


class DraftFiles(FileSaver):
    """Regulations and scheme files."""

    def ask_for_regulation(
        self, draft: WizardDraft, kind: str, language: str, *, is_published: bool = False
    ) -> None:
        """Let the user name a file for the regulation in ``language``: ``docx`` or ``pdf``.

        One that ``is_published`` is told as the rules are by now.
        """
        write = partial(self.save_regulation, draft, language, is_published=is_published)
        name = Message("Bonus regulation {name}", name=draft.name)
        self._ask(_("Save the bonus regulation"), name, (kind,), write)

    def ask_for_scheme(self, draft: WizardDraft) -> None:
        """Let the user name a file for the scheme."""
        self._ask(_("Scheme file"), draft.name, (KIND,), partial(self.save_scheme, draft))

    def save_regulation(
        self, draft: WizardDraft, language: str, file: Path, *, is_published: bool = False
    ) -> None:
        """Write the regulation of what the draft says, as the name of the file says."""
        regulations = self._context.services.regulations

        def work() -> Path:
            # What writes documents is loaded when one is saved, not when the window starts.
            from ui.printing.regulation_pdf import save  # noqa: PLC0415

            told = regulations.of_published if is_published else regulations.of_draft
            regulation = told(draft)
            if file.suffix.lower() == ".pdf":
                save(regulation, file, language)
            else:
                regulations.save_docx(regulation, file, language)
            return file

        self._run(work)

    def save_scheme(self, draft: WizardDraft, file: Path) -> None:
        """Write the scheme as a document that any firm can import, with its first day."""
        services = self._context.services

        def work() -> Path:
            services.scheme_files.write_draft(file, draft)
            return file

        self._run(work)
