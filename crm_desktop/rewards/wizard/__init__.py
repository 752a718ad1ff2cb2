"""How a KPI scheme is designed step by step: what is entered, suggested, checked and brought in."""
