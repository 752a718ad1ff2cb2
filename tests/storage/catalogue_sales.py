"""What the catalogue measures sellers by: records of March, and the figures worked by hand."""

from __future__ import annotations

from tests.storage.catalogue_world import (
    Activity,
    Case,
    Customer,
    Deal,
    Document,
    Tagged,
)

FIRST, LAST = "03-01 00:00", "03-31 23:59:59"
BEFORE, AFTER = "02-28 23:59:59", "04-01 00:00"

NOT_WON_HERE = (
    Deal("9000", closed=BEFORE, created="02-01"),
    Deal("9000", closed=AFTER),
    Deal("9000", status="lost"),
    Deal("9000", closed=None),
    Deal("9000", is_mine=False),
)

DEALS = (
    Case(
        "sales_volume",
        "1350.50",  # 1000 + 250.50 + 25 % of 400
        (
            Deal("1000", closed=FIRST),
            Deal("250.50", closed=LAST),
            Deal("400", my_share=25),
            *NOT_WON_HERE,
        ),
    ),
    Case(
        "won_deals",
        "2.25",  # two of my own and a quarter of another
        (Deal(closed=FIRST), Deal(closed=LAST), Deal(my_share=25), *NOT_WON_HERE),
    ),
    Case(
        "average_deal",
        "200",  # (100 + 200 + half of 400) ÷ 2.5
        (Deal("100", closed=FIRST), Deal("200"), Deal("400", my_share=50), *NOT_WON_HERE),
    ),
    Case("average_deal", None, (*NOT_WON_HERE,), "there are no records to average", "of nothing"),
    Case(
        "lead_conversion",
        "0.25",  # 1 of the 4 that came in March
        (
            Deal(created=FIRST),
            Deal(status="lost"),
            Deal(closed=None),
            Deal(created=LAST, closed=None),
            Deal(created=BEFORE),
            Deal(created=AFTER, closed=None),
            Deal(is_mine=False),
        ),
    ),
    Case(
        "lead_conversion",
        None,
        (Deal(created=BEFORE),),
        "Number of deals is zero, and nothing can be divided by zero",
        "without leads",
    ),
    Case(
        "stage_conversion",
        "0.5",  # 4 reached the offer, 2 of them the contract
        (
            Deal(created=FIRST, passed=("New", "Offer", "Contract", "Won")),
            Deal(closed=None, created=LAST, passed=("Offer", "Contract")),
            Deal(closed=None, passed=("New", "Offer")),
            Deal(status="lost", passed=("Offer", "Lost")),
            Deal(closed=None, passed=("New",)),
            Deal(closed=None, passed=("New", "Contract")),
            Deal(created=BEFORE, passed=("Offer", "Contract")),
            Deal(is_mine=False, passed=("Offer", "Contract")),
        ),
    ),
    Case(
        "refusal_share",
        "0.25",  # 1 lost of 4 closed
        (
            Deal(closed=FIRST, status="lost"),
            Deal(closed=LAST),
            Deal(),
            Deal(),
            Deal(closed=None),
            Deal(closed=BEFORE, status="lost", created="02-01"),
            Deal(status="lost", is_mine=False),
        ),
    ),
    Case(
        "refusals_for_reason",
        "0.25",  # 1 lost for its price of 4 closed
        (
            Deal(status="lost", reason="Price"),
            Deal(status="lost", reason="Term"),
            Deal(status="lost"),
            Deal(),
            Deal(closed=AFTER, status="lost", reason="Price"),
        ),
    ),
    Case(
        "sales_cycle",
        "864000",  # 2 days and 18 days: 10 on average, nights included
        (
            Deal(created="03-02", closed="03-04"),
            Deal(created="02-20", closed="03-10"),
            Deal(created="01-01", closed="03-10", status="lost"),
            Deal(created="01-01", closed=BEFORE),
            Deal(created="01-01", is_mine=False),
        ),
    ),
    Case(
        "answer_speed",
        "10800",  # an hour on Friday and one on Monday, and 4 hours: 3 on average
        (
            Deal(created="03-13 17:00", answered="03-16 10:00", closed=None),
            Deal(created="03-17 10:00", answered="03-17 14:00"),
            Deal(created="03-18", closed=None),
            Deal(created="02-27", answered="03-20"),
            Deal(created="03-02", answered="03-20", is_mine=False),
        ),
    ),
    Case(
        "application_handling",
        "28800",  # a day of 9 hours and 3 more, and 4 hours: 8 on average
        (
            Deal(created="03-16 09:00", closed="03-17 12:00", status="lost"),
            Deal(created="03-18 10:00", closed="03-18 14:00"),
            Deal(created="03-02", closed=None),
            Deal(created="02-02", closed=BEFORE),
            Deal(is_mine=False),
        ),
    ),
    Case(
        "margin",
        "350",  # 400 − 200 + 25 % of 600
        (
            Deal("1000", cost="600", closed=FIRST),
            Deal("500", cost="700", closed=LAST),
            Deal("1000", cost="400", my_share=25),
            *NOT_WON_HERE,
        ),
    ),
    Case(
        "discount_given",
        "100.25",  # 50.25 + half of 100
        (
            Deal(discount="50.25", closed=LAST),
            Deal(discount="100", my_share=50),
            Deal(discount="70", status="lost"),
            Deal(discount="70", closed=AFTER),
            Deal(discount="70", is_mine=False),
        ),
    ),
    Case(
        "group_sales",
        "300",
        (
            Deal("300", group="Windows", closed=FIRST),
            Deal("9000", group="Doors"),
            Deal("9000"),
            Deal("9000", group="Windows", status="lost"),
            Deal("9000", group="Windows", closed=BEFORE, created="02-01"),
            Deal("9000", group="Windows", is_mine=False),
        ),
    ),
    Case(
        "tag_sales",
        "300",  # 100 of retail and 200 of its chains
        (
            Tagged("shop", "Segment/Retail"),
            Tagged("chain", "Segment/Retail/Chains"),
            Tagged("stock", "Segment/Wholesale"),
            Deal("100", customer="shop"),
            Deal("200", customer="chain"),
            Deal("9000", customer="stock"),
            Deal("9000", customer="untagged"),
            Deal("9000"),
            Deal("9000", customer="shop", closed=None),
        ),
    ),
)

