"""`make bench`: what a request costs in a city with 100,000 reports, beside the budgets of the design.

Everything happens on a PostgreSQL server of its own in a temporary folder; nothing is left behind but the results.
"""
