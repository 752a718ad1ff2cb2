"""What people are measured by, as clauses of a bonus regulation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop import formats
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    ALWAYS,
    Indicator,
    LessRule,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
)
from crm_desktop.kpi.profile_words import (
    HOW_OFTEN,
    MODELS,
    PLANS_REDUCED,
    cap_in_words,
    gate_in_words,
    ramp_in_words,
)
from crm_desktop.kpi.sentence import listed, spoken
from crm_desktop.rewards.regulation import Clause, Table
from crm_desktop.rewards.regulation_scales import of_indicator, scale_clause, scale_uses
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import Message, shown

_HEADS = (
    Message("Indicator"),
    Message("What it measures"),
    Message("Unit"),
    Message("Weight"),
    Message("Plan"),
    Message("How it counts"),
)
_SHARES = (19, 25, 11, 10, 15, 20)
_PERSONAL = Message("personal, see the appendix")


@dataclass(frozen=True, slots=True)
class _Sign:
    """What stands beside amounts of ``currency``, in the language that it is read in."""

    currency: str

    def shown(self) -> str:
        return formats.currency_sign(self.currency)


@dataclass(frozen=True, slots=True)
class Measuring:
    """``planned`` are the plans of the appendix, whose indicators have personal plans."""

    scheme: Scheme
    planned: Sequence[Plan]

    def indicators(self) -> Iterator[Clause]:
        """Yield a clause for each profile."""
        for profile in self.scheme.profiles:
            rows = tuple(self._row(profile, entry) for entry in profile.entries)
            words = Message(
                "“{team}” is measured {how_often} by:",
                team=profile.name,
                how_often=HOW_OFTEN[profile.period_kind],
            )
            if profile.level is not SubjectLevel.EMPLOYEE:
                words = Message(
                    "“{team}” is measured as a whole {how_often} by:",
                    team=profile.name,
                    how_often=HOW_OFTEN[profile.period_kind],
                )
            yield Clause(words, tables=(Table(_HEADS, _SHARES, rows),))

    def scoring(self) -> Iterator[Clause]:
        """Yield how the score is made, then the scales that are asked for it and for premiums."""
        alike: dict[tuple[Message, tuple[Message, ...]], list[str]] = {}
        for profile in self.scheme.profiles:
            if any(entry.weight > 0 for entry in profile.entries):
                key = MODELS[profile.model], tuple(self._limits(profile))
                alike.setdefault(key, []).append(profile.name)
        for (model, limits), names in alike.items():
            teams = listed([Message("“{team}”", team=name) for name in names])
            yield Clause(Message("{teams}. {model}", teams=teams, model=model), limits)
        uses = scale_uses(self.scheme)
        for scale in self.scheme.scales:
            if scale.code in uses:
                yield scale_clause(scale, uses[scale.code], self.scheme.currency)

    def presence(self) -> Iterator[Clause]:
        """Yield what newcomers and the absent owe."""
        for profile in self.scheme.profiles:
            told = []
            if profile.ramp:
                told.append(ramp_in_words(profile.ramp))
            told += [self._own_ramp(entry) for entry in profile.entries if entry.ramp]
            if profile.proration is not Proration.NONE:
                told.append(PLANS_REDUCED[profile.proration])
            if told:
                yield Clause(Message("“{team}”: {rules}", team=profile.name, rules=spoken(told)))

    def _row(self, profile: Profile, entry: ProfileEntry) -> tuple[object, ...]:
        indicator = self._known(entry.indicator)
        if indicator is None:
            return (entry.indicator, "", None, None, None, None)
        return (
            indicator.name,
            indicator.description,
            _Sign(self.scheme.currency) if indicator.unit is Unit.MONEY else indicator.unit,
            _weight(profile, entry),
            self._plan(profile, entry, indicator),
            self._counting(entry, indicator),
        )

    def _plan(self, profile: Profile, entry: ProfileEntry, indicator: Indicator) -> object:
        is_personal = any(
            plan.indicator == entry.indicator and plan.period_kind is profile.period_kind
            for plan in self.planned
        )
        if entry.plan is None:
            return _PERSONAL if is_personal else None
        common = of_indicator(entry.plan, indicator, self.scheme.currency)
        if is_personal:
            return Message("{plan}, unless the appendix names another one", plan=common)
        return common

    def _counting(self, entry: ProfileEntry, indicator: Indicator) -> Message:
        told: list[object] = [self._attainment(entry, indicator)]
        if entry.scale is not None:
            names = {each.code: each.name for each in self.scheme.scales}
            scale = names.get(entry.scale, entry.scale)
            told.append(Message("by the scale “{scale}”", scale=scale))
        if entry.cap is not None:
            told.append(Message("at most {most}", most=Quantity(entry.cap, Unit.PERCENT)))
        return listed(told)

    def _attainment(self, entry: ProfileEntry, indicator: Indicator) -> Message:
        if indicator.polarity is Polarity.CORRIDOR:
            return Message(
                "within plan ± {share}", share=Quantity(indicator.tolerance, Unit.PERCENT)
            )
        if entry.base is not None:
            base = of_indicator(entry.base, indicator, self.scheme.currency)
            return Message("(fact − {base}) ÷ (plan − {base})", base=base)
        if indicator.polarity is Polarity.MORE:
            return Message("fact ÷ plan")
        if indicator.less_rule is LessRule.PLAN_OVER_FACT:
            return Message("less is better: plan ÷ fact")
        return Message("less is better: 2 − fact ÷ plan")

    def _limits(self, profile: Profile) -> Iterator[Message]:
        for entry in profile.entries:
            if entry.gate is not None and entry.weight > 0:
                known = self._known(entry.indicator)
                yield gate_in_words(entry.gate, entry.indicator if known is None else known.name)
        if profile.cap is not None:
            yield cap_in_words(profile.cap)

    def _own_ramp(self, entry: ProfileEntry) -> Message:
        known = self._known(entry.indicator)
        plans: list[object] = list(entry.ramp)
        if known is not None:
            plans = [of_indicator(plan, known, self.scheme.currency) for plan in entry.ramp]
        return Message(
            "The plans of “{indicator}” in the first months of service are: {plans}.",
            indicator=entry.indicator if known is None else known.name,
            plans=listed(plans),
        )

    def _known(self, code: str) -> Indicator | None:
        return next((each for each in self.scheme.indicators if each.code == code), None)


def _weight(profile: Profile, entry: ProfileEntry) -> object:
    if entry.weight <= 0:
        return Message("without weight")
    match profile.model:
        case ScoringModel.ADDITIVE:
            return Quantity(entry.weight, Unit.PERCENT)
        case ScoringModel.WEIGHTED_MEAN:
            whole = sum((one.weight for one in profile.entries), Decimal(0))
            return Quantity(entry.weight / whole, Unit.PERCENT)
        case _:
            return None


def concerned_plans(scheme: Scheme, subjects: Collection[SubjectRef]) -> tuple[Plan, ...]:
    """Return the plans of ``subjects`` for what the profiles of ``scheme`` measure."""
    measured = {
        (entry.indicator, profile.period_kind)
        for profile in scheme.profiles
        for entry in profile.entries
    }
    return tuple(
        plan
        for plan in scheme.plans
        if (plan.indicator, plan.period_kind) in measured and plan.subject in subjects
    )


def plans_table(scheme: Scheme, plans: Collection[Plan], names: Mapping[SubjectRef, str]) -> Table:
    """Return ``plans`` by whom they are for."""
    known = {each.code: each for each in scheme.indicators}
    heads = (
        Message("Whose plan"),
        Message("Indicator"),
        Message("Period"),
        Message("Plan"),
        Message("In force since"),
    )

    def row(plan: Plan) -> tuple[object, ...]:
        indicator = known[plan.indicator]
        return (
            names.get(plan.subject, str(plan.subject)),
            indicator.name,
            plan.period_kind,
            of_indicator(plan.value, indicator, scheme.currency),
            None if plan.valid_from == ALWAYS else plan.valid_from,
        )

    rows = sorted(
        (plan for plan in plans if plan.indicator in known),
        key=lambda plan: (
            names.get(plan.subject, ""),
            plan.subject,
            shown(known[plan.indicator].name),
            plan.period_kind.value,
            plan.valid_from,
        ),
    )
    return Table(heads, (27, 26, 12, 21, 14), tuple(map(row, rows)))