BOUGHT_IN_FEBRUARY = Deal("9000", created="02-01", closed="02-10", customer="old", is_mine=False)

CUSTOMERS = (
    Case(
        "new_customers",
        "2",
        (
            Customer(FIRST),
            Customer(LAST),
            Customer(BEFORE),
            Customer(AFTER),
            Customer(is_mine=False),
        ),
    ),
    Case(
        "new_buyers",
        "3",  # new, twice and tried
        (
            Deal(customer="new", closed=FIRST),
            Deal(customer="twice", closed="03-10"),
            Deal(customer="twice", closed="03-11"),
            Deal(customer="tried", status="lost", closed="02-10", created="02-01"),
            Deal(customer="tried", closed=LAST),
            BOUGHT_IN_FEBRUARY,
            Deal(customer="old"),
            Deal(customer="of another", closed="03-03", is_mine=False),
            Deal(customer="of another", closed="03-10"),
            Deal(),
            Deal(customer="later", closed=AFTER),
        ),
    ),
    Case(
        "first_deals",
        "300",  # 100 of new, and 200 of the first deal of twice
        (
            Deal("100", customer="new", closed=FIRST),
            Deal("200", customer="twice", closed="03-10"),
            Deal("9000", customer="twice", closed="03-11"),
            BOUGHT_IN_FEBRUARY,
            Deal("9000", customer="old"),
            Deal("9000"),
        ),
    ),
    Case(
        "attracted_value",
        "700",  # 100 + 200 of new, and 400 of who began with another in March
        (
            Deal("100", customer="new", closed=FIRST),
            Deal("200", customer="new", closed=LAST),
            Deal("9000", customer="of another", closed="03-03", is_mine=False),
            Deal("400", customer="of another", closed="03-10"),
            BOUGHT_IN_FEBRUARY,
            Deal("9000", customer="old"),
            Deal("9000"),
            Deal("9000", customer="new", closed=AFTER),
        ),
    ),
    Case(
        "repeat_sales",
        "1200",  # 800 of old, and 400 of the second deal of twice
        (
            BOUGHT_IN_FEBRUARY,
            Deal("800", customer="old", closed=FIRST),
            Deal("9000", customer="twice", closed="03-10"),
            Deal("400", customer="twice", closed="03-11"),
            Deal("9000", customer="new"),
            Deal("9000", customer="old", closed=None),
            Deal("9000"),
        ),
    ),
    Case(
        "retention",
        "0.5",  # of one, two, three and four of February one and two came back
        (
            Deal(customer="one", created="01-01", closed="02-01 00:00"),
            Deal(customer="two", created="01-01", closed=BEFORE),
            Deal(customer="three", created="01-01", closed="02-10"),
            Deal(customer="four", created="01-01", closed="02-10"),
            Deal(customer="four", created="01-01", closed="02-11"),
            Deal(customer="one", closed=FIRST),
            Deal(customer="two"),
            Deal(customer="two", closed=LAST),
            Deal(customer="three", status="lost"),
            Deal(customer="four", closed=AFTER),
            Deal(customer="new"),
            Deal(customer="of January", created="01-01", closed="01-31 23:59:59"),
            Deal(customer="of January"),
        ),
    ),
    Case(
        "retention",
        None,
        (Deal(customer="new"),),
        "Different customers of deals (status: won) is zero, and nothing can be divided",
        "without a past",
    ),
    Case(
        "lifetime_value",
        "300",  # (100 + 300 + 200) ÷ 2 customers
        (
            Deal("100", customer="old", created="2025-04-01", closed="2025-05-01"),
            Deal("300", customer="old", closed=LAST),
            Deal("200", customer="new"),
            Deal("9000"),
            Deal("9000", customer="new", closed=AFTER),
            Deal("9000", customer="lost", status="lost"),
            Deal("9000", customer="old", is_mine=False),
        ),
    ),
    Case(
        "nps",
        "40",  # (3 of 5 promote, 1 does not) = 60 − 20
        (
            *(Activity("survey", FIRST, score=score) for score in (10, 9, 9, 7, 6)),
            Activity("survey"),
            Activity("review", score=10),
            Activity("survey", BEFORE, score=0),
            Activity("survey", None, score=0),
            Activity("survey", score=0, is_mine=False),
        ),
    ),
    Case("nps", None, (Activity("survey"),), "is zero, and nothing can be divided by zero", "mute"),
)

