"""The bonus regulation that says the rules of a scheme, in words of our own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.kpi.definition import ALWAYS, Plan, Proration
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.regulation import (
    Clause,
    Concerned,
    Edition,
    Regulation,
    Section,
    Table,
)
from crm_desktop.rewards.regulation_measuring import Measuring, concerned_plans, plans_table
from crm_desktop.rewards.regulation_paying import Paying
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.needs import needed
from crm_desktop.texts import Message

_MARK = 8
_PARTS = (
    ("profiles", Message("Profile")),
    ("indicators", Message("Indicator")),
    ("scales", Message("Scale")),
    ("templates", Message("Bonus template")),
    ("cards", Message("Reward card")),
    ("scripts", Message("Script")),
)


def regulation_of(
    scheme: Scheme,
    *,
    firm: str,
    people: Sequence[Concerned],
    names: Mapping[SubjectRef, str],
    on: date,
    number: int = 1,
    since: date | None = None,
    with_salaries: bool = False,
) -> Regulation:
    """Return what ``scheme``, limited as ``limited`` does, says on the day ``on``.

    ``names`` are of all subjects that it may name. ``number`` is that of the edition, ``since``
    the day on which the last change of it began, None where no day is known. Salaries are told
    where they are asked for.
    """
    paper = _Paper(
        scheme, firm, tuple(people), names, on=on, since=since, with_salaries=with_salaries
    )
    sections, appendix = tuple(paper.sections()), paper.appendix()
    said = (
        [clause for each in sections for clause in each.clauses if clause != paper.beginning()],
        appendix,
    )
    edition = Edition(number, since or on, _mark((firm, scheme.name, said)))
    sections += (paper.changes(), paper.acquaintance())
    return Regulation(firm, scheme.name, edition, sections, appendix)


def limited(scheme: Scheme, profiles: Collection[str], cards: Collection[str]) -> Scheme:
    """Return the profiles and cards of these codes with all that they need, and nothing else."""
    kept = replace(
        scheme,
        profiles=tuple(each for each in scheme.profiles if each.code in profiles),
        cards=tuple(each for each in scheme.cards if each.code in cards),
    )
    codes = needed(kept)
    return replace(
        kept,
        indicators=tuple(each for each in kept.indicators if each.code in codes["indicators"]),
        scales=tuple(each for each in kept.scales if each.code in codes["scales"]),
        templates=tuple(each for each in kept.templates if each.code in codes["templates"]),
        scripts=tuple(each for each in kept.scripts if each.code in codes["scripts"]),
    )


def _mark(said: object) -> str:
    return sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()[:_MARK].upper()


@dataclass(frozen=True, slots=True)
class _Paper:
    scheme: Scheme
    firm: str
    people: tuple[Concerned, ...]
    names: Mapping[SubjectRef, str]
    on: date
    since: date | None
    with_salaries: bool

    def sections(self) -> Iterator[Section]:
        """Yield all that is the same whoever signs it."""
        measuring, paying = Measuring(self.scheme, self._plans()), Paying(self.scheme, self.people)
        yield Section(Message("General"), tuple(self._general()))
        yield Section(Message("Terms"), _TERMS)
        yield _section(Message("Indicators and plans"), measuring.indicators(), _NOT_MEASURED)
        yield _section(Message("Scoring"), measuring.scoring(), _NOT_SCORED)
        yield _section(Message("Premiums"), self._premiums(paying), _NO_PREMIUMS)
        yield _section(Message("Salary and pay"), self._pay(paying), _NO_PAY)
        yield _section(Message("Newcomers and absences"), self._presence(measuring), _WHOLE_PLANS)
        yield Section(Message("Calculation, payment and disputes"), _LIFE)

    def beginning(self) -> Clause:
        """Return from when it holds, as far as the rules name a day."""
        if self.since is None:
            return Clause(Message("It says the rules that are in force on {day}.", day=self.on))
        return Clause(Message("It is in force from {day} on.", day=self.since))

    def changes(self) -> Section:
        premiums = Paying(self.scheme, self.people).premium_names()
        rows = tuple(
            (
                name,
                premiums[each.code] if part == "templates" else each.name,
                each.version.number,
                _since(each.version.valid_from),
            )
            for part, name in _PARTS
            for each in sorted(getattr(self.scheme, part), key=lambda each: each.code)
        )
        heads = (Message("Rule"), Message("Name"), Message("Version"), Message("In force since"))
        editions = Clause(
            Message("This edition was made from these rules of the firm:"),
            tables=(Table(heads, (22, 46, 12, 20), rows),),
        )
        return Section(Message("Changes"), (*_CHANGES, editions))

    def acquaintance(self) -> Section:
        heads = (Message("Employee"), Message("Position"), Message("Signature"), Message("Date"))
        rows = tuple((one.subject.name, one.position, "", "") for one in self.people)
        words = Message("I have read this regulation, and I understand how my pay is calculated.")
        table = Table(heads, (34, 26, 24, 16), rows, is_to_fill=True)
        return Section(Message("Acquaintance sheet"), (Clause(words, tables=(table,)),))

    def appendix(self) -> Section | None:
        """Return the plans that are somebody's own, None where nobody has one."""
        plans = self._plans()
        if not plans:
            return None
        words = Message("These plans hold in place of those of the tables of indicators.")
        table = plans_table(self.scheme, plans, self.names)
        return Section(Message("Appendix. Plans"), (Clause(words, tables=(table,)),))

    def _general(self) -> Iterator[Clause]:
        yield Clause(
            Message("This regulation says how bonuses are earned at “{firm}”.", firm=self.firm)
        )
        yield self.beginning()
        teams = tuple(self._teams())
        if teams:
            yield Clause(
                Message("It concerns:"),
                tables=(Table((Message("Team"), Message("People")), (30, 70), teams),),
            )
        yield Clause(
            Message(
                "What it grants is paid besides the salary. It takes nothing from the salary, "
                "except where the section on pay says how the salary itself depends on the score."
            )
        )
        yield Clause(
            Message("Where the law or an employment contract grants an employee more, that holds.")
        )

    def _teams(self) -> Iterator[tuple[object, ...]]:
        """Yield each profile, and each card that is no profile's, with whom it is of."""
        profiles = {each.code for each in self.scheme.profiles}
        for profile in self.scheme.profiles:
            members = [one.subject.name for one in self.people if profile.code in one.profiles]
            if profile.level is not SubjectLevel.EMPLOYEE:
                members = [self.names.get(ref, str(ref)) for ref in profile.assigned_to]
            yield profile.name, listed(members) if members else None
        for card in self.scheme.cards:
            if card.code not in profiles:
                members = [one.subject.name for one in self.people if one.card == card.code]
                yield card.name, listed(members) if members else None

    def _premiums(self, paying: Paying) -> Iterator[Clause]:
        found = list(paying.premiums())
        yield from found
        if found:
            yield from _EARNING
        yield from paying.scripts()

    def _pay(self, paying: Paying) -> Iterator[Clause]:
        if not self.scheme.cards:
            return
        if self.with_salaries:
            yield Clause(Message("The salaries are:"), tables=(paying.salaries(),))
        else:
            yield Clause(Message("The salary is that of the employment contract."))
        yield from paying.pay()
        yield _SIGNS

    def _presence(self, measuring: Measuring) -> Iterator[Clause]:
        yield from measuring.presence()
        if any(card.proration is not Proration.NONE for card in self.scheme.cards):
            yield Clause(
                Message(
                    "Where a salary is reduced by absence, the section on pay says how; what is a "
                    "share of the salary is reduced with it."
                )
            )

    def _plans(self) -> tuple[Plan, ...]:
        units = {ref for ref in self.names if ref.level is not SubjectLevel.EMPLOYEE}
        people = {one.subject.ref for one in self.people}
        return concerned_plans(self.scheme, people | units | {COMPANY})


