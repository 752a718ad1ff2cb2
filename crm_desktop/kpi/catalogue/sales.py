"""What sellers are measured by: deals, customers, documents and payments."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Anchor, Condition, Operator, RelativeDay
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.catalogue.entry import (
    WON,
    CatalogueEntry,
    Choice,
    Parameter,
    Role,
    all_of,
    always,
    any_of,
    averaged,
    buyers,
    counted,
    flag,
    is_,
    score,
    share,
    summed,
)
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.source import RatioSource, Target, WeightedSource, Window
from crm_desktop.texts import Message

_SALES = frozenset({Role.SALES})
_SELLERS_AND_HEAD = frozenset({Role.SALES, Role.HEAD_OF_SALES})
_INVOICES = is_("kind", "invoice")
_VALID = is_("state", "posted", "paid")
_SURVEYS = is_("kind", "survey")
_RATED = all_of(_SURVEYS, Condition("score", Operator.NOT_EMPTY))
_CLOSED = is_("status", "won", "lost")
_LOST = is_("status", "lost")
_WON_OF_CUSTOMERS = all_of(WON, Condition("customer", Operator.NOT_EMPTY))

_DEALS = (
    CatalogueEntry(
        "sales_volume",
        Message("Sales volume"),
        Message("The sum of the deals that you won."),
        _SELLERS_AND_HEAD,
        always(summed(Entity.DEAL, "amount", "closed", WON)),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "won_deals",
        Message("Won deals"),
        Message("How many deals you won."),
        _SALES,
        always(counted(Entity.DEAL, "closed", WON)),
    ),
    CatalogueEntry(
        "average_deal",
        Message("Average deal"),
        Message("What a deal that you won brings on average."),
        _SALES,
        always(averaged(Entity.DEAL, "amount", "closed", WON)),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "lead_conversion",
        Message("Conversion of leads into customers"),
        Message("Which share of the leads that came to you was won by now."),
        _SALES,
        always(share(counted(Entity.DEAL, "created", WON), counted(Entity.DEAL, "created"))),
        Unit.PERCENT,
    ),
    CatalogueEntry(
        "stage_conversion",
        Message("Conversion between stages"),
        Message("Which share of the deals that reached one stage went on to the other."),
        _SALES,
        lambda chosen: share(
            counted(
                Entity.DEAL,
                "created",
                all_of(
                    is_("passed_stage", chosen["stage_from"]),
                    is_("passed_stage", chosen["stage_to"]),
                ),
            ),
            counted(Entity.DEAL, "created", is_("passed_stage", chosen["stage_from"])),
        ),
        Unit.PERCENT,
        parameters=(
            Parameter("stage_from", Message("From the stage"), Choice.STAGE),
            Parameter("stage_to", Message("To the stage"), Choice.STAGE),
        ),
    ),
    CatalogueEntry(
        "refusal_share",
        Message("Share of refusals"),
        Message("Which share of your closed deals was lost; the records name the reasons."),
        _SALES,
        always(
            share(counted(Entity.DEAL, "closed", _LOST), counted(Entity.DEAL, "closed", _CLOSED))
        ),
        Unit.PERCENT,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "refusals_for_reason",
        Message("Share of refusals for a reason"),
        Message("Which share of your closed deals was lost for this reason."),
        _SALES,
        lambda chosen: share(
            counted(
                Entity.DEAL, "closed", all_of(_LOST, is_("loss_reason", chosen["loss_reason"]))
            ),
            counted(Entity.DEAL, "closed", _CLOSED),
        ),
        Unit.PERCENT,
        Polarity.LESS,
        parameters=(Parameter("loss_reason", Message("Loss reason"), Choice.LOSS_REASON),),
    ),
    CatalogueEntry(
        "sales_cycle",
        Message("Length of the sales cycle"),
        Message("How long it takes on average from the lead to the won deal."),
        _SALES,
        always(averaged(Entity.DEAL, "cycle", "closed", WON)),
        Unit.DURATION,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "answer_speed",
        Message("Speed of answer to an application"),
        Message("How long a new application waits for your first answer, in working time."),
        frozenset({Role.SALES, Role.CALL_CENTRE}),
        always(averaged(Entity.DEAL, "response", "created", is_working_time=True)),
        Unit.DURATION,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "application_handling",
        Message("Handling time of applications"),
        Message("How long an application takes until it is won or lost, in working time."),
        frozenset({Role.SALES, Role.CALL_CENTRE}),
        always(averaged(Entity.DEAL, "cycle", "closed", _CLOSED, is_working_time=True)),
        Unit.DURATION,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "margin",
        Message("Margin"),
        Message("What is left of the deals that you won after their cost."),
        _SELLERS_AND_HEAD,
        always(summed(Entity.DEAL, "margin", "closed", WON)),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "discount_given",
        Message("Discount given"),
        Message("How much you gave away as discounts in the deals that you won."),
        _SALES,
        always(summed(Entity.DEAL, "discount", "closed", WON)),
        Unit.MONEY,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "group_sales",
        Message("Sales of a product group"),
        Message("The sum of the won deals with products of the group."),
        _SALES,
        lambda chosen: summed(
            Entity.DEAL, "amount", "closed", all_of(WON, is_("product_group", chosen["group"]))
        ),
        Unit.MONEY,
        parameters=(Parameter("group", Message("Product group"), Choice.PRODUCT_GROUP),),
    ),
    CatalogueEntry(
        "tag_sales",
        Message("Sales to customers with a tag"),
        Message("The sum of the won deals of customers under the tag."),
        _SALES,
        lambda chosen: summed(
            Entity.DEAL, "amount", "closed", all_of(WON, is_("customer_tag", chosen["tag"]))
        ),
        Unit.MONEY,
        parameters=(Parameter("tag", Message("Customer’s tag"), Choice.CUSTOMER_TAG),),
    ),
)

_CUSTOMERS = (
    CatalogueEntry(
        "new_customers",
        Message("New customers"),
        Message("How many customers were entered with you as the responsible person."),
        _SALES,
        always(counted(Entity.CUSTOMER, "created")),
    ),
    CatalogueEntry(
        "new_buyers",
        Message("New customers with a purchase"),
        Message("How many customers bought from the firm for the first time."),
        _SALES,
        always(counted(Entity.DEAL, "closed", all_of(WON, flag("is_first_purchase")))),
    ),
    CatalogueEntry(
        "attracted_value",
        Message("Value of attracted customers"),
        Message("All purchases of the customers who bought for the first time in this period."),
        _SALES,
        always(summed(Entity.DEAL, "amount", "closed", all_of(WON, flag("is_of_new_customer")))),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "first_deals",
        Message("Sum of first deals"),
        Message("What new customers paid in their very first deals."),
        _SALES,
        always(summed(Entity.DEAL, "amount", "closed", all_of(WON, flag("is_first_purchase")))),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "repeat_sales",
        Message("Repeat sales"),
        Message("The sum of the deals won with customers who had bought before."),
        _SALES,
        always(summed(Entity.DEAL, "amount", "closed", all_of(WON, flag("is_repeat")))),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "retention",
        Message("Customer retention rate (CRR)"),
        Message("Which share of the customers of the period before bought again in this one."),
        _SELLERS_AND_HEAD,
        always(share(buyers(all_of(WON, flag("is_retained"))), buyers(WON, Window.PREVIOUS))),
        Unit.PERCENT,
    ),
    CatalogueEntry(
        "lifetime_value",
        Message("Lifetime value of a customer (LTV)"),
        Message("What a customer has brought on average from the first deal until now."),
        _SELLERS_AND_HEAD,
        always(
            share(
                summed(Entity.DEAL, "amount", "closed", _WON_OF_CUSTOMERS, Window.UNTIL_END),
                buyers(WON, Window.UNTIL_END),
            )
        ),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "nps",
        Message("Net promoter score (NPS)"),
        Message("The share of customers who gave 9 or 10 less the share of those who gave 0 to 6."),
        frozenset({Role.SALES, Role.SERVICE}),
        always(
            RatioSource(
                WeightedSource(
                    Entity.ACTIVITY,
                    "done",
                    (
                        Target("9–10", all_of(_SURVEYS, score(Operator.AT_LEAST, 9)), Decimal(100)),
                        Target("0–6", all_of(_SURVEYS, score(Operator.AT_MOST, 6)), Decimal(-100)),
                    ),
                ),
                counted(Entity.ACTIVITY, "done", _RATED),
            )
        ),
    ),
)

_MONEY = (
    CatalogueEntry(
        "invoices_issued",
        Message("Invoices issued"),
        Message("The sum of the invoices that you issued."),
        _SALES,
        always(summed(Entity.DOCUMENT, "amount", "issued", all_of(_INVOICES, _VALID))),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "invoices_paid",
        Message("Invoices paid"),
        Message("The sum of your invoices that were paid in full."),
        _SALES,
        always(summed(Entity.DOCUMENT, "amount", "paid", all_of(_INVOICES, _VALID))),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "overdue_receivables",
        Message("Overdue receivables"),
        Message("What customers still owed at the end of the period for your invoices past due."),
        _SELLERS_AND_HEAD,
        always(
            summed(
                Entity.DOCUMENT,
                "debt",
                "due",
                all_of(
                    _INVOICES,
                    _VALID,
                    Condition("due", Operator.LESS, (RelativeDay(Anchor.TODAY),)),
                    any_of(
                        Condition("paid", Operator.EMPTY),
                        Condition("paid", Operator.AT_LEAST, (RelativeDay(Anchor.PERIOD_END),)),
                    ),
                ),
                Window.UNTIL_END,
            )
        ),
        Unit.MONEY,
        Polarity.LESS,
    ),
    CatalogueEntry(
        "closed_receivables",
        Message("Closed receivables"),
        Message("What customers paid of their overdue debts."),
        _SALES,
        always(summed(Entity.PAYMENT, "amount", "received", flag("is_overdue"))),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "receipts",
        Message("Receipts"),
        Message("The money that came in for your documents, less what was given back."),
        _SELLERS_AND_HEAD,
        always(summed(Entity.PAYMENT, "amount", "received")),
        Unit.MONEY,
    ),
    CatalogueEntry(
        "proposals_sent",
        Message("Proposals sent"),
        Message("How many quotes you sent to customers."),
        _SALES,
        always(counted(Entity.DOCUMENT, "issued", all_of(is_("kind", "quote"), _VALID))),
    ),
    CatalogueEntry(
        "contracts_signed",
        Message("Contracts signed"),
        Message("How many contracts were signed."),
        _SALES,
        always(counted(Entity.DOCUMENT, "posted", all_of(is_("kind", "contract"), _VALID))),
    ),
)

ENTRIES = (*_DEALS, *_CUSTOMERS, *_MONEY)
