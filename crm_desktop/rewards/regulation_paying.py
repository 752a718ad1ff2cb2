"""What people are paid, as clauses of a bonus regulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.card_words import terms_in_words
from crm_desktop.rewards.regulation import Clause, Concerned, Table
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, CommissionPremium, ContestPremium, Ties
from crm_desktop.rewards.template_words import in_words
from crm_desktop.texts import Message

_RATES = (Message("Product or group"), Message("Premium rate"))
_TIES = {
    Ties.SHARED: Message("Those who share places share the prizes of these places equally."),
    Ties.EACH: Message("Those who share a place each get its whole prize."),
}


@dataclass(frozen=True, slots=True)
class Paying:
    scheme: Scheme
    people: Sequence[Concerned]

    def premiums(self) -> Iterator[Clause]:
        """Yield each premium in words, after whom it is paid to."""
        scheme = self.scheme
        indicators = {each.code: each for each in scheme.indicators}
        scales = {each.code: each for each in scheme.scales}
        for template in scheme.templates:
            rule = in_words(template, indicators, scales, scheme.currency)
            words = Message("“{premium}”: {rule}.", premium=template.name, rule=rule)
            teams = self.paid_by(template)
            if teams is not None:
                words = Message("{teams}. {model}", teams=teams, model=words)
            yield Clause(words, tuple(_notes(template)), tuple(_rates(template)))

    def paid_by(self, template: BonusTemplate) -> Message | None:
        """Return the names of the cards that pay ``template``, None where none does."""
        names = [card.name for card in self.scheme.cards if template.code in card.templates]
        return listed([Message("“{team}”", team=name) for name in names]) if names else None

    def premium_names(self) -> Mapping[str, object]:
        """Return the names of the premiums by code, with whose they are where a name is shared."""
        shared = Counter(each.name for each in self.scheme.templates)

        def told(template: BonusTemplate) -> object:
            teams = self.paid_by(template) if shared[template.name] > 1 else None
            if teams is None:
                return template.name
            return Message("{teams}: {what}", teams=teams, what=template.name)

        return {each.code: told(each) for each in self.scheme.templates}

    def pay(self) -> Iterator[Clause]:
        """Yield what each card makes of a salary."""
        scheme = self.scheme
        templates = {each.code: each for each in scheme.templates}
        scripts = {each.code: each for each in scheme.scripts}
        for card in scheme.cards:
            words = Message("“{card}”, {formula}.", card=card.name, formula=card.pay_model)
            yield Clause(words, tuple(terms_in_words(card, templates, scheme.currency, scripts)))

    def scripts(self) -> Iterator[Clause]:
        """Yield what rules that are written as programs may do."""
        called = {card.script for card in self.scheme.cards}
        for script in self.scheme.scripts:
            if script.code in called:
                yield Clause(
                    Message(
                        "The script “{script}” is a rule written as a program. It may change the "
                        "pay; each change is a line of its own that says why.",
                        script=script.name,
                    ),
                    (Message.of("{text}", None, {"text": script.description}),)
                    if script.description
                    else (),
                )

    def salaries(self) -> Table:
        """Return the salary of each person."""
        cards = {each.code: each for each in self.scheme.cards}
        rows = []
        for one in self.people:
            card = cards.get(one.card or "")
            if card is not None:
                amount = card.salary if one.salary is None else one.salary
                salary = Quantity(amount, Unit.MONEY, self.scheme.currency)
                rows.append((one.subject.name, card.name, salary))
        heads = (Message("Employee"), Message("Reward card"), Message("Salary"))
        return Table(heads, (45, 30, 25), tuple(rows))


def _notes(template: BonusTemplate) -> Iterator[Message]:
    if template.description:
        yield Message.of("{text}", None, {"text": template.description})
    if isinstance(template.premium, ContestPremium):
        yield _TIES[template.premium.ties]


def _rates(template: BonusTemplate) -> Iterator[Table]:
    premium = template.premium
    if isinstance(premium, CommissionPremium) and premium.rates:
        rows = tuple(
            (each.product or each.group, Quantity(each.rate, Unit.PERCENT))
            for each in premium.rates
        )
        yield Table(_RATES, (70, 30), rows)