def _section(title: Message, clauses: Iterator[Clause], otherwise: Message) -> Section:
    """Return a section of ``clauses``, or of ``otherwise`` where there are none."""
    return Section(title, tuple(clauses) or (Clause(otherwise),))


def _since(day: date) -> date | Message:
    return Message("from the beginning") if day == ALWAYS else day


_NOT_MEASURED = Message("Nobody is measured by indicators.")
_NOT_SCORED = Message("Nothing is scored.")
_NO_PREMIUMS = Message("There are no premiums.")
_NO_PAY = Message("Nobody is paid by these rules.")
_WHOLE_PLANS = Message("Newcomers and the absent have the same plans as everybody.")
_SIGNS = Clause(
    Message("In these formulas S is the salary, K the score, and ΣB the sum of all premiums.")
)
_TERMS = (
    Clause(Message("An indicator is a figure that is counted from the firm’s records.")),
    Clause(
        Message("The fact is what an indicator came to in a period; the plan is what it should.")
    ),
    Clause(Message("The attainment says how far the plan was reached; at 100 % it is reached.")),
    Clause(
        Message("The coefficient k is what an attainment or a fact counts, by a scale or as it is.")
    ),
    Clause(Message("The weight w is the part that an indicator has in the score.")),
    Clause(Message("The score K is made of the coefficients, as the section on scoring says.")),
    Clause(Message("A premium is what is paid besides the salary, by a rule of its own.")),
)
_EARNING = (
    Clause(
        Message(
            "A premium is paid for a period where its conditions hold in that period; what has no "
            "figure in the records pays nothing."
        )
    ),
    Clause(
        Message(
            "Premiums that are taken back, bounded or paid in parts are so only where their rule "
            "says it."
        )
    ),
)
_LIFE = (
    Clause(
        Message("A month is calculated once it is over, by the rules in force on its first day.")
    ),
    Clause(
        Message("Until it is approved a calculation is a draft, which may be calculated again.")
    ),
    Clause(
        Message(
            "The head approves the calculation; then it is published to the employees, paid and "
            "closed."
        )
    ),
    Clause(
        Message(
            "Every employee can see from which rule, indicator and records each line of the pay "
            "came about."
        )
    ),
    Clause(
        Message(
            "What is closed never changes. Where a record of a closed month changes later, the "
            "difference is a correction line of an open month, or it is dismissed with a reason."
        )
    ),
    Clause(
        Message(
            "An employee who disagrees with a line may dispute it in writing. It is answered with "
            "a correction line, or with a refusal that gives its reason."
        )
    ),
)
_CHANGES = (
    Clause(Message("Each change of the rules is a new version with its first day.")),
    Clause(Message("No rule takes effect before its day; what was earned before keeps its rules.")),
    Clause(Message("Employees are told of a new version, and confirm that they have read it.")),
)
