"""The lines after the rules: corrections, adjustments, and what is owed and kept back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import Adjustment, AdjustmentKind
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.working import Operand, Rows, Working, computed
from crm_desktop.rewards.balances import drawn, kept_back, owed, served_of, took_back
from crm_desktop.rewards.opening import AcceptedCorrection, Balance, CarryKind, Failed, Opening
from crm_desktop.rewards.premium_words import Told
from crm_desktop.rewards.tally import Tally, Words, all_of
from crm_desktop.rewards.template import RewardCard
from crm_desktop.texts import Message, plural

_MOST_ADDED = 50
"""So many records are added in one formula."""
_MOST_NAMED = 3
"""So many records are named in the sentence of the line."""


class _Spare(NamedTuple):
    """What may be kept back of the ``total`` of ``rows``, so that what is ``kept`` is paid."""

    total: Money
    kept: Money
    rows: Rows

    def again(self) -> Working:
        """Return what computes it again."""
        total = Operand(Quantity.of_money(self.total), Message("Pay so far"), self.rows)
        return computed("max({0} - {1}, 0)", total, _named(self.kept, Message("Paid at least")))


class Settling(NamedTuple):
    """One employee's statement of ``period`` after the rules; ``kept`` is what none may lower.

    ``kept`` is the salary, or the guarantee where it is more; cuts alone go below it.
    """

    tally: Tally
    opening: Opening
    period: Period
    kept: Money

    def put_corrections(self) -> Money:
        """Put down what earlier periods lacked; return what could not be kept back yet."""
        waiting = self._nothing()
        for correction in self.opening.corrections:
            amount = correction.amount
            spare = None
            if amount.minor < 0:
                spare = self._above_kept()
                amount = -min(-amount, self._spare())
            waiting += amount - correction.amount
            words = partial(_told_correction, correction, amount, spare)
            self.tally.put(correction.code, amount, words)
        return waiting

    def put_adjustments(self, pay: Money) -> list[str]:
        """Put down what was decided, cuts last; return what was praised.

        A limit of cuts is a share of ``pay``, what the period earned, and of the payments.
        """
        given = self.opening.adjustments
        cuts = [one for one in given if one.kind is AdjustmentKind.CUT]
        for one in given:
            if one.kind is not AdjustmentKind.CUT:
                amount = one.amount or self._nothing()
                self.tally.put(one.code, amount, partial(_told_adjustment, one, None))
                pay += amount
        left = self._most_to_cut(pay) if cuts else self._nothing()
        for one in cuts:
            left = left - self._cut(one, left, pay)
        return [one.label for one in given if one.kind is AdjustmentKind.PRAISE]

    def put_clawback(self, waiting: Money) -> Balance:
        """Keep back what was paid for records that failed since, and what is ``waiting``."""
        taken = self.opening.failed
        added = sum((one.taken for one in taken), waiting)
        debt = owed(CarryKind.CLAWBACK, self.opening.carries, waiting.currency)
        balance = kept_back(CarryKind.CLAWBACK, debt, added, self._spare())
        if debt or added:
            words = partial(_told_clawback, taken, balance, self._above_kept())
            self.tally.put("clawback", -balance.kept_back, words)
        return balance

    def put_advance(self, card: RewardCard, premiums: Money, rows: Rows) -> Balance:
        """Pay the advance where ``premiums`` are less, or keep back what was paid before.

        They are the sum of ``rows``.
        """
        advance, currency = card.advance, premiums.currency
        least = self._nothing()
        if advance is not None:
            least = Money.of(advance.amount, currency, self.tally.rounding)
        paid, balance = drawn(
            premiums,
            owed(CarryKind.ADVANCE, self.opening.carries, currency),
            least=least,
            spare=self._spare(),
            is_recoverable=advance is None or advance.is_recoverable,
        )
        if paid or balance.kept_back:
            drawn_of = _Drawn(least, premiums, balance, rows, self._above_kept())
            words = partial(_told_advance, card, drawn_of)
            self.tally.put("advance", paid - balance.kept_back, words)
        return balance

    def _cut(self, cut: Adjustment, left: Money, pay: Money) -> Money:
        """Put down what ``cut`` takes of what is ``left``; return how much.

        Raises:
            InvalidInputError: it does not say how much.

        """
        limit, wanted, nothing = self.opening.cut_limit, cut.amount, self._nothing()
        if wanted is None:
            raise InvalidInputError("amount", Message("Enter an amount above 0."))
        why = None
        if limit is not None and (cut.ordered_on is None or cut.ordered_on not in self.period):
            left, why = nothing, partial(_other_month, cut, self.period)
        elif left < wanted:
            why = partial(_limited, limit, pay)
        taken = min(wanted, left)
        self.tally.put(cut.code, -taken, partial(_told_adjustment, cut, why))
        return taken

    def _most_to_cut(self, pay: Money) -> Money:
        """Return what all cuts of the period may take in all."""
        total, limit = max(self.tally.total(), self._nothing()), self.opening.cut_limit
        if limit is None:
            return total
        return min(total, max(Money(int(pay.minor * limit), pay.currency), self._nothing()))

    def _nothing(self) -> Money:
        return Money.zero(self.kept.currency)

    def _spare(self) -> Money:
        """Return what may be kept back."""
        return max(self.tally.total() - self.kept, self._nothing())

    def _above_kept(self) -> _Spare:
        return _Spare(self.tally.total(), self.kept, self.tally.rows())


def _named(amount: Money, label: Message | str) -> Operand:
    return Operand(Quantity.of_money(amount), label)


class _Drawn(NamedTuple):
    """What an advance makes of ``premiums``, the sum of ``rows``."""

    least: Money
    premiums: Money
    balance: Balance
    rows: Rows
    spare: _Spare

    def again(self) -> Working:
        """Return what computes again what is paid in advance, or kept back of it."""
        earned = Operand(Quantity.of_money(self.premiums), Message("Premiums"), self.rows)
        wanted = _named(self.least, Message("Advance"))
        if not self.balance.kept_back:
            return computed("max({0} - {1}, 0)", wanted, earned)
        return computed(
            "-min({2}, max(min({1} - {0}, {3}), 0))",
            wanted,
            earned,
            _named(self.balance.before, Message("Left from before")),
            self.spare.again(),
        )


def _corrected(correction: AcceptedCorrection, spare: _Spare | None) -> Working | None:
    """Return what computes a correction again, which takes back no more than is ``spare``."""
    if correction.was is None or correction.now is None:
        return None
    pay = (
        _named(correction.now, Message("Pay now")),
        _named(correction.was, Message("Pay before")),
    )
    if spare is None:
        return computed("{0} - {1}", *pay)
    return computed("-min({1} - {0}, {2})", *pay, spare.again())


def _told_correction(correction: AcceptedCorrection, amount: Money, spare: _Spare | None) -> Words:
    label = Message("Correction for {period}", period=correction.for_period)
    reasons = [_quoted(correction.reason)] if correction.reason else []
    if correction.was is not None and correction.now is not None:
        reasons.append(
            Message(
                "the pay of {period} was {was} and is {now} now",
                period=correction.for_period,
                was=correction.was,
                now=correction.now,
            )
        )
    if amount != correction.amount:
        reasons.append(
            Message(
                "{amount} cannot be kept back yet: it would go below what is paid at least",
                amount=amount - correction.amount,
            )
        )
    why, working = all_of(reasons) if reasons else None, _corrected(correction, spare)
    return Words(label, Told(None, why, correction.changed, working))


def _told_adjustment(adjustment: Adjustment, why: Callable[[], Message] | None) -> Words:
    reason = Message("{author} decided it", author=adjustment.author)
    if adjustment.reason:
        reason = Message(
            "{author} decided it: “{reason}”",
            author=adjustment.author,
            reason=adjustment.reason,
        )
    reasons = [reason] if why is None else [reason, why()]
    return Words(adjustment.label, Told(reason=all_of(reasons)))


def _other_month(cut: Adjustment, period: Period) -> Message:
    if cut.ordered_on is None:
        return Message("no order of {period} is known", period=period)
    return Message(
        "what was ordered on {day} takes nothing in {period}", day=cut.ordered_on, period=period
    )


def _limited(limit: Decimal | None, pay: Money) -> Message:
    if limit is None:
        return Message("no cut takes more than there is")
    return Message(
        "all cuts together take at most {share} of the month's pay of {pay}",
        share=Quantity(limit, Unit.PERCENT),
        pay=pay,
    )


def _told_clawback(taken: Sequence[Failed], balance: Balance, spare: _Spare) -> Words:
    reasons = list(_why_added(taken, balance))
    if balance.before:
        reasons.append(Message("{amount} was left from before", amount=balance.before))
    if balance.after:
        reasons.append(
            Message(
                "{amount} is left for later: nothing goes below what is paid at least",
                amount=balance.after,
            )
        )
    steps = tuple(map(_told_failed, taken))
    working = _kept_back_again(taken, balance, spare.again())
    return Words(Message("Taken back"), Told(None, all_of(reasons), steps, working))


def _why_added(taken: Sequence[Failed], balance: Balance) -> Iterator[Message]:
    """Yield why something is owed anew: record by record, unless they are too many to name."""
    owing = [one for one in taken if one.taken]
    rest = balance.added - sum((one.taken for one in owing), Money.zero(balance.added.currency))
    if len(owing) <= _MOST_NAMED:
        yield from map(_why_taken, owing)
    else:
        yield plural(
            "{amount} is to be taken back for {count} record that failed",
            "{amount} is to be taken back for {count} records that failed",
            count=len(owing),
            amount=balance.added - rest,
        )
    if rest:
        yield Message("{amount} is to be taken back", amount=rest)


def _why_taken(failed: Failed) -> Message:
    return Message(
        "{taken} of the {paid} paid for “{record}” is to be taken back: earned on {earned}, it "
        "failed on {failed}",
        taken=failed.taken,
        paid=failed.paid,
        record=failed.name,
        earned=failed.earned_on,
        failed=failed.failed_on,
    )


def _kept_back_again(taken: Sequence[Failed], balance: Balance, spare: Working) -> Working:
    """Return what computes the clawback again: all that is owed, as far as it is ``spare``."""
    owed_now = [_named(balance.before, Message("Left from before"))]
    rest = balance.added
    if len(taken) <= _MOST_ADDED:
        owed_now += [_named(one.taken, one.name) for one in taken]
        rest = rest - sum((one.taken for one in taken), Money.zero(rest.currency))
    owed_now.append(_named(rest, Message("To be taken back besides")))
    added = " + ".join(f"{{{place}}}" for place in range(1, len(owed_now) + 1))
    return computed(f"-min({added}, {{0}})", spare, *owed_now)


def _told_failed(failed: Failed) -> Derivation:
    value = Quantity.of_money(failed.taken)
    sentence = Message(
        "{paid} was paid for what was earned on {earned} and failed on {failed}",
        paid=failed.paid,
        earned=failed.earned_on,
        failed=failed.failed_on,
    )
    working = None
    if failed.clawback is not None:
        served = served_of(failed.earned_on, failed.failed_on, failed.clawback.months)
        working = took_back(Quantity.of_money(failed.paid), served, failed.clawback)
    return Derivation(failed.name, value, sentence, working=working)


def _told_advance(card: RewardCard, drawn_of: _Drawn) -> Words:
    balance, working = drawn_of.balance, drawn_of.again()
    if balance.kept_back:
        reason = Message(
            "{debt} was paid before it was earned, and {premiums} is above {least}",
            debt=balance.before,
            premiums=drawn_of.premiums,
            least=drawn_of.least,
        )
        told = Told(reason=reason, working=working)
        return Words(Message("Advance kept back"), told, card.version)
    reason = Message(
        "premiums of {premiums} are paid as {least}",
        premiums=drawn_of.premiums,
        least=drawn_of.least,
    )
    return Words(Message("Advance"), Told(reason=reason, working=working), card.version)


def _quoted(reason: str) -> Message:
    return Message("“{reason}”", reason=reason)
