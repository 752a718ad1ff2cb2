"""What each ready scheme pays, worked by hand; docs/ready-schemes.md has the same figures."""

from __future__ import annotations

from collections.abc import Mapping

CODES = (
    "salary_percent",
    "progressive_percent",
    "kpi_and_deals",
    "department_plan",
    "contest",
    "matrix",
    "support_line",
    "project",
)
Facts = dict[str, str]
Worked = tuple[str, Facts, Mapping[str, str]]
"""The card, the facts of one person, and what the month pays by code."""

CASES: Mapping[str, tuple[Worked, ...]] = {
    "salary_percent": (
        (
            "account_manager",
            {"repeat_sales": "800000", "retention": "0.85"},
            {"salary": "40000", "repeat_percent": "32000", "kept_customers": "10000"},
        ),
        (
            "account_manager",
            {"repeat_sales": "450000", "retention": "0.7"},
            {"salary": "40000", "repeat_percent": "18000", "kept_customers": "0"},
        ),
    ),
    "progressive_percent": (
        (
            "acquisition_manager",
            {"first_deals": "750000", "new_buyers": "8", "lead_conversion": "0.22"},
            {
                "salary": "35000",
                "growing_share": "34500",  # 3% of 300,000, 5% of 300,000, 7% of 150,000
                "new_buyer": "24000",
                "good_conversion": "7500",
            },
        ),
        (
            "acquisition_manager",
            {"first_deals": "300000", "new_buyers": "3", "lead_conversion": "0.2"},
            {
                "salary": "35000",
                "growing_share": "9000",
                "new_buyer": "9000",
                "good_conversion": "0",
            },
        ),
    ),
    "kpi_and_deals": (
        (
            "vip_manager",  # 120%, 100% and 100% of the plans: 0.6 + 0.3 + 0.2 = 1.1
            {
                "vip_sales": "1800000",
                "lifetime_value": "900000",
                "satisfaction": "4.5",
                "vip_deals": "2",
            },
            {"salary": "50000", "kpi_bonus": "16500", "vip_deal": "10000"},
        ),
        (
            "vip_manager",  # 60%, 90% and 90%: 0.2 × 0.5 + 0.8 × 0.3 + 0.8 × 0.2 = 0.5
            {
                "vip_sales": "900000",
                "lifetime_value": "810000",
                "satisfaction": "4.05",
                "vip_deals": "1",
            },
            {"salary": "50000", "kpi_bonus": "7500", "vip_deal": "5000"},
        ),
    ),
    "matrix": (
        (
            "secretary",  # 1.1 × 0.3 + 1 × 0.4 + 1.1 × 0.3 = 1.06 of 12,000
            {"office_contacts": "440", "tasks_done": "60", "heads_mark": "1"},
            {"salary": "40000", "matrix_bonus": "12720"},
        ),
        (
            "secretary",  # 0.2 × 0.3 + 0.8 × 0.4 + 0.5 × 0.3 = 0.53
            {"office_contacts": "240", "tasks_done": "54", "heads_mark": "-2"},
            {"salary": "40000", "matrix_bonus": "6360"},
        ),
    ),
    "support_line": (
        (
            "first_line",  # 1.2 × 0.5 + 1 × 0.3 + 1.1 × 0.2 = 1.12 of 14,000
            {"ticket_time": "720", "satisfaction": "4.5", "solved_problems": "330"},
            {"salary": "35000", "support_bonus": "15680"},
        ),
        (
            "first_line",  # 0.2 × 0.5 + 0.6 × 0.3 + 1 × 0.2 = 0.48
            {"ticket_time": "1260", "satisfaction": "3.6", "solved_problems": "300"},
            {"salary": "35000", "support_bonus": "6720"},
        ),
        (
            "second_line",  # 1.25 × 0.4 + 1 × 0.3 + 1 × 0.3 = 1.1 of 20,000
            {"ticket_time": "10800", "satisfaction": "4.5", "deadlines_kept": "0.95"},
            {"salary": "50000", "support_bonus": "22000"},
        ),
        (
            "second_line",  # 1 × 0.4 + 0.8 × 0.3 + 0.6 × 0.3 = 0.82
            {"ticket_time": "14400", "satisfaction": "4.05", "deadlines_kept": "0.76"},
            {"salary": "50000", "support_bonus": "16400"},
        ),
        (
            "third_line",  # all plans reached: the whole of 28,000
            {"calm_time": "864000", "ticket_time": "57600", "deadlines_kept": "0.95"},
            {"salary": "70000", "support_bonus": "28000"},
        ),
        (
            "third_line",  # 0 × 0.5 + 1.2 × 0.3 + 1 × 0.2 = 0.56
            {"calm_time": "432000", "ticket_time": "46080", "deadlines_kept": "0.95"},
            {"salary": "70000", "support_bonus": "15680"},
        ),
    ),
    "project": (
        (
            "developer",  # 1.1 × 0.6 + 1 × 0.2 + 1.2, the most, × 0.2 = 1.1 of 27,000
            {
                "task_points": "66",
                "deadlines_kept": "0.9",
                "missed_bugs": "0",
                "milestones": "1",
            },
            {"salary": "90000", "project_bonus": "29700", "milestone": "15000"},
        ),
        (
            "developer",  # 0.5 × 0.6 + 1 × 0.2 + 0 × 0.2 = 0.5
            {
                "task_points": "45",
                "deadlines_kept": "0.9",
                "missed_bugs": "6",
                "milestones": "0",
            },
            {"salary": "90000", "project_bonus": "13500", "milestone": "0"},
        ),
    ),
}