MONEY = (
    Case(
        "invoices_issued",
        "300",
        (
            Document(amount="100", issued="03-01"),
            Document(amount="200", issued="03-31", state="paid"),
            Document(amount="9000", issued="02-28"),
            Document(amount="9000", issued="04-01"),
            Document(amount="9000", state="draft"),
            Document(amount="9000", state="cancelled"),
            Document("act", amount="9000"),
            Document(amount="9000", is_mine=False),
        ),
    ),
    Case(
        "invoices_paid",
        "300",
        (
            Document(amount="100", state="paid", issued="01-15", paid="03-01"),
            Document(amount="200", state="paid", paid="03-31"),
            Document(amount="9000", state="paid", issued="02-01", paid="02-28"),
            Document(amount="9000"),
            Document(amount="9000", state="cancelled", paid="03-10"),
            Document("act", amount="9000", state="paid", paid="03-10"),
            Document(amount="9000", state="paid", paid="03-10", is_mine=False),
        ),
    ),
    Case(
        "overdue_receivables",
        "865.50",  # 100 + 200 + 50, 400 paid only after March, and what partial payments left:
        # 70 of 100 of which 30 came in March, 45.50 of 100 paid in full in April
        (
            Document(amount="100", due="03-10", received=(("03-12", "40"), ("03-14", "-10"))),
            Document(
                amount="100",
                due="03-10",
                paid="04-01",
                state="paid",
                received=(("02-20", "4.50"), ("03-24", "50"), ("04-01", "45.50")),
            ),
            Document(amount="100", due="03-10"),
            Document(amount="200", issued="2025-11-01", due="2025-12-01"),
            Document(amount="50", due="03-24"),
            Document(amount="400", due="03-10", paid="04-01", state="paid"),
            Document(amount="9000", due="03-25"),
            Document(amount="9000", due="04-05"),
            Document(amount="9000", due="03-10", paid="03-31", state="paid"),
            Document(amount="9000", due="03-10", state="draft"),
            Document(amount="9000", due="03-10", state="cancelled"),
            Document("act", amount="9000", due="03-10"),
            Document(amount="9000"),
            Document(amount="9000", due="03-10", is_mine=False),
        ),
    ),
    Case(
        "closed_receivables",
        "100",  # 60 the day after it was due, and 40 of February's debt
        (
            Document(due="03-10", received=(("03-10", "30"), ("03-11", "60"))),
            Document(issued="01-10", due="02-10", received=(("02-28", "50"), ("03-01", "40"))),
            Document(received=(("03-20", "70"),)),
            Document(due="03-10", received=(("03-20", "70"),), is_mine=False),
        ),
    ),
    Case(
        "receipts",
        "70",  # 100, of which 30 were given back
        (
            Document(received=(("03-01", "100"), ("03-31", "-30"))),
            Document(issued="02-01", received=(("02-28", "70"), ("04-01", "70"))),
            Document(received=(("03-20", "70"),), is_mine=False),
        ),
    ),
    Case(
        "proposals_sent",
        "2",
        (
            Document("quote", issued="03-01"),
            Document("quote", issued="03-31"),
            Document("quote", issued="02-28"),
            Document("quote", state="draft"),
            Document("quote", state="cancelled"),
            Document("invoice"),
            Document("quote", is_mine=False),
        ),
    ),
    Case(
        "contracts_signed",
        "2",
        (
            Document("contract", issued="02-01", posted="03-01"),
            Document("contract", posted="03-31"),
            Document("contract", issued="02-01", posted="02-28"),
            Document("contract", state="draft"),
            Document("contract", posted="03-10", state="cancelled"),
            Document("invoice", posted="03-10"),
            Document("contract", posted="03-10", is_mine=False),
        ),
    ),
)
